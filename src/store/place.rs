//! Which URLs name a store, and how they may be shown.

use std::path::{Path, PathBuf};

use super::StoreError;

/// Where a store is.
#[derive(Debug, PartialEq)]
pub(super) enum Place {
    /// A file, by its absolute path.
    Sqlite(PathBuf),
    /// A PostgreSQL server, by a URL that begins with `postgresql://`.
    Postgres(String),
    /// A MySQL or MariaDB server, by a URL that begins with `mysql://`.
    Mysql(String),
}

/// Reads a URL. What follows `sqlite://` is the file's path as it is written; a lone file name
/// behind `sqlite:///` lies in the current folder, as SQLAlchemy's users know it. Drivers that
/// SQLAlchemy's URLs name, as in `postgresql+psycopg2://`, don't matter here.
pub(super) fn parse(url: &str) -> Result<Place, StoreError> {
    let (scheme, rest) = url.trim().split_once("://").ok_or(StoreError::NoUrl)?;
    let scheme = scheme.to_ascii_lowercase();
    match scheme.split('+').next().unwrap_or_default() {
        "sqlite" => sqlite_path(rest).map(Place::Sqlite),
        "postgresql" | "postgres" => Ok(Place::Postgres(format!("postgresql://{rest}"))),
        "mysql" | "mariadb" => Ok(Place::Mysql(format!("mysql://{rest}"))),
        // Anything else may be an account that stands where the scheme should.
        _ if scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c)) =>
        {
            Err(StoreError::Scheme { scheme })
        }
        _ => Err(StoreError::NoUrl),
    }
}

/// The path in an SQLite URL, made absolute.
fn sqlite_path(place: &str) -> Result<PathBuf, StoreError> {
    if place.is_empty() || place.contains('?') {
        return Err(StoreError::NoUrl);
    }
    let path = match place.strip_prefix('/') {
        // `sqlite:///C:/folder` is how drives are written in URLs.
        Some(rest) if cfg!(windows) && rest.chars().nth(1) == Some(':') => rest,
        // `sqlite:///records.db`: nobody keeps a database in the root folder.
        Some(rest) if !rest.is_empty() && (!rest.contains('/') || rest.starts_with("./")) => rest,
        _ => place,
    };
    std::path::absolute(Path::new(path)).map_err(|source| StoreError::Unopenable {
        place: place.to_owned(),
        source: source.into(),
    })
}

/// The URL without user, password and parameters: fit to be shown.
#[must_use]
pub fn redacted(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return String::new();
    };
    if scheme.to_ascii_lowercase().starts_with("sqlite") {
        return url.to_owned();
    }
    let (place, parameters) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
    if parameters.contains('@') {
        // Perhaps a password with an unescaped ? or #, and then this isn't the host.
        return format!("{scheme}://…");
    }
    // A password may hold an unescaped @ or /: what follows the last @ is the host.
    let place = place.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_urls_are_taken_and_passwords_are_not_repeated() {
        for url in ["", "history.db", "sqlite://", "sqlite://x.db?mode=ro"] {
            assert!(matches!(parse(url), Err(StoreError::NoUrl)), "{url}");
        }
        let account = parse("root:secret@127.0.0.1://nope").expect_err("no scheme");
        assert!(matches!(account, StoreError::NoUrl));
        let error = parse("mongodb://me:secret@host/db").expect_err("unknown");
        let error = error.to_string();
        assert!(error.contains("`mongodb`") && !error.contains("secret"));
        for (url, shown) in [
            (
                "postgres://me:se@cr/et@host:5/db?x=secret",
                "postgres://host:5/db",
            ),
            ("mysql://host/db", "mysql://host/db"),
            ("mysql://me:se?cr#et@host/db", "mysql://…"),
            ("sqlite:///a/b.db", "sqlite:///a/b.db"),
            ("nonsense secret", ""),
        ] {
            assert_eq!(redacted(url), shown);
        }
    }

    #[test]
    fn drivers_and_short_schemes_are_known() {
        let postgres = |rest: &str| Place::Postgres(format!("postgresql://{rest}"));
        assert_eq!(parse("postgres://h/d").ok(), Some(postgres("h/d")));
        assert_eq!(
            parse("postgresql+asyncpg://h/d").ok(),
            Some(postgres("h/d"))
        );
        let mysql = Some(Place::Mysql("mysql://h/d".to_owned()));
        assert_eq!(parse("mysql+pymysql://h/d").ok(), mysql);
        assert_eq!(parse("MariaDB://h/d").ok(), mysql);
    }

    #[cfg(unix)]
    #[test]
    fn paths_are_absolute_or_relative() {
        let here = std::env::current_dir().expect("a folder");
        let path = |text| sqlite_path(text).expect("a path");
        assert_eq!(path("/a b/h.db"), Path::new("/a b/h.db"));
        assert_eq!(path("//a/h.db"), Path::new("//a/h.db"));
        assert_eq!(path("h.db"), here.join("h.db"));
        assert_eq!(path("a/h.db"), here.join("a/h.db"));
        assert_eq!(path("/records.db"), here.join("records.db"));
        assert_eq!(path("/./a/records.db"), here.join("a/records.db"));
        let url = crate::store::default_url().expect("a data folder");
        assert!(
            url.starts_with("sqlite:///") && url.ends_with("/history.db"),
            "{url}"
        );
    }
}
