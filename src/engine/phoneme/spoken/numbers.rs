//! Written numbers to the ways of saying them, the likeliest first.

use num2words::Num2Words;

/// More digits than this are said one by one.
const MOST_DIGITS: usize = 15;
const DIGITS: [&str; 10] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];
/// Currency signs with the words for one and many, and for a hundredth.
const CURRENCIES: &[(char, &str, &str, &str)] = &[
    ('$', "dollar", "dollars", "cents"),
    ('€', "euro", "euros", "cents"),
    ('£', "pound", "pounds", "pence"),
    ('¥', "yen", "yen", "sen"),
];

/// The ways of saying a word that is one number as a whole: money, an ordinal, a time, a decade, a
/// fraction, a decimal or one with thousands marked. `None` when it is none of these.
pub(super) fn whole(text: &str) -> Option<Vec<String>> {
    money(text)
        .or_else(|| percent(text))
        .or_else(|| ordinal(text))
        .or_else(|| decade(text))
        .or_else(|| time(text))
        .or_else(|| fraction(text))
        .or_else(|| range(text))
        .or_else(|| amount(text))
}

/// The ways of saying a row of digits.
pub(super) fn digits(text: &str) -> Vec<String> {
    let one_by_one = |zero: &str| {
        let names = text.bytes().map(|b| match b {
            b'0' => zero,
            digit => DIGITS[usize::from(digit.saturating_sub(b'0')).min(9)],
        });
        names.collect::<Vec<_>>().join(" ")
    };
    let singly = [one_by_one("zero"), one_by_one("oh")];
    let leads_with_zero = text.len() > 1 && text.starts_with('0');
    if text.len() > MOST_DIGITS || leads_with_zero {
        return unique(singly.into_iter());
    }
    let mut readings = Vec::new();
    let year = text.len() == 4 && ("1100".."2100").contains(&text);
    if year {
        readings.extend(pairs(text));
    }
    if let Some(cardinal) = cardinal(text) {
        readings.push(cardinal.replace(" and ", " "));
        readings.push(cardinal);
    }
    if text.len() > 2 {
        readings.extend(pairs(text));
        readings.extend(singly);
    }
    unique(readings.into_iter())
}

fn unique(readings: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept = Vec::new();
    for reading in readings {
        if !kept.contains(&reading) {
            kept.push(reading);
        }
    }
    kept
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// In full, with hyphens opened and "and" where the British say it.
fn cardinal(text: &str) -> Option<String> {
    let number: i64 = text.parse().ok()?;
    let words = Num2Words::new(number).to_words().ok()?;
    Some(words.replace('-', " "))
}

/// Two digits at a time, as in years and room numbers: 1905 is "nineteen oh five".
fn pairs(text: &str) -> Option<String> {
    let (head, tail) = text.split_at(text.len() - 2);
    if !(1..=2).contains(&head.len()) || head.starts_with('0') {
        return None;
    }
    let head_words = cardinal(head)?;
    let tail_words = match (tail, tail.strip_prefix('0')) {
        ("00", _) if text.len() == 4 && text != "2000" => "hundred".to_owned(),
        ("00", _) => return None,
        (_, Some(unit)) => format!("oh {}", cardinal(unit)?),
        _ => cardinal(tail)?,
    };
    Some(format!("{head_words} {tail_words}"))
}

/// A number with thousands marked, or a decimal.
fn amount(text: &str) -> Option<Vec<String>> {
    let (integer, decimals) = match text.rsplit_once('.') {
        Some((integer, decimals)) => (integer, Some(decimals)),
        None => (text, None),
    };
    let groups: Vec<&str> = integer.split(',').collect();
    let grouped = groups.len() > 1
        && is_digits(groups[0])
        && groups[1..]
            .iter()
            .all(|group| group.len() == 3 && is_digits(group));
    if decimals.is_none() && !grouped {
        return None;
    }
    if !(grouped || is_digits(integer) || integer.is_empty())
        || decimals.is_some_and(|d| !is_digits(d))
    {
        return None;
    }
    let plain: String = groups.concat();
    let whole = match plain.as_str() {
        "" => vec![String::new(), "zero".to_owned()],
        _ if grouped => {
            let cardinal = cardinal(&plain)?;
            unique([cardinal.replace(" and ", " "), cardinal].into_iter())
        }
        plain => digits(plain),
    };
    let Some(decimals) = decimals else {
        return Some(whole);
    };
    let said: Vec<&str> = decimals
        .bytes()
        .map(|b| DIGITS[usize::from(b - b'0')])
        .collect();
    let said = said.join(" ");
    Some(
        whole
            .iter()
            .map(|whole| format!("{whole} point {said}").trim().to_owned())
            .collect(),
    )
}

/// A number of either form.
fn number(text: &str) -> Option<Vec<String>> {
    if is_digits(text) {
        return Some(digits(text));
    }
    amount(text)
}

fn money(text: &str) -> Option<Vec<String>> {
    let sign = text.chars().next()?;
    let (_, one, many, hundredths) = CURRENCIES.iter().find(|entry| entry.0 == sign)?;
    let rest = &text[sign.len_utf8()..];
    let (amount, scale) = match rest.strip_suffix(['m', 'b', 'k']) {
        Some(amount) => {
            let scale = match rest.as_bytes().last() {
                Some(b'm') => "million ",
                Some(b'b') => "billion ",
                _ => "thousand ",
            };
            (amount, scale)
        }
        None => (rest, ""),
    };
    if scale.is_empty()
        && let Some((whole, cents)) = amount.split_once('.')
        && cents.len() == 2
    {
        let (whole, cents) = (number(whole)?, digits(cents.trim_start_matches('0')));
        let (whole, cents) = (whole.first()?, cents.first().map_or("zero", String::as_str));
        return Some(vec![
            format!("{whole} {many} and {cents} {hundredths}"),
            format!("{whole} {cents}"),
            format!("{whole} {many} {cents}"),
        ]);
    }
    let unit = if amount == "1" && scale.is_empty() {
        one
    } else {
        many
    };
    let number = number(amount)?;
    let mut readings: Vec<String> = number
        .iter()
        .map(|n| format!("{n} {scale}{unit}"))
        .collect();
    // "$5 million" is said with the dollars behind the million.
    readings.extend(
        number
            .first()
            .map(|n| format!("{n} {scale}").trim().to_owned()),
    );
    Some(readings)
}

fn percent(text: &str) -> Option<Vec<String>> {
    let number = number(text.strip_suffix('%')?)?;
    let said = number.iter().take(1).map(|n| format!("{n} percent"));
    Some(said.collect())
}

fn ordinal(text: &str) -> Option<Vec<String>> {
    let suffixes = ["st", "nd", "rd", "th"];
    let digits = suffixes
        .iter()
        .find_map(|suffix| text.strip_suffix(suffix))?;
    let number: i64 = Some(digits).filter(|d| is_digits(d))?.parse().ok()?;
    let words = Num2Words::new(number).ordinal().to_words().ok()?;
    Some(vec![words.replace('-', " ").replace(" and ", " ")])
}

/// "1990s" and "90s".
fn decade(text: &str) -> Option<Vec<String>> {
    let digits = text.trim_start_matches('\'').strip_suffix('s')?;
    let digits = digits.trim_end_matches('\'');
    if !is_digits(digits) || !(2..=4).contains(&digits.len()) {
        return None;
    }
    let said = self::digits(digits);
    let plural = |said: &String| match said.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{said}s"),
    };
    Some(said.iter().map(plural).collect())
}

