//! The verbs of enrolled voices.

use super::database::{Row, Session, Unexpected, Value, values};
use super::voice::key;
use super::{Enrolment, Store, StoreError, Voice, rows};

/// The columns of a voice, in the order that [`voice`] reads them.
const COLUMNS: &str = "uuid, speaker_label, model, embedding, clips, seconds, created_at";

impl Store {
    /// Adds recordings of a voice, and tells what is now known of it.
    ///
    /// A name that the model already has keeps its spelling and id; its embedding becomes the mean
    /// of old and new, weighted by seconds of speech.
    ///
    /// # Errors
    /// When the name or the embedding won't do, or the store fails; nothing is changed then.
    pub fn add_voice(&self, enrolment: &Enrolment) -> Result<Voice, StoreError> {
        let enrolment = enrolment.checked()?;
        self.write(|session| {
            let mut known = find(session, &enrolment)?;
            if let Some(voice) = &mut known {
                voice.merge(&enrolment)?;
                update(session, voice)?;
            }
            match known {
                Some(voice) => Ok(voice),
                None => insert(session, enrolment.clone()),
            }
        })
    }

    /// Every enrolled voice, by name and then by model.
    ///
    /// # Errors
    /// When the store fails.
    pub fn voices(&self) -> Result<Vec<Voice>, StoreError> {
        let all = format!(
            "SELECT {COLUMNS} FROM speaker_embeddings WHERE name_key IS NOT NULL
             ORDER BY name_key, model"
        );
        self.read(|session| rows(session, &all, &[], voice))
    }

    /// Forgets a name, for all models, and tells how many voices that were.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub fn remove_voice(&self, name: &str) -> Result<u64, StoreError> {
        let remove = "DELETE FROM speaker_embeddings WHERE name_key = ?";
        self.write(|session| session.execute(remove, &values![key(name)]))
    }
}

/// The voice of the same name and model.
fn find(session: &mut dyn Session, enrolment: &Enrolment) -> Result<Option<Voice>, StoreError> {
    let one = format!("SELECT {COLUMNS} FROM speaker_embeddings WHERE model = ? AND name_key = ?");
    let wanted = values![&enrolment.model, key(&enrolment.name)];
    Ok(rows(session, &one, &wanted, voice)?.pop())
}

/// Writes down a name that is new.
fn insert(session: &mut dyn Session, enrolment: Enrolment) -> Result<Voice, StoreError> {
    let voice = Voice {
        id: uuid::Uuid::new_v4().to_string(),
        name: enrolment.name,
        model: enrolment.model,
        embedding: enrolment.embedding,
        clips: enrolment.clips,
        seconds: enrolment.seconds,
        created_at: jiff::Timestamp::now().strftime("%FT%TZ").to_string(),
    };
    let insert = format!(
        "INSERT INTO speaker_embeddings ({COLUMNS}, name_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    );
    let values = values![
        &voice.id,
        &voice.name,
        &voice.model,
        embedding(&voice),
        clips(&voice),
        voice.seconds,
        &voice.created_at,
        key(&voice.name),
    ];
    session.execute(&insert, &values)?;
    Ok(voice)
}

/// Writes down what merging has changed.
fn update(session: &mut dyn Session, voice: &Voice) -> Result<(), StoreError> {
    let update =
        "UPDATE speaker_embeddings SET embedding = ?, clips = ?, seconds = ? WHERE uuid = ?";
    let values = values![embedding(voice), clips(voice), voice.seconds, &voice.id];
    session.execute(update, &values).map(drop)
}

/// Reads a voice from [`COLUMNS`].
fn voice(row: &mut Row) -> Result<Voice, Unexpected> {
    Ok(Voice {
        id: row.get()?,
        name: row.get()?,
        model: row.get()?,
        embedding: serde_json::from_str(&row.get::<String>()?).map_err(|_| Unexpected)?,
        clips: usize::try_from(row.get::<i64>()?).unwrap_or(0),
        seconds: row.get()?,
        created_at: row.get()?,
    })
}

/// The embedding as a JSON array.
fn embedding(voice: &Voice) -> Value {
    serde_json::json!(voice.embedding).to_string().into()
}

/// The number of clips as the database counts.
fn clips(voice: &Voice) -> i64 {
    i64::try_from(voice.clips).unwrap_or(i64::MAX)
}
