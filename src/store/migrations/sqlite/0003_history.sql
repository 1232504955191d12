-- What whisperX-FastAPI's table lacks.
ALTER TABLE tasks ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN progress FLOAT NOT NULL DEFAULT 0; -- 0 to 1
ALTER TABLE tasks ADD COLUMN stage VARCHAR;
ALTER TABLE tasks ADD COLUMN retry_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN error_code VARCHAR;
ALTER TABLE tasks ADD COLUMN content_hash VARCHAR; -- SHA-256 of the recording's bytes
ALTER TABLE tasks ADD COLUMN settings_hash VARCHAR; -- SHA-256 of all that changes the result
ALTER TABLE tasks ADD COLUMN model VARCHAR;
ALTER TABLE tasks ADD COLUMN source VARCHAR; -- absolute path of the recording
ALTER TABLE tasks ADD COLUMN worker VARCHAR; -- who works on it
ALTER TABLE tasks ADD COLUMN lease_until DATETIME; -- when the worker counts as lost
CREATE UNIQUE INDEX tasks_uuid ON tasks (uuid);
CREATE INDEX tasks_created ON tasks (created_at);
CREATE INDEX tasks_status ON tasks (status, created_at);
CREATE INDEX tasks_content ON tasks (content_hash, settings_hash);

-- Results as they were written, by format.
CREATE TABLE results (
    task_uuid VARCHAR NOT NULL REFERENCES tasks (uuid) ON DELETE CASCADE,
    format VARCHAR NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (task_uuid, format)
);

-- What an unfinished task has done.
CREATE TABLE checkpoints (
    task_uuid VARCHAR NOT NULL REFERENCES tasks (uuid) ON DELETE CASCADE,
    part VARCHAR NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (task_uuid, part)
);

-- The segments of all transcripts, for searching.
CREATE TABLE passages (
    id INTEGER NOT NULL PRIMARY KEY,
    task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    start_seconds FLOAT NOT NULL,
    end_seconds FLOAT NOT NULL,
    speaker VARCHAR,
    text TEXT NOT NULL
);
CREATE INDEX passages_task ON passages (task_id);
-- Their words, one space between two; rowid is the passage's id.
CREATE VIRTUAL TABLE passage_words USING fts5 (
    words, content = '', contentless_delete = 1,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
);
CREATE TRIGGER passages_deleted AFTER DELETE ON passages BEGIN
    DELETE FROM passage_words WHERE rowid = old.id;
END;

-- Files of watched folders that were taken.
CREATE TABLE watched (
    id VARCHAR NOT NULL PRIMARY KEY, -- SHA-256 of path and settings
    path VARCHAR NOT NULL,
    stamp VARCHAR NOT NULL -- size and time of last change
);
