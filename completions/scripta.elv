
use builtin;
use str;

set edit:completion:arg-completer[scripta] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'scripta'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'scripta'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand transcribe 'Turn recordings into text and subtitles'
            cand align 'Find when the words of a text are said in a recording'
            cand diarize 'Find who speaks when'
            cand speakers 'Manage the voices that --identify-speakers knows by name'
            cand tasks 'See, search, repeat and delete what was done'
            cand config 'Show every setting and where its value comes from'
            cand completions 'Print a completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'scripta;transcribe'= {
            cand -o 'Folder for the results, made if missing; - for stdout'
            cand --output 'Folder for the results, made if missing; - for stdout'
            cand --resume-task 'resume-task'
            cand --track 'Audio track to hear, from 1 [default: the first that isn''t silent]'
            cand --start 'Where to begin, in seconds or as [HH:]MM:SS'
            cand --duration 'How much to hear, in seconds or as [HH:]MM:SS'
            cand -m 'Recognition model: a name such as base or large-v3-turbo, or a ggml file [default: base] [env: WHISPER_MODEL]'
            cand --model 'Recognition model: a name such as base or large-v3-turbo, or a ggml file [default: base] [env: WHISPER_MODEL]'
            cand --device 'Where to compute [default: auto] [env: DEVICE]'
            cand --compute-type 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]'
            cand --threads 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]'
            cand -l 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]'
            cand --language 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]'
            cand --multilingual 'Detect the language of every chunk, for recordings that mix languages [env: SCRIPTA_MULTILINGUAL]'
            cand --task 'Write down what is said, or translate it into English [default: transcribe] [env: SCRIPTA_TASK]'
            cand --initial-prompt 'Text that sets the style and spelling, as if it came before the recording [env: SCRIPTA_INITIAL_PROMPT]'
            cand --hotwords 'Names and terms to expect [env: SCRIPTA_HOTWORDS]'
            cand --beam-size 'Hypotheses kept while decoding, 1 to 8; 1 is greedy and faster [default: 5] [env: SCRIPTA_BEAM_SIZE]'
            cand --best-of 'Samples drawn when decoding at a temperature above 0, 1 to 8 [default: 5] [env: SCRIPTA_BEST_OF]'
            cand --length-penalty 'Exponent of the length normalisation of hypotheses; unset divides by length [env: SCRIPTA_LENGTH_PENALTY]'
            cand --temperature 'First sampling temperature, 0 to 1 [default: 0] [env: SCRIPTA_TEMPERATURE]'
            cand --temperature-increment 'Step to the next temperature when a decode fails; 0 never tries again [default: 0.2] [env: SCRIPTA_TEMPERATURE_INCREMENT]'
            cand --entropy-threshold 'Token entropy below which a decode counts as a loop [default: 2.4] [env: SCRIPTA_ENTROPY_THRESHOLD]'
            cand --compression-ratio-threshold 'Text compression ratio above which a decode counts as a loop [default: 2.4] [env: SCRIPTA_COMPRESSION_RATIO_THRESHOLD]'
            cand --logprob-threshold 'Average log-probability below which a decode counts as failed [default: -1] [env: SCRIPTA_LOGPROB_THRESHOLD]'
            cand --no-speech-threshold 'Probability of silence above which a failed decode is dropped [default: 0.6] [env: SCRIPTA_NO_SPEECH_THRESHOLD]'
            cand --suppress-tokens 'Token ids never written, separated by commas; -1 stands for symbols that aren''t speech [default: -1] [env: SCRIPTA_SUPPRESS_TOKENS]'
            cand --suppress-numerals 'Write numbers as words [env: SCRIPTA_SUPPRESS_NUMERALS]'
            cand --vad 'How speech is found; none decodes everything [default: silero] [env: SCRIPTA_VAD]'
            cand --vad-onset 'Speech probability at which speech begins [default: 0.5] [env: SCRIPTA_VAD_ONSET]'
            cand --vad-offset 'Speech probability below which speech ends [default: 0.363] [env: SCRIPTA_VAD_OFFSET]'
            cand --chunk-size 'Longest chunk given to the recogniser, 1 to 30 [default: 30] [env: SCRIPTA_CHUNK_SIZE]'
            cand --align 'How words get their times; auto takes the best that is on this machine [default: auto] [env: SCRIPTA_ALIGN]'
            cand --align-model 'Wav2vec2 CTC model for word times: a folder, or an id of the Hugging Face hub [env: SCRIPTA_ALIGN_MODEL]'
            cand --char-alignments 'Add the times of characters to the JSON, where the aligner has them [env: SCRIPTA_CHAR_ALIGNMENTS]'
            cand --segment-by 'Where segments end [default: sentence] [env: SCRIPTA_SEGMENT_BY]'
            cand --max-segment-duration 'Longest segment, 1 to 30; a longer one is cut in its best pause [default: 30] [env: SCRIPTA_MAX_SEGMENT_DURATION]'
            cand --diarize 'Tell who speaks: speakers on every word, in every format [env: SCRIPTA_DIARIZE]'
            cand --num-speakers 'How many speakers there are, where that is known [env: SCRIPTA_NUM_SPEAKERS]'
            cand --min-speakers 'Fewest speakers there may be [env: SCRIPTA_MIN_SPEAKERS]'
            cand --max-speakers 'Most speakers there may be [env: SCRIPTA_MAX_SPEAKERS]'
            cand --speaker-names 'Names of the speakers, separated by commas, in the order in which they are first heard [env: SCRIPTA_SPEAKER_NAMES]'
            cand --identify-speakers 'Name the speakers whose voices are enrolled (scripta speakers add) [env: SCRIPTA_IDENTIFY_SPEAKERS]'
            cand --speaker-threshold 'Cosine similarity from which on a voice is an enrolled one, 0 to 1 [default: 0.7] [env: SCRIPTA_SPEAKER_THRESHOLD]'
            cand --speaker-embeddings 'Add what each voice sounds like to the JSON, as a vector [env: SCRIPTA_SPEAKER_EMBEDDINGS]'
            cand --channels-as-speakers 'Take each channel of the recording for one speaker [env: SCRIPTA_CHANNELS_AS_SPEAKERS]'
            cand --diarize-model 'Models that tell voices apart: campplus, community-1 (downloaded once), or a folder [default: campplus] [env: SCRIPTA_DIARIZE_MODEL]'
            cand --diarize-step 'Time from one 10 s window to the next, 0.5 to 9; shorter takes longer [default: 2.5] [env: SCRIPTA_DIARIZE_STEP]'
            cand -f 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]'
            cand --format 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]'
            cand --html-audio 'How an HTML page gets its sound: a link to the recording, a copy inside, or not at all [default: link] [env: SCRIPTA_HTML_AUDIO]'
            cand --max-line-width 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]'
            cand --max-line-count 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]'
            cand --max-cue-duration 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]'
            cand --max-cps 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]'
            cand --highlight-words 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]'
            cand --db 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]'
            cand --db-echo 'Log the SQL statements that are sent to the database [env: DB_ECHO]'
            cand --no-history 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand --watch 'Stay, and take each recording that comes into the folders given once it is complete'
            cand --overwrite 'Replace results that exist'
            cand --skip-existing 'Leave out recordings whose results exist'
            cand --fresh 'Do again what the history knows the result of'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;align'= {
            cand -o 'Folder for the results, made if missing; - for stdout'
            cand --output 'Folder for the results, made if missing; - for stdout'
            cand --resume-task 'resume-task'
            cand --track 'Audio track to hear, from 1 [default: the first that isn''t silent]'
            cand --start 'Where to begin, in seconds or as [HH:]MM:SS'
            cand --duration 'How much to hear, in seconds or as [HH:]MM:SS'
            cand -m 'Recognition model: a name such as base or large-v3-turbo, or a ggml file [default: base] [env: WHISPER_MODEL]'
            cand --model 'Recognition model: a name such as base or large-v3-turbo, or a ggml file [default: base] [env: WHISPER_MODEL]'
            cand --device 'Where to compute [default: auto] [env: DEVICE]'
            cand --compute-type 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]'
            cand --threads 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]'
            cand -l 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]'
            cand --language 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]'
            cand --initial-prompt 'Text that sets the style and spelling, as if it came before the recording [env: SCRIPTA_INITIAL_PROMPT]'
            cand --hotwords 'Names and terms to expect [env: SCRIPTA_HOTWORDS]'
            cand --beam-size 'Hypotheses kept while decoding, 1 to 8; 1 is greedy and faster [default: 5] [env: SCRIPTA_BEAM_SIZE]'
            cand --best-of 'Samples drawn when decoding at a temperature above 0, 1 to 8 [default: 5] [env: SCRIPTA_BEST_OF]'
            cand --length-penalty 'Exponent of the length normalisation of hypotheses; unset divides by length [env: SCRIPTA_LENGTH_PENALTY]'
            cand --temperature 'First sampling temperature, 0 to 1 [default: 0] [env: SCRIPTA_TEMPERATURE]'
            cand --temperature-increment 'Step to the next temperature when a decode fails; 0 never tries again [default: 0.2] [env: SCRIPTA_TEMPERATURE_INCREMENT]'
            cand --entropy-threshold 'Token entropy below which a decode counts as a loop [default: 2.4] [env: SCRIPTA_ENTROPY_THRESHOLD]'
            cand --compression-ratio-threshold 'Text compression ratio above which a decode counts as a loop [default: 2.4] [env: SCRIPTA_COMPRESSION_RATIO_THRESHOLD]'
            cand --logprob-threshold 'Average log-probability below which a decode counts as failed [default: -1] [env: SCRIPTA_LOGPROB_THRESHOLD]'
            cand --no-speech-threshold 'Probability of silence above which a failed decode is dropped [default: 0.6] [env: SCRIPTA_NO_SPEECH_THRESHOLD]'
            cand --suppress-tokens 'Token ids never written, separated by commas; -1 stands for symbols that aren''t speech [default: -1] [env: SCRIPTA_SUPPRESS_TOKENS]'
            cand --suppress-numerals 'Write numbers as words [env: SCRIPTA_SUPPRESS_NUMERALS]'
            cand --vad 'How speech is found; none decodes everything [default: silero] [env: SCRIPTA_VAD]'
            cand --vad-onset 'Speech probability at which speech begins [default: 0.5] [env: SCRIPTA_VAD_ONSET]'
            cand --vad-offset 'Speech probability below which speech ends [default: 0.363] [env: SCRIPTA_VAD_OFFSET]'
            cand --chunk-size 'Longest chunk given to the recogniser, 1 to 30 [default: 30] [env: SCRIPTA_CHUNK_SIZE]'
            cand --align 'How words get their times; auto takes the best that is on this machine [default: auto] [env: SCRIPTA_ALIGN]'
            cand --align-model 'Wav2vec2 CTC model for word times: a folder, or an id of the Hugging Face hub [env: SCRIPTA_ALIGN_MODEL]'
            cand --char-alignments 'Add the times of characters to the JSON, where the aligner has them [env: SCRIPTA_CHAR_ALIGNMENTS]'
            cand --segment-by 'Where segments end [default: sentence] [env: SCRIPTA_SEGMENT_BY]'
            cand --max-segment-duration 'Longest segment, 1 to 30; a longer one is cut in its best pause [default: 30] [env: SCRIPTA_MAX_SEGMENT_DURATION]'
            cand -f 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]'
            cand --format 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]'
            cand --html-audio 'How an HTML page gets its sound: a link to the recording, a copy inside, or not at all [default: link] [env: SCRIPTA_HTML_AUDIO]'
            cand --max-line-width 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]'
            cand --max-line-count 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]'
            cand --max-cue-duration 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]'
            cand --max-cps 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]'
            cand --highlight-words 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand --ignore-times 'Look for the text in the whole recording, whatever times it brings'
            cand --strict 'Exit with 1 when the text and the recording don''t belong together, or some of the text isn''t in it'
            cand --overwrite 'Replace results that exist'
            cand --skip-existing 'Leave out recordings whose results exist'
            cand --fresh 'Do again what the history knows the result of'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;diarize'= {
            cand -o 'Folder for the results, made if missing; - for stdout'
            cand --output 'Folder for the results, made if missing; - for stdout'
            cand --resume-task 'resume-task'
            cand --track 'Audio track to hear, from 1 [default: the first that isn''t silent]'
            cand --start 'Where to begin, in seconds or as [HH:]MM:SS'
            cand --duration 'How much to hear, in seconds or as [HH:]MM:SS'
            cand --device 'Where to compute [default: auto] [env: DEVICE]'
            cand --threads 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]'
            cand --num-speakers 'How many speakers there are, where that is known [env: SCRIPTA_NUM_SPEAKERS]'
            cand --min-speakers 'Fewest speakers there may be [env: SCRIPTA_MIN_SPEAKERS]'
            cand --max-speakers 'Most speakers there may be [env: SCRIPTA_MAX_SPEAKERS]'
            cand --speaker-names 'Names of the speakers, separated by commas, in the order in which they are first heard [env: SCRIPTA_SPEAKER_NAMES]'
            cand --identify-speakers 'Name the speakers whose voices are enrolled (scripta speakers add) [env: SCRIPTA_IDENTIFY_SPEAKERS]'
            cand --speaker-threshold 'Cosine similarity from which on a voice is an enrolled one, 0 to 1 [default: 0.7] [env: SCRIPTA_SPEAKER_THRESHOLD]'
            cand --speaker-embeddings 'Add what each voice sounds like to the JSON, as a vector [env: SCRIPTA_SPEAKER_EMBEDDINGS]'
            cand --channels-as-speakers 'Take each channel of the recording for one speaker [env: SCRIPTA_CHANNELS_AS_SPEAKERS]'
            cand --diarize-model 'Models that tell voices apart: campplus, community-1 (downloaded once), or a folder [default: campplus] [env: SCRIPTA_DIARIZE_MODEL]'
            cand --diarize-step 'Time from one 10 s window to the next, 0.5 to 9; shorter takes longer [default: 2.5] [env: SCRIPTA_DIARIZE_STEP]'
            cand -f 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]'
            cand --format 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]'
            cand --db 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]'
            cand --db-echo 'Log the SQL statements that are sent to the database [env: DB_ECHO]'
            cand --no-history 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand --overwrite 'Replace results that exist'
            cand --skip-existing 'Leave out recordings whose results exist'
            cand --fresh 'Do again what the history knows the result of'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;speakers'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand add 'Learn a voice from clips in which one person speaks'
            cand list 'Show the voices that are known'
            cand remove 'Forget voices'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'scripta;speakers;add'= {
            cand --track 'Audio track to hear, from 1 [default: the first that isn''t silent]'
            cand --start 'Where to begin, in seconds or as [HH:]MM:SS'
            cand --duration 'How much to hear, in seconds or as [HH:]MM:SS'
            cand --device 'Where to compute [default: auto] [env: DEVICE]'
            cand --threads 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]'
            cand --diarize-model 'Models that tell voices apart: campplus, community-1 (downloaded once), or a folder [default: campplus] [env: SCRIPTA_DIARIZE_MODEL]'
            cand --diarize-step 'Time from one 10 s window to the next, 0.5 to 9; shorter takes longer [default: 2.5] [env: SCRIPTA_DIARIZE_STEP]'
            cand --db 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]'
            cand --db-echo 'Log the SQL statements that are sent to the database [env: DB_ECHO]'
            cand --no-history 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;speakers;list'= {
            cand --db 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]'
            cand --db-echo 'Log the SQL statements that are sent to the database [env: DB_ECHO]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand --json 'As JSON, with the embeddings'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;speakers;remove'= {
            cand --db 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]'
            cand --db-echo 'Log the SQL statements that are sent to the database [env: DB_ECHO]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;speakers;help'= {
            cand add 'Learn a voice from clips in which one person speaks'
            cand list 'Show the voices that are known'
            cand remove 'Forget voices'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'scripta;speakers;help;add'= {
        }
        &'scripta;speakers;help;list'= {
        }
        &'scripta;speakers;help;remove'= {
        }
        &'scripta;speakers;help;help'= {
        }
        &'scripta;tasks'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List tasks, the newest first'
            cand show 'Show one task, or its result in any format'
            cand search 'Find words in all transcripts'
            cand export 'Write results as files, or tasks with results as JSON lines'
            cand stats 'Sum up what was done, by model and by day'
            cand resume 'Go on with interrupted or cancelled tasks where they stopped'
            cand retry 'Do tasks again from the beginning'
            cand cancel 'Stop tasks that are queued or running, in this or another program'
            cand delete 'Forget tasks and their results; files that were written stay'
            cand prune 'Clear what ended tasks left behind and give space back'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'scripta;tasks;list'= {
            cand --status 'How they stand; several with commas'
            cand --kind 'What they do'
            cand -l 'Language, as a code or an English name'
            cand --language 'Language, as a code or an English name'
            cand --file 'Part of the recording''s name, path or URL'
            cand --since 'Asked for then or later: 2026-11-24, or an age such as 7d'
            cand --until 'Asked for before then'
            cand --limit 'How many at most; 0 for all'
            cand --db 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]'
            cand --db-echo 'Log the SQL statements that are sent to the database [env: DB_ECHO]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand --json 'As JSON'
            cand --csv 'As CSV'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;tasks;show'= {
            cand -f 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]'
            cand --format 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]'
            cand --max-line-width 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]'
            cand --max-line-count 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]'
            cand --max-cue-duration 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]'
            cand --max-cps 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]'
            cand --highlight-words 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]'
            cand --db 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]'
            cand --db-echo 'Log the SQL statements that are sent to the database [env: DB_ECHO]'
            cand --no-history 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand --json 'The task as JSON, without its result'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;tasks;search'= {
            cand --status 'How they stand; several with commas'
            cand --kind 'What they do'
            cand -l 'Language, as a code or an English name'
            cand --language 'Language, as a code or an English name'
            cand --file 'Part of the recording''s name, path or URL'
            cand --since 'Asked for then or later: 2026-11-24, or an age such as 7d'
            cand --until 'Asked for before then'
            cand --limit 'How many at most; 0 for all'
            cand --db 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]'
            cand --db-echo 'Log the SQL statements that are sent to the database [env: DB_ECHO]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand --json 'As JSON'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;tasks;export'= {
            cand -o 'Folder for a file per task and format; without it, JSON lines on stdout'
            cand --output 'Folder for a file per task and format; without it, JSON lines on stdout'
            cand --status 'How they stand; several with commas'
            cand --kind 'What they do'
            cand -l 'Language, as a code or an English name'
            cand --language 'Language, as a code or an English name'
            cand --file 'Part of the recording''s name, path or URL'
            cand --since 'Asked for then or later: 2026-11-24, or an age such as 7d'
            cand --until 'Asked for before then'
            cand --limit 'How many at most; 0 for all [default: all]'
            cand -f 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]'
            cand --format 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]'
            cand --max-line-width 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]'
            cand --max-line-count 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]'
            cand --max-cue-duration 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]'
            cand --max-cps 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]'
            cand --highlight-words 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]'
            cand --db 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]'
            cand --db-echo 'Log the SQL statements that are sent to the database [env: DB_ECHO]'
            cand --no-history 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;tasks;stats'= {
            cand --status 'How they stand; several with commas'
            cand --kind 'What they do'
            cand -l 'Language, as a code or an English name'
            cand --language 'Language, as a code or an English name'
            cand --file 'Part of the recording''s name, path or URL'
            cand --since 'Asked for then or later: 2026-11-24, or an age such as 7d'
            cand --until 'Asked for before then'
            cand --limit 'How many at most; 0 for all [default: all]'
            cand --db 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]'
            cand --db-echo 'Log the SQL statements that are sent to the database [env: DB_ECHO]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand --json 'As JSON'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;tasks;resume'= {
            cand --db 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]'
            cand --db-echo 'Log the SQL statements that are sent to the database [env: DB_ECHO]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;tasks;retry'= {
            cand --db 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]'
            cand --db-echo 'Log the SQL statements that are sent to the database [env: DB_ECHO]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;tasks;cancel'= {
            cand --db 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]'
            cand --db-echo 'Log the SQL statements that are sent to the database [env: DB_ECHO]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;tasks;delete'= {
            cand --older-than 'Tasks that were asked for longer ago than this'
            cand --status 'How they stand; several with commas'
            cand --kind 'What they do'
            cand -l 'Language, as a code or an English name'
            cand --language 'Language, as a code or an English name'
            cand --file 'Part of the recording''s name, path or URL'
            cand --since 'Asked for then or later: 2026-11-24, or an age such as 7d'
            cand --until 'Asked for before then'
            cand --limit 'How many at most; 0 for all [default: all]'
            cand --db 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]'
            cand --db-echo 'Log the SQL statements that are sent to the database [env: DB_ECHO]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand --dry-run 'Only tell what would be done'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;tasks;prune'= {
            cand --older-than 'Also forget failed, cancelled and interrupted tasks that are older than this'
            cand --db 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]'
            cand --db-echo 'Log the SQL statements that are sent to the database [env: DB_ECHO]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand --dry-run 'Only tell what would be done'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;tasks;help'= {
            cand list 'List tasks, the newest first'
            cand show 'Show one task, or its result in any format'
            cand search 'Find words in all transcripts'
            cand export 'Write results as files, or tasks with results as JSON lines'
            cand stats 'Sum up what was done, by model and by day'
            cand resume 'Go on with interrupted or cancelled tasks where they stopped'
            cand retry 'Do tasks again from the beginning'
            cand cancel 'Stop tasks that are queued or running, in this or another program'
            cand delete 'Forget tasks and their results; files that were written stay'
            cand prune 'Clear what ended tasks left behind and give space back'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'scripta;tasks;help;list'= {
        }
        &'scripta;tasks;help;show'= {
        }
        &'scripta;tasks;help;search'= {
        }
        &'scripta;tasks;help;export'= {
        }
        &'scripta;tasks;help;stats'= {
        }
        &'scripta;tasks;help;resume'= {
        }
        &'scripta;tasks;help;retry'= {
        }
        &'scripta;tasks;help;cancel'= {
        }
        &'scripta;tasks;help;delete'= {
        }
        &'scripta;tasks;help;prune'= {
        }
        &'scripta;tasks;help;help'= {
        }
        &'scripta;config'= {
            cand -m 'Recognition model: a name such as base or large-v3-turbo, or a ggml file [default: base] [env: WHISPER_MODEL]'
            cand --model 'Recognition model: a name such as base or large-v3-turbo, or a ggml file [default: base] [env: WHISPER_MODEL]'
            cand --device 'Where to compute [default: auto] [env: DEVICE]'
            cand --compute-type 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]'
            cand --threads 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]'
            cand -l 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]'
            cand --language 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]'
            cand --multilingual 'Detect the language of every chunk, for recordings that mix languages [env: SCRIPTA_MULTILINGUAL]'
            cand --task 'Write down what is said, or translate it into English [default: transcribe] [env: SCRIPTA_TASK]'
            cand --initial-prompt 'Text that sets the style and spelling, as if it came before the recording [env: SCRIPTA_INITIAL_PROMPT]'
            cand --hotwords 'Names and terms to expect [env: SCRIPTA_HOTWORDS]'
            cand --beam-size 'Hypotheses kept while decoding, 1 to 8; 1 is greedy and faster [default: 5] [env: SCRIPTA_BEAM_SIZE]'
            cand --best-of 'Samples drawn when decoding at a temperature above 0, 1 to 8 [default: 5] [env: SCRIPTA_BEST_OF]'
            cand --length-penalty 'Exponent of the length normalisation of hypotheses; unset divides by length [env: SCRIPTA_LENGTH_PENALTY]'
            cand --temperature 'First sampling temperature, 0 to 1 [default: 0] [env: SCRIPTA_TEMPERATURE]'
            cand --temperature-increment 'Step to the next temperature when a decode fails; 0 never tries again [default: 0.2] [env: SCRIPTA_TEMPERATURE_INCREMENT]'
            cand --entropy-threshold 'Token entropy below which a decode counts as a loop [default: 2.4] [env: SCRIPTA_ENTROPY_THRESHOLD]'
            cand --compression-ratio-threshold 'Text compression ratio above which a decode counts as a loop [default: 2.4] [env: SCRIPTA_COMPRESSION_RATIO_THRESHOLD]'
            cand --logprob-threshold 'Average log-probability below which a decode counts as failed [default: -1] [env: SCRIPTA_LOGPROB_THRESHOLD]'
            cand --no-speech-threshold 'Probability of silence above which a failed decode is dropped [default: 0.6] [env: SCRIPTA_NO_SPEECH_THRESHOLD]'
            cand --suppress-tokens 'Token ids never written, separated by commas; -1 stands for symbols that aren''t speech [default: -1] [env: SCRIPTA_SUPPRESS_TOKENS]'
            cand --suppress-numerals 'Write numbers as words [env: SCRIPTA_SUPPRESS_NUMERALS]'
            cand --vad 'How speech is found; none decodes everything [default: silero] [env: SCRIPTA_VAD]'
            cand --vad-onset 'Speech probability at which speech begins [default: 0.5] [env: SCRIPTA_VAD_ONSET]'
            cand --vad-offset 'Speech probability below which speech ends [default: 0.363] [env: SCRIPTA_VAD_OFFSET]'
            cand --chunk-size 'Longest chunk given to the recogniser, 1 to 30 [default: 30] [env: SCRIPTA_CHUNK_SIZE]'
            cand --align 'How words get their times; auto takes the best that is on this machine [default: auto] [env: SCRIPTA_ALIGN]'
            cand --align-model 'Wav2vec2 CTC model for word times: a folder, or an id of the Hugging Face hub [env: SCRIPTA_ALIGN_MODEL]'
            cand --char-alignments 'Add the times of characters to the JSON, where the aligner has them [env: SCRIPTA_CHAR_ALIGNMENTS]'
            cand --segment-by 'Where segments end [default: sentence] [env: SCRIPTA_SEGMENT_BY]'
            cand --max-segment-duration 'Longest segment, 1 to 30; a longer one is cut in its best pause [default: 30] [env: SCRIPTA_MAX_SEGMENT_DURATION]'
            cand --diarize 'Tell who speaks: speakers on every word, in every format [env: SCRIPTA_DIARIZE]'
            cand --num-speakers 'How many speakers there are, where that is known [env: SCRIPTA_NUM_SPEAKERS]'
            cand --min-speakers 'Fewest speakers there may be [env: SCRIPTA_MIN_SPEAKERS]'
            cand --max-speakers 'Most speakers there may be [env: SCRIPTA_MAX_SPEAKERS]'
            cand --speaker-names 'Names of the speakers, separated by commas, in the order in which they are first heard [env: SCRIPTA_SPEAKER_NAMES]'
            cand --identify-speakers 'Name the speakers whose voices are enrolled (scripta speakers add) [env: SCRIPTA_IDENTIFY_SPEAKERS]'
            cand --speaker-threshold 'Cosine similarity from which on a voice is an enrolled one, 0 to 1 [default: 0.7] [env: SCRIPTA_SPEAKER_THRESHOLD]'
            cand --speaker-embeddings 'Add what each voice sounds like to the JSON, as a vector [env: SCRIPTA_SPEAKER_EMBEDDINGS]'
            cand --channels-as-speakers 'Take each channel of the recording for one speaker [env: SCRIPTA_CHANNELS_AS_SPEAKERS]'
            cand --diarize-model 'Models that tell voices apart: campplus, community-1 (downloaded once), or a folder [default: campplus] [env: SCRIPTA_DIARIZE_MODEL]'
            cand --diarize-step 'Time from one 10 s window to the next, 0.5 to 9; shorter takes longer [default: 2.5] [env: SCRIPTA_DIARIZE_STEP]'
            cand -f 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]'
            cand --format 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]'
            cand --html-audio 'How an HTML page gets its sound: a link to the recording, a copy inside, or not at all [default: link] [env: SCRIPTA_HTML_AUDIO]'
            cand --max-line-width 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]'
            cand --max-line-count 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]'
            cand --max-cue-duration 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]'
            cand --max-cps 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]'
            cand --highlight-words 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]'
            cand --db 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]'
            cand --db-echo 'Log the SQL statements that are sent to the database [env: DB_ECHO]'
            cand --no-history 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;completions'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'scripta;help'= {
            cand transcribe 'Turn recordings into text and subtitles'
            cand align 'Find when the words of a text are said in a recording'
            cand diarize 'Find who speaks when'
            cand speakers 'Manage the voices that --identify-speakers knows by name'
            cand tasks 'See, search, repeat and delete what was done'
            cand config 'Show every setting and where its value comes from'
            cand completions 'Print a completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'scripta;help;transcribe'= {
        }
        &'scripta;help;align'= {
        }
        &'scripta;help;diarize'= {
        }
        &'scripta;help;speakers'= {
            cand add 'Learn a voice from clips in which one person speaks'
            cand list 'Show the voices that are known'
            cand remove 'Forget voices'
        }
        &'scripta;help;speakers;add'= {
        }
        &'scripta;help;speakers;list'= {
        }
        &'scripta;help;speakers;remove'= {
        }
        &'scripta;help;tasks'= {
            cand list 'List tasks, the newest first'
            cand show 'Show one task, or its result in any format'
            cand search 'Find words in all transcripts'
            cand export 'Write results as files, or tasks with results as JSON lines'
            cand stats 'Sum up what was done, by model and by day'
            cand resume 'Go on with interrupted or cancelled tasks where they stopped'
            cand retry 'Do tasks again from the beginning'
            cand cancel 'Stop tasks that are queued or running, in this or another program'
            cand delete 'Forget tasks and their results; files that were written stay'
            cand prune 'Clear what ended tasks left behind and give space back'
        }
        &'scripta;help;tasks;list'= {
        }
        &'scripta;help;tasks;show'= {
        }
        &'scripta;help;tasks;search'= {
        }
        &'scripta;help;tasks;export'= {
        }
        &'scripta;help;tasks;stats'= {
        }
        &'scripta;help;tasks;resume'= {
        }
        &'scripta;help;tasks;retry'= {
        }
        &'scripta;help;tasks;cancel'= {
        }
        &'scripta;help;tasks;delete'= {
        }
        &'scripta;help;tasks;prune'= {
        }
        &'scripta;help;config'= {
        }
        &'scripta;help;completions'= {
        }
        &'scripta;help;help'= {
        }
    ]
    $completions[$command]
}
