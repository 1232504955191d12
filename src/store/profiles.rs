//! Voices as the service's clients keep them: any number of embeddings, each with an id of its own.
//!
//! Those whose name is free are enrolled voices at the same time, which jobs recognise by name.

use super::database::{Row, Session, Unexpected, values};
use super::voice::key;
use super::{Enrolment, Store, StoreError, rows};

const COLUMNS: &str =
    "uuid, task_uuid, speaker_label, description, model, embedding, seconds, created_at";

/// A voice with what a client says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// UUID, version 4, as text.
    pub id: String,
    /// The task that the voice was heard in.
    pub task_id: Option<String>,
    /// The speaker's name.
    pub label: String,
    /// Whatever else there is to say.
    pub description: Option<String>,
    /// Id of the embedding model.
    pub model: String,
    /// The voice as a vector of unit length.
    pub embedding: Vec<f32>,
    /// Seconds of speech that the voice is known from; 0 where nobody says. They never change.
    pub seconds: f64,
    /// When it was stored: RFC 3339, UTC.
    pub created_at: String,
}

impl Store {
    /// Stores a voice and gives its id. Its embedding may have any length but 0.
    ///
    /// # Errors
    /// When name or embedding won't do, or the store fails; nothing is changed then.
    pub fn add_profile(&self, new: &Profile) -> Result<String, StoreError> {
        let profile = checked(new)?;
        let id = uuid::Uuid::new_v4().to_string();
        let insert = format!(
            "INSERT INTO speaker_embeddings ({COLUMNS}, name_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        );
        let now = jiff::Timestamp::now().strftime("%FT%TZ").to_string();
        self.write(|session| {
            let name_key = free_key(session, &profile, &id)?;
            let values = values![
                &id,
                profile.task_id.as_deref(),
                &profile.label,
                profile.description.as_deref(),
                &profile.model,
                serde_json::json!(profile.embedding).to_string(),
                profile.seconds,
                &now,
                name_key
            ];
            session.execute(&insert, &values)
        })?;
        Ok(id)
    }

    /// Voices, the oldest first; with a task, only those heard in it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn profiles(
        &self,
        task_id: Option<&str>,
        limit: u32,
        offset: u32,
    ) -> Result<Vec<Profile>, StoreError> {
        let condition = if task_id.is_some() {
            "WHERE task_uuid = ?"
        } else {
            ""
        };
        let find = format!(
            "SELECT {COLUMNS} FROM speaker_embeddings {condition} ORDER BY id
             LIMIT {limit} OFFSET {offset}"
        );
        let wanted: Vec<_> = task_id.into_iter().map(Into::into).collect();
        self.read(|session| rows(session, &find, &wanted, profile))
    }

    /// The voice with an id.
    ///
    /// # Errors
    /// When the store fails.
    pub fn profile(&self, id: &str) -> Result<Option<Profile>, StoreError> {
        self.read(|session| Ok(rows(session, &find_one(), &values![id], profile)?.pop()))
    }

    /// Changes what is said of a voice and gives how it is then, if there is one of that id.
    ///
    /// # Errors
    /// When name or embedding won't do, or the store fails; nothing is changed then.
    pub fn change_profile(
        &self,
        id: &str,
        change: impl Fn(&mut Profile),
    ) -> Result<Option<Profile>, StoreError> {
        let update = "UPDATE speaker_embeddings SET task_uuid = ?, speaker_label = ?,
            description = ?, model = ?, embedding = ?, name_key = ? WHERE uuid = ?";
        self.write(|session| {
            let Some(mut profile) = rows(session, &find_one(), &values![id], profile)?.pop() else {
                return Ok(None);
            };
            change(&mut profile);
            let profile = checked(&profile)?;
            let name_key = free_key(session, &profile, id)?;
            let values = values![
                profile.task_id.as_deref(),
                &profile.label,
                profile.description.as_deref(),
                &profile.model,
                serde_json::json!(profile.embedding).to_string(),
                name_key,
                id
            ];
            session.execute(update, &values)?;
            Ok(Some(profile))
        })
    }

    /// Forgets a voice, and tells whether there was one of that id.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub fn remove_profile(&self, id: &str) -> Result<bool, StoreError> {
        let remove = "DELETE FROM speaker_embeddings WHERE uuid = ?";
        let removed = self.write(|session| session.execute(remove, &values![id]))?;
        Ok(removed > 0)
    }

    /// Forgets the voices that were heard in a task, and tells how many there were.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub fn remove_profiles_of(&self, task_id: &str) -> Result<u64, StoreError> {
        let remove = "DELETE FROM speaker_embeddings WHERE task_uuid = ?";
        self.write(|session| session.execute(remove, &values![task_id]))
    }
}

fn find_one() -> String {
    format!("SELECT {COLUMNS} FROM speaker_embeddings WHERE uuid = ?")
}

/// The profile with a trimmed label and an embedding of unit length, if it can be stored.
fn checked(new: &Profile) -> Result<Profile, StoreError> {
    let enrolment = Enrolment {
        name: new.label.clone(),
        model: new.model.clone(),
        embedding: new.embedding.clone(),
        clips: 1,
        seconds: 1.0,
    };
    let enrolment = enrolment.checked()?;
    Ok(Profile {
        label: enrolment.name,
        embedding: enrolment.embedding,
        ..new.clone()
    })
}

/// What a voice is recognised by; nothing if another one has the name, or it is none of a person's.
fn free_key(
    session: &mut dyn Session,
    profile: &Profile,
    id: &str,
) -> Result<Option<String>, StoreError> {
    if crate::transcript::is_speaker_label(&profile.label) {
        return Ok(None);
    }
    let key = key(&profile.label);
    let find = "SELECT uuid FROM speaker_embeddings WHERE model = ? AND name_key = ? AND uuid <> ?";
    let others = rows(
        session,
        find,
        &values![&profile.model, &key, id],
        Row::get::<String>,
    )?;
    Ok(others.is_empty().then_some(key))
}

fn profile(row: &mut Row) -> Result<Profile, Unexpected> {
    Ok(Profile {
        id: row.get()?,
        task_id: row.get()?,
        label: row.get()?,
        description: row.get()?,
        model: row.get()?,
        embedding: serde_json::from_str(&row.get::<String>()?).map_err(|_| Unexpected)?,
        seconds: row.get()?,
        created_at: row.get()?,
    })
}
