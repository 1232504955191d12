//! The text behind `?` and the fields of forms, as settings that belong to one request.

use std::collections::BTreeMap;

use serde_json::Value;

use super::problem::Problem;
use crate::config::{Layers, Settings};
use crate::models;
use crate::models::ComputeType;
use crate::work;

/// Names and values of a request, in the order in which they were given.
#[derive(Debug, Clone, Default)]
pub(super) struct Query(Vec<(String, String)>);

/// What a request asks of the pipeline.
pub(super) struct Asked {
    /// Every setting.
    pub(super) settings: Settings,
    /// Those that the request names.
    pub(super) given: BTreeMap<String, String>,
    /// What was corrected, in sentences.
    pub(super) notes: Vec<String>,
    /// What decides nothing here, by name: as given, else as old clients expect it.
    pub(super) idle: BTreeMap<&'static str, Value>,
    /// Where it is computed.
    pub(super) device: String,
}

impl Query {
    pub(super) fn parse(text: &str) -> Self {
        Self(
            form_urlencoded::parse(text.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    pub(super) fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The value of a name, trimmed; nothing for an empty one. The last one given counts.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.last(name);
        value.filter(|value| !value.is_empty() && *value != "null")
    }

    fn last(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().rev().filter(|(key, _)| key == name);
        values.next().map(|(_, value)| value.trim())
    }

    /// A text in one line.
    pub(super) fn line(&self, name: &str) -> Result<Option<String>, Problem> {
        let text = self.get(name);
        if text.is_some_and(|text| text.chars().any(char::is_control)) {
            let message = format!("{name}: control characters can't be searched for.");
            return Err(Problem::invalid(name, message));
        }
        Ok(text.map(str::to_owned))
    }

    /// All values of a name, between commas.
    fn list(&self, name: &str) -> Option<String> {
        let values: Vec<&str> = (self.0.iter())
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
            .collect();
        (!values.is_empty()).then(|| values.join(","))
    }

    /// Every value of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let values = self.0.iter().filter(move |(key, _)| key == name);
        values.map(|(_, value)| value.as_str())
    }

    /// A number within bounds.
    pub(super) fn number(
        &self,
        name: &str,
        range: std::ops::RangeInclusive<f64>,
    ) -> Result<Option<f64>, Problem> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        let value = text
            .parse::<f64>()
            .ok()
            .filter(|value| range.contains(value));
        value.map(Some).ok_or_else(|| {
            let (least, most) = (range.start(), range.end());
            let message = format!("{name}: expected a number from {least} to {most}.");
            Problem::invalid(name, message).holding(text)
        })
    }

    /// The same without fractions.
    pub(super) fn whole(
        &self,
        name: &str,
        range: std::ops::RangeInclusive<u32>,
    ) -> Result<Option<u32>, Problem> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        let value = text
            .parse::<u32>()
            .ok()
            .filter(|value| range.contains(value));
        value.map(Some).ok_or_else(|| {
            let (least, most) = (range.start(), range.end());
            let message = format!("{name}: expected a whole number from {least} to {most}.");
            Problem::invalid(name, message).holding(text)
        })
    }

    /// The settings of a request: the service's own, and over them what the parameters of these
    /// names say. `usual` are values for what the request leaves out, `own` is the service's device.
    pub(super) fn settings(
        &self,
        names: &[&[(&'static str, &'static str)]],
        usual: &[(&str, &str)],
        layers: &Layers,
        own: &str,
    ) -> Result<Asked, Problem> {
        let mut notes = Vec::new();
        let mut given = BTreeMap::new();
        let mut idle = BTreeMap::new();
        let mut by_setting = BTreeMap::new();
        for (name, setting) in names.iter().copied().flatten() {
            if setting.is_empty() {
                idle.insert(*name, self.idle(name)?);
                continue;
            }
            let value = match *name {
                "suppress_tokens" => self.list(name),
                // Said so, it isn't the service's default that is meant.
                "language" if self.last(name) == Some("null") => Some("auto".to_owned()),
                _ => self.get(name).map(str::to_owned),
            };
            if let Some(value) = value {
                let value = adapted(name, value, &mut notes)?;
                by_setting.insert(*setting, *name);
                given.insert((*setting).to_owned(), value);
            }
        }
        for (setting, value) in usual {
            given
                .entry((*setting).to_owned())
                .or_insert_with(|| (*value).to_owned());
        }
        correct_precision(&mut given, layers, &mut notes)?;
        let device = correct_device(&mut given, layers, own, &mut notes);
        let settings = Settings::resolve_for(layers, &given);
        let settings = settings.map_err(|error| renamed(Problem::from(error), &by_setting))?;
        Ok(Asked {
            settings,
            given,
            notes,
            idle,
            device,
        })
    }
}

