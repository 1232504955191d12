//! Settings of what is remembered between runs.

use super::{ConfigError, Reader};

/// What is remembered, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// The store's URL; `None` for the one in the data folder.
    pub url: Option<String>,
    /// Whether runs leave no trace.
    pub off: bool,
    /// Whether SQL statements are logged.
    pub echo: bool,
}

impl History {
    pub(super) fn resolve(read: &Reader<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            url: read.optional("db", |text| Ok(text.to_owned()))?,
            off: read.switch("no_history")?,
            echo: read.switch("db_echo")?,
        })
    }
}
