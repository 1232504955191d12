//! Why a store can't be used, in sentences that name the place and the mend.
//!
//! Places are paths, or later URLs without passwords.

/// What lies behind an error, whichever the backend.
type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why something can't be remembered or recalled.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Not a URL, or one with parts that mean nothing here.
    #[error(
        "a store is given as sqlite:///absolute/path, sqlite://relative/path, postgresql://USER:PASSWORD@HOST/DATABASE or mysql://USER:PASSWORD@HOST/DATABASE"
    )]
    NoUrl,
    /// A URL of another kind; the rest of it may hold a password and isn't repeated.
    #[error(
        "stores of the kind `{scheme}` are not supported: give a URL that begins with sqlite://, postgresql:// or mysql://"
    )]
    Scheme {
        /// What stands before `://`.
        scheme: String,
    },
    /// A URL of a kind that is known, with a part that can't be meant.
    #[error("the store {place} can't be used: {reason}")]
    BadUrl {
        /// The store, without the password.
        place: String,
        /// Which part, and what it should be.
        reason: String,
    },
    /// The system names no data folder.
    #[error(
        "there is no data folder on this system: give the store's place as sqlite:///absolute/path"
    )]
    NoFolder,
    /// The file's folder doesn't exist.
    #[error("there is no folder for the store {place}: make it, or choose another place")]
    MissingFolder {
        /// The store.
        place: String,
    },
    /// It can't be opened at all.
    #[error("the store {place} can't be opened: see that you may read and write it and its folder")]
    Unopenable {
        /// The store.
        place: String,
        /// What the system said.
        #[source]
        source: Source,
    },
    /// It can be read, not written.
    #[error(
        "the store {place} can't be written: allow writing to it and its folder, or choose another place"
    )]
    ReadOnly {
        /// The store.
        place: String,
    },
    /// Somebody else held it for too long.
    #[error("the store {place} is in use by another program: try again when that is done")]
    Busy {
        /// The store.
        place: String,
    },
    /// No space left.
    #[error("the store {place} can't grow: there is no space left on its disk")]
    Full {
        /// The store.
        place: String,
    },
    /// A file of another kind.
    #[error("{place} is no SQLite database: choose another place; the file was left as it is")]
    NotADatabase {
        /// The file.
        place: String,
    },
    /// A database that doesn't hold together.
    #[error(
        "the store {place} is damaged: put a copy of it back, or move it away to begin anew; it was left as it is"
    )]
    Damaged {
        /// The store.
        place: String,
    },
    /// A database of somebody else's.
    #[error(
        "{place} is the database of another program: choose another place; it was left as it is"
    )]
    Foreign {
        /// The file.
        place: String,
    },
    /// A predecessor's database that can't be copied before it is changed.
    #[error(
        "the history {place} of whisperX-FastAPI can't be copied to {copy} before it is taken over: make room there or allow writing; it was left as it is"
    )]
    NoBackup {
        /// The file.
        place: String,
        /// Where the copy was to be.
        copy: String,
        /// What the backend said.
        #[source]
        source: Source,
    },
    /// A server that doesn't answer.
    #[error(
        "the database server of {place} can't be reached: see that it runs, and that host and port are right"
    )]
    Unreachable {
        /// The server and database.
        place: String,
        /// What the client said.
        #[source]
        source: Source,
    },
    /// A server that lets this user not in, or not do what is needed.
    #[error("the database server of {place} refuses: see to user, password, database and rights")]
    Denied {
        /// The server and database.
        place: String,
        /// What the server said; never the password.
        #[source]
        source: Source,
    },
    /// An id that nothing has.
    #[error("there is no task `{id}`: scripta tasks list shows those there are")]
    NoTask {
        /// What was asked for, cut where it is long.
        id: String,
    },
    /// The beginning of several ids.
    #[error("`{id}` begins the ids of several tasks: give more of it")]
    Ambiguous {
        /// What was asked for.
        id: String,
    },
    /// Somebody works on the task.
    #[error("somebody works on the task {id}: scripta tasks cancel stops that")]
    TaskBusy {
        /// The task.
        id: String,
    },
    /// A task that can't go on, since what it is about is another thing now.
    #[error(
        "task {id} can't go on: its recording, its settings or the models have changed since; scripta tasks retry does it anew"
    )]
    TaskChanged {
        /// The task.
        id: String,
    },
    /// A search for nothing.
    #[error("there is no word in what is looked for: give letters or digits")]
    NoWords,
    /// The database ended a transaction without running it.
    #[error("the database did nothing")]
    Undone,
    /// A newer program has been here.
    #[error(
        "the store {place} was written by a newer Scripta (its layout is {found}, this one knows {known}): update Scripta, or choose another place"
    )]
    Newer {
        /// The store.
        place: String,
        /// The layout's number in the store.
        found: i64,
        /// The last layout that this program knows.
        known: i64,
    },
    /// Something else in the backend.
    #[error("the store {place} failed")]
    Failed {
        /// The store.
        place: String,
        /// What the backend said.
        #[source]
        source: Source,
    },
    /// A name that can't be used.
    #[error("a voice can't be called `{name}`: {reason}")]
    Name {
        /// What was given, cut where it is long.
        name: String,
        /// What is wrong with it, and the mend.
        reason: &'static str,
    },
    /// Numbers that are no voice.
    #[error("the recordings of `{name}` can't be enrolled: {reason}")]
    Embedding {
        /// Whose voice it was to be.
        name: String,
        /// What is wrong with it, and the mend.
        reason: &'static str,
    },
}
