//! Files of JSON that requests bring in their forms.

use axum::http::StatusCode;
use serde_json::Value;

use super::app::App;
use super::problem::Problem;
use super::upload::Form;
use crate::import;

/// Largest transcript or diarization that is taken.
const LARGEST_TEXT: u64 = import::MAX_BYTES as u64;

/// A file of JSON in a form.
pub(super) struct Part {
    /// The form's field.
    pub(super) field: &'static str,
    /// Code of the error if the file is something else.
    pub(super) code: &'static str,
    /// What it holds.
    pub(super) what: &'static str,
}

impl Part {
    /// What `read` makes of the file's JSON, which is unwrapped, in the file too, if it is a whole
    /// task of this service.
    pub(super) async fn read<T: Send + 'static>(
        &'static self,
        app: &App,
        form: &Form,
        read: impl FnOnce(&Self, &str) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let sent = form.file(self.field)?;
        let is_json = std::path::Path::new(&sent.name)
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        if !is_json {
            let message = format!(
                "Invalid file extension for file {}. Allowed: .json",
                sent.name
            );
            let status = StatusCode::BAD_REQUEST;
            let problem = Problem::new(status, "UNSUPPORTED_FILE_EXTENSION", message);
            return Err(problem.about(self.field));
        }
        if sent.bytes > LARGEST_TEXT {
            return Err(super::upload::too_large("The JSON is larger than 64 MB."));
        }
        let path = sent.path.clone();
        app.blocking(move || {
            let failed = |error: std::io::Error| super::upload::unwritable(&error);
            let bytes = std::fs::read(&path).map_err(failed)?;
            let mut value: Value = serde_json::from_slice(&bytes).map_err(|_| self.invalid())?;
            if value.get("status").is_some()
                && let Some(result) = value.get_mut("result")
            {
                value = result.take();
            }
            let text = value.to_string();
            std::fs::write(&path, &text).map_err(failed)?;
            read(self, &text)
        })
        .await
    }

    /// That the file holds something else.
    pub(super) fn invalid(&self) -> Problem {
        let message = format!("The {} file contains invalid JSON.", self.what);
        Problem::invalid(self.field, message).coded(self.code)
    }

    /// Refuses the file for a fault, if it has one.
    pub(super) fn check(&self, fault: Option<String>) -> Result<(), Problem> {
        fault.map_or(Ok(()), |fault| {
            let message = format!("The {} file can't be used: {fault}.", self.what);
            Err(Problem::invalid(self.field, message).coded(self.code))
        })
    }
}
