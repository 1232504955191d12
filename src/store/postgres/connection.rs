//! One connection: made as the URL says, with its prepared statements.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio_postgres::config::SslMode;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Error, NoTls, Statement};

use super::address::Address;
use super::failure::{failure, is_about_tls, is_full_house};
use crate::store::database::{Row, Value};
use crate::store::pool::Pooled;
use crate::store::{ECHO, StoreError};

/// Statements that a connection keeps prepared.
const PREPARED: usize = 64;
/// A connection that nobody used for so long may have been forgotten on its way.
const LONGEST_IDLE: Duration = Duration::from_mins(1);
/// Pause before asking a server again that has no connection left.
const FULL_HOUSE_PAUSE: Duration = Duration::from_millis(200);

/// A connection to the server; threads use it in turn.
pub(super) struct Connection {
    client: Client,
    runtime: Handle,
    prepared: HashMap<String, Statement>,
    used: Instant,
}

impl Pooled for Connection {
    /// Whether it can be used again after a pause.
    fn is_usable(&self) -> bool {
        !self.is_closed() && self.used.elapsed() < LONGEST_IDLE
    }
}

impl Connection {
    /// Connects; while the server has no connection left or is starting, it is asked again until
    /// `deadline`.
    ///
    /// # Errors
    /// When the server can't be reached or refuses.
    pub(super) fn open(
        address: &Address,
        runtime: &Handle,
        deadline: Instant,
    ) -> Result<Self, StoreError> {
        loop {
            match runtime.block_on(connect(address)) {
                Ok(Some(client)) => {
                    return Ok(Self {
                        client,
                        runtime: runtime.clone(),
                        prepared: HashMap::new(),
                        used: Instant::now(),
                    });
                }
                Ok(None) => {
                    let seconds = address.connect_timeout.as_secs();
                    return Err(StoreError::Unreachable {
                        place: address.place.clone(),
                        source: format!("no answer in {seconds} s").into(),
                    });
                }
                Err(error) if is_full_house(&error) && Instant::now() < deadline => {
                    std::thread::sleep(FULL_HOUSE_PAUSE);
                }
                Err(error) => return Err(failure(&address.place, &error)),
            }
        }
    }

    /// Whether the server or the way to it has ended it.
    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Runs statements without values.
    pub(super) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        tracing::debug!(target: ECHO, "{sql}");
        self.used = Instant::now();
        self.runtime.block_on(self.client.batch_execute(sql))
    }

    /// Runs a statement and gives the number of rows that it matched.
    pub(super) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Error> {
        let statement = self.prepare(sql)?;
        let parameters = parameters(values);
        let execution = self.client.execute(&statement, &parameters);
        self.runtime.block_on(execution)
    }

    /// Runs a query.
    pub(super) fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Error> {
        let statement = self.prepare(sql)?;
        let parameters = parameters(values);
        let query = self.client.query(&statement, &parameters);
        let found = self.runtime.block_on(query)?;
        let rows = found.iter().map(|row| {
            let values = (0..row.len()).map(|column| row.try_get(column));
            Ok(Row::new(values.collect::<Result<_, _>>()?))
        });
        rows.collect()
    }

    /// The prepared statement, which may be there already.
    fn prepare(&mut self, sql: &str) -> Result<Statement, Error> {
        tracing::debug!(target: ECHO, "{sql}");
        self.used = Instant::now();
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let numbered = numbered(sql);
        let prepared = self.runtime.block_on(self.client.prepare(&numbered))?;
        if self.prepared.len() >= PREPARED {
            self.prepared.clear();
        }
        self.prepared.insert(sql.to_owned(), prepared.clone());
        Ok(prepared)
    }
}

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    let values = values.iter();
    values.map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// Connects with TLS as far as the URL asks for it, or without where that will do; `None` when
/// that takes too long.
async fn connect(address: &Address) -> Result<Option<Client>, Error> {
    let connected = connect_once(address, &address.config).await;
    match connected {
        Err(error) if address.plain_will_do && is_about_tls(&error) => {
            let mut plain = address.config.clone();
            plain.ssl_mode(SslMode::Disable);
            connect_once(address, &plain).await
        }
        connected => connected,
    }
}

/// Connects within the time that this may take, and leaves the connection to the runtime.
async fn connect_once(address: &Address, config: &Config) -> Result<Option<Client>, Error> {
    let connecting = async {
        if config.get_ssl_mode() == SslMode::Disable {
            let (client, connection) = config.connect(NoTls).await?;
            tokio::spawn(connection);
            return Ok(Some(client));
        }
        let (client, connection) = config.connect(address.tls.clone()).await?;
        tokio::spawn(connection);
        Ok(Some(client))
    };
    let connected = tokio::time::timeout(address.connect_timeout, connecting).await;
    connected.unwrap_or(Ok(None))
}

/// The statement with `$1`, `$2` and so on in place of `?`; quoted ones stay.
fn numbered(sql: &str) -> String {
    let mut numbered = String::with_capacity(sql.len() + 16);
    let mut quote = None;
    let mut count = 0;
    for c in sql.chars() {
        match (quote, c) {
            (None, '?') => {
                count += 1;
                let _ = write!(numbered, "${count}");
                continue;
            }
            (None, '\'' | '"') => quote = Some(c),
            // A doubled quote ends and begins a text again, which is the same.
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
        numbered.push(c);
    }
    numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_numbered_outside_quotes() {
        assert_eq!(
            numbered("SELECT '?', \"a?\", 'it''s ?' WHERE a = ? AND b = ?"),
            "SELECT '?', \"a?\", 'it''s ?' WHERE a = $1 AND b = $2"
        );
    }
}
