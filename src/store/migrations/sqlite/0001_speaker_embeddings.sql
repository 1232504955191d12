-- Voices: enrolled under a name, or heard in a task.
CREATE TABLE speaker_embeddings (
    id INTEGER PRIMARY KEY,
    uuid TEXT UNIQUE NOT NULL,
    task_uuid TEXT,
    speaker_label TEXT NOT NULL,
    description TEXT,
    embedding TEXT NOT NULL, -- a JSON array of numbers
    created_at TEXT NOT NULL, -- RFC 3339, UTC
    model TEXT NOT NULL DEFAULT '',
    clips INTEGER NOT NULL DEFAULT 1,
    seconds REAL NOT NULL DEFAULT 0,
    name_key TEXT -- the name in small letters; only enrolled voices have one
);
CREATE INDEX speaker_embeddings_task ON speaker_embeddings (task_uuid);
-- Rows without a key are all different to SQLite.
CREATE UNIQUE INDEX speaker_embeddings_name ON speaker_embeddings (model, name_key);
