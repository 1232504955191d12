-- What was asked for and what came of it. The columns up to updated_at are those of
-- whisperX-FastAPI; times are UTC, as 2026-11-24 16:07:27.123456.
CREATE TABLE tasks (
    id INTEGER NOT NULL PRIMARY KEY,
    uuid VARCHAR NOT NULL,
    status VARCHAR NOT NULL, -- queued, processing, completed, failed, cancelled, interrupted
    result JSON,
    file_name VARCHAR,
    url VARCHAR,
    callback_url VARCHAR,
    audio_duration FLOAT, -- seconds
    language VARCHAR,
    task_type VARCHAR NOT NULL,
    task_params JSON,
    duration FLOAT, -- seconds of work
    start_time DATETIME,
    end_time DATETIME,
    error VARCHAR,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL
);
