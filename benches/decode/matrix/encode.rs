//! How ffmpeg is told of a codec, a container and pictures.

use super::row::Tool;

/// ffmpeg's options for a codec of the matrix; a codec by ffmpeg's own name needs no line here.
pub(super) fn codec(name: &'static str) -> Vec<&'static str> {
    match name {
        "opus" => vec!["-c:a", "libopus"],
        "vorbis" => vec!["-c:a", "libvorbis"],
        "mp3" => vec!["-c:a", "libmp3lame"],
        "speex" => vec!["-c:a", "libspeex"],
        "gsm" => vec!["-c:a", "libgsm"],
        "gsm_ms" => vec!["-c:a", "libgsm_ms"],
        "dts" => vec!["-c:a", "dca", "-strict", "-2"],
        "truehd" | "mlp" | "s302m" => vec!["-c:a", name, "-strict", "-2"],
        "g726" => vec!["-c:a", "g726", "-code_size", "4"],
        // In MP4, FLAC and others count as experimental.
        "flac" | "alac" => vec!["-c:a", name, "-strict", "-2"],
        name => vec!["-c:a", name],
    }
}

/// ffmpeg's options for a container.
pub(super) fn muxer(container: &str, tool: Tool) -> Vec<String> {
    let (muxer, options): (&str, &[&str]) = match container {
        "rf64" => ("wav", &["-rf64", "always"]),
        "opus" | "oga" | "spx" => ("ogg", &[]),
        "aac" => ("adts", &[]),
        "loas" => ("latm", &[]),
        "m4a" => ("ipod", &[]),
        "mkv" | "mka" => ("matroska", &[]),
        "ts" => ("mpegts", &[]),
        "m2ts" => ("mpegts", &["-mpegts_m2ts_mode", "1"]),
        "mpg" => ("mpeg", &[]),
        "wma" | "wmv" => ("asf", &[]),
        "thd" => ("truehd", &[]),
        "ra" => ("rm", &[]),
        "sf" => ("ircam", &[]),
        "mpa" => ("mp2", &[]),
        other => (other, &[]),
    };
    let mut all: Vec<String> = options.iter().map(ToString::to_string).collect();
    all.extend(["-f".to_owned(), muxer.to_owned()]);
    if tool == Tool::Piped {
        all.extend(["-flush_packets".to_owned(), "1".to_owned()]);
    }
    all
}

/// The ending of a container's files.
pub(super) fn ending(container: &'static str) -> &'static str {
    match container {
        "rf64" => "wav",
        other => other,
    }
}

/// A film of 12 s, to stand beside the sound, as an input of ffmpeg. Formats with few picture sizes
/// get that of PAL.
pub(super) fn film(container: &str) -> &'static str {
    match container {
        "dv" | "gxf" => "testsrc2=size=720x576:rate=25:duration=12",
        _ => "testsrc2=size=160x120:rate=25:duration=12",
    }
}

/// ffmpeg's options for a container's pictures.
pub(super) fn pictures(container: &str) -> &'static [&'static str] {
    match container {
        "ts" | "m2ts" | "mpg" | "vob" | "mxf" | "wtv" => &["-c:v", "mpeg2video", "-bf", "2"],
        "gxf" => &["-c:v", "mpeg2video", "-b:v", "8M"],
        "dv" => &["-c:v", "dvvideo", "-pix_fmt", "yuv420p"],
        "webm" => &["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8"],
        "ogv" | "ogg" => &["-c:v", "libtheora"],
        "flv" => &["-c:v", "flv"],
        "wmv" | "wma" | "asf" => &["-c:v", "wmv2"],
        "mp4" | "mov" | "mkv" => &["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2"],
        _ => &["-c:v", "mpeg4"],
    }
}
