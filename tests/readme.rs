//! What README says of formats is so.

use std::process::Command;

use serde_json::Value;

use crate::support::{Sandbox, noise, stderr, stdout};

/// Head of the table.
const HEAD: &str = "| file | decoded by the binary itself | through ffmpeg |";

/// A sound in a file, and what README says of it.
#[derive(Debug)]
struct Claim {
    file: String,
    codec: String,
    decoder: &'static str,
}

/// What the table says.
fn claims() -> Vec<Claim> {
    let text = include_str!("../README.md");
    let (_, table) = text.split_once(HEAD).expect("the table");
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let listed = |cell: &str| -> Vec<String> {
        let labels = cell.split(',').map(str::trim);
        labels
            .filter(|label| !label.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let mut claims = Vec::new();
    for row in rows {
        let cells: Vec<Vec<String>> = row.split('|').map(listed).collect();
        let [_, files, native, foreign, _] = &cells[..] else {
            panic!("{row}");
        };
        for file in files {
            for (codecs, decoder) in [(native, "native"), (foreign, "ffmpeg")] {
                claims.extend(codecs.iter().map(|codec| Claim {
                    file: file.clone(),
                    codec: codec.clone(),
                    decoder,
                }));
            }
        }
    }
    claims
}

/// Arguments for ffmpeg that make the container.
fn container(file: &str) -> Option<&'static str> {
    Some(match file {
        "WAV" => "-f wav",
        "RF64" => "-f wav -rf64 always",
        "W64" => "-f w64",
        "AIFF" => "-f aiff",
        "CAF" => "-f caf",
        "MP4" | "M4A" => "-f mp4",
        "MOV" => "-f mov",
        "MKV" | "MKA" => "-f matroska",
        "WebM" => "-f webm",
        "Ogg" => "-f ogg",
        _ => return None,
    })
}

/// Arguments for ffmpeg that make the codec in a container.
fn codec(file: &str, codec: &str) -> Option<&'static str> {
    Some(match (codec, file) {
        ("PCM", "AIFF") => "-c:a pcm_s16be",
        ("PCM", _) => "-c:a pcm_s16le",
        ("float", "AIFF") => "-c:a pcm_f32be",
        ("float", _) => "-c:a pcm_f32le",
        ("A-law", _) => "-c:a pcm_alaw",
        ("µ-law", _) => "-c:a pcm_mulaw",
        ("IMA ADPCM", "WAV" | "RF64" | "W64") => "-c:a adpcm_ima_wav",
        ("IMA ADPCM", _) => "-c:a adpcm_ima_qt",
        ("MS ADPCM", _) => "-c:a adpcm_ms",
        ("AAC", _) => "-c:a aac",
        ("ALAC", _) => "-c:a alac",
        ("MP3", _) => "-c:a libmp3lame",
        ("MP2", _) => "-c:a mp2",
        ("Opus", _) => "-c:a libopus",
        ("Vorbis", _) => "-c:a libvorbis",
        ("FLAC", _) => "-c:a flac",
        ("AC-3", _) => "-c:a ac3",
        ("E-AC-3", _) => "-c:a eac3",
        ("DTS", _) => "-c:a dca",
        ("TrueHD", _) => "-c:a truehd",
        ("TTA", _) => "-c:a tta",
        ("WavPack", _) => "-c:a wavpack",
        ("WMA", _) => "-c:a wmav2",
        ("Speex", _) => "-c:a libspeex -ar 16000",
        ("G.722", _) => "-c:a g722 -ar 16000",
        _ => return None,
    })
}

/// Arguments for ffmpeg that make a file which its codec or its own name tells.
fn alone(name: &str) -> Option<&'static str> {
    Some(match name {
        "MP3" => "-f mp3",
        "MP2" => "-f mp2",
        "AAC" => "-f adts",
        "FLAC" => "-f flac",
        "AC-3" => "-f ac3",
        "E-AC-3" => "-f eac3",
        "DTS" => "-f dts",
        "TrueHD" => "-f truehd",
        "MLP" => "-f mlp",
        "LOAS" => "-f latm",
        "G.722" => "-f g722 -ar 16000",
        "GSM" => "-f gsm -ar 8000 -ac 1",
        "SBC" => "-f sbc -ar 16000",
        "TTA" => "-f tta",
        "WavPack" => "-f wv",
        "WMA" => "-f asf",
        "AU" => "-f au",
        "VOC" => "-f voc",
        "SoX" => "-f sox",
        "IRCAM" => "-f ircam",
        _ => return None,
    })
}

/// The same for a film.
fn film(name: &str) -> Option<&'static str> {
    Some(match name {
        "AVI" => "-f avi",
        "WMV" => "-f asf -c:v wmv2",
        "FLV" => "-f flv -ar 44100",
        "MPEG-TS" => "-f mpegts -c:v mpeg2video -c:a mp2",
        "M2TS" => "-f mpegts -mpegts_m2ts_mode 1 -c:v mpeg2video -c:a ac3",
        "MPG" => "-f mpeg -c:a mp2",
        "VOB" => "-f vob -c:a ac3",
        "OGV" => "-f ogg -c:v libtheora -c:a libvorbis",
        "MXF" => "-f mxf",
        "GXF" => "-f gxf -ac 1",
        "WTV" => "-f wtv",
        "DV" => "-f dv -pix_fmt yuv420p",
        "NUT" => "-f nut",
        "RM" => "-f rm -c:v rv10 -s 352x288 -c:a ac3",
        "SWF" => "-f swf -ar 44100",
        _ => return None,
    })
}