/// "10:30", "10:30pm", "5pm".
fn time(text: &str) -> Option<Vec<String>> {
    let (clock, half) = match text {
        _ if text.ends_with("am") => (&text[..text.len() - 2], " ay em"),
        _ if text.ends_with("pm") => (&text[..text.len() - 2], " pee em"),
        _ => (text, ""),
    };
    let Some((hour, minute)) = clock.split_once(':') else {
        let hour = Some(clock).filter(|clock| !half.is_empty() && is_digits(clock))?;
        return Some(vec![format!("{}{half}", cardinal(hour)?)]);
    };
    if !is_digits(hour) || hour.len() > 2 || minute.len() != 2 || !is_digits(minute) {
        return None;
    }
    let hour = cardinal(hour)?;
    let said = match (minute, minute.strip_prefix('0')) {
        ("00", _) if half.is_empty() => {
            return Some(vec![
                format!("{hour} o'clock"),
                hour.clone(),
                format!("{hour} hundred"),
            ]);
        }
        ("00", _) => hour,
        (_, Some(unit)) => format!("{hour} oh {}", cardinal(unit)?),
        _ => format!("{hour} {}", cardinal(minute)?),
    };
    Some(vec![format!("{said}{half}")])
}

fn fraction(text: &str) -> Option<Vec<String>> {
    let (top, bottom) = text.split_once('/')?;
    let name = match (top, bottom) {
        ("1", "2") => {
            return Some(vec![
                "one half".to_owned(),
                "a half".to_owned(),
                "half".to_owned(),
            ]);
        }
        (_, "4") => "quarter",
        (_, "3") => "third",
        (_, "8") => "eighth",
        (_, "10") => "tenth",
        _ => return None,
    };
    let plural = if top == "1" { "" } else { "s" };
    let top = Some(top).filter(|top| is_digits(top)).and_then(cardinal)?;
    Some(vec![format!("{top} {name}{plural}")])
}

/// "10-20" and scores: with and without "to".
fn range(text: &str) -> Option<Vec<String>> {
    let (from, to) = text.split_once('-')?;
    if !is_digits(from) || !is_digits(to) {
        return None;
    }
    let (from, to) = (
        digits(from).into_iter().next()?,
        digits(to).into_iter().next()?,
    );
    Some(vec![format!("{from} to {to}"), format!("{from} {to}")])
}