impl Query {
    /// The value of a parameter that decides nothing here but must make sense.
    fn idle(&self, name: &'static str) -> Result<Value, Problem> {
        const METHODS: [&str; 3] = ["nearest", "linear", "ignore"];
        let given = self.get(name);
        let (expected, value) = match name {
            "interpolate_method" => (
                "one of: nearest, linear, ignore",
                METHODS
                    .into_iter()
                    .find(|method| *method == given.unwrap_or("nearest"))
                    .map(Value::from),
            ),
            "patience" => (
                "a number",
                given.unwrap_or("1.0").parse::<f64>().ok().map(Value::from),
            ),
            _ => {
                let usual = if name == "batch_size" { "8" } else { "0" };
                let value = given.unwrap_or(usual).parse::<i64>();
                ("a whole number", value.ok().map(Value::from))
            }
        };
        value.ok_or_else(|| {
            let message = format!("{name}: expected {expected}.");
            Problem::invalid(name, message).holding(given.unwrap_or_default())
        })
    }
}

/// A parameter's value as its setting takes it.
fn adapted(name: &str, value: String, notes: &mut Vec<String>) -> Result<String, Problem> {
    match name {
        "temperatures" => {
            let (first, further) = value.split_once(',').unwrap_or((&value, ""));
            let first = first.trim();
            if !further.trim().is_empty() {
                notes.push(format!(
                    "Of the temperatures only the first counts, {first}: the service has steps of its own."
                ));
            }
            Ok(first.to_owned())
        }
        // They mean division by the length, which is what is done where nothing is said.
        "length_penalty" if value.trim().parse() == Ok(1.0) => Ok(String::new()),
        "align" => Ok(match value.to_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => "auto".to_owned(),
            "false" | "0" | "no" | "off" => "none".to_owned(),
            _ => value,
        }),
        "model" => model(&value).map(str::to_owned),
        "align_model" if !is_hub_id(&value) => {
            let message = "align_model: expected an id of the Hugging Face hub, such as \
                facebook/wav2vec2-base-960h.";
            Err(Problem::invalid(name, message).holding(&value))
        }
        _ => Ok(value),
    }
}

/// A model that clients may name: never a path.
pub(super) fn model(name: &str) -> Result<&str, Problem> {
    let is_own = || models::own().iter().any(|(own, _)| own == name);
    let known = models::known::known(name).is_some() || is_own();
    known.then_some(name).ok_or_else(|| {
        let message = format!(
            "model: there is no such model; there are: {}.",
            super::options::local_models().join(", ")
        );
        let problem = Problem::invalid("model", message).coded("UNSUPPORTED_MODEL");
        problem.holding(name)
    })
}

fn is_hub_id(value: &str) -> bool {
    let part = |part: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        !part.is_empty() && !part.starts_with('.') && part.chars().all(plain)
    };
    value
        .split_once('/')
        .is_some_and(|(owner, name)| part(owner) && part(name))
}

/// Old clients always name a precision: if the model isn't there in it, the one that is will do.
fn correct_precision(
    given: &mut BTreeMap<String, String>,
    layers: &Layers,
    notes: &mut Vec<String>,
) -> Result<(), Problem> {
    let Some(wanted) = given.get("compute_type").map(|text| text.to_lowercase()) else {
        return Ok(());
    };
    let compute: ComputeType = wanted.parse().map_err(|reason: String| {
        Problem::invalid("compute_type", format!("compute_type: {reason}.")).holding(&wanted)
    })?;
    let without = Settings::resolve(layers);
    let usual = without.map(|settings| settings.model).unwrap_or_default();
    let model = given.get("model").unwrap_or(&usual);
    if models::whisper(model, compute).is_err() && models::whisper(model, ComputeType::Auto).is_ok()
    {
        notes.push(format!(
            "The model {model} isn't here as {wanted}: the precision that is here is used."
        ));
        given.insert("compute_type".to_owned(), "auto".to_owned());
    }
    Ok(())
}