/// A file for which ffmpeg has no encoder: half a second or so of something.
fn handmade(name: &str) -> Option<Vec<u8>> {
    let frames = |head: &[u8], first: u8, length: usize| {
        let mut frame = vec![0; length];
        frame[0] = first;
        [head, &frame.repeat(25)[..]].concat()
    };
    Some(match name {
        // Frames of the highest rate, of the lowest.
        "AMR" => frames(b"#!AMR\n", 0x3c, 32),
        "AMR-WB" => frames(b"#!AMR-WB\n", 0x04, 18),
        "8SVX" => {
            let mut header = [0; 20];
            header[..4].copy_from_slice(&4_000_u32.to_be_bytes());
            header[12..14].copy_from_slice(&8_000_u16.to_be_bytes());
            header[14] = 1;
            header[16..].copy_from_slice(&0x1_0000_u32.to_be_bytes());
            let body = [b"BODY\0\0\x0f\xa0", &[7; 4_000][..]].concat();
            let chunks = [b"8SVXVHDR\0\0\0\x14", &header[..], &body].concat();
            let length = (chunks.len() as u32).to_be_bytes();
            [b"FORM", &length[..], &chunks].concat()
        }
        "SPHERE" => {
            let head = "NIST_1A\n   1024\nchannel_count -i 1\nsample_count -i 8000\n\
                sample_rate -i 16000\nsample_n_bytes -i 2\nsample_byte_format -s2 01\n\
                sample_sig_bits -i 16\nsample_coding -s3 pcm\nend_head\n";
            let mut bytes = head.as_bytes().to_vec();
            bytes.resize(1_024, b' ');
            bytes.resize(1_024 + 16_000, 1);
            bytes
        }
        _ => return None,
    })
}

/// Makes what a claim is about.
fn make(sandbox: &Sandbox, claim: &Claim, name: &str) {
    let Claim {
        file, codec: label, ..
    } = claim;
    if let Some(bytes) = handmade(label) {
        return std::fs::write(sandbox.path(name), bytes).expect("a file");
    }
    let is_film = file == "films";
    let options = match (container(file), file.as_str()) {
        (Some(container), _) => codec(file, label).map(|codec| format!("{codec} {container}")),
        (None, "sound alone" | "other sound files") => alone(label).map(str::to_owned),
        (None, "films") => film(label).map(str::to_owned),
        (None, _) => None,
    };
    let options = options.unwrap_or_else(|| panic!("no recipe for {claim:?}"));
    let pictures = "-f lavfi -i testsrc2=s=720x576:r=25:d=1 -map 1:v -map 0:a";
    let pictures = if is_film { pictures } else { "" };
    let command = format!(
        "-nostdin -loglevel error -y -i tone.wav {pictures} -strict -2 -ar 48000 {options} {name}"
    );
    let output = Command::new("ffmpeg")
        .args(command.split_whitespace())
        .current_dir(sandbox.path("."))
        .output()
        .expect("ffmpeg runs");
    assert!(output.status.success(), "{claim:?}: {}", stderr(&output));
}

#[cfg_attr(not(has_ffmpeg), ignore = "needs ffmpeg on PATH")]
#[test]
fn formats_are_decoded_by_whom_readme_says() {
    let sandbox = Sandbox::new();
    // Without some noise, lossless codecs leave too little for ffmpeg to know them by.
    let tone = noise(96_000).into_iter().enumerate().map(|(at, noise)| {
        let wave = ((at / 2) as f32 * 0.05).sin();
        0.3 * wave + 0.1 * noise
    });
    let tone: Vec<f32> = tone.collect();
    sandbox.wav_of("tone.wav", 48_000, 2, &tone);
    let claims = claims();
    assert!(claims.len() > 80, "{claims:?}");
    let name = |index: usize, claim: &Claim| match claim.codec.as_str() {
        // What these are, the name says.
        "G.722" if claim.file == "sound alone" => format!("{index}.g722"),
        "GSM" => format!("{index}.gsm"),
        "SBC" => format!("{index}.sbc"),
        _ => format!("{index}.bin"),
    };
    let names = claims
        .iter()
        .enumerate()
        .map(|(index, claim)| name(index, claim));
    let names: Vec<String> = names.collect();
    for (claim, name) in claims.iter().zip(&names) {
        make(&sandbox, claim, name);
    }
    let mut arguments = vec!["probe", "--json", "--quick"];
    arguments.extend(names.iter().map(String::as_str));
    let output = sandbox.run(&arguments);
    let told = stdout(&output);
    let mut wrong = Vec::new();
    for (claim, line) in claims.iter().zip(told.lines()) {
        let report: Value = serde_json::from_str(line).expect(line);
        if report["decoder"] != claim.decoder {
            wrong.push(format!(
                "{claim:?}: {} {}",
                report["decoder"], report["error"]
            ));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(told.lines().count(), claims.len(), "{}", stderr(&output));
    assert!(output.status.success(), "{}", stderr(&output));
}
