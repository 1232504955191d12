
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
            cand config 'Show every setting and where its value comes from'
            cand completions 'Print a completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'scripta;transcribe'= {
            cand -o 'Folder for the results, made if missing; - for stdout'
            cand --output 'Folder for the results, made if missing; - for stdout'
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
            cand -f 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, or all [env: SCRIPTA_FORMAT]'
            cand --format 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, or all [env: SCRIPTA_FORMAT]'
            cand --max-line-width 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]'
            cand --max-line-count 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]'
            cand --max-cue-duration 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]'
            cand --max-cps 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]'
            cand --highlight-words 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]'
            cand --progress 'Progress on stderr: bars on a terminal, one JSON object a line, or none [default: auto] [env: SCRIPTA_PROGRESS]'
            cand --log-level 'Least important messages to log: error, warning, info, debug, trace [default: warning] [env: LOG_LEVEL]'
            cand --log-format 'How log lines are written [default: text] [env: LOG_FORMAT]'
            cand --config 'Config file to read instead of the user''s'
            cand --overwrite 'Replace results that exist'
            cand --skip-existing 'Leave out recordings whose results exist'
            cand -v 'Log more; twice for debugging'
            cand --verbose 'Log more; twice for debugging'
            cand -q 'Show nothing but errors'
            cand --quiet 'Show nothing but errors'
            cand -h 'Print help'
            cand --help 'Print help'
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
            cand -f 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, or all [env: SCRIPTA_FORMAT]'
            cand --format 'Formats, separated by commas: txt, srt, vtt, tsv, csv, json, lrc, ass, md, or all [env: SCRIPTA_FORMAT]'
            cand --max-line-width 'Widest subtitle line; 0 for no limit [default: 42] [env: SCRIPTA_MAX_LINE_WIDTH]'
            cand --max-line-count 'Most lines a subtitle [default: 2] [env: SCRIPTA_MAX_LINE_COUNT]'
            cand --max-cue-duration 'Longest time a subtitle stands [default: 7] [env: SCRIPTA_MAX_CUE_DURATION]'
            cand --max-cps 'Reading speed in characters a second that subtitles are timed for; 0 for no limit [default: 20] [env: SCRIPTA_MAX_CPS]'
            cand --highlight-words 'Mark each word in subtitles while it is said [env: SCRIPTA_HIGHLIGHT_WORDS]'
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
            cand config 'Show every setting and where its value comes from'
            cand completions 'Print a completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'scripta;help;transcribe'= {
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
