//! One connection to the server, driven by the thread that uses it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use mysql_async::prelude::Queryable as _;
use mysql_async::{Conn, Error, IoError, OptsBuilder, Params, Row, SslOpts};
use tokio::runtime::{Builder, Runtime};

use super::address::Address;
use super::values::parameter;
use super::{errors, tls};
use crate::store::database::Value;
use crate::store::pool::Pooled;
use crate::store::{ECHO, StoreError};

/// Statements that a connection keeps prepared.
const PREPARED: usize = 64;
/// After so long a silence the system asks whether the server is still there.
const KEEPALIVE: Duration = Duration::from_mins(1);
/// How long saying goodbye may take.
const GOODBYE: Duration = Duration::from_secs(1);
/// Strict, and the same on all servers; times are UTC.
const SETTINGS: &str = "time_zone = '+00:00', \
    sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";
/// A transaction sees one state of the data.
const ISOLATION: &str = "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ";

/// A connection, or what is left of one.
pub(super) struct Link {
    address: Arc<Address>,
    /// None once it is being closed.
    open: Option<Open>,
    lost: bool,
}

/// A connection and what drives it. Each has its own, so that any thread may use it and nothing
/// runs beside it; the threads of another runtime that are made for waiting may too.
struct Open {
    connection: Conn,
    runtime: Runtime,
}

impl Link {
    /// Connects as the address says. Statements wait for others' locks for so long as `patience`,
    /// at least a second.
    ///
    /// # Errors
    /// When the server can't be reached or refuses.
    pub(super) fn connect(address: &Arc<Address>, patience: Duration) -> Result<Self, StoreError> {
        let failed = |error| errors::failure(&address.place, error);
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| failed(broken(error)))?;
        let connect = tls::negotiate(address, |security| connect(address, security, patience));
        let connection = runtime.block_on(connect).map_err(failed)?;
        Ok(Self {
            address: Arc::clone(address),
            open: Some(Open {
                connection,
                runtime,
            }),
            lost: false,
        })
    }

    /// The server and database, fit to be shown.
    pub(super) fn place(&self) -> &str {
        &self.address.place
    }

    /// Whether it can't be used any more.
    pub(super) fn is_lost(&self) -> bool {
        self.lost || self.open.is_none()
    }

    /// The store's error for one of the client's.
    pub(super) fn failure(&self, error: Error) -> StoreError {
        errors::failure(self.place(), error)
    }

    /// Runs a statement without values that is used once in a while, and looks at no rows of it.
    pub(super) fn command(&mut self, sql: &str) -> Result<(), Error> {
        tracing::debug!(target: ECHO, "{sql}");
        self.run(async |connection| connection.query_drop(sql).await)
    }

    /// Runs a statement and gives the number of rows that it matched.
    pub(super) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, Error> {
        tracing::debug!(target: ECHO, "{sql}");
        self.run(async |connection| {
            let result = connection.exec_iter(sql, parameters(values)).await?;
            let rows = result.affected_rows();
            result.drop_result().await?;
            Ok(rows)
        })
    }

    /// Runs a query and gives its rows.
    pub(super) fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Error> {
        tracing::debug!(target: ECHO, "{sql}");
        self.run(async |connection| connection.exec(sql, parameters(values)).await)
    }

    /// Undoes the open transaction; a connection that can't is lost, and its transaction with it.
    pub(super) fn roll_back(&mut self) {
        if self.is_lost() || self.command("ROLLBACK").is_err() {
            self.lost = true;
        }
    }

    fn run<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut Conn) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Some(open) = &mut self.open else {
            return Err(broken(io::ErrorKind::NotConnected.into()));
        };
        let done = open.runtime.block_on(work(&mut open.connection));
        self.lost |= done.as_ref().is_err_and(errors::is_lost);
        done
    }
}

impl Pooled for Link {
    fn is_usable(&self) -> bool {
        !self.is_lost()
    }
}

impl Drop for Link {
    /// Says goodbye, so that the server's log has nothing to complain of. On a thread of its own:
    /// a store may be dropped by a thread that must not wait for a runtime.
    fn drop(&mut self) {
        let Some(Open {
            connection,
            runtime,
        }) = self.open.take()
        else {
            return;
        };
        let goodbye = move || {
            let farewell = async { tokio::time::timeout(GOODBYE, connection.disconnect()).await };
            drop(runtime.block_on(farewell));
        };
        if let Ok(thread) = std::thread::Builder::new().spawn(goodbye) {
            drop(thread.join());
        }
    }
}

/// One try to connect, encrypted or not.
async fn connect(
    address: &Address,
    security: Option<SslOpts>,
    patience: Duration,
) -> Result<Conn, Error> {
    let options = OptsBuilder::default()
        .ip_or_hostname(&*address.host)
        .tcp_port(address.port)
        .socket(address.socket.clone())
        .prefer_socket(false)
        .user(Some(&*address.user))
        .pass(address.password.clone())
        .db_name(Some(&*address.database))
        .ssl_opts(security)
        .client_found_rows(true)
        .tcp_keepalive(Some(KEEPALIVE))
        .stmt_cache_size(PREPARED)
        .setup(vec![ISOLATION.to_owned(), settings(patience)]);
    let connected = tokio::time::timeout(address.timeout, Conn::new(options)).await;
    connected.unwrap_or_else(|_| Err(broken(io::ErrorKind::TimedOut.into())))
}

/// The statement that sets how the connection is used.
fn settings(patience: Duration) -> String {
    let seconds = patience.as_secs().max(1);
    format!(
        "SET NAMES utf8mb4, {SETTINGS}, innodb_lock_wait_timeout = {seconds}, \
         lock_wait_timeout = {seconds}"
    )
}

fn parameters(values: &[Value]) -> Params {
    if values.is_empty() {
        return Params::Empty;
    }
    Params::Positional(values.iter().map(parameter).collect())
}

fn broken(error: io::Error) -> Error {
    Error::Io(IoError::Io(error))
}
