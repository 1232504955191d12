# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_scripta_global_optspecs
    string join \n h/help V/version
end

function __fish_scripta_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_scripta_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_scripta_using_subcommand
    set -l cmd (__fish_scripta_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c scripta -n "__fish_scripta_needs_command" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_needs_command" -s V -l version -d 'Print version'
complete -c scripta -n "__fish_scripta_needs_command" -f -a "transcribe" -d 'Turn recordings into text and subtitles'
complete -c scripta -n "__fish_scripta_needs_command" -f -a "align" -d 'Find when the words of a text are said in a recording'
complete -c scripta -n "__fish_scripta_needs_command" -f -a "diarize" -d 'Find who speaks when'
complete -c scripta -n "__fish_scripta_needs_command" -f -a "speakers" -d 'Manage the voices that --identify-speakers knows by name'
complete -c scripta -n "__fish_scripta_needs_command" -f -a "probe" -d 'Say what recordings are and how they are read, without recognising anything'
complete -c scripta -n "__fish_scripta_needs_command" -f -a "tasks" -d 'See, search, repeat and delete what was done'
complete -c scripta -n "__fish_scripta_needs_command" -f -a "serve" -d 'Offer all of it over HTTP: tasks, webhooks, an OpenAI-compatible API and a page'
complete -c scripta -n "__fish_scripta_needs_command" -f -a "models" -d 'See, get, check, convert and remove models'
complete -c scripta -n "__fish_scripta_needs_command" -f -a "doctor" -d 'Say what this machine has, and what to mend'
complete -c scripta -n "__fish_scripta_needs_command" -f -a "config" -d 'Show every setting and where its value comes from'
complete -c scripta -n "__fish_scripta_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c scripta -n "__fish_scripta_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -s o -l output -d 'Folder for the results, made if missing; - for stdout' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l resume-task -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l track -d 'Audio track to hear, from 1 [default: the one flagged as default, or the first, unless it is silent]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l start -d 'Where to begin, in seconds or as [HH:]MM:SS' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l duration -d 'How much to hear, in seconds or as [HH:]MM:SS' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -s m -l model -d 'Recognition model: a name such as base or large-v3-turbo, a ggml file, or hf:OWNER/REPO:FILE [default: base] [env: WHISPER_MODEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l engine -d 'Program that recognises: auto is the faster built-in one wherever it can read the model [default: auto] [env: SCRIPTA_ENGINE]' -r -f -a "auto\t''
whisper.cpp\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l device -d 'Where to compute: auto, cpu, or, in builds for them, cuda, vulkan, metal, hip or sycl, perhaps with a number, such as cuda:1 [default: auto] [env: DEVICE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l device-index -d 'Which of several GPUs [default: 0] [env: SCRIPTA_DEVICE_INDEX]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l compute-type -d 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]' -r -f -a "auto\t''
float32\t''
float16\t''
int8\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l offline -d 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l threads -d 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l jobs -d 'Recordings worked on at once, up to 64; they share the cores, short ones first. 0 is one more than the cores, and 8 for serve [default: 0] [env: SCRIPTA_JOBS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -s l -l language -d 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l multilingual -d 'Detect the language of every chunk, for recordings that mix languages [env: SCRIPTA_MULTILINGUAL]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l task -d 'Write down what is said, or translate it into English [default: transcribe] [env: SCRIPTA_TASK]' -r -f -a "transcribe\t''
translate\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l initial-prompt -d 'Text that sets the style and spelling, as if it came before the recording [env: SCRIPTA_INITIAL_PROMPT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l hotwords -d 'Names and terms to expect [env: SCRIPTA_HOTWORDS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l beam-size -d 'Hypotheses kept while decoding, 1 to 8; 1 is greedy and faster [default: 5] [env: SCRIPTA_BEAM_SIZE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l best-of -d 'Samples drawn when decoding at a temperature above 0, 1 to 8 [default: 5] [env: SCRIPTA_BEST_OF]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l length-penalty -d 'Exponent of the length normalisation of hypotheses; unset divides by length [env: SCRIPTA_LENGTH_PENALTY]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l temperature -d 'First sampling temperature, 0 to 1 [default: 0] [env: SCRIPTA_TEMPERATURE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l temperature-increment -d 'Step to the next temperature when a decode fails; 0 never tries again [default: 0.2] [env: SCRIPTA_TEMPERATURE_INCREMENT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l entropy-threshold -d 'Token entropy below which a decode counts as a loop [default: 2.4] [env: SCRIPTA_ENTROPY_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l compression-ratio-threshold -d 'Text compression ratio above which a decode counts as a loop [default: 2.4] [env: SCRIPTA_COMPRESSION_RATIO_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l logprob-threshold -d 'Average log-probability below which a decode counts as failed [default: -1] [env: SCRIPTA_LOGPROB_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l no-speech-threshold -d 'Probability of silence above which a failed decode is dropped [default: 0.6] [env: SCRIPTA_NO_SPEECH_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l suppress-tokens -d 'Token ids never written, separated by commas; -1 stands for symbols that aren\'t speech [default: -1] [env: SCRIPTA_SUPPRESS_TOKENS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l suppress-numerals -d 'Write numbers as words [env: SCRIPTA_SUPPRESS_NUMERALS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l vad -d 'How speech is found; none decodes everything [default: silero] [env: SCRIPTA_VAD]' -r -f -a "silero\t''
pyannote\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l vad-onset -d 'Speech probability at which speech begins [default: 0.5] [env: SCRIPTA_VAD_ONSET]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l vad-offset -d 'Speech probability below which speech ends [default: 0.363] [env: SCRIPTA_VAD_OFFSET]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l chunk-size -d 'Longest chunk given to the recogniser, 1 to 30 [default: 30] [env: SCRIPTA_CHUNK_SIZE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l align -d 'How words get their times; auto takes the best that is on this machine [default: auto] [env: SCRIPTA_ALIGN]' -r -f -a "auto\t''
phoneme\t''
wav2vec2\t''
attention\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l align-model -d 'Wav2vec2 CTC model for word times: a folder, or an id of the Hugging Face hub [env: SCRIPTA_ALIGN_MODEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l char-alignments -d 'Add the times of characters to the JSON, where the aligner has them [env: SCRIPTA_CHAR_ALIGNMENTS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l segment-by -d 'Where segments end [default: sentence] [env: SCRIPTA_SEGMENT_BY]' -r -f -a "sentence\t''
chunk\t''
pause\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l max-segment-duration -d 'Longest segment, 1 to 30; a longer one is cut in its best pause [default: 30] [env: SCRIPTA_MAX_SEGMENT_DURATION]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l diarize -d 'Tell who speaks: speakers on every word, in every format [env: SCRIPTA_DIARIZE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l num-speakers -d 'How many speakers there are, where that is known [env: SCRIPTA_NUM_SPEAKERS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l min-speakers -d 'Fewest speakers there may be [env: SCRIPTA_MIN_SPEAKERS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l max-speakers -d 'Most speakers there may be [env: SCRIPTA_MAX_SPEAKERS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l speaker-names -d 'Names of the speakers, separated by commas, in the order in which they are first heard [env: SCRIPTA_SPEAKER_NAMES]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l identify-speakers -d 'Name the speakers whose voices are enrolled (scripta speakers add) [env: SCRIPTA_IDENTIFY_SPEAKERS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l speaker-threshold -d 'Cosine similarity from which on a voice is an enrolled one, 0 to 1 [default: 0.7] [env: SCRIPTA_SPEAKER_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l speaker-embeddings -d 'Add what each voice sounds like to the JSON, as a vector [env: SCRIPTA_SPEAKER_EMBEDDINGS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l channels-as-speakers -d 'Take each channel of the recording for one speaker [env: SCRIPTA_CHANNELS_AS_SPEAKERS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l diarize-model -d 'Models that tell voices apart: campplus, community-1 (downloaded once), or a folder [default: campplus] [env: SCRIPTA_DIARIZE_MODEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l diarize-step -d 'Time from one 10 s window to the next, 0.5 to 9; shorter takes longer [default: 2.5] [env: SCRIPTA_DIARIZE_STEP]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -s f -l format -d 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l strict -d 'Exit with 1 when sound or words may be missing from a result, which is written all the same [env: SCRIPTA_STRICT]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l html-audio -d 'How an HTML page gets its sound: a link to the recording, a copy inside, or not at all [default: link] [env: SCRIPTA_HTML_AUDIO]' -r -f -a "link\t''
embed\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l max-line-width -d 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l max-line-count -d 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l max-cue-duration -d 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l max-cps -d 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l highlight-words -d 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l no-history -d 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l report -d 'Say on stderr what was decoded again, left out as not said, or is uncertain'
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l watch -d 'Stay, and take each recording that comes into the folders given once it is complete'
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l overwrite -d 'Replace results that exist'
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l skip-existing -d 'Leave out recordings whose results exist'
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -l fresh -d 'Do again what the history knows the result of'
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand transcribe" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand align" -s o -l output -d 'Folder for the results, made if missing; - for stdout' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand align" -l resume-task -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l track -d 'Audio track to hear, from 1 [default: the one flagged as default, or the first, unless it is silent]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l start -d 'Where to begin, in seconds or as [HH:]MM:SS' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l duration -d 'How much to hear, in seconds or as [HH:]MM:SS' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -s m -l model -d 'Recognition model: a name such as base or large-v3-turbo, a ggml file, or hf:OWNER/REPO:FILE [default: base] [env: WHISPER_MODEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l engine -d 'Program that recognises: auto is the faster built-in one wherever it can read the model [default: auto] [env: SCRIPTA_ENGINE]' -r -f -a "auto\t''
whisper.cpp\t''"
complete -c scripta -n "__fish_scripta_using_subcommand align" -l device -d 'Where to compute: auto, cpu, or, in builds for them, cuda, vulkan, metal, hip or sycl, perhaps with a number, such as cuda:1 [default: auto] [env: DEVICE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l device-index -d 'Which of several GPUs [default: 0] [env: SCRIPTA_DEVICE_INDEX]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l compute-type -d 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]' -r -f -a "auto\t''
float32\t''
float16\t''
int8\t''"
complete -c scripta -n "__fish_scripta_using_subcommand align" -l offline -d 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand align" -l threads -d 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -s l -l language -d 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l initial-prompt -d 'Text that sets the style and spelling, as if it came before the recording [env: SCRIPTA_INITIAL_PROMPT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l hotwords -d 'Names and terms to expect [env: SCRIPTA_HOTWORDS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l beam-size -d 'Hypotheses kept while decoding, 1 to 8; 1 is greedy and faster [default: 5] [env: SCRIPTA_BEAM_SIZE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l best-of -d 'Samples drawn when decoding at a temperature above 0, 1 to 8 [default: 5] [env: SCRIPTA_BEST_OF]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l length-penalty -d 'Exponent of the length normalisation of hypotheses; unset divides by length [env: SCRIPTA_LENGTH_PENALTY]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l temperature -d 'First sampling temperature, 0 to 1 [default: 0] [env: SCRIPTA_TEMPERATURE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l temperature-increment -d 'Step to the next temperature when a decode fails; 0 never tries again [default: 0.2] [env: SCRIPTA_TEMPERATURE_INCREMENT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l entropy-threshold -d 'Token entropy below which a decode counts as a loop [default: 2.4] [env: SCRIPTA_ENTROPY_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l compression-ratio-threshold -d 'Text compression ratio above which a decode counts as a loop [default: 2.4] [env: SCRIPTA_COMPRESSION_RATIO_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l logprob-threshold -d 'Average log-probability below which a decode counts as failed [default: -1] [env: SCRIPTA_LOGPROB_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l no-speech-threshold -d 'Probability of silence above which a failed decode is dropped [default: 0.6] [env: SCRIPTA_NO_SPEECH_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l suppress-tokens -d 'Token ids never written, separated by commas; -1 stands for symbols that aren\'t speech [default: -1] [env: SCRIPTA_SUPPRESS_TOKENS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l suppress-numerals -d 'Write numbers as words [env: SCRIPTA_SUPPRESS_NUMERALS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand align" -l vad -d 'How speech is found; none decodes everything [default: silero] [env: SCRIPTA_VAD]' -r -f -a "silero\t''
pyannote\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand align" -l vad-onset -d 'Speech probability at which speech begins [default: 0.5] [env: SCRIPTA_VAD_ONSET]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l vad-offset -d 'Speech probability below which speech ends [default: 0.363] [env: SCRIPTA_VAD_OFFSET]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l chunk-size -d 'Longest chunk given to the recogniser, 1 to 30 [default: 30] [env: SCRIPTA_CHUNK_SIZE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l align -d 'How words get their times; auto takes the best that is on this machine [default: auto] [env: SCRIPTA_ALIGN]' -r -f -a "auto\t''
phoneme\t''
wav2vec2\t''
attention\t''"
complete -c scripta -n "__fish_scripta_using_subcommand align" -l align-model -d 'Wav2vec2 CTC model for word times: a folder, or an id of the Hugging Face hub [env: SCRIPTA_ALIGN_MODEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l char-alignments -d 'Add the times of characters to the JSON, where the aligner has them [env: SCRIPTA_CHAR_ALIGNMENTS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand align" -l segment-by -d 'Where segments end [default: sentence] [env: SCRIPTA_SEGMENT_BY]' -r -f -a "sentence\t''
chunk\t''
pause\t''"
complete -c scripta -n "__fish_scripta_using_subcommand align" -l max-segment-duration -d 'Longest segment, 1 to 30; a longer one is cut in its best pause [default: 30] [env: SCRIPTA_MAX_SEGMENT_DURATION]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -s f -l format -d 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l strict -d 'Exit with 1 when sound or words may be missing from a result, which is written all the same [env: SCRIPTA_STRICT]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand align" -l html-audio -d 'How an HTML page gets its sound: a link to the recording, a copy inside, or not at all [default: link] [env: SCRIPTA_HTML_AUDIO]' -r -f -a "link\t''
embed\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand align" -l max-line-width -d 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l max-line-count -d 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l max-cue-duration -d 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l max-cps -d 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l highlight-words -d 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand align" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand align" -l no-history -d 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand align" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand align" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand align" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand align" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand align" -l ignore-times -d 'Look for the text in the whole recording, whatever times it brings'
complete -c scripta -n "__fish_scripta_using_subcommand align" -l overwrite -d 'Replace results that exist'
complete -c scripta -n "__fish_scripta_using_subcommand align" -l skip-existing -d 'Leave out recordings whose results exist'
complete -c scripta -n "__fish_scripta_using_subcommand align" -l fresh -d 'Do again what the history knows the result of'
complete -c scripta -n "__fish_scripta_using_subcommand align" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand align" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand align" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -s o -l output -d 'Folder for the results, made if missing; - for stdout' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l resume-task -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l track -d 'Audio track to hear, from 1 [default: the one flagged as default, or the first, unless it is silent]' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l start -d 'Where to begin, in seconds or as [HH:]MM:SS' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l duration -d 'How much to hear, in seconds or as [HH:]MM:SS' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l device -d 'Where to compute: auto, cpu, or, in builds for them, cuda, vulkan, metal, hip or sycl, perhaps with a number, such as cuda:1 [default: auto] [env: DEVICE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l device-index -d 'Which of several GPUs [default: 0] [env: SCRIPTA_DEVICE_INDEX]' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l threads -d 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l jobs -d 'Recordings worked on at once, up to 64; they share the cores, short ones first. 0 is one more than the cores, and 8 for serve [default: 0] [env: SCRIPTA_JOBS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l num-speakers -d 'How many speakers there are, where that is known [env: SCRIPTA_NUM_SPEAKERS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l min-speakers -d 'Fewest speakers there may be [env: SCRIPTA_MIN_SPEAKERS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l max-speakers -d 'Most speakers there may be [env: SCRIPTA_MAX_SPEAKERS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l speaker-names -d 'Names of the speakers, separated by commas, in the order in which they are first heard [env: SCRIPTA_SPEAKER_NAMES]' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l identify-speakers -d 'Name the speakers whose voices are enrolled (scripta speakers add) [env: SCRIPTA_IDENTIFY_SPEAKERS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l speaker-threshold -d 'Cosine similarity from which on a voice is an enrolled one, 0 to 1 [default: 0.7] [env: SCRIPTA_SPEAKER_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l speaker-embeddings -d 'Add what each voice sounds like to the JSON, as a vector [env: SCRIPTA_SPEAKER_EMBEDDINGS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l channels-as-speakers -d 'Take each channel of the recording for one speaker [env: SCRIPTA_CHANNELS_AS_SPEAKERS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l diarize-model -d 'Models that tell voices apart: campplus, community-1 (downloaded once), or a folder [default: campplus] [env: SCRIPTA_DIARIZE_MODEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l diarize-step -d 'Time from one 10 s window to the next, 0.5 to 9; shorter takes longer [default: 2.5] [env: SCRIPTA_DIARIZE_STEP]' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -s f -l format -d 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l strict -d 'Exit with 1 when sound or words may be missing from a result, which is written all the same [env: SCRIPTA_STRICT]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l no-history -d 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l overwrite -d 'Replace results that exist'
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l skip-existing -d 'Leave out recordings whose results exist'
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -l fresh -d 'Do again what the history knows the result of'
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand diarize" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and not __fish_seen_subcommand_from add list remove help" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and not __fish_seen_subcommand_from add list remove help" -f -a "add" -d 'Learn a voice from clips in which one person speaks'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and not __fish_seen_subcommand_from add list remove help" -f -a "list" -d 'Show the voices that are known'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and not __fish_seen_subcommand_from add list remove help" -f -a "remove" -d 'Forget voices'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and not __fish_seen_subcommand_from add list remove help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -l track -d 'Audio track to hear, from 1 [default: the one flagged as default, or the first, unless it is silent]' -r
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -l start -d 'Where to begin, in seconds or as [HH:]MM:SS' -r
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -l duration -d 'How much to hear, in seconds or as [HH:]MM:SS' -r
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -l device -d 'Where to compute: auto, cpu, or, in builds for them, cuda, vulkan, metal, hip or sycl, perhaps with a number, such as cuda:1 [default: auto] [env: DEVICE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -l device-index -d 'Which of several GPUs [default: 0] [env: SCRIPTA_DEVICE_INDEX]' -r
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -l threads -d 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -l diarize-model -d 'Models that tell voices apart: campplus, community-1 (downloaded once), or a folder [default: campplus] [env: SCRIPTA_DIARIZE_MODEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -l diarize-step -d 'Time from one 10 s window to the next, 0.5 to 9; shorter takes longer [default: 2.5] [env: SCRIPTA_DIARIZE_STEP]' -r
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -l no-history -d 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from list" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from list" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from list" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from list" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from list" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from list" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from list" -l json -d 'As JSON, with the embeddings'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from remove" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from remove" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from remove" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from remove" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from remove" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from remove" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from help" -f -a "add" -d 'Learn a voice from clips in which one person speaks'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from help" -f -a "list" -d 'Show the voices that are known'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Forget voices'
complete -c scripta -n "__fish_scripta_using_subcommand speakers; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c scripta -n "__fish_scripta_using_subcommand probe" -l track -d 'Audio track to hear, from 1 [default: the one flagged as default, or the first, unless it is silent]' -r
complete -c scripta -n "__fish_scripta_using_subcommand probe" -l strict -d 'Exit with 1 when sound or words may be missing from a result, which is written all the same [env: SCRIPTA_STRICT]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand probe" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand probe" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand probe" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand probe" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand probe" -l json -d 'As JSON; of several recordings, an object a line'
complete -c scripta -n "__fish_scripta_using_subcommand probe" -l quick -d 'Only open them: leave out the length, level and warnings that decoding to the end gives'
complete -c scripta -n "__fish_scripta_using_subcommand probe" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand probe" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand probe" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and not __fish_seen_subcommand_from list show search export stats resume retry cancel redeliver delete prune help" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and not __fish_seen_subcommand_from list show search export stats resume retry cancel redeliver delete prune help" -f -a "list" -d 'List tasks, the newest first'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and not __fish_seen_subcommand_from list show search export stats resume retry cancel redeliver delete prune help" -f -a "show" -d 'Show one task, or its result in any format'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and not __fish_seen_subcommand_from list show search export stats resume retry cancel redeliver delete prune help" -f -a "search" -d 'Find words in all transcripts'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and not __fish_seen_subcommand_from list show search export stats resume retry cancel redeliver delete prune help" -f -a "export" -d 'Write results as files, or tasks with results as JSON lines'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and not __fish_seen_subcommand_from list show search export stats resume retry cancel redeliver delete prune help" -f -a "stats" -d 'Sum up what was done, by model and by day'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and not __fish_seen_subcommand_from list show search export stats resume retry cancel redeliver delete prune help" -f -a "resume" -d 'Go on with interrupted or cancelled tasks where they stopped'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and not __fish_seen_subcommand_from list show search export stats resume retry cancel redeliver delete prune help" -f -a "retry" -d 'Do tasks again from the beginning'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and not __fish_seen_subcommand_from list show search export stats resume retry cancel redeliver delete prune help" -f -a "cancel" -d 'Stop tasks that are queued or running, in this or another program'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and not __fish_seen_subcommand_from list show search export stats resume retry cancel redeliver delete prune help" -f -a "redeliver" -d 'Have the service call back once more about tasks that have ended'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and not __fish_seen_subcommand_from list show search export stats resume retry cancel redeliver delete prune help" -f -a "delete" -d 'Forget tasks and their results; files that were written stay'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and not __fish_seen_subcommand_from list show search export stats resume retry cancel redeliver delete prune help" -f -a "prune" -d 'Clear what ended tasks left behind and give space back'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and not __fish_seen_subcommand_from list show search export stats resume retry cancel redeliver delete prune help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -l status -d 'How they stand; several with commas' -r -f -a "queued\t''
processing\t''
completed\t''
failed\t''
cancelled\t''
interrupted\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -l kind -d 'What they do' -r -f -a "transcribe\t''
align\t''
diarize\t''
combine\t''
full\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -s l -l language -d 'Language, as a code or an English name' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -l file -d 'Part of the recording\'s name, path or URL' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -l since -d 'Asked for then or later: 2026-11-24, or an age such as 7d' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -l until -d 'Asked for before then' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -l limit -d 'How many at most; 0 for all' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -l json -d 'As JSON'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -l csv -d 'As CSV'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -s f -l format -d 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -l max-line-width -d 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -l max-line-count -d 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -l max-cue-duration -d 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -l max-cps -d 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -l highlight-words -d 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -l no-history -d 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -l json -d 'The task as JSON, without its result'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -l status -d 'How they stand; several with commas' -r -f -a "queued\t''
processing\t''
completed\t''
failed\t''
cancelled\t''
interrupted\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -l kind -d 'What they do' -r -f -a "transcribe\t''
align\t''
diarize\t''
combine\t''
full\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -s l -l language -d 'Language, as a code or an English name' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -l file -d 'Part of the recording\'s name, path or URL' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -l since -d 'Asked for then or later: 2026-11-24, or an age such as 7d' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -l until -d 'Asked for before then' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -l limit -d 'How many at most; 0 for all' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -l json -d 'As JSON'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from search" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -s o -l output -d 'Folder for a file per task and format; without it, JSON lines on stdout' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l status -d 'How they stand; several with commas' -r -f -a "queued\t''
processing\t''
completed\t''
failed\t''
cancelled\t''
interrupted\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l kind -d 'What they do' -r -f -a "transcribe\t''
align\t''
diarize\t''
combine\t''
full\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -s l -l language -d 'Language, as a code or an English name' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l file -d 'Part of the recording\'s name, path or URL' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l since -d 'Asked for then or later: 2026-11-24, or an age such as 7d' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l until -d 'Asked for before then' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l limit -d 'How many at most; 0 for all [default: all]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -s f -l format -d 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l max-line-width -d 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l max-line-count -d 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l max-cue-duration -d 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l max-cps -d 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l highlight-words -d 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l no-history -d 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -l overwrite -d 'Replace files that are there and differ'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -l status -d 'How they stand; several with commas' -r -f -a "queued\t''
processing\t''
completed\t''
failed\t''
cancelled\t''
interrupted\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -l kind -d 'What they do' -r -f -a "transcribe\t''
align\t''
diarize\t''
combine\t''
full\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -s l -l language -d 'Language, as a code or an English name' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -l file -d 'Part of the recording\'s name, path or URL' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -l since -d 'Asked for then or later: 2026-11-24, or an age such as 7d' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -l until -d 'Asked for before then' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -l limit -d 'How many at most; 0 for all [default: all]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -l json -d 'As JSON'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from stats" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from resume" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from resume" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from resume" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from resume" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from resume" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from resume" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from retry" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from retry" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from retry" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from retry" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from retry" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from retry" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from retry" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from retry" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from retry" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from cancel" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from cancel" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from cancel" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from cancel" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from cancel" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from cancel" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from cancel" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from redeliver" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from redeliver" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from redeliver" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from redeliver" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from redeliver" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from redeliver" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from redeliver" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from redeliver" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from redeliver" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -l older-than -d 'Tasks that were asked for longer ago than this' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -l status -d 'How they stand; several with commas' -r -f -a "queued\t''
processing\t''
completed\t''
failed\t''
cancelled\t''
interrupted\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -l kind -d 'What they do' -r -f -a "transcribe\t''
align\t''
diarize\t''
combine\t''
full\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -s l -l language -d 'Language, as a code or an English name' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -l file -d 'Part of the recording\'s name, path or URL' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -l since -d 'Asked for then or later: 2026-11-24, or an age such as 7d' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -l until -d 'Asked for before then' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -l limit -d 'How many at most; 0 for all [default: all]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -l dry-run -d 'Only tell what would be done'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from prune" -l older-than -d 'Also forget failed, cancelled and interrupted tasks that are older than this' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from prune" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from prune" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from prune" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from prune" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from prune" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from prune" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from prune" -l dry-run -d 'Only tell what would be done'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from help" -f -a "list" -d 'List tasks, the newest first'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one task, or its result in any format'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from help" -f -a "search" -d 'Find words in all transcripts'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write results as files, or tasks with results as JSON lines'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from help" -f -a "stats" -d 'Sum up what was done, by model and by day'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from help" -f -a "resume" -d 'Go on with interrupted or cancelled tasks where they stopped'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from help" -f -a "retry" -d 'Do tasks again from the beginning'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from help" -f -a "cancel" -d 'Stop tasks that are queued or running, in this or another program'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from help" -f -a "redeliver" -d 'Have the service call back once more about tasks that have ended'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Forget tasks and their results; files that were written stay'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Clear what ended tasks left behind and give space back'
complete -c scripta -n "__fish_scripta_using_subcommand tasks; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c scripta -n "__fish_scripta_using_subcommand serve" -s m -l model -d 'Recognition model: a name such as base or large-v3-turbo, a ggml file, or hf:OWNER/REPO:FILE [default: base] [env: WHISPER_MODEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l engine -d 'Program that recognises: auto is the faster built-in one wherever it can read the model [default: auto] [env: SCRIPTA_ENGINE]' -r -f -a "auto\t''
whisper.cpp\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l device -d 'Where to compute: auto, cpu, or, in builds for them, cuda, vulkan, metal, hip or sycl, perhaps with a number, such as cuda:1 [default: auto] [env: DEVICE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l device-index -d 'Which of several GPUs [default: 0] [env: SCRIPTA_DEVICE_INDEX]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l compute-type -d 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]' -r -f -a "auto\t''
float32\t''
float16\t''
int8\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l offline -d 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l threads -d 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l jobs -d 'Recordings worked on at once, up to 64; they share the cores, short ones first. 0 is one more than the cores, and 8 for serve [default: 0] [env: SCRIPTA_JOBS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -s l -l language -d 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l multilingual -d 'Detect the language of every chunk, for recordings that mix languages [env: SCRIPTA_MULTILINGUAL]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l task -d 'Write down what is said, or translate it into English [default: transcribe] [env: SCRIPTA_TASK]' -r -f -a "transcribe\t''
translate\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l initial-prompt -d 'Text that sets the style and spelling, as if it came before the recording [env: SCRIPTA_INITIAL_PROMPT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l hotwords -d 'Names and terms to expect [env: SCRIPTA_HOTWORDS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l beam-size -d 'Hypotheses kept while decoding, 1 to 8; 1 is greedy and faster [default: 5] [env: SCRIPTA_BEAM_SIZE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l best-of -d 'Samples drawn when decoding at a temperature above 0, 1 to 8 [default: 5] [env: SCRIPTA_BEST_OF]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l length-penalty -d 'Exponent of the length normalisation of hypotheses; unset divides by length [env: SCRIPTA_LENGTH_PENALTY]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l temperature -d 'First sampling temperature, 0 to 1 [default: 0] [env: SCRIPTA_TEMPERATURE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l temperature-increment -d 'Step to the next temperature when a decode fails; 0 never tries again [default: 0.2] [env: SCRIPTA_TEMPERATURE_INCREMENT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l entropy-threshold -d 'Token entropy below which a decode counts as a loop [default: 2.4] [env: SCRIPTA_ENTROPY_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l compression-ratio-threshold -d 'Text compression ratio above which a decode counts as a loop [default: 2.4] [env: SCRIPTA_COMPRESSION_RATIO_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l logprob-threshold -d 'Average log-probability below which a decode counts as failed [default: -1] [env: SCRIPTA_LOGPROB_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l no-speech-threshold -d 'Probability of silence above which a failed decode is dropped [default: 0.6] [env: SCRIPTA_NO_SPEECH_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l suppress-tokens -d 'Token ids never written, separated by commas; -1 stands for symbols that aren\'t speech [default: -1] [env: SCRIPTA_SUPPRESS_TOKENS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l suppress-numerals -d 'Write numbers as words [env: SCRIPTA_SUPPRESS_NUMERALS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l vad -d 'How speech is found; none decodes everything [default: silero] [env: SCRIPTA_VAD]' -r -f -a "silero\t''
pyannote\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l vad-onset -d 'Speech probability at which speech begins [default: 0.5] [env: SCRIPTA_VAD_ONSET]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l vad-offset -d 'Speech probability below which speech ends [default: 0.363] [env: SCRIPTA_VAD_OFFSET]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l chunk-size -d 'Longest chunk given to the recogniser, 1 to 30 [default: 30] [env: SCRIPTA_CHUNK_SIZE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l align -d 'How words get their times; auto takes the best that is on this machine [default: auto] [env: SCRIPTA_ALIGN]' -r -f -a "auto\t''
phoneme\t''
wav2vec2\t''
attention\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l align-model -d 'Wav2vec2 CTC model for word times: a folder, or an id of the Hugging Face hub [env: SCRIPTA_ALIGN_MODEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l char-alignments -d 'Add the times of characters to the JSON, where the aligner has them [env: SCRIPTA_CHAR_ALIGNMENTS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l segment-by -d 'Where segments end [default: sentence] [env: SCRIPTA_SEGMENT_BY]' -r -f -a "sentence\t''
chunk\t''
pause\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l max-segment-duration -d 'Longest segment, 1 to 30; a longer one is cut in its best pause [default: 30] [env: SCRIPTA_MAX_SEGMENT_DURATION]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l diarize -d 'Tell who speaks: speakers on every word, in every format [env: SCRIPTA_DIARIZE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l num-speakers -d 'How many speakers there are, where that is known [env: SCRIPTA_NUM_SPEAKERS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l min-speakers -d 'Fewest speakers there may be [env: SCRIPTA_MIN_SPEAKERS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l max-speakers -d 'Most speakers there may be [env: SCRIPTA_MAX_SPEAKERS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l speaker-names -d 'Names of the speakers, separated by commas, in the order in which they are first heard [env: SCRIPTA_SPEAKER_NAMES]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l identify-speakers -d 'Name the speakers whose voices are enrolled (scripta speakers add) [env: SCRIPTA_IDENTIFY_SPEAKERS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l speaker-threshold -d 'Cosine similarity from which on a voice is an enrolled one, 0 to 1 [default: 0.7] [env: SCRIPTA_SPEAKER_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l speaker-embeddings -d 'Add what each voice sounds like to the JSON, as a vector [env: SCRIPTA_SPEAKER_EMBEDDINGS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l channels-as-speakers -d 'Take each channel of the recording for one speaker [env: SCRIPTA_CHANNELS_AS_SPEAKERS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l diarize-model -d 'Models that tell voices apart: campplus, community-1 (downloaded once), or a folder [default: campplus] [env: SCRIPTA_DIARIZE_MODEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l diarize-step -d 'Time from one 10 s window to the next, 0.5 to 9; shorter takes longer [default: 2.5] [env: SCRIPTA_DIARIZE_STEP]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l max-line-width -d 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l max-line-count -d 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l max-cue-duration -d 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l max-cps -d 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l highlight-words -d 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l host -d 'Address to listen on; 0.0.0.0 for all networks, which needs tokens or --insecure [default: 127.0.0.1] [env: SCRIPTA_HOST]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l port -d 'Port to listen on; 0 takes a free one [default: 8000] [env: SCRIPTA_PORT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l allowed-hosts -d 'Names that a service without tokens answers to, besides localhost, addresses and --host; * for every name [env: SCRIPTA_ALLOWED_HOSTS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l insecure -d 'Let everybody in who reaches an address other than this machine\'s own [env: SCRIPTA_INSECURE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l tls-cert -d 'Certificate chain in PEM, for https [env: SCRIPTA_TLS_CERT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l tls-key -d 'Private key in PEM, for https [env: SCRIPTA_TLS_KEY]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l auth -d 'Whether requests need a token [default: if there is one] [env: AUTH__ENABLED]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l auth-tokens -d 'Tokens that are let in: a line each with a name and the token\'s SHA-256 [env: AUTH__TOKENS_FILE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l max-upload-size-mb -d 'Largest recording that is taken, in megabytes; 0 for no limit [default: 4096] [env: MAX_UPLOAD_SIZE_MB]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l upload-dir -d 'Where recordings lie until their tasks end [default: uploads in the data folder] [env: SCRIPTA_UPLOAD_DIR]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l upload-retention -d 'How long the recordings of failed and cancelled tasks are kept, to try them again [default: 3600] [env: SCRIPTA_UPLOAD_RETENTION]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l audio-extensions -d 'Extensions of sound files that are taken [default: all usual ones] [env: AUDIO_EXTENSIONS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l video-extensions -d 'Extensions of video files that are taken [default: all usual ones] [env: VIDEO_EXTENSIONS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l auto-store-speakers -d 'Name the speakers whose voices are known, and keep those of the others for later tasks [env: SCRIPTA_AUTO_STORE_SPEAKERS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l max-gpu-tasks -d 'Tasks worked on at once on a GPU [default: 1] [env: MAX_CONCURRENT_GPU_TASKS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l max-queued -d 'Tasks that may wait; more are refused with 503. 0 for no limit [default: 1000] [env: MAX_QUEUED_GPU_REQUESTS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l model-idle-timeout -d 'How long unused models stay loaded; 0 keeps them [default: 300] [env: MODEL_IDLE_TIMEOUT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l task-max-retries -d 'How often a task that failed through no fault of its recording is tried again, 0 to 10 [default: 0] [env: TASK_MAX_RETRIES]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l task-retry-backoff -d 'Time before a failed task is tried again; doubles each time, to 300 s [default: 2] [env: TASK_RETRY_BACKOFF_SECONDS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l rate-limit -d 'Limit how often a client may ask [env: RATE_LIMIT__ENABLED]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l rate-limit-per-minute -d 'Requests a minute and client [default: 60] [env: RATE_LIMIT__REQUESTS_PER_MINUTE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l rate-limit-burst -d 'Requests at once and client [default: 10] [env: RATE_LIMIT__BURST]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l rate-limit-key -d 'What clients are told apart by [default: ip] [env: RATE_LIMIT__KEY_STRATEGY]' -r -f -a "ip\t''
bearer_token\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l callback-timeout -d 'How long a receiver of a callback may take [default: 10] [env: CALLBACK_TIMEOUT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l callback-max-retries -d 'How often a callback is tried in all, 1 to 20 [default: 3] [env: CALLBACK_MAX_RETRIES]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l download-timeout -d 'Longest time that fetching a URL may take [default: 3600] [env: SCRIPTA_DOWNLOAD_TIMEOUT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l ssrf-protection -d 'Whether URLs and callbacks into private networks are refused [default: true] [env: SSRF_PROTECTION_ENABLED]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l ssrf-allowed-schemes -d 'Schemes of URLs that are fetched [default: http,https] [env: SSRF_ALLOWED_SCHEMES]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l ssrf-blocked-networks -d 'Networks that are refused [default: all private and reserved ones] [env: SSRF_BLOCKED_NETWORKS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l ssrf-allow -d 'Hosts, addresses and networks that are reached all the same [env: SCRIPTA_SSRF_ALLOW]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand serve" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand serve" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand serve" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand serve" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand models; and not __fish_seen_subcommand_from list pull rm path verify prune convert quantize help" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand models; and not __fish_seen_subcommand_from list pull rm path verify prune convert quantize help" -f -a "list" -d 'List the models: those in the program, on this machine, and on the hub'
complete -c scripta -n "__fish_scripta_using_subcommand models; and not __fish_seen_subcommand_from list pull rm path verify prune convert quantize help" -f -a "pull" -d 'Download models; what is here already is not asked for again'
complete -c scripta -n "__fish_scripta_using_subcommand models; and not __fish_seen_subcommand_from list pull rm path verify prune convert quantize help" -f -a "rm" -d 'Remove models from this machine'
complete -c scripta -n "__fish_scripta_using_subcommand models; and not __fish_seen_subcommand_from list pull rm path verify prune convert quantize help" -f -a "path" -d 'Print where a model\'s file lies'
complete -c scripta -n "__fish_scripta_using_subcommand models; and not __fish_seen_subcommand_from list pull rm path verify prune convert quantize help" -f -a "verify" -d 'Check the models on this machine: known ones by their hash, others by reading them'
complete -c scripta -n "__fish_scripta_using_subcommand models; and not __fish_seen_subcommand_from list pull rm path verify prune convert quantize help" -f -a "prune" -d 'Remove what downloads that were given up have left'
complete -c scripta -n "__fish_scripta_using_subcommand models; and not __fish_seen_subcommand_from list pull rm path verify prune convert quantize help" -f -a "convert" -d 'Make a ggml file of a Whisper model in another form'
complete -c scripta -n "__fish_scripta_using_subcommand models; and not __fish_seen_subcommand_from list pull rm path verify prune convert quantize help" -f -a "quantize" -d 'Make a smaller file of a model'
complete -c scripta -n "__fish_scripta_using_subcommand models; and not __fish_seen_subcommand_from list pull rm path verify prune convert quantize help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from list" -l compute-type -d 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]' -r -f -a "auto\t''
float32\t''
float16\t''
int8\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from list" -l offline -d 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from list" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from list" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from list" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from list" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from list" -l here -d 'Only those that need no download'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from list" -l json -d 'As JSON'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from pull" -l compute-type -d 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]' -r -f -a "auto\t''
float32\t''
float16\t''
int8\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from pull" -l offline -d 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from pull" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from pull" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from pull" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from pull" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from pull" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from pull" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from pull" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from rm" -l compute-type -d 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]' -r -f -a "auto\t''
float32\t''
float16\t''
int8\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from rm" -l offline -d 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from rm" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from rm" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from rm" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from rm" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from rm" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from rm" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from path" -l compute-type -d 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]' -r -f -a "auto\t''
float32\t''
float16\t''
int8\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from path" -l offline -d 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from path" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from path" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from path" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from path" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from path" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from verify" -l compute-type -d 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]' -r -f -a "auto\t''
float32\t''
float16\t''
int8\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from verify" -l offline -d 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from verify" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from verify" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from verify" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from verify" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from prune" -l compute-type -d 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]' -r -f -a "auto\t''
float32\t''
float16\t''
int8\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from prune" -l offline -d 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from prune" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from prune" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from prune" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from prune" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from prune" -l dry-run -d 'Only say what would go'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from convert" -l tokenizer -d 'What the tokens stand for, where no vocabulary lies beside the model: vocab.json, tokenizer.json, vocabulary.txt, .tiktoken or a ggml file' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from convert" -l name -d 'What the model shall be called [default: after the folder or file]' -r
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from convert" -l to -d 'How matrices are stored' -r -f -a "f32\t''
f16\t''
q8_0\t''
q5_1\t''
q5_0\t''
q4_1\t''
q4_0\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from convert" -s o -l output -d 'File to write [default: in the models folder, where its name finds it]' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from convert" -l compute-type -d 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]' -r -f -a "auto\t''
float32\t''
float16\t''
int8\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from convert" -l offline -d 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from convert" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from convert" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from convert" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from convert" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from convert" -l overwrite -d 'Replace a file that exists'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from convert" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from convert" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from convert" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from quantize" -l to -d 'How matrices are stored' -r -f -a "f32\t''
f16\t''
q8_0\t''
q5_1\t''
q5_0\t''
q4_1\t''
q4_0\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from quantize" -s o -l output -d 'File to write [default: in the models folder, where its name finds it]' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from quantize" -l compute-type -d 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]' -r -f -a "auto\t''
float32\t''
float16\t''
int8\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from quantize" -l offline -d 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from quantize" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from quantize" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from quantize" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from quantize" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from quantize" -l overwrite -d 'Replace a file that exists'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from quantize" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from quantize" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from quantize" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the models: those in the program, on this machine, and on the hub'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "pull" -d 'Download models; what is here already is not asked for again'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "rm" -d 'Remove models from this machine'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "path" -d 'Print where a model\'s file lies'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Check the models on this machine: known ones by their hash, others by reading them'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Remove what downloads that were given up have left'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "convert" -d 'Make a ggml file of a Whisper model in another form'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "quantize" -d 'Make a smaller file of a model'
complete -c scripta -n "__fish_scripta_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c scripta -n "__fish_scripta_using_subcommand doctor" -s m -l model -d 'Recognition model: a name such as base or large-v3-turbo, a ggml file, or hf:OWNER/REPO:FILE [default: base] [env: WHISPER_MODEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand doctor" -l device -d 'Where to compute: auto, cpu, or, in builds for them, cuda, vulkan, metal, hip or sycl, perhaps with a number, such as cuda:1 [default: auto] [env: DEVICE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand doctor" -l device-index -d 'Which of several GPUs [default: 0] [env: SCRIPTA_DEVICE_INDEX]' -r
complete -c scripta -n "__fish_scripta_using_subcommand doctor" -l compute-type -d 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]' -r -f -a "auto\t''
float32\t''
float16\t''
int8\t''"
complete -c scripta -n "__fish_scripta_using_subcommand doctor" -l offline -d 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand doctor" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand doctor" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand doctor" -l no-history -d 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand doctor" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand doctor" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand doctor" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand doctor" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand doctor" -l json -d 'As JSON'
complete -c scripta -n "__fish_scripta_using_subcommand doctor" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand doctor" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand doctor" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand config" -s m -l model -d 'Recognition model: a name such as base or large-v3-turbo, a ggml file, or hf:OWNER/REPO:FILE [default: base] [env: WHISPER_MODEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l engine -d 'Program that recognises: auto is the faster built-in one wherever it can read the model [default: auto] [env: SCRIPTA_ENGINE]' -r -f -a "auto\t''
whisper.cpp\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l device -d 'Where to compute: auto, cpu, or, in builds for them, cuda, vulkan, metal, hip or sycl, perhaps with a number, such as cuda:1 [default: auto] [env: DEVICE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l device-index -d 'Which of several GPUs [default: 0] [env: SCRIPTA_DEVICE_INDEX]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l compute-type -d 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]' -r -f -a "auto\t''
float32\t''
float16\t''
int8\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l offline -d 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l threads -d 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l jobs -d 'Recordings worked on at once, up to 64; they share the cores, short ones first. 0 is one more than the cores, and 8 for serve [default: 0] [env: SCRIPTA_JOBS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -s l -l language -d 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l multilingual -d 'Detect the language of every chunk, for recordings that mix languages [env: SCRIPTA_MULTILINGUAL]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l task -d 'Write down what is said, or translate it into English [default: transcribe] [env: SCRIPTA_TASK]' -r -f -a "transcribe\t''
translate\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l initial-prompt -d 'Text that sets the style and spelling, as if it came before the recording [env: SCRIPTA_INITIAL_PROMPT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l hotwords -d 'Names and terms to expect [env: SCRIPTA_HOTWORDS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l beam-size -d 'Hypotheses kept while decoding, 1 to 8; 1 is greedy and faster [default: 5] [env: SCRIPTA_BEAM_SIZE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l best-of -d 'Samples drawn when decoding at a temperature above 0, 1 to 8 [default: 5] [env: SCRIPTA_BEST_OF]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l length-penalty -d 'Exponent of the length normalisation of hypotheses; unset divides by length [env: SCRIPTA_LENGTH_PENALTY]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l temperature -d 'First sampling temperature, 0 to 1 [default: 0] [env: SCRIPTA_TEMPERATURE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l temperature-increment -d 'Step to the next temperature when a decode fails; 0 never tries again [default: 0.2] [env: SCRIPTA_TEMPERATURE_INCREMENT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l entropy-threshold -d 'Token entropy below which a decode counts as a loop [default: 2.4] [env: SCRIPTA_ENTROPY_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l compression-ratio-threshold -d 'Text compression ratio above which a decode counts as a loop [default: 2.4] [env: SCRIPTA_COMPRESSION_RATIO_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l logprob-threshold -d 'Average log-probability below which a decode counts as failed [default: -1] [env: SCRIPTA_LOGPROB_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l no-speech-threshold -d 'Probability of silence above which a failed decode is dropped [default: 0.6] [env: SCRIPTA_NO_SPEECH_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l suppress-tokens -d 'Token ids never written, separated by commas; -1 stands for symbols that aren\'t speech [default: -1] [env: SCRIPTA_SUPPRESS_TOKENS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l suppress-numerals -d 'Write numbers as words [env: SCRIPTA_SUPPRESS_NUMERALS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l vad -d 'How speech is found; none decodes everything [default: silero] [env: SCRIPTA_VAD]' -r -f -a "silero\t''
pyannote\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l vad-onset -d 'Speech probability at which speech begins [default: 0.5] [env: SCRIPTA_VAD_ONSET]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l vad-offset -d 'Speech probability below which speech ends [default: 0.363] [env: SCRIPTA_VAD_OFFSET]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l chunk-size -d 'Longest chunk given to the recogniser, 1 to 30 [default: 30] [env: SCRIPTA_CHUNK_SIZE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l align -d 'How words get their times; auto takes the best that is on this machine [default: auto] [env: SCRIPTA_ALIGN]' -r -f -a "auto\t''
phoneme\t''
wav2vec2\t''
attention\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l align-model -d 'Wav2vec2 CTC model for word times: a folder, or an id of the Hugging Face hub [env: SCRIPTA_ALIGN_MODEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l char-alignments -d 'Add the times of characters to the JSON, where the aligner has them [env: SCRIPTA_CHAR_ALIGNMENTS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l segment-by -d 'Where segments end [default: sentence] [env: SCRIPTA_SEGMENT_BY]' -r -f -a "sentence\t''
chunk\t''
pause\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l max-segment-duration -d 'Longest segment, 1 to 30; a longer one is cut in its best pause [default: 30] [env: SCRIPTA_MAX_SEGMENT_DURATION]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l diarize -d 'Tell who speaks: speakers on every word, in every format [env: SCRIPTA_DIARIZE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l num-speakers -d 'How many speakers there are, where that is known [env: SCRIPTA_NUM_SPEAKERS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l min-speakers -d 'Fewest speakers there may be [env: SCRIPTA_MIN_SPEAKERS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l max-speakers -d 'Most speakers there may be [env: SCRIPTA_MAX_SPEAKERS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l speaker-names -d 'Names of the speakers, separated by commas, in the order in which they are first heard [env: SCRIPTA_SPEAKER_NAMES]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l identify-speakers -d 'Name the speakers whose voices are enrolled (scripta speakers add) [env: SCRIPTA_IDENTIFY_SPEAKERS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l speaker-threshold -d 'Cosine similarity from which on a voice is an enrolled one, 0 to 1 [default: 0.7] [env: SCRIPTA_SPEAKER_THRESHOLD]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l speaker-embeddings -d 'Add what each voice sounds like to the JSON, as a vector [env: SCRIPTA_SPEAKER_EMBEDDINGS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l channels-as-speakers -d 'Take each channel of the recording for one speaker [env: SCRIPTA_CHANNELS_AS_SPEAKERS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l diarize-model -d 'Models that tell voices apart: campplus, community-1 (downloaded once), or a folder [default: campplus] [env: SCRIPTA_DIARIZE_MODEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l diarize-step -d 'Time from one 10 s window to the next, 0.5 to 9; shorter takes longer [default: 2.5] [env: SCRIPTA_DIARIZE_STEP]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -s f -l format -d 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l strict -d 'Exit with 1 when sound or words may be missing from a result, which is written all the same [env: SCRIPTA_STRICT]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l html-audio -d 'How an HTML page gets its sound: a link to the recording, a copy inside, or not at all [default: link] [env: SCRIPTA_HTML_AUDIO]' -r -f -a "link\t''
embed\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l max-line-width -d 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l max-line-count -d 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l max-cue-duration -d 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l max-cps -d 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l highlight-words -d 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l db -d 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l db-echo -d 'Log the SQL statements that are sent to the database [env: DB_ECHO]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l no-history -d 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l host -d 'Address to listen on; 0.0.0.0 for all networks, which needs tokens or --insecure [default: 127.0.0.1] [env: SCRIPTA_HOST]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l port -d 'Port to listen on; 0 takes a free one [default: 8000] [env: SCRIPTA_PORT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l allowed-hosts -d 'Names that a service without tokens answers to, besides localhost, addresses and --host; * for every name [env: SCRIPTA_ALLOWED_HOSTS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l insecure -d 'Let everybody in who reaches an address other than this machine\'s own [env: SCRIPTA_INSECURE]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l tls-cert -d 'Certificate chain in PEM, for https [env: SCRIPTA_TLS_CERT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l tls-key -d 'Private key in PEM, for https [env: SCRIPTA_TLS_KEY]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l auth -d 'Whether requests need a token [default: if there is one] [env: AUTH__ENABLED]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l auth-tokens -d 'Tokens that are let in: a line each with a name and the token\'s SHA-256 [env: AUTH__TOKENS_FILE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l max-upload-size-mb -d 'Largest recording that is taken, in megabytes; 0 for no limit [default: 4096] [env: MAX_UPLOAD_SIZE_MB]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l upload-dir -d 'Where recordings lie until their tasks end [default: uploads in the data folder] [env: SCRIPTA_UPLOAD_DIR]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l upload-retention -d 'How long the recordings of failed and cancelled tasks are kept, to try them again [default: 3600] [env: SCRIPTA_UPLOAD_RETENTION]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l audio-extensions -d 'Extensions of sound files that are taken [default: all usual ones] [env: AUDIO_EXTENSIONS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l video-extensions -d 'Extensions of video files that are taken [default: all usual ones] [env: VIDEO_EXTENSIONS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l auto-store-speakers -d 'Name the speakers whose voices are known, and keep those of the others for later tasks [env: SCRIPTA_AUTO_STORE_SPEAKERS]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l max-gpu-tasks -d 'Tasks worked on at once on a GPU [default: 1] [env: MAX_CONCURRENT_GPU_TASKS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l max-queued -d 'Tasks that may wait; more are refused with 503. 0 for no limit [default: 1000] [env: MAX_QUEUED_GPU_REQUESTS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l model-idle-timeout -d 'How long unused models stay loaded; 0 keeps them [default: 300] [env: MODEL_IDLE_TIMEOUT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l task-max-retries -d 'How often a task that failed through no fault of its recording is tried again, 0 to 10 [default: 0] [env: TASK_MAX_RETRIES]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l task-retry-backoff -d 'Time before a failed task is tried again; doubles each time, to 300 s [default: 2] [env: TASK_RETRY_BACKOFF_SECONDS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l rate-limit -d 'Limit how often a client may ask [env: RATE_LIMIT__ENABLED]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l rate-limit-per-minute -d 'Requests a minute and client [default: 60] [env: RATE_LIMIT__REQUESTS_PER_MINUTE]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l rate-limit-burst -d 'Requests at once and client [default: 10] [env: RATE_LIMIT__BURST]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l rate-limit-key -d 'What clients are told apart by [default: ip] [env: RATE_LIMIT__KEY_STRATEGY]' -r -f -a "ip\t''
bearer_token\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l callback-timeout -d 'How long a receiver of a callback may take [default: 10] [env: CALLBACK_TIMEOUT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l callback-max-retries -d 'How often a callback is tried in all, 1 to 20 [default: 3] [env: CALLBACK_MAX_RETRIES]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l download-timeout -d 'Longest time that fetching a URL may take [default: 3600] [env: SCRIPTA_DOWNLOAD_TIMEOUT]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l ssrf-protection -d 'Whether URLs and callbacks into private networks are refused [default: true] [env: SSRF_PROTECTION_ENABLED]' -r -f -a "true\t''
false\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l ssrf-allowed-schemes -d 'Schemes of URLs that are fetched [default: http,https] [env: SSRF_ALLOWED_SCHEMES]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l ssrf-blocked-networks -d 'Networks that are refused [default: all private and reserved ones] [env: SSRF_BLOCKED_NETWORKS]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l ssrf-allow -d 'Hosts, addresses and networks that are reached all the same [env: SCRIPTA_SSRF_ALLOW]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l progress -d 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]' -r -f -a "auto\t''
json\t''
none\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l log-level -d 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]' -r
complete -c scripta -n "__fish_scripta_using_subcommand config" -l log-format -d 'How log lines are written [default: text] [env: LOG_FORMAT]' -r -f -a "text\t''
json\t''"
complete -c scripta -n "__fish_scripta_using_subcommand config" -l config -d 'Config file to read instead of the user\'s' -r -F
complete -c scripta -n "__fish_scripta_using_subcommand config" -s v -l verbose -d 'Log more; twice for debugging'
complete -c scripta -n "__fish_scripta_using_subcommand config" -s q -l quiet -d 'Show nothing but errors'
complete -c scripta -n "__fish_scripta_using_subcommand config" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand completions" -s h -l help -d 'Print help'
complete -c scripta -n "__fish_scripta_using_subcommand help; and not __fish_seen_subcommand_from transcribe align diarize speakers probe tasks serve models doctor config completions help" -f -a "transcribe" -d 'Turn recordings into text and subtitles'
complete -c scripta -n "__fish_scripta_using_subcommand help; and not __fish_seen_subcommand_from transcribe align diarize speakers probe tasks serve models doctor config completions help" -f -a "align" -d 'Find when the words of a text are said in a recording'
complete -c scripta -n "__fish_scripta_using_subcommand help; and not __fish_seen_subcommand_from transcribe align diarize speakers probe tasks serve models doctor config completions help" -f -a "diarize" -d 'Find who speaks when'
complete -c scripta -n "__fish_scripta_using_subcommand help; and not __fish_seen_subcommand_from transcribe align diarize speakers probe tasks serve models doctor config completions help" -f -a "speakers" -d 'Manage the voices that --identify-speakers knows by name'
complete -c scripta -n "__fish_scripta_using_subcommand help; and not __fish_seen_subcommand_from transcribe align diarize speakers probe tasks serve models doctor config completions help" -f -a "probe" -d 'Say what recordings are and how they are read, without recognising anything'
complete -c scripta -n "__fish_scripta_using_subcommand help; and not __fish_seen_subcommand_from transcribe align diarize speakers probe tasks serve models doctor config completions help" -f -a "tasks" -d 'See, search, repeat and delete what was done'
complete -c scripta -n "__fish_scripta_using_subcommand help; and not __fish_seen_subcommand_from transcribe align diarize speakers probe tasks serve models doctor config completions help" -f -a "serve" -d 'Offer all of it over HTTP: tasks, webhooks, an OpenAI-compatible API and a page'
complete -c scripta -n "__fish_scripta_using_subcommand help; and not __fish_seen_subcommand_from transcribe align diarize speakers probe tasks serve models doctor config completions help" -f -a "models" -d 'See, get, check, convert and remove models'
complete -c scripta -n "__fish_scripta_using_subcommand help; and not __fish_seen_subcommand_from transcribe align diarize speakers probe tasks serve models doctor config completions help" -f -a "doctor" -d 'Say what this machine has, and what to mend'
complete -c scripta -n "__fish_scripta_using_subcommand help; and not __fish_seen_subcommand_from transcribe align diarize speakers probe tasks serve models doctor config completions help" -f -a "config" -d 'Show every setting and where its value comes from'
complete -c scripta -n "__fish_scripta_using_subcommand help; and not __fish_seen_subcommand_from transcribe align diarize speakers probe tasks serve models doctor config completions help" -f -a "completions" -d 'Print a completion script for a shell'
complete -c scripta -n "__fish_scripta_using_subcommand help; and not __fish_seen_subcommand_from transcribe align diarize speakers probe tasks serve models doctor config completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from speakers" -f -a "add" -d 'Learn a voice from clips in which one person speaks'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from speakers" -f -a "list" -d 'Show the voices that are known'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from speakers" -f -a "remove" -d 'Forget voices'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from tasks" -f -a "list" -d 'List tasks, the newest first'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from tasks" -f -a "show" -d 'Show one task, or its result in any format'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from tasks" -f -a "search" -d 'Find words in all transcripts'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from tasks" -f -a "export" -d 'Write results as files, or tasks with results as JSON lines'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from tasks" -f -a "stats" -d 'Sum up what was done, by model and by day'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from tasks" -f -a "resume" -d 'Go on with interrupted or cancelled tasks where they stopped'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from tasks" -f -a "retry" -d 'Do tasks again from the beginning'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from tasks" -f -a "cancel" -d 'Stop tasks that are queued or running, in this or another program'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from tasks" -f -a "redeliver" -d 'Have the service call back once more about tasks that have ended'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from tasks" -f -a "delete" -d 'Forget tasks and their results; files that were written stay'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from tasks" -f -a "prune" -d 'Clear what ended tasks left behind and give space back'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "list" -d 'List the models: those in the program, on this machine, and on the hub'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "pull" -d 'Download models; what is here already is not asked for again'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "rm" -d 'Remove models from this machine'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "path" -d 'Print where a model\'s file lies'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "verify" -d 'Check the models on this machine: known ones by their hash, others by reading them'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "prune" -d 'Remove what downloads that were given up have left'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "convert" -d 'Make a ggml file of a Whisper model in another form'
complete -c scripta -n "__fish_scripta_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "quantize" -d 'Make a smaller file of a model'
