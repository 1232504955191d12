
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'scripta' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'scripta'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'scripta' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('transcribe', 'transcribe', [CompletionResultType]::ParameterValue, 'Turn recordings into text and subtitles')
            [CompletionResult]::new('align', 'align', [CompletionResultType]::ParameterValue, 'Find when the words of a text are said in a recording')
            [CompletionResult]::new('diarize', 'diarize', [CompletionResultType]::ParameterValue, 'Find who speaks when')
            [CompletionResult]::new('speakers', 'speakers', [CompletionResultType]::ParameterValue, 'Manage the voices that --identify-speakers knows by name')
            [CompletionResult]::new('probe', 'probe', [CompletionResultType]::ParameterValue, 'Say what recordings are and how they are read, without recognising anything')
            [CompletionResult]::new('tasks', 'tasks', [CompletionResultType]::ParameterValue, 'See, search, repeat and delete what was done')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Offer all of it over HTTP: tasks, webhooks, an OpenAI-compatible API and a page')
            [CompletionResult]::new('models', 'models', [CompletionResultType]::ParameterValue, 'See, get, check, convert and remove models')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Say what this machine has, and what to mend')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show every setting and where its value comes from')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'scripta;transcribe' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Folder for the results, made if missing; - for stdout')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Folder for the results, made if missing; - for stdout')
            [CompletionResult]::new('--resume-task', '--resume-task', [CompletionResultType]::ParameterName, 'resume-task')
            [CompletionResult]::new('--track', '--track', [CompletionResultType]::ParameterName, 'Audio track to hear, from 1 [default: the one flagged as default, or the first, unless it is silent]')
            [CompletionResult]::new('--start', '--start', [CompletionResultType]::ParameterName, 'Where to begin, in seconds or as [HH:]MM:SS')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How much to hear, in seconds or as [HH:]MM:SS')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Recognition model: a name such as base or large-v3-turbo, a ggml file, or hf:OWNER/REPO:FILE [default: base] [env: WHISPER_MODEL]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Recognition model: a name such as base or large-v3-turbo, a ggml file, or hf:OWNER/REPO:FILE [default: base] [env: WHISPER_MODEL]')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Program that recognises: auto is the faster built-in one wherever it can read the model [default: auto] [env: SCRIPTA_ENGINE]')
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'Where to compute: auto, cpu, or, in builds for them, cuda, vulkan, metal, hip or sycl, perhaps with a number, such as cuda:1 [default: auto] [env: DEVICE]')
            [CompletionResult]::new('--device-index', '--device-index', [CompletionResultType]::ParameterName, 'Which of several GPUs [default: 0] [env: SCRIPTA_DEVICE_INDEX]')
            [CompletionResult]::new('--compute-type', '--compute-type', [CompletionResultType]::ParameterName, 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Recordings worked on at once, up to 64; they share the cores, short ones first. 0 is one more than the cores, and 8 for serve [default: 0] [env: SCRIPTA_JOBS]')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]')
            [CompletionResult]::new('--multilingual', '--multilingual', [CompletionResultType]::ParameterName, 'Detect the language of every chunk, for recordings that mix languages [env: SCRIPTA_MULTILINGUAL]')
            [CompletionResult]::new('--task', '--task', [CompletionResultType]::ParameterName, 'Write down what is said, or translate it into English [default: transcribe] [env: SCRIPTA_TASK]')
            [CompletionResult]::new('--initial-prompt', '--initial-prompt', [CompletionResultType]::ParameterName, 'Text that sets the style and spelling, as if it came before the recording [env: SCRIPTA_INITIAL_PROMPT]')
            [CompletionResult]::new('--hotwords', '--hotwords', [CompletionResultType]::ParameterName, 'Names and terms to expect [env: SCRIPTA_HOTWORDS]')
            [CompletionResult]::new('--beam-size', '--beam-size', [CompletionResultType]::ParameterName, 'Hypotheses kept while decoding, 1 to 8; 1 is greedy and faster [default: 5] [env: SCRIPTA_BEAM_SIZE]')
            [CompletionResult]::new('--best-of', '--best-of', [CompletionResultType]::ParameterName, 'Samples drawn when decoding at a temperature above 0, 1 to 8 [default: 5] [env: SCRIPTA_BEST_OF]')
            [CompletionResult]::new('--length-penalty', '--length-penalty', [CompletionResultType]::ParameterName, 'Exponent of the length normalisation of hypotheses; unset divides by length [env: SCRIPTA_LENGTH_PENALTY]')
            [CompletionResult]::new('--temperature', '--temperature', [CompletionResultType]::ParameterName, 'First sampling temperature, 0 to 1 [default: 0] [env: SCRIPTA_TEMPERATURE]')
            [CompletionResult]::new('--temperature-increment', '--temperature-increment', [CompletionResultType]::ParameterName, 'Step to the next temperature when a decode fails; 0 never tries again [default: 0.2] [env: SCRIPTA_TEMPERATURE_INCREMENT]')
            [CompletionResult]::new('--entropy-threshold', '--entropy-threshold', [CompletionResultType]::ParameterName, 'Token entropy below which a decode counts as a loop [default: 2.4] [env: SCRIPTA_ENTROPY_THRESHOLD]')
            [CompletionResult]::new('--compression-ratio-threshold', '--compression-ratio-threshold', [CompletionResultType]::ParameterName, 'Text compression ratio above which a decode counts as a loop [default: 2.4] [env: SCRIPTA_COMPRESSION_RATIO_THRESHOLD]')
            [CompletionResult]::new('--logprob-threshold', '--logprob-threshold', [CompletionResultType]::ParameterName, 'Average log-probability below which a decode counts as failed [default: -1] [env: SCRIPTA_LOGPROB_THRESHOLD]')
            [CompletionResult]::new('--no-speech-threshold', '--no-speech-threshold', [CompletionResultType]::ParameterName, 'Probability of silence above which a failed decode is dropped [default: 0.6] [env: SCRIPTA_NO_SPEECH_THRESHOLD]')
            [CompletionResult]::new('--suppress-tokens', '--suppress-tokens', [CompletionResultType]::ParameterName, 'Token ids never written, separated by commas; -1 stands for symbols that aren''t speech [default: -1] [env: SCRIPTA_SUPPRESS_TOKENS]')
            [CompletionResult]::new('--suppress-numerals', '--suppress-numerals', [CompletionResultType]::ParameterName, 'Write numbers as words [env: SCRIPTA_SUPPRESS_NUMERALS]')
            [CompletionResult]::new('--vad', '--vad', [CompletionResultType]::ParameterName, 'How speech is found; none decodes everything [default: silero] [env: SCRIPTA_VAD]')
            [CompletionResult]::new('--vad-onset', '--vad-onset', [CompletionResultType]::ParameterName, 'Speech probability at which speech begins [default: 0.5] [env: SCRIPTA_VAD_ONSET]')
            [CompletionResult]::new('--vad-offset', '--vad-offset', [CompletionResultType]::ParameterName, 'Speech probability below which speech ends [default: 0.363] [env: SCRIPTA_VAD_OFFSET]')
            [CompletionResult]::new('--chunk-size', '--chunk-size', [CompletionResultType]::ParameterName, 'Longest chunk given to the recogniser, 1 to 30 [default: 30] [env: SCRIPTA_CHUNK_SIZE]')
            [CompletionResult]::new('--align', '--align', [CompletionResultType]::ParameterName, 'How words get their times; auto takes the best that is on this machine [default: auto] [env: SCRIPTA_ALIGN]')
            [CompletionResult]::new('--align-model', '--align-model', [CompletionResultType]::ParameterName, 'Wav2vec2 CTC model for word times: a folder, or an id of the Hugging Face hub [env: SCRIPTA_ALIGN_MODEL]')
            [CompletionResult]::new('--char-alignments', '--char-alignments', [CompletionResultType]::ParameterName, 'Add the times of characters to the JSON, where the aligner has them [env: SCRIPTA_CHAR_ALIGNMENTS]')
            [CompletionResult]::new('--segment-by', '--segment-by', [CompletionResultType]::ParameterName, 'Where segments end [default: sentence] [env: SCRIPTA_SEGMENT_BY]')
            [CompletionResult]::new('--max-segment-duration', '--max-segment-duration', [CompletionResultType]::ParameterName, 'Longest segment, 1 to 30; a longer one is cut in its best pause [default: 30] [env: SCRIPTA_MAX_SEGMENT_DURATION]')
            [CompletionResult]::new('--diarize', '--diarize', [CompletionResultType]::ParameterName, 'Tell who speaks: speakers on every word, in every format [env: SCRIPTA_DIARIZE]')
            [CompletionResult]::new('--num-speakers', '--num-speakers', [CompletionResultType]::ParameterName, 'How many speakers there are, where that is known [env: SCRIPTA_NUM_SPEAKERS]')
            [CompletionResult]::new('--min-speakers', '--min-speakers', [CompletionResultType]::ParameterName, 'Fewest speakers there may be [env: SCRIPTA_MIN_SPEAKERS]')
            [CompletionResult]::new('--max-speakers', '--max-speakers', [CompletionResultType]::ParameterName, 'Most speakers there may be [env: SCRIPTA_MAX_SPEAKERS]')
            [CompletionResult]::new('--speaker-names', '--speaker-names', [CompletionResultType]::ParameterName, 'Names of the speakers, separated by commas, in the order in which they are first heard [env: SCRIPTA_SPEAKER_NAMES]')
            [CompletionResult]::new('--identify-speakers', '--identify-speakers', [CompletionResultType]::ParameterName, 'Name the speakers whose voices are enrolled (scripta speakers add) [env: SCRIPTA_IDENTIFY_SPEAKERS]')
            [CompletionResult]::new('--speaker-threshold', '--speaker-threshold', [CompletionResultType]::ParameterName, 'Cosine similarity from which on a voice is an enrolled one, 0 to 1 [default: 0.7] [env: SCRIPTA_SPEAKER_THRESHOLD]')
            [CompletionResult]::new('--speaker-embeddings', '--speaker-embeddings', [CompletionResultType]::ParameterName, 'Add what each voice sounds like to the JSON, as a vector [env: SCRIPTA_SPEAKER_EMBEDDINGS]')
            [CompletionResult]::new('--channels-as-speakers', '--channels-as-speakers', [CompletionResultType]::ParameterName, 'Take each channel of the recording for one speaker [env: SCRIPTA_CHANNELS_AS_SPEAKERS]')
            [CompletionResult]::new('--diarize-model', '--diarize-model', [CompletionResultType]::ParameterName, 'Models that tell voices apart: campplus, community-1 (downloaded once), or a folder [default: campplus] [env: SCRIPTA_DIARIZE_MODEL]')
            [CompletionResult]::new('--diarize-step', '--diarize-step', [CompletionResultType]::ParameterName, 'Time from one 10 s window to the next, 0.5 to 9; shorter takes longer [default: 2.5] [env: SCRIPTA_DIARIZE_STEP]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Exit with 1 when sound or words may be missing from a result, which is written all the same [env: SCRIPTA_STRICT]')
            [CompletionResult]::new('--html-audio', '--html-audio', [CompletionResultType]::ParameterName, 'How an HTML page gets its sound: a link to the recording, a copy inside, or not at all [default: link] [env: SCRIPTA_HTML_AUDIO]')
            [CompletionResult]::new('--max-line-width', '--max-line-width', [CompletionResultType]::ParameterName, 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]')
            [CompletionResult]::new('--max-line-count', '--max-line-count', [CompletionResultType]::ParameterName, 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]')
            [CompletionResult]::new('--max-cue-duration', '--max-cue-duration', [CompletionResultType]::ParameterName, 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]')
            [CompletionResult]::new('--max-cps', '--max-cps', [CompletionResultType]::ParameterName, 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]')
            [CompletionResult]::new('--highlight-words', '--highlight-words', [CompletionResultType]::ParameterName, 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--no-history', '--no-history', [CompletionResultType]::ParameterName, 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Say on stderr what was decoded again, left out as not said, or is uncertain')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Stay, and take each recording that comes into the folders given once it is complete')
            [CompletionResult]::new('--overwrite', '--overwrite', [CompletionResultType]::ParameterName, 'Replace results that exist')
            [CompletionResult]::new('--skip-existing', '--skip-existing', [CompletionResultType]::ParameterName, 'Leave out recordings whose results exist')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Do again what the history knows the result of')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;align' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Folder for the results, made if missing; - for stdout')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Folder for the results, made if missing; - for stdout')
            [CompletionResult]::new('--resume-task', '--resume-task', [CompletionResultType]::ParameterName, 'resume-task')
            [CompletionResult]::new('--track', '--track', [CompletionResultType]::ParameterName, 'Audio track to hear, from 1 [default: the one flagged as default, or the first, unless it is silent]')
            [CompletionResult]::new('--start', '--start', [CompletionResultType]::ParameterName, 'Where to begin, in seconds or as [HH:]MM:SS')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How much to hear, in seconds or as [HH:]MM:SS')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Recognition model: a name such as base or large-v3-turbo, a ggml file, or hf:OWNER/REPO:FILE [default: base] [env: WHISPER_MODEL]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Recognition model: a name such as base or large-v3-turbo, a ggml file, or hf:OWNER/REPO:FILE [default: base] [env: WHISPER_MODEL]')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Program that recognises: auto is the faster built-in one wherever it can read the model [default: auto] [env: SCRIPTA_ENGINE]')
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'Where to compute: auto, cpu, or, in builds for them, cuda, vulkan, metal, hip or sycl, perhaps with a number, such as cuda:1 [default: auto] [env: DEVICE]')
            [CompletionResult]::new('--device-index', '--device-index', [CompletionResultType]::ParameterName, 'Which of several GPUs [default: 0] [env: SCRIPTA_DEVICE_INDEX]')
            [CompletionResult]::new('--compute-type', '--compute-type', [CompletionResultType]::ParameterName, 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]')
            [CompletionResult]::new('--initial-prompt', '--initial-prompt', [CompletionResultType]::ParameterName, 'Text that sets the style and spelling, as if it came before the recording [env: SCRIPTA_INITIAL_PROMPT]')
            [CompletionResult]::new('--hotwords', '--hotwords', [CompletionResultType]::ParameterName, 'Names and terms to expect [env: SCRIPTA_HOTWORDS]')
            [CompletionResult]::new('--beam-size', '--beam-size', [CompletionResultType]::ParameterName, 'Hypotheses kept while decoding, 1 to 8; 1 is greedy and faster [default: 5] [env: SCRIPTA_BEAM_SIZE]')
            [CompletionResult]::new('--best-of', '--best-of', [CompletionResultType]::ParameterName, 'Samples drawn when decoding at a temperature above 0, 1 to 8 [default: 5] [env: SCRIPTA_BEST_OF]')
            [CompletionResult]::new('--length-penalty', '--length-penalty', [CompletionResultType]::ParameterName, 'Exponent of the length normalisation of hypotheses; unset divides by length [env: SCRIPTA_LENGTH_PENALTY]')
            [CompletionResult]::new('--temperature', '--temperature', [CompletionResultType]::ParameterName, 'First sampling temperature, 0 to 1 [default: 0] [env: SCRIPTA_TEMPERATURE]')
            [CompletionResult]::new('--temperature-increment', '--temperature-increment', [CompletionResultType]::ParameterName, 'Step to the next temperature when a decode fails; 0 never tries again [default: 0.2] [env: SCRIPTA_TEMPERATURE_INCREMENT]')
            [CompletionResult]::new('--entropy-threshold', '--entropy-threshold', [CompletionResultType]::ParameterName, 'Token entropy below which a decode counts as a loop [default: 2.4] [env: SCRIPTA_ENTROPY_THRESHOLD]')
            [CompletionResult]::new('--compression-ratio-threshold', '--compression-ratio-threshold', [CompletionResultType]::ParameterName, 'Text compression ratio above which a decode counts as a loop [default: 2.4] [env: SCRIPTA_COMPRESSION_RATIO_THRESHOLD]')
            [CompletionResult]::new('--logprob-threshold', '--logprob-threshold', [CompletionResultType]::ParameterName, 'Average log-probability below which a decode counts as failed [default: -1] [env: SCRIPTA_LOGPROB_THRESHOLD]')
            [CompletionResult]::new('--no-speech-threshold', '--no-speech-threshold', [CompletionResultType]::ParameterName, 'Probability of silence above which a failed decode is dropped [default: 0.6] [env: SCRIPTA_NO_SPEECH_THRESHOLD]')
            [CompletionResult]::new('--suppress-tokens', '--suppress-tokens', [CompletionResultType]::ParameterName, 'Token ids never written, separated by commas; -1 stands for symbols that aren''t speech [default: -1] [env: SCRIPTA_SUPPRESS_TOKENS]')
            [CompletionResult]::new('--suppress-numerals', '--suppress-numerals', [CompletionResultType]::ParameterName, 'Write numbers as words [env: SCRIPTA_SUPPRESS_NUMERALS]')
            [CompletionResult]::new('--vad', '--vad', [CompletionResultType]::ParameterName, 'How speech is found; none decodes everything [default: silero] [env: SCRIPTA_VAD]')
            [CompletionResult]::new('--vad-onset', '--vad-onset', [CompletionResultType]::ParameterName, 'Speech probability at which speech begins [default: 0.5] [env: SCRIPTA_VAD_ONSET]')
            [CompletionResult]::new('--vad-offset', '--vad-offset', [CompletionResultType]::ParameterName, 'Speech probability below which speech ends [default: 0.363] [env: SCRIPTA_VAD_OFFSET]')
            [CompletionResult]::new('--chunk-size', '--chunk-size', [CompletionResultType]::ParameterName, 'Longest chunk given to the recogniser, 1 to 30 [default: 30] [env: SCRIPTA_CHUNK_SIZE]')
            [CompletionResult]::new('--align', '--align', [CompletionResultType]::ParameterName, 'How words get their times; auto takes the best that is on this machine [default: auto] [env: SCRIPTA_ALIGN]')
            [CompletionResult]::new('--align-model', '--align-model', [CompletionResultType]::ParameterName, 'Wav2vec2 CTC model for word times: a folder, or an id of the Hugging Face hub [env: SCRIPTA_ALIGN_MODEL]')
            [CompletionResult]::new('--char-alignments', '--char-alignments', [CompletionResultType]::ParameterName, 'Add the times of characters to the JSON, where the aligner has them [env: SCRIPTA_CHAR_ALIGNMENTS]')
            [CompletionResult]::new('--segment-by', '--segment-by', [CompletionResultType]::ParameterName, 'Where segments end [default: sentence] [env: SCRIPTA_SEGMENT_BY]')
            [CompletionResult]::new('--max-segment-duration', '--max-segment-duration', [CompletionResultType]::ParameterName, 'Longest segment, 1 to 30; a longer one is cut in its best pause [default: 30] [env: SCRIPTA_MAX_SEGMENT_DURATION]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Exit with 1 when sound or words may be missing from a result, which is written all the same [env: SCRIPTA_STRICT]')
            [CompletionResult]::new('--html-audio', '--html-audio', [CompletionResultType]::ParameterName, 'How an HTML page gets its sound: a link to the recording, a copy inside, or not at all [default: link] [env: SCRIPTA_HTML_AUDIO]')
            [CompletionResult]::new('--max-line-width', '--max-line-width', [CompletionResultType]::ParameterName, 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]')
            [CompletionResult]::new('--max-line-count', '--max-line-count', [CompletionResultType]::ParameterName, 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]')
            [CompletionResult]::new('--max-cue-duration', '--max-cue-duration', [CompletionResultType]::ParameterName, 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]')
            [CompletionResult]::new('--max-cps', '--max-cps', [CompletionResultType]::ParameterName, 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]')
            [CompletionResult]::new('--highlight-words', '--highlight-words', [CompletionResultType]::ParameterName, 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--no-history', '--no-history', [CompletionResultType]::ParameterName, 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--ignore-times', '--ignore-times', [CompletionResultType]::ParameterName, 'Look for the text in the whole recording, whatever times it brings')
            [CompletionResult]::new('--overwrite', '--overwrite', [CompletionResultType]::ParameterName, 'Replace results that exist')
            [CompletionResult]::new('--skip-existing', '--skip-existing', [CompletionResultType]::ParameterName, 'Leave out recordings whose results exist')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Do again what the history knows the result of')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;diarize' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Folder for the results, made if missing; - for stdout')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Folder for the results, made if missing; - for stdout')
            [CompletionResult]::new('--resume-task', '--resume-task', [CompletionResultType]::ParameterName, 'resume-task')
            [CompletionResult]::new('--track', '--track', [CompletionResultType]::ParameterName, 'Audio track to hear, from 1 [default: the one flagged as default, or the first, unless it is silent]')
            [CompletionResult]::new('--start', '--start', [CompletionResultType]::ParameterName, 'Where to begin, in seconds or as [HH:]MM:SS')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How much to hear, in seconds or as [HH:]MM:SS')
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'Where to compute: auto, cpu, or, in builds for them, cuda, vulkan, metal, hip or sycl, perhaps with a number, such as cuda:1 [default: auto] [env: DEVICE]')
            [CompletionResult]::new('--device-index', '--device-index', [CompletionResultType]::ParameterName, 'Which of several GPUs [default: 0] [env: SCRIPTA_DEVICE_INDEX]')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Recordings worked on at once, up to 64; they share the cores, short ones first. 0 is one more than the cores, and 8 for serve [default: 0] [env: SCRIPTA_JOBS]')
            [CompletionResult]::new('--num-speakers', '--num-speakers', [CompletionResultType]::ParameterName, 'How many speakers there are, where that is known [env: SCRIPTA_NUM_SPEAKERS]')
            [CompletionResult]::new('--min-speakers', '--min-speakers', [CompletionResultType]::ParameterName, 'Fewest speakers there may be [env: SCRIPTA_MIN_SPEAKERS]')
            [CompletionResult]::new('--max-speakers', '--max-speakers', [CompletionResultType]::ParameterName, 'Most speakers there may be [env: SCRIPTA_MAX_SPEAKERS]')
            [CompletionResult]::new('--speaker-names', '--speaker-names', [CompletionResultType]::ParameterName, 'Names of the speakers, separated by commas, in the order in which they are first heard [env: SCRIPTA_SPEAKER_NAMES]')
            [CompletionResult]::new('--identify-speakers', '--identify-speakers', [CompletionResultType]::ParameterName, 'Name the speakers whose voices are enrolled (scripta speakers add) [env: SCRIPTA_IDENTIFY_SPEAKERS]')
            [CompletionResult]::new('--speaker-threshold', '--speaker-threshold', [CompletionResultType]::ParameterName, 'Cosine similarity from which on a voice is an enrolled one, 0 to 1 [default: 0.7] [env: SCRIPTA_SPEAKER_THRESHOLD]')
            [CompletionResult]::new('--speaker-embeddings', '--speaker-embeddings', [CompletionResultType]::ParameterName, 'Add what each voice sounds like to the JSON, as a vector [env: SCRIPTA_SPEAKER_EMBEDDINGS]')
            [CompletionResult]::new('--channels-as-speakers', '--channels-as-speakers', [CompletionResultType]::ParameterName, 'Take each channel of the recording for one speaker [env: SCRIPTA_CHANNELS_AS_SPEAKERS]')
            [CompletionResult]::new('--diarize-model', '--diarize-model', [CompletionResultType]::ParameterName, 'Models that tell voices apart: campplus, community-1 (downloaded once), or a folder [default: campplus] [env: SCRIPTA_DIARIZE_MODEL]')
            [CompletionResult]::new('--diarize-step', '--diarize-step', [CompletionResultType]::ParameterName, 'Time from one 10 s window to the next, 0.5 to 9; shorter takes longer [default: 2.5] [env: SCRIPTA_DIARIZE_STEP]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Exit with 1 when sound or words may be missing from a result, which is written all the same [env: SCRIPTA_STRICT]')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--no-history', '--no-history', [CompletionResultType]::ParameterName, 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--overwrite', '--overwrite', [CompletionResultType]::ParameterName, 'Replace results that exist')
            [CompletionResult]::new('--skip-existing', '--skip-existing', [CompletionResultType]::ParameterName, 'Leave out recordings whose results exist')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Do again what the history knows the result of')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;speakers' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Learn a voice from clips in which one person speaks')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show the voices that are known')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Forget voices')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'scripta;speakers;add' {
            [CompletionResult]::new('--track', '--track', [CompletionResultType]::ParameterName, 'Audio track to hear, from 1 [default: the one flagged as default, or the first, unless it is silent]')
            [CompletionResult]::new('--start', '--start', [CompletionResultType]::ParameterName, 'Where to begin, in seconds or as [HH:]MM:SS')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How much to hear, in seconds or as [HH:]MM:SS')
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'Where to compute: auto, cpu, or, in builds for them, cuda, vulkan, metal, hip or sycl, perhaps with a number, such as cuda:1 [default: auto] [env: DEVICE]')
            [CompletionResult]::new('--device-index', '--device-index', [CompletionResultType]::ParameterName, 'Which of several GPUs [default: 0] [env: SCRIPTA_DEVICE_INDEX]')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]')
            [CompletionResult]::new('--diarize-model', '--diarize-model', [CompletionResultType]::ParameterName, 'Models that tell voices apart: campplus, community-1 (downloaded once), or a folder [default: campplus] [env: SCRIPTA_DIARIZE_MODEL]')
            [CompletionResult]::new('--diarize-step', '--diarize-step', [CompletionResultType]::ParameterName, 'Time from one 10 s window to the next, 0.5 to 9; shorter takes longer [default: 2.5] [env: SCRIPTA_DIARIZE_STEP]')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--no-history', '--no-history', [CompletionResultType]::ParameterName, 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;speakers;list' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON, with the embeddings')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;speakers;remove' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;speakers;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Learn a voice from clips in which one person speaks')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show the voices that are known')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Forget voices')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'scripta;speakers;help;add' {
            break
        }
        'scripta;speakers;help;list' {
            break
        }
        'scripta;speakers;help;remove' {
            break
        }
        'scripta;speakers;help;help' {
            break
        }
        'scripta;probe' {
            [CompletionResult]::new('--track', '--track', [CompletionResultType]::ParameterName, 'Audio track to hear, from 1 [default: the one flagged as default, or the first, unless it is silent]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Exit with 1 when sound or words may be missing from a result, which is written all the same [env: SCRIPTA_STRICT]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON; of several recordings, an object a line')
            [CompletionResult]::new('--quick', '--quick', [CompletionResultType]::ParameterName, 'Only open them: leave out the length, level and warnings that decoding to the end gives')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;tasks' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List tasks, the newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one task, or its result in any format')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Find words in all transcripts')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write results as files, or tasks with results as JSON lines')
            [CompletionResult]::new('stats', 'stats', [CompletionResultType]::ParameterValue, 'Sum up what was done, by model and by day')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Go on with interrupted or cancelled tasks where they stopped')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Do tasks again from the beginning')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Stop tasks that are queued or running, in this or another program')
            [CompletionResult]::new('redeliver', 'redeliver', [CompletionResultType]::ParameterValue, 'Have the service call back once more about tasks that have ended')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Forget tasks and their results; files that were written stay')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Clear what ended tasks left behind and give space back')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'scripta;tasks;list' {
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'How they stand; several with commas')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'What they do')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Language, as a code or an English name')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language, as a code or an English name')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Part of the recording''s name, path or URL')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Asked for then or later: 2026-11-24, or an age such as 7d')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Asked for before then')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many at most; 0 for all')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('--csv', '--csv', [CompletionResultType]::ParameterName, 'As CSV')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;tasks;show' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]')
            [CompletionResult]::new('--max-line-width', '--max-line-width', [CompletionResultType]::ParameterName, 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]')
            [CompletionResult]::new('--max-line-count', '--max-line-count', [CompletionResultType]::ParameterName, 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]')
            [CompletionResult]::new('--max-cue-duration', '--max-cue-duration', [CompletionResultType]::ParameterName, 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]')
            [CompletionResult]::new('--max-cps', '--max-cps', [CompletionResultType]::ParameterName, 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]')
            [CompletionResult]::new('--highlight-words', '--highlight-words', [CompletionResultType]::ParameterName, 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--no-history', '--no-history', [CompletionResultType]::ParameterName, 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The task as JSON, without its result')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;tasks;search' {
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'How they stand; several with commas')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'What they do')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Language, as a code or an English name')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language, as a code or an English name')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Part of the recording''s name, path or URL')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Asked for then or later: 2026-11-24, or an age such as 7d')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Asked for before then')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many at most; 0 for all')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;tasks;export' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Folder for a file per task and format; without it, JSON lines on stdout')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Folder for a file per task and format; without it, JSON lines on stdout')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'How they stand; several with commas')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'What they do')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Language, as a code or an English name')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language, as a code or an English name')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Part of the recording''s name, path or URL')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Asked for then or later: 2026-11-24, or an age such as 7d')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Asked for before then')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many at most; 0 for all [default: all]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]')
            [CompletionResult]::new('--max-line-width', '--max-line-width', [CompletionResultType]::ParameterName, 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]')
            [CompletionResult]::new('--max-line-count', '--max-line-count', [CompletionResultType]::ParameterName, 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]')
            [CompletionResult]::new('--max-cue-duration', '--max-cue-duration', [CompletionResultType]::ParameterName, 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]')
            [CompletionResult]::new('--max-cps', '--max-cps', [CompletionResultType]::ParameterName, 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]')
            [CompletionResult]::new('--highlight-words', '--highlight-words', [CompletionResultType]::ParameterName, 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--no-history', '--no-history', [CompletionResultType]::ParameterName, 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--overwrite', '--overwrite', [CompletionResultType]::ParameterName, 'Replace files that are there and differ')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;tasks;stats' {
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'How they stand; several with commas')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'What they do')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Language, as a code or an English name')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language, as a code or an English name')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Part of the recording''s name, path or URL')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Asked for then or later: 2026-11-24, or an age such as 7d')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Asked for before then')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many at most; 0 for all [default: all]')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;tasks;resume' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;tasks;retry' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;tasks;cancel' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;tasks;redeliver' {
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;tasks;delete' {
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Tasks that were asked for longer ago than this')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'How they stand; several with commas')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'What they do')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Language, as a code or an English name')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language, as a code or an English name')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Part of the recording''s name, path or URL')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Asked for then or later: 2026-11-24, or an age such as 7d')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Asked for before then')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many at most; 0 for all [default: all]')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only tell what would be done')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;tasks;prune' {
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Also forget failed, cancelled and interrupted tasks that are older than this')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only tell what would be done')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;tasks;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List tasks, the newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one task, or its result in any format')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Find words in all transcripts')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write results as files, or tasks with results as JSON lines')
            [CompletionResult]::new('stats', 'stats', [CompletionResultType]::ParameterValue, 'Sum up what was done, by model and by day')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Go on with interrupted or cancelled tasks where they stopped')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Do tasks again from the beginning')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Stop tasks that are queued or running, in this or another program')
            [CompletionResult]::new('redeliver', 'redeliver', [CompletionResultType]::ParameterValue, 'Have the service call back once more about tasks that have ended')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Forget tasks and their results; files that were written stay')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Clear what ended tasks left behind and give space back')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'scripta;tasks;help;list' {
            break
        }
        'scripta;tasks;help;show' {
            break
        }
        'scripta;tasks;help;search' {
            break
        }
        'scripta;tasks;help;export' {
            break
        }
        'scripta;tasks;help;stats' {
            break
        }
        'scripta;tasks;help;resume' {
            break
        }
        'scripta;tasks;help;retry' {
            break
        }
        'scripta;tasks;help;cancel' {
            break
        }
        'scripta;tasks;help;redeliver' {
            break
        }
        'scripta;tasks;help;delete' {
            break
        }
        'scripta;tasks;help;prune' {
            break
        }
        'scripta;tasks;help;help' {
            break
        }
        'scripta;serve' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Recognition model: a name such as base or large-v3-turbo, a ggml file, or hf:OWNER/REPO:FILE [default: base] [env: WHISPER_MODEL]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Recognition model: a name such as base or large-v3-turbo, a ggml file, or hf:OWNER/REPO:FILE [default: base] [env: WHISPER_MODEL]')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Program that recognises: auto is the faster built-in one wherever it can read the model [default: auto] [env: SCRIPTA_ENGINE]')
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'Where to compute: auto, cpu, or, in builds for them, cuda, vulkan, metal, hip or sycl, perhaps with a number, such as cuda:1 [default: auto] [env: DEVICE]')
            [CompletionResult]::new('--device-index', '--device-index', [CompletionResultType]::ParameterName, 'Which of several GPUs [default: 0] [env: SCRIPTA_DEVICE_INDEX]')
            [CompletionResult]::new('--compute-type', '--compute-type', [CompletionResultType]::ParameterName, 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Recordings worked on at once, up to 64; they share the cores, short ones first. 0 is one more than the cores, and 8 for serve [default: 0] [env: SCRIPTA_JOBS]')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]')
            [CompletionResult]::new('--multilingual', '--multilingual', [CompletionResultType]::ParameterName, 'Detect the language of every chunk, for recordings that mix languages [env: SCRIPTA_MULTILINGUAL]')
            [CompletionResult]::new('--task', '--task', [CompletionResultType]::ParameterName, 'Write down what is said, or translate it into English [default: transcribe] [env: SCRIPTA_TASK]')
            [CompletionResult]::new('--initial-prompt', '--initial-prompt', [CompletionResultType]::ParameterName, 'Text that sets the style and spelling, as if it came before the recording [env: SCRIPTA_INITIAL_PROMPT]')
            [CompletionResult]::new('--hotwords', '--hotwords', [CompletionResultType]::ParameterName, 'Names and terms to expect [env: SCRIPTA_HOTWORDS]')
            [CompletionResult]::new('--beam-size', '--beam-size', [CompletionResultType]::ParameterName, 'Hypotheses kept while decoding, 1 to 8; 1 is greedy and faster [default: 5] [env: SCRIPTA_BEAM_SIZE]')
            [CompletionResult]::new('--best-of', '--best-of', [CompletionResultType]::ParameterName, 'Samples drawn when decoding at a temperature above 0, 1 to 8 [default: 5] [env: SCRIPTA_BEST_OF]')
            [CompletionResult]::new('--length-penalty', '--length-penalty', [CompletionResultType]::ParameterName, 'Exponent of the length normalisation of hypotheses; unset divides by length [env: SCRIPTA_LENGTH_PENALTY]')
            [CompletionResult]::new('--temperature', '--temperature', [CompletionResultType]::ParameterName, 'First sampling temperature, 0 to 1 [default: 0] [env: SCRIPTA_TEMPERATURE]')
            [CompletionResult]::new('--temperature-increment', '--temperature-increment', [CompletionResultType]::ParameterName, 'Step to the next temperature when a decode fails; 0 never tries again [default: 0.2] [env: SCRIPTA_TEMPERATURE_INCREMENT]')
            [CompletionResult]::new('--entropy-threshold', '--entropy-threshold', [CompletionResultType]::ParameterName, 'Token entropy below which a decode counts as a loop [default: 2.4] [env: SCRIPTA_ENTROPY_THRESHOLD]')
            [CompletionResult]::new('--compression-ratio-threshold', '--compression-ratio-threshold', [CompletionResultType]::ParameterName, 'Text compression ratio above which a decode counts as a loop [default: 2.4] [env: SCRIPTA_COMPRESSION_RATIO_THRESHOLD]')
            [CompletionResult]::new('--logprob-threshold', '--logprob-threshold', [CompletionResultType]::ParameterName, 'Average log-probability below which a decode counts as failed [default: -1] [env: SCRIPTA_LOGPROB_THRESHOLD]')
            [CompletionResult]::new('--no-speech-threshold', '--no-speech-threshold', [CompletionResultType]::ParameterName, 'Probability of silence above which a failed decode is dropped [default: 0.6] [env: SCRIPTA_NO_SPEECH_THRESHOLD]')
            [CompletionResult]::new('--suppress-tokens', '--suppress-tokens', [CompletionResultType]::ParameterName, 'Token ids never written, separated by commas; -1 stands for symbols that aren''t speech [default: -1] [env: SCRIPTA_SUPPRESS_TOKENS]')
            [CompletionResult]::new('--suppress-numerals', '--suppress-numerals', [CompletionResultType]::ParameterName, 'Write numbers as words [env: SCRIPTA_SUPPRESS_NUMERALS]')
            [CompletionResult]::new('--vad', '--vad', [CompletionResultType]::ParameterName, 'How speech is found; none decodes everything [default: silero] [env: SCRIPTA_VAD]')
            [CompletionResult]::new('--vad-onset', '--vad-onset', [CompletionResultType]::ParameterName, 'Speech probability at which speech begins [default: 0.5] [env: SCRIPTA_VAD_ONSET]')
            [CompletionResult]::new('--vad-offset', '--vad-offset', [CompletionResultType]::ParameterName, 'Speech probability below which speech ends [default: 0.363] [env: SCRIPTA_VAD_OFFSET]')
            [CompletionResult]::new('--chunk-size', '--chunk-size', [CompletionResultType]::ParameterName, 'Longest chunk given to the recogniser, 1 to 30 [default: 30] [env: SCRIPTA_CHUNK_SIZE]')
            [CompletionResult]::new('--align', '--align', [CompletionResultType]::ParameterName, 'How words get their times; auto takes the best that is on this machine [default: auto] [env: SCRIPTA_ALIGN]')
            [CompletionResult]::new('--align-model', '--align-model', [CompletionResultType]::ParameterName, 'Wav2vec2 CTC model for word times: a folder, or an id of the Hugging Face hub [env: SCRIPTA_ALIGN_MODEL]')
            [CompletionResult]::new('--char-alignments', '--char-alignments', [CompletionResultType]::ParameterName, 'Add the times of characters to the JSON, where the aligner has them [env: SCRIPTA_CHAR_ALIGNMENTS]')
            [CompletionResult]::new('--segment-by', '--segment-by', [CompletionResultType]::ParameterName, 'Where segments end [default: sentence] [env: SCRIPTA_SEGMENT_BY]')
            [CompletionResult]::new('--max-segment-duration', '--max-segment-duration', [CompletionResultType]::ParameterName, 'Longest segment, 1 to 30; a longer one is cut in its best pause [default: 30] [env: SCRIPTA_MAX_SEGMENT_DURATION]')
            [CompletionResult]::new('--diarize', '--diarize', [CompletionResultType]::ParameterName, 'Tell who speaks: speakers on every word, in every format [env: SCRIPTA_DIARIZE]')
            [CompletionResult]::new('--num-speakers', '--num-speakers', [CompletionResultType]::ParameterName, 'How many speakers there are, where that is known [env: SCRIPTA_NUM_SPEAKERS]')
            [CompletionResult]::new('--min-speakers', '--min-speakers', [CompletionResultType]::ParameterName, 'Fewest speakers there may be [env: SCRIPTA_MIN_SPEAKERS]')
            [CompletionResult]::new('--max-speakers', '--max-speakers', [CompletionResultType]::ParameterName, 'Most speakers there may be [env: SCRIPTA_MAX_SPEAKERS]')
            [CompletionResult]::new('--speaker-names', '--speaker-names', [CompletionResultType]::ParameterName, 'Names of the speakers, separated by commas, in the order in which they are first heard [env: SCRIPTA_SPEAKER_NAMES]')
            [CompletionResult]::new('--identify-speakers', '--identify-speakers', [CompletionResultType]::ParameterName, 'Name the speakers whose voices are enrolled (scripta speakers add) [env: SCRIPTA_IDENTIFY_SPEAKERS]')
            [CompletionResult]::new('--speaker-threshold', '--speaker-threshold', [CompletionResultType]::ParameterName, 'Cosine similarity from which on a voice is an enrolled one, 0 to 1 [default: 0.7] [env: SCRIPTA_SPEAKER_THRESHOLD]')
            [CompletionResult]::new('--speaker-embeddings', '--speaker-embeddings', [CompletionResultType]::ParameterName, 'Add what each voice sounds like to the JSON, as a vector [env: SCRIPTA_SPEAKER_EMBEDDINGS]')
            [CompletionResult]::new('--channels-as-speakers', '--channels-as-speakers', [CompletionResultType]::ParameterName, 'Take each channel of the recording for one speaker [env: SCRIPTA_CHANNELS_AS_SPEAKERS]')
            [CompletionResult]::new('--diarize-model', '--diarize-model', [CompletionResultType]::ParameterName, 'Models that tell voices apart: campplus, community-1 (downloaded once), or a folder [default: campplus] [env: SCRIPTA_DIARIZE_MODEL]')
            [CompletionResult]::new('--diarize-step', '--diarize-step', [CompletionResultType]::ParameterName, 'Time from one 10 s window to the next, 0.5 to 9; shorter takes longer [default: 2.5] [env: SCRIPTA_DIARIZE_STEP]')
            [CompletionResult]::new('--max-line-width', '--max-line-width', [CompletionResultType]::ParameterName, 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]')
            [CompletionResult]::new('--max-line-count', '--max-line-count', [CompletionResultType]::ParameterName, 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]')
            [CompletionResult]::new('--max-cue-duration', '--max-cue-duration', [CompletionResultType]::ParameterName, 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]')
            [CompletionResult]::new('--max-cps', '--max-cps', [CompletionResultType]::ParameterName, 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]')
            [CompletionResult]::new('--highlight-words', '--highlight-words', [CompletionResultType]::ParameterName, 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Address to listen on; 0.0.0.0 for all networks, which needs tokens or --insecure [default: 127.0.0.1] [env: SCRIPTA_HOST]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port to listen on; 0 takes a free one [default: 8000] [env: SCRIPTA_PORT]')
            [CompletionResult]::new('--allowed-hosts', '--allowed-hosts', [CompletionResultType]::ParameterName, 'Names that a service without tokens answers to, besides localhost, addresses and --host; * for every name [env: SCRIPTA_ALLOWED_HOSTS]')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Let everybody in who reaches an address other than this machine''s own [env: SCRIPTA_INSECURE]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'Certificate chain in PEM, for https [env: SCRIPTA_TLS_CERT]')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'Private key in PEM, for https [env: SCRIPTA_TLS_KEY]')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'Whether requests need a token [default: if there is one] [env: AUTH__ENABLED]')
            [CompletionResult]::new('--auth-tokens', '--auth-tokens', [CompletionResultType]::ParameterName, 'Tokens that are let in: a line each with a name and the token''s SHA-256 [env: AUTH__TOKENS_FILE]')
            [CompletionResult]::new('--max-upload-size-mb', '--max-upload-size-mb', [CompletionResultType]::ParameterName, 'Largest recording that is taken, in megabytes; 0 for no limit [default: 4096] [env: MAX_UPLOAD_SIZE_MB]')
            [CompletionResult]::new('--upload-dir', '--upload-dir', [CompletionResultType]::ParameterName, 'Where recordings lie until their tasks end [default: uploads in the data folder] [env: SCRIPTA_UPLOAD_DIR]')
            [CompletionResult]::new('--upload-retention', '--upload-retention', [CompletionResultType]::ParameterName, 'How long the recordings of failed and cancelled tasks are kept, to try them again [default: 3600] [env: SCRIPTA_UPLOAD_RETENTION]')
            [CompletionResult]::new('--audio-extensions', '--audio-extensions', [CompletionResultType]::ParameterName, 'Extensions of sound files that are taken [default: all usual ones] [env: AUDIO_EXTENSIONS]')
            [CompletionResult]::new('--video-extensions', '--video-extensions', [CompletionResultType]::ParameterName, 'Extensions of video files that are taken [default: all usual ones] [env: VIDEO_EXTENSIONS]')
            [CompletionResult]::new('--auto-store-speakers', '--auto-store-speakers', [CompletionResultType]::ParameterName, 'Name the speakers whose voices are known, and keep those of the others for later tasks [env: SCRIPTA_AUTO_STORE_SPEAKERS]')
            [CompletionResult]::new('--max-gpu-tasks', '--max-gpu-tasks', [CompletionResultType]::ParameterName, 'Tasks worked on at once on a GPU [default: 1] [env: MAX_CONCURRENT_GPU_TASKS]')
            [CompletionResult]::new('--max-queued', '--max-queued', [CompletionResultType]::ParameterName, 'Tasks that may wait; more are refused with 503. 0 for no limit [default: 1000] [env: MAX_QUEUED_GPU_REQUESTS]')
            [CompletionResult]::new('--model-idle-timeout', '--model-idle-timeout', [CompletionResultType]::ParameterName, 'How long unused models stay loaded; 0 keeps them [default: 300] [env: MODEL_IDLE_TIMEOUT]')
            [CompletionResult]::new('--task-max-retries', '--task-max-retries', [CompletionResultType]::ParameterName, 'How often a task that failed through no fault of its recording is tried again, 0 to 10 [default: 0] [env: TASK_MAX_RETRIES]')
            [CompletionResult]::new('--task-retry-backoff', '--task-retry-backoff', [CompletionResultType]::ParameterName, 'Time before a failed task is tried again; doubles each time, to 300 s [default: 2] [env: TASK_RETRY_BACKOFF_SECONDS]')
            [CompletionResult]::new('--rate-limit', '--rate-limit', [CompletionResultType]::ParameterName, 'Limit how often a client may ask [env: RATE_LIMIT__ENABLED]')
            [CompletionResult]::new('--rate-limit-per-minute', '--rate-limit-per-minute', [CompletionResultType]::ParameterName, 'Requests a minute and client [default: 60] [env: RATE_LIMIT__REQUESTS_PER_MINUTE]')
            [CompletionResult]::new('--rate-limit-burst', '--rate-limit-burst', [CompletionResultType]::ParameterName, 'Requests at once and client [default: 10] [env: RATE_LIMIT__BURST]')
            [CompletionResult]::new('--rate-limit-key', '--rate-limit-key', [CompletionResultType]::ParameterName, 'What clients are told apart by [default: ip] [env: RATE_LIMIT__KEY_STRATEGY]')
            [CompletionResult]::new('--callback-timeout', '--callback-timeout', [CompletionResultType]::ParameterName, 'How long a receiver of a callback may take [default: 10] [env: CALLBACK_TIMEOUT]')
            [CompletionResult]::new('--callback-max-retries', '--callback-max-retries', [CompletionResultType]::ParameterName, 'How often a callback is tried in all, 1 to 20 [default: 3] [env: CALLBACK_MAX_RETRIES]')
            [CompletionResult]::new('--download-timeout', '--download-timeout', [CompletionResultType]::ParameterName, 'Longest time that fetching a URL may take [default: 3600] [env: SCRIPTA_DOWNLOAD_TIMEOUT]')
            [CompletionResult]::new('--ssrf-protection', '--ssrf-protection', [CompletionResultType]::ParameterName, 'Whether URLs and callbacks into private networks are refused [default: true] [env: SSRF_PROTECTION_ENABLED]')
            [CompletionResult]::new('--ssrf-allowed-schemes', '--ssrf-allowed-schemes', [CompletionResultType]::ParameterName, 'Schemes of URLs that are fetched [default: http,https] [env: SSRF_ALLOWED_SCHEMES]')
            [CompletionResult]::new('--ssrf-blocked-networks', '--ssrf-blocked-networks', [CompletionResultType]::ParameterName, 'Networks that are refused [default: all private and reserved ones] [env: SSRF_BLOCKED_NETWORKS]')
            [CompletionResult]::new('--ssrf-allow', '--ssrf-allow', [CompletionResultType]::ParameterName, 'Hosts, addresses and networks that are reached all the same [env: SCRIPTA_SSRF_ALLOW]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;models' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the models: those in the program, on this machine, and on the hub')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Download models; what is here already is not asked for again')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove models from this machine')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print where a model''s file lies')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check the models on this machine: known ones by their hash, others by reading them')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove what downloads that were given up have left')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Make a ggml file of a Whisper model in another form')
            [CompletionResult]::new('quantize', 'quantize', [CompletionResultType]::ParameterValue, 'Make a smaller file of a model')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'scripta;models;list' {
            [CompletionResult]::new('--compute-type', '--compute-type', [CompletionResultType]::ParameterName, 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--here', '--here', [CompletionResultType]::ParameterName, 'Only those that need no download')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;models;pull' {
            [CompletionResult]::new('--compute-type', '--compute-type', [CompletionResultType]::ParameterName, 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;models;rm' {
            [CompletionResult]::new('--compute-type', '--compute-type', [CompletionResultType]::ParameterName, 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;models;path' {
            [CompletionResult]::new('--compute-type', '--compute-type', [CompletionResultType]::ParameterName, 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;models;verify' {
            [CompletionResult]::new('--compute-type', '--compute-type', [CompletionResultType]::ParameterName, 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;models;prune' {
            [CompletionResult]::new('--compute-type', '--compute-type', [CompletionResultType]::ParameterName, 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would go')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;models;convert' {
            [CompletionResult]::new('--tokenizer', '--tokenizer', [CompletionResultType]::ParameterName, 'What the tokens stand for, where no vocabulary lies beside the model: vocab.json, tokenizer.json, vocabulary.txt, .tiktoken or a ggml file')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What the model shall be called [default: after the folder or file]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'How matrices are stored')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'File to write [default: in the models folder, where its name finds it]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'File to write [default: in the models folder, where its name finds it]')
            [CompletionResult]::new('--compute-type', '--compute-type', [CompletionResultType]::ParameterName, 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--overwrite', '--overwrite', [CompletionResultType]::ParameterName, 'Replace a file that exists')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;models;quantize' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'How matrices are stored')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'File to write [default: in the models folder, where its name finds it]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'File to write [default: in the models folder, where its name finds it]')
            [CompletionResult]::new('--compute-type', '--compute-type', [CompletionResultType]::ParameterName, 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--overwrite', '--overwrite', [CompletionResultType]::ParameterName, 'Replace a file that exists')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;models;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the models: those in the program, on this machine, and on the hub')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Download models; what is here already is not asked for again')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove models from this machine')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print where a model''s file lies')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check the models on this machine: known ones by their hash, others by reading them')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove what downloads that were given up have left')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Make a ggml file of a Whisper model in another form')
            [CompletionResult]::new('quantize', 'quantize', [CompletionResultType]::ParameterValue, 'Make a smaller file of a model')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'scripta;models;help;list' {
            break
        }
        'scripta;models;help;pull' {
            break
        }
        'scripta;models;help;rm' {
            break
        }
        'scripta;models;help;path' {
            break
        }
        'scripta;models;help;verify' {
            break
        }
        'scripta;models;help;prune' {
            break
        }
        'scripta;models;help;convert' {
            break
        }
        'scripta;models;help;quantize' {
            break
        }
        'scripta;models;help;help' {
            break
        }
        'scripta;doctor' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Recognition model: a name such as base or large-v3-turbo, a ggml file, or hf:OWNER/REPO:FILE [default: base] [env: WHISPER_MODEL]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Recognition model: a name such as base or large-v3-turbo, a ggml file, or hf:OWNER/REPO:FILE [default: base] [env: WHISPER_MODEL]')
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'Where to compute: auto, cpu, or, in builds for them, cuda, vulkan, metal, hip or sycl, perhaps with a number, such as cuda:1 [default: auto] [env: DEVICE]')
            [CompletionResult]::new('--device-index', '--device-index', [CompletionResultType]::ParameterName, 'Which of several GPUs [default: 0] [env: SCRIPTA_DEVICE_INDEX]')
            [CompletionResult]::new('--compute-type', '--compute-type', [CompletionResultType]::ParameterName, 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--no-history', '--no-history', [CompletionResultType]::ParameterName, 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;config' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Recognition model: a name such as base or large-v3-turbo, a ggml file, or hf:OWNER/REPO:FILE [default: base] [env: WHISPER_MODEL]')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Recognition model: a name such as base or large-v3-turbo, a ggml file, or hf:OWNER/REPO:FILE [default: base] [env: WHISPER_MODEL]')
            [CompletionResult]::new('--engine', '--engine', [CompletionResultType]::ParameterName, 'Program that recognises: auto is the faster built-in one wherever it can read the model [default: auto] [env: SCRIPTA_ENGINE]')
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'Where to compute: auto, cpu, or, in builds for them, cuda, vulkan, metal, hip or sycl, perhaps with a number, such as cuda:1 [default: auto] [env: DEVICE]')
            [CompletionResult]::new('--device-index', '--device-index', [CompletionResultType]::ParameterName, 'Which of several GPUs [default: 0] [env: SCRIPTA_DEVICE_INDEX]')
            [CompletionResult]::new('--compute-type', '--compute-type', [CompletionResultType]::ParameterName, 'Precision of the model file to look for [default: auto] [env: COMPUTE_TYPE]')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Download no models; recordings that URLs name are still fetched [env: SCRIPTA_OFFLINE]')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'CPU threads; 0 uses all cores [default: 0] [env: SCRIPTA_THREADS]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Recordings worked on at once, up to 64; they share the cores, short ones first. 0 is one more than the cores, and 8 for serve [default: 0] [env: SCRIPTA_JOBS]')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language spoken, as a code or an English name; auto detects it [default: auto] [env: DEFAULT_LANG]')
            [CompletionResult]::new('--multilingual', '--multilingual', [CompletionResultType]::ParameterName, 'Detect the language of every chunk, for recordings that mix languages [env: SCRIPTA_MULTILINGUAL]')
            [CompletionResult]::new('--task', '--task', [CompletionResultType]::ParameterName, 'Write down what is said, or translate it into English [default: transcribe] [env: SCRIPTA_TASK]')
            [CompletionResult]::new('--initial-prompt', '--initial-prompt', [CompletionResultType]::ParameterName, 'Text that sets the style and spelling, as if it came before the recording [env: SCRIPTA_INITIAL_PROMPT]')
            [CompletionResult]::new('--hotwords', '--hotwords', [CompletionResultType]::ParameterName, 'Names and terms to expect [env: SCRIPTA_HOTWORDS]')
            [CompletionResult]::new('--beam-size', '--beam-size', [CompletionResultType]::ParameterName, 'Hypotheses kept while decoding, 1 to 8; 1 is greedy and faster [default: 5] [env: SCRIPTA_BEAM_SIZE]')
            [CompletionResult]::new('--best-of', '--best-of', [CompletionResultType]::ParameterName, 'Samples drawn when decoding at a temperature above 0, 1 to 8 [default: 5] [env: SCRIPTA_BEST_OF]')
            [CompletionResult]::new('--length-penalty', '--length-penalty', [CompletionResultType]::ParameterName, 'Exponent of the length normalisation of hypotheses; unset divides by length [env: SCRIPTA_LENGTH_PENALTY]')
            [CompletionResult]::new('--temperature', '--temperature', [CompletionResultType]::ParameterName, 'First sampling temperature, 0 to 1 [default: 0] [env: SCRIPTA_TEMPERATURE]')
            [CompletionResult]::new('--temperature-increment', '--temperature-increment', [CompletionResultType]::ParameterName, 'Step to the next temperature when a decode fails; 0 never tries again [default: 0.2] [env: SCRIPTA_TEMPERATURE_INCREMENT]')
            [CompletionResult]::new('--entropy-threshold', '--entropy-threshold', [CompletionResultType]::ParameterName, 'Token entropy below which a decode counts as a loop [default: 2.4] [env: SCRIPTA_ENTROPY_THRESHOLD]')
            [CompletionResult]::new('--compression-ratio-threshold', '--compression-ratio-threshold', [CompletionResultType]::ParameterName, 'Text compression ratio above which a decode counts as a loop [default: 2.4] [env: SCRIPTA_COMPRESSION_RATIO_THRESHOLD]')
            [CompletionResult]::new('--logprob-threshold', '--logprob-threshold', [CompletionResultType]::ParameterName, 'Average log-probability below which a decode counts as failed [default: -1] [env: SCRIPTA_LOGPROB_THRESHOLD]')
            [CompletionResult]::new('--no-speech-threshold', '--no-speech-threshold', [CompletionResultType]::ParameterName, 'Probability of silence above which a failed decode is dropped [default: 0.6] [env: SCRIPTA_NO_SPEECH_THRESHOLD]')
            [CompletionResult]::new('--suppress-tokens', '--suppress-tokens', [CompletionResultType]::ParameterName, 'Token ids never written, separated by commas; -1 stands for symbols that aren''t speech [default: -1] [env: SCRIPTA_SUPPRESS_TOKENS]')
            [CompletionResult]::new('--suppress-numerals', '--suppress-numerals', [CompletionResultType]::ParameterName, 'Write numbers as words [env: SCRIPTA_SUPPRESS_NUMERALS]')
            [CompletionResult]::new('--vad', '--vad', [CompletionResultType]::ParameterName, 'How speech is found; none decodes everything [default: silero] [env: SCRIPTA_VAD]')
            [CompletionResult]::new('--vad-onset', '--vad-onset', [CompletionResultType]::ParameterName, 'Speech probability at which speech begins [default: 0.5] [env: SCRIPTA_VAD_ONSET]')
            [CompletionResult]::new('--vad-offset', '--vad-offset', [CompletionResultType]::ParameterName, 'Speech probability below which speech ends [default: 0.363] [env: SCRIPTA_VAD_OFFSET]')
            [CompletionResult]::new('--chunk-size', '--chunk-size', [CompletionResultType]::ParameterName, 'Longest chunk given to the recogniser, 1 to 30 [default: 30] [env: SCRIPTA_CHUNK_SIZE]')
            [CompletionResult]::new('--align', '--align', [CompletionResultType]::ParameterName, 'How words get their times; auto takes the best that is on this machine [default: auto] [env: SCRIPTA_ALIGN]')
            [CompletionResult]::new('--align-model', '--align-model', [CompletionResultType]::ParameterName, 'Wav2vec2 CTC model for word times: a folder, or an id of the Hugging Face hub [env: SCRIPTA_ALIGN_MODEL]')
            [CompletionResult]::new('--char-alignments', '--char-alignments', [CompletionResultType]::ParameterName, 'Add the times of characters to the JSON, where the aligner has them [env: SCRIPTA_CHAR_ALIGNMENTS]')
            [CompletionResult]::new('--segment-by', '--segment-by', [CompletionResultType]::ParameterName, 'Where segments end [default: sentence] [env: SCRIPTA_SEGMENT_BY]')
            [CompletionResult]::new('--max-segment-duration', '--max-segment-duration', [CompletionResultType]::ParameterName, 'Longest segment, 1 to 30; a longer one is cut in its best pause [default: 30] [env: SCRIPTA_MAX_SEGMENT_DURATION]')
            [CompletionResult]::new('--diarize', '--diarize', [CompletionResultType]::ParameterName, 'Tell who speaks: speakers on every word, in every format [env: SCRIPTA_DIARIZE]')
            [CompletionResult]::new('--num-speakers', '--num-speakers', [CompletionResultType]::ParameterName, 'How many speakers there are, where that is known [env: SCRIPTA_NUM_SPEAKERS]')
            [CompletionResult]::new('--min-speakers', '--min-speakers', [CompletionResultType]::ParameterName, 'Fewest speakers there may be [env: SCRIPTA_MIN_SPEAKERS]')
            [CompletionResult]::new('--max-speakers', '--max-speakers', [CompletionResultType]::ParameterName, 'Most speakers there may be [env: SCRIPTA_MAX_SPEAKERS]')
            [CompletionResult]::new('--speaker-names', '--speaker-names', [CompletionResultType]::ParameterName, 'Names of the speakers, separated by commas, in the order in which they are first heard [env: SCRIPTA_SPEAKER_NAMES]')
            [CompletionResult]::new('--identify-speakers', '--identify-speakers', [CompletionResultType]::ParameterName, 'Name the speakers whose voices are enrolled (scripta speakers add) [env: SCRIPTA_IDENTIFY_SPEAKERS]')
            [CompletionResult]::new('--speaker-threshold', '--speaker-threshold', [CompletionResultType]::ParameterName, 'Cosine similarity from which on a voice is an enrolled one, 0 to 1 [default: 0.7] [env: SCRIPTA_SPEAKER_THRESHOLD]')
            [CompletionResult]::new('--speaker-embeddings', '--speaker-embeddings', [CompletionResultType]::ParameterName, 'Add what each voice sounds like to the JSON, as a vector [env: SCRIPTA_SPEAKER_EMBEDDINGS]')
            [CompletionResult]::new('--channels-as-speakers', '--channels-as-speakers', [CompletionResultType]::ParameterName, 'Take each channel of the recording for one speaker [env: SCRIPTA_CHANNELS_AS_SPEAKERS]')
            [CompletionResult]::new('--diarize-model', '--diarize-model', [CompletionResultType]::ParameterName, 'Models that tell voices apart: campplus, community-1 (downloaded once), or a folder [default: campplus] [env: SCRIPTA_DIARIZE_MODEL]')
            [CompletionResult]::new('--diarize-step', '--diarize-step', [CompletionResultType]::ParameterName, 'Time from one 10 s window to the next, 0.5 to 9; shorter takes longer [default: 2.5] [env: SCRIPTA_DIARIZE_STEP]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, textgrid, ctm, rttm, aud, svg, html, or all [env: SCRIPTA_FORMAT]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Exit with 1 when sound or words may be missing from a result, which is written all the same [env: SCRIPTA_STRICT]')
            [CompletionResult]::new('--html-audio', '--html-audio', [CompletionResultType]::ParameterName, 'How an HTML page gets its sound: a link to the recording, a copy inside, or not at all [default: link] [env: SCRIPTA_HTML_AUDIO]')
            [CompletionResult]::new('--max-line-width', '--max-line-width', [CompletionResultType]::ParameterName, 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]')
            [CompletionResult]::new('--max-line-count', '--max-line-count', [CompletionResultType]::ParameterName, 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]')
            [CompletionResult]::new('--max-cue-duration', '--max-cue-duration', [CompletionResultType]::ParameterName, 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]')
            [CompletionResult]::new('--max-cps', '--max-cps', [CompletionResultType]::ParameterName, 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]')
            [CompletionResult]::new('--highlight-words', '--highlight-words', [CompletionResultType]::ParameterName, 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'Database of history and voices: sqlite:///PATH, postgresql://… or mysql://… [default: history.db in the data folder] [env: DB_URL]')
            [CompletionResult]::new('--db-echo', '--db-echo', [CompletionResultType]::ParameterName, 'Log the SQL statements that are sent to the database [env: DB_ECHO]')
            [CompletionResult]::new('--no-history', '--no-history', [CompletionResultType]::ParameterName, 'Remember nothing of what is done, and look nothing up [env: SCRIPTA_NO_HISTORY]')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Address to listen on; 0.0.0.0 for all networks, which needs tokens or --insecure [default: 127.0.0.1] [env: SCRIPTA_HOST]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port to listen on; 0 takes a free one [default: 8000] [env: SCRIPTA_PORT]')
            [CompletionResult]::new('--allowed-hosts', '--allowed-hosts', [CompletionResultType]::ParameterName, 'Names that a service without tokens answers to, besides localhost, addresses and --host; * for every name [env: SCRIPTA_ALLOWED_HOSTS]')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Let everybody in who reaches an address other than this machine''s own [env: SCRIPTA_INSECURE]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'Certificate chain in PEM, for https [env: SCRIPTA_TLS_CERT]')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'Private key in PEM, for https [env: SCRIPTA_TLS_KEY]')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'Whether requests need a token [default: if there is one] [env: AUTH__ENABLED]')
            [CompletionResult]::new('--auth-tokens', '--auth-tokens', [CompletionResultType]::ParameterName, 'Tokens that are let in: a line each with a name and the token''s SHA-256 [env: AUTH__TOKENS_FILE]')
            [CompletionResult]::new('--max-upload-size-mb', '--max-upload-size-mb', [CompletionResultType]::ParameterName, 'Largest recording that is taken, in megabytes; 0 for no limit [default: 4096] [env: MAX_UPLOAD_SIZE_MB]')
            [CompletionResult]::new('--upload-dir', '--upload-dir', [CompletionResultType]::ParameterName, 'Where recordings lie until their tasks end [default: uploads in the data folder] [env: SCRIPTA_UPLOAD_DIR]')
            [CompletionResult]::new('--upload-retention', '--upload-retention', [CompletionResultType]::ParameterName, 'How long the recordings of failed and cancelled tasks are kept, to try them again [default: 3600] [env: SCRIPTA_UPLOAD_RETENTION]')
            [CompletionResult]::new('--audio-extensions', '--audio-extensions', [CompletionResultType]::ParameterName, 'Extensions of sound files that are taken [default: all usual ones] [env: AUDIO_EXTENSIONS]')
            [CompletionResult]::new('--video-extensions', '--video-extensions', [CompletionResultType]::ParameterName, 'Extensions of video files that are taken [default: all usual ones] [env: VIDEO_EXTENSIONS]')
            [CompletionResult]::new('--auto-store-speakers', '--auto-store-speakers', [CompletionResultType]::ParameterName, 'Name the speakers whose voices are known, and keep those of the others for later tasks [env: SCRIPTA_AUTO_STORE_SPEAKERS]')
            [CompletionResult]::new('--max-gpu-tasks', '--max-gpu-tasks', [CompletionResultType]::ParameterName, 'Tasks worked on at once on a GPU [default: 1] [env: MAX_CONCURRENT_GPU_TASKS]')
            [CompletionResult]::new('--max-queued', '--max-queued', [CompletionResultType]::ParameterName, 'Tasks that may wait; more are refused with 503. 0 for no limit [default: 1000] [env: MAX_QUEUED_GPU_REQUESTS]')
            [CompletionResult]::new('--model-idle-timeout', '--model-idle-timeout', [CompletionResultType]::ParameterName, 'How long unused models stay loaded; 0 keeps them [default: 300] [env: MODEL_IDLE_TIMEOUT]')
            [CompletionResult]::new('--task-max-retries', '--task-max-retries', [CompletionResultType]::ParameterName, 'How often a task that failed through no fault of its recording is tried again, 0 to 10 [default: 0] [env: TASK_MAX_RETRIES]')
            [CompletionResult]::new('--task-retry-backoff', '--task-retry-backoff', [CompletionResultType]::ParameterName, 'Time before a failed task is tried again; doubles each time, to 300 s [default: 2] [env: TASK_RETRY_BACKOFF_SECONDS]')
            [CompletionResult]::new('--rate-limit', '--rate-limit', [CompletionResultType]::ParameterName, 'Limit how often a client may ask [env: RATE_LIMIT__ENABLED]')
            [CompletionResult]::new('--rate-limit-per-minute', '--rate-limit-per-minute', [CompletionResultType]::ParameterName, 'Requests a minute and client [default: 60] [env: RATE_LIMIT__REQUESTS_PER_MINUTE]')
            [CompletionResult]::new('--rate-limit-burst', '--rate-limit-burst', [CompletionResultType]::ParameterName, 'Requests at once and client [default: 10] [env: RATE_LIMIT__BURST]')
            [CompletionResult]::new('--rate-limit-key', '--rate-limit-key', [CompletionResultType]::ParameterName, 'What clients are told apart by [default: ip] [env: RATE_LIMIT__KEY_STRATEGY]')
            [CompletionResult]::new('--callback-timeout', '--callback-timeout', [CompletionResultType]::ParameterName, 'How long a receiver of a callback may take [default: 10] [env: CALLBACK_TIMEOUT]')
            [CompletionResult]::new('--callback-max-retries', '--callback-max-retries', [CompletionResultType]::ParameterName, 'How often a callback is tried in all, 1 to 20 [default: 3] [env: CALLBACK_MAX_RETRIES]')
            [CompletionResult]::new('--download-timeout', '--download-timeout', [CompletionResultType]::ParameterName, 'Longest time that fetching a URL may take [default: 3600] [env: SCRIPTA_DOWNLOAD_TIMEOUT]')
            [CompletionResult]::new('--ssrf-protection', '--ssrf-protection', [CompletionResultType]::ParameterName, 'Whether URLs and callbacks into private networks are refused [default: true] [env: SSRF_PROTECTION_ENABLED]')
            [CompletionResult]::new('--ssrf-allowed-schemes', '--ssrf-allowed-schemes', [CompletionResultType]::ParameterName, 'Schemes of URLs that are fetched [default: http,https] [env: SSRF_ALLOWED_SCHEMES]')
            [CompletionResult]::new('--ssrf-blocked-networks', '--ssrf-blocked-networks', [CompletionResultType]::ParameterName, 'Networks that are refused [default: all private and reserved ones] [env: SSRF_BLOCKED_NETWORKS]')
            [CompletionResult]::new('--ssrf-allow', '--ssrf-allow', [CompletionResultType]::ParameterName, 'Hosts, addresses and networks that are reached all the same [env: SCRIPTA_SSRF_ALLOW]')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]')
            [CompletionResult]::new('--log-format', '--log-format', [CompletionResultType]::ParameterName, 'How log lines are written [default: text] [env: LOG_FORMAT]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Config file to read instead of the user''s')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log more; twice for debugging')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Show nothing but errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;completions' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'scripta;help' {
            [CompletionResult]::new('transcribe', 'transcribe', [CompletionResultType]::ParameterValue, 'Turn recordings into text and subtitles')
            [CompletionResult]::new('align', 'align', [CompletionResultType]::ParameterValue, 'Find when the words of a text are said in a recording')
            [CompletionResult]::new('diarize', 'diarize', [CompletionResultType]::ParameterValue, 'Find who speaks when')
            [CompletionResult]::new('speakers', 'speakers', [CompletionResultType]::ParameterValue, 'Manage the voices that --identify-speakers knows by name')
            [CompletionResult]::new('probe', 'probe', [CompletionResultType]::ParameterValue, 'Say what recordings are and how they are read, without recognising anything')
            [CompletionResult]::new('tasks', 'tasks', [CompletionResultType]::ParameterValue, 'See, search, repeat and delete what was done')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Offer all of it over HTTP: tasks, webhooks, an OpenAI-compatible API and a page')
            [CompletionResult]::new('models', 'models', [CompletionResultType]::ParameterValue, 'See, get, check, convert and remove models')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Say what this machine has, and what to mend')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show every setting and where its value comes from')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'scripta;help;transcribe' {
            break
        }
        'scripta;help;align' {
            break
        }
        'scripta;help;diarize' {
            break
        }
        'scripta;help;speakers' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Learn a voice from clips in which one person speaks')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show the voices that are known')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Forget voices')
            break
        }
        'scripta;help;speakers;add' {
            break
        }
        'scripta;help;speakers;list' {
            break
        }
        'scripta;help;speakers;remove' {
            break
        }
        'scripta;help;probe' {
            break
        }
        'scripta;help;tasks' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List tasks, the newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one task, or its result in any format')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Find words in all transcripts')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write results as files, or tasks with results as JSON lines')
            [CompletionResult]::new('stats', 'stats', [CompletionResultType]::ParameterValue, 'Sum up what was done, by model and by day')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Go on with interrupted or cancelled tasks where they stopped')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Do tasks again from the beginning')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Stop tasks that are queued or running, in this or another program')
            [CompletionResult]::new('redeliver', 'redeliver', [CompletionResultType]::ParameterValue, 'Have the service call back once more about tasks that have ended')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Forget tasks and their results; files that were written stay')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Clear what ended tasks left behind and give space back')
            break
        }
        'scripta;help;tasks;list' {
            break
        }
        'scripta;help;tasks;show' {
            break
        }
        'scripta;help;tasks;search' {
            break
        }
        'scripta;help;tasks;export' {
            break
        }
        'scripta;help;tasks;stats' {
            break
        }
        'scripta;help;tasks;resume' {
            break
        }
        'scripta;help;tasks;retry' {
            break
        }
        'scripta;help;tasks;cancel' {
            break
        }
        'scripta;help;tasks;redeliver' {
            break
        }
        'scripta;help;tasks;delete' {
            break
        }
        'scripta;help;tasks;prune' {
            break
        }
        'scripta;help;serve' {
            break
        }
        'scripta;help;models' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the models: those in the program, on this machine, and on the hub')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Download models; what is here already is not asked for again')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove models from this machine')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print where a model''s file lies')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check the models on this machine: known ones by their hash, others by reading them')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove what downloads that were given up have left')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Make a ggml file of a Whisper model in another form')
            [CompletionResult]::new('quantize', 'quantize', [CompletionResultType]::ParameterValue, 'Make a smaller file of a model')
            break
        }
        'scripta;help;models;list' {
            break
        }
        'scripta;help;models;pull' {
            break
        }
        'scripta;help;models;rm' {
            break
        }
        'scripta;help;models;path' {
            break
        }
        'scripta;help;models;verify' {
            break
        }
        'scripta;help;models;prune' {
            break
        }
        'scripta;help;models;convert' {
            break
        }
        'scripta;help;models;quantize' {
            break
        }
        'scripta;help;doctor' {
            break
        }
        'scripta;help;config' {
            break
        }
        'scripta;help;completions' {
            break
        }
        'scripta;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
