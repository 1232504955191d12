//! Effort over what was done, by model and by day.

use std::collections::BTreeMap;

use anyhow::Context as _;
use clap::ArgMatches;
use jiff::ZonedDateTime;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::table::{length, table};
use super::{ExitStatus, filter};
use crate::printer::Printer;
use crate::store::{Effort, Store};

/// Tasks, seconds of audio and seconds of work.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
struct Total {
    tasks: usize,
    audio: f64,
    work: f64,
}

impl Total {
    fn add(&mut self, sums: &Effort) {
        self.tasks += 1;
        self.audio += sums.audio_duration;
        self.work += sums.duration;
    }

    fn speed(self) -> f64 {
        self.audio / self.work.max(0.001)
    }

    fn json(self) -> Value {
        let rounded = |value: f64| (value * 1000.0).round() / 1000.0;
        json!({
            "tasks": self.tasks, "audio_seconds": rounded(self.audio),
            "work_seconds": rounded(self.work), "speed": rounded(self.speed()),
        })
    }

    fn row(self, name: &str) -> Vec<String> {
        vec![
            name.to_owned(),
            self.tasks.to_string(),
            length(self.audio),
            length(self.work),
            format!("{:.1}×", self.speed()),
        ]
    }
}

/// `tasks stats`.
pub(super) fn stats(
    store: &Store,
    matches: &ArgMatches,
    printer: &Printer,
) -> anyhow::Result<ExitStatus> {
    let filter = filter::filter(matches)?;
    let sums = store.efforts(&filter)?;
    let mut total = Total::default();
    let mut models: BTreeMap<String, Total> = BTreeMap::new();
    let mut days: BTreeMap<String, Total> = BTreeMap::new();
    for one in &sums {
        total.add(one);
        let model = one.model.clone().unwrap_or_else(|| "unknown".to_owned());
        models.entry(model).or_default().add(one);
        let day = ZonedDateTime::new(one.created_at, TimeZone::system());
        days.entry(day.strftime("%F").to_string())
            .or_default()
            .add(one);
    }
    let text = if matches.get_flag("json") {
        let group = |totals: &BTreeMap<String, Total>| -> serde_json::Map<String, Value> {
            let entries = totals.iter();
            entries
                .map(|(name, total)| (name.clone(), total.json()))
                .collect()
        };
        let all = json!({
            "total": total.json(), "models": group(&models), "days": group(&days),
        });
        serde_json::to_string_pretty(&all)? + "\n"
    } else {
        let rows = |totals: &BTreeMap<String, Total>| -> Vec<Vec<String>> {
            totals.iter().map(|(name, total)| total.row(name)).collect()
        };
        let head = |name: &'static str| [name, "TASKS", "AUDIO", "WORK", "SPEED"];
        let mut by_day = rows(&days);
        by_day.reverse();
        format!(
            "{}\n{}\n{}",
            table(&head("ALL"), &[total.row("completed")]),
            table(&head("MODEL"), &rows(&models)),
            table(&head("DAY"), &by_day)
        )
    };
    printer
        .data(text.as_bytes())
        .context("stdout can't be written")?;
    Ok(ExitStatus::Success)
}
