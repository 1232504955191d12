-- What was asked for and what came of it. The columns up to updated_at are those of
-- whisperX-FastAPI; times are UTC.
CREATE TABLE IF NOT EXISTS tasks (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(255) NOT NULL,
    status VARCHAR(255) NOT NULL, -- queued, processing, completed, failed, cancelled, interrupted
    result LONGTEXT, -- JSON as it was written: the servers' own type for it changes it
    file_name TEXT,
    url TEXT,
    callback_url TEXT,
    audio_duration DOUBLE, -- seconds
    language VARCHAR(255),
    task_type VARCHAR(255) NOT NULL,
    task_params LONGTEXT, -- JSON
    duration DOUBLE, -- seconds of work
    start_time DATETIME(6),
    end_time DATETIME(6),
    error LONGTEXT,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
