//! Times of day in a recording: `1:02:03,456`, `02:03.4` and the like to seconds.

/// Digits in a field of a time; more is no time but some other number.
const MOST_DIGITS: usize = 9;

/// Seconds of `[-][H:]M:S[.fraction]`, with a comma or dot before the fraction.
///
/// Minutes and seconds may exceed 59 and the fraction may have any length: `1,5` is a second and a
/// half, as it is read aloud.
pub(super) fn parse(text: &str) -> Option<f64> {
    let text = text.trim();
    let (sign, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let (whole, fraction) = match text.split_once([',', '.']) {
        Some((whole, fraction)) => (whole, fraction),
        None => (text, ""),
    };
    let fields: Vec<&str> = whole.split(':').take(4).collect();
    if !(2..=3).contains(&fields.len()) {
        return None;
    }
    let mut seconds = 0.0;
    for field in fields {
        seconds = seconds * 60.0 + f64::from(number(field.trim())?);
    }
    if !fraction.is_empty() {
        // One parse for all digits: sums of tenths would miss the nearest value.
        let digits = fraction.len() <= MOST_DIGITS && fraction.bytes().all(|b| b.is_ascii_digit());
        let decimal = digits.then(|| format!("{seconds}.{fraction}"))?;
        seconds = decimal.parse().ok()?;
    }
    Some(sign * seconds)
}

fn number(text: &str) -> Option<u32> {
    let digits = text.len() <= MOST_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn times_of_all_kinds_are_read() {
        assert_eq!(parse("00:00:01,500"), Some(1.5));
        assert_eq!(parse("1:02:03.456"), Some(3723.456));
        assert_eq!(parse("123:00:00,001"), Some(442_800.001));
        assert_eq!(parse("00:06.78"), Some(6.78));
        assert_eq!(parse(" 00:60.00 "), Some(60.0));
        assert_eq!(parse("00:00:01,5"), Some(1.5));
        assert_eq!(parse("00:00:01"), Some(1.0));
        assert_eq!(parse("-00:00:01.25"), Some(-1.25));
    }

    #[test]
    fn other_numbers_are_no_times() {
        for text in [
            "",
            "12",
            "1.5",
            ":",
            "::",
            "1:2:3:4",
            "a:b",
            "00:00:01,abc",
            "1:-2",
            "00:00:1,1,1",
            "99999999999:00",
            "٠٠:٠١",
            "00:00:01.1234567890",
            "+1:00",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
