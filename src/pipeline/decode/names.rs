//! Endings of the names that recordings usually have: the one list of them.

use std::path::Path;

/// Endings of names of sound, in small letters.
pub const SOUND: &[&str] = &[
    "mp3", "wav", "wave", "flac", "m4a", "m4b", "m4r", "aac", "adts", "ogg", "oga", "opus", "spx",
    "webm", "weba", "mka", "aif", "aiff", "aifc", "caf", "wma", "amr", "awb", "3ga", "mp1", "mp2",
    "mpa", "m2a", "mpga", "loas", "latm", "ac3", "ec3", "eac3", "dts", "dtshd", "thd", "truehd",
    "mlp", "g722", "gsm", "sbc", "au", "snd", "w64", "rf64", "bw64", "voc", "8svx", "iff", "sph",
    "nist", "ape", "mpc", "tta", "tak", "shn", "wv", "vqf", "oma", "aa3", "ra", "qcp", "dsf",
    "dff", "pvf", "sox", "xa", "xwma", "adx",
];

/// Endings of names of films, in small letters.
pub const FILM: &[&str] = &[
    "mp4", "mov", "qt", "m4v", "3gp", "3g2", "f4v", "mkv", "avi", "divx", "wmv", "asf", "flv",
    "swf", "ts", "mts", "m2t", "m2ts", "mpg", "mpeg", "vob", "ogv", "ogm", "ogx", "mxf", "gxf",
    "wtv", "dv", "dif", "nut", "rm", "rmvb", "nsv", "nuv", "pva",
];

/// Those among them whose files carry no mark in their first bytes, or may lack it.
const UNMARKED: &[&str] = &[
    "mp3", "mp2", "mp1", "mpa", "m2a", "mpga", "aac", "adts", "loas", "latm", "gsm", "amr", "awb",
    "g722", "ac3", "ec3", "eac3", "dts", "thd", "truehd", "mlp", "sbc", "dv", "dif",
];

/// The ending of a recording's name; `None` if it has none that is usual for recordings.
#[must_use]
pub fn ending(name: &Path) -> Option<&'static str> {
    let ending = name.extension()?.to_str()?;
    let mut known = SOUND.iter().chain(FILM);
    known.find(|one| one.eq_ignore_ascii_case(ending)).copied()
}

/// Whether a name alone says that this is a recording, since the first bytes may not.
pub(super) fn is_unmarked(name: &Path) -> bool {
    ending(name).is_some_and(|ending| UNMARKED.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_told_whatever_their_case() {
        let told = |name: &str| ending(Path::new(name));
        assert_eq!(told("a/b.c/Talk.G722"), Some("g722"));
        assert_eq!(told("talk.wav.txt"), None);
        assert_eq!((told("wav"), told(".wav"), told("")), (None, None, None));
        assert!(is_unmarked(Path::new("a.Dv")) && !is_unmarked(Path::new("a.wav")));
    }

    #[test]
    fn every_ending_is_listed_once() {
        let all: Vec<&str> = SOUND.iter().chain(FILM).copied().collect();
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), all.len());
        assert!(UNMARKED.iter().all(|ending| all.contains(ending)));
    }
}