/// Where a request is computed. Old clients always name CUDA: what this machine can't use, and a
/// plain `cuda` where the service computes elsewhere, becomes the service's own device.
fn correct_device(
    given: &mut BTreeMap<String, String>,
    layers: &Layers,
    own: &str,
    notes: &mut Vec<String>,
) -> String {
    let Some(wanted) = given.get("device").map(|text| text.trim().to_lowercase()) else {
        return own.to_owned();
    };
    let alone = BTreeMap::from([("device".to_owned(), wanted.clone())]);
    let Ok(settings) = Settings::resolve_for(layers, &alone) else {
        // It is no device: that is told with what else is wrong.
        return own.to_owned();
    };
    let is_own = wanted == "auto" || own.split(':').next() == Some(wanted.as_str());
    if !is_own
        && wanted != "cuda"
        && let Ok(device) = work::device(&settings)
    {
        return device.to_string();
    }
    given.remove("device");
    if !is_own {
        notes.push(format!(
            "The GPU that was asked for ({wanted}) isn't used: this service computes on {own}."
        ));
    }
    own.to_owned()
}

/// Settings have other names than some parameters.
fn renamed(problem: Problem, named: &BTreeMap<&str, &str>) -> Problem {
    match problem.field().and_then(|field| named.get(field)) {
        Some(name) => problem.about_instead(name),
        None => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::params::{AsrOptions, WhisperModelParams};

    fn asked(query: &str) -> Result<Asked, Problem> {
        let names = [WhisperModelParams::NAMES, AsrOptions::NAMES];
        Query::parse(query).settings(&names, &[], &Layers::default(), "cpu")
    }

    #[test]
    fn parameters_become_settings() {
        let asked = asked(
            "language=German&log_prob_threshold=-2&length_penalty=1.0&temperatures=0.2,0.4&suppress_tokens=1\
             &suppress_tokens=2&beam_size=&model=base&device=cuda&unheard_of=1",
        );
        let asked = asked.unwrap_or_else(|problem| panic!("{}", problem.message()));
        assert_eq!(asked.settings.language, Some("de"));
        assert_eq!(asked.settings.recognition.suppress_tokens, [1, 2]);
        assert!((asked.settings.recognition.temperature - 0.2).abs() < 1e-6);
        assert_eq!(asked.settings.recognition.beam_size, 5);
        let usual = Settings::resolve(&Layers::default()).expect("settings");
        let penalty = asked.settings.recognition.length_penalty;
        assert!((penalty - usual.recognition.length_penalty).abs() < 1e-6);
        // Of the device and of the further temperature.
        assert_eq!(asked.notes.len(), 2);
        assert_eq!(asked.device, "cpu");
    }

    #[test]
    fn devices_that_are_not_here_become_the_services_own() {
        for (own, wanted, used, notes) in [
            ("cpu", "cpu", "cpu", 0),
            ("cpu", "auto", "cpu", 0),
            ("cpu", "cuda", "cpu", 1),
            ("cpu", "sycl:99", "cpu", 1),
            ("cuda:1", "cuda", "cuda:1", 0),
            ("cuda:1", "CPU", "cpu", 0),
            ("vulkan:0", "cuda", "vulkan:0", 1),
        ] {
            let query = Query::parse(&format!("device={wanted}"));
            let names = [WhisperModelParams::NAMES];
            let asked = query.settings(&names, &[], &Layers::default(), own);
            let asked = asked.unwrap_or_else(|problem| panic!("{}", problem.message()));
            assert_eq!(
                (&*asked.device, asked.notes.len()),
                (used, notes),
                "{wanted}"
            );
        }
    }

    #[test]
    fn null_detects_the_language() {
        let layers = Layers::from_flags(BTreeMap::from([("language".to_owned(), "de".to_owned())]));
        for (query, language) in [
            ("", Some("de")),
            ("language=", Some("de")),
            ("language=null", None),
            ("language=auto", None),
            ("language=fr", Some("fr")),
        ] {
            let names = [WhisperModelParams::NAMES];
            let asked = Query::parse(query).settings(&names, &[], &layers, "cpu");
            let asked = asked.unwrap_or_else(|problem| panic!("{}", problem.message()));
            assert_eq!(asked.settings.language, language, "{query}");
        }
    }

    #[test]
    fn bad_values_name_the_parameter() {
        for (query, field) in [
            ("language=zz", "language"),
            ("log_prob_threshold=5", "log_prob_threshold"),
            ("beam_size=0", "beam_size"),
            ("model=../../etc/passwd", "model"),
            ("model=huge", "model"),
            ("task=sing", "task"),
            ("temperatures=hot", "temperatures"),
            ("compute_type=int4", "compute_type"),
        ] {
            let problem = asked(query).err().expect("a problem");
            assert_eq!(problem.field(), Some(field), "{query}");
            assert!(problem.message().contains(field), "{}", problem.message());
        }
    }
}
