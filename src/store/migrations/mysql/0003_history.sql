-- What whisperX-FastAPI's table lacks. One change in each statement: MySQL can't ask whether a
-- column is there, so those that are there already are passed over one by one.
ALTER TABLE tasks ADD COLUMN priority BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN progress DOUBLE NOT NULL DEFAULT 0; -- 0 to 1
ALTER TABLE tasks ADD COLUMN stage VARCHAR(255);
ALTER TABLE tasks ADD COLUMN retry_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN error_code VARCHAR(255);
ALTER TABLE tasks ADD COLUMN content_hash VARCHAR(128); -- SHA-256 of the recording's bytes
ALTER TABLE tasks ADD COLUMN settings_hash VARCHAR(128); -- SHA-256 of all that changes the result
ALTER TABLE tasks ADD COLUMN model VARCHAR(255);
ALTER TABLE tasks ADD COLUMN source TEXT; -- absolute path of the recording
ALTER TABLE tasks ADD COLUMN worker VARCHAR(255); -- who works on it
ALTER TABLE tasks ADD COLUMN lease_until DATETIME(6); -- when the worker counts as lost
ALTER TABLE tasks ADD UNIQUE INDEX tasks_uuid (uuid);
ALTER TABLE tasks ADD INDEX tasks_created (created_at);
ALTER TABLE tasks ADD INDEX tasks_status (status, created_at);
ALTER TABLE tasks ADD INDEX tasks_content (content_hash, settings_hash);

-- Results as they were written, by format.
CREATE TABLE IF NOT EXISTS results (
    task_uuid VARCHAR(255) NOT NULL,
    format VARCHAR(64) NOT NULL,
    content LONGBLOB NOT NULL,
    PRIMARY KEY (task_uuid, format),
    FOREIGN KEY (task_uuid) REFERENCES tasks (uuid) ON DELETE CASCADE
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What an unfinished task has done.
CREATE TABLE IF NOT EXISTS checkpoints (
    task_uuid VARCHAR(255) NOT NULL,
    part VARCHAR(255) NOT NULL,
    content LONGBLOB NOT NULL,
    PRIMARY KEY (task_uuid, part),
    FOREIGN KEY (task_uuid) REFERENCES tasks (uuid) ON DELETE CASCADE
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The segments of all transcripts, for searching; their words have one space between two. The
-- program leaves no word out of the index: see NO_STOPWORDS.
CREATE TABLE IF NOT EXISTS passages (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    task_id BIGINT NOT NULL,
    start_seconds DOUBLE NOT NULL,
    end_seconds DOUBLE NOT NULL,
    speaker TEXT,
    text LONGTEXT NOT NULL,
    words LONGTEXT NOT NULL,
    INDEX passages_task (task_id),
    FULLTEXT INDEX passages_words (words),
    FOREIGN KEY (task_id) REFERENCES tasks (id) ON DELETE CASCADE
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Files of watched folders that were taken.
CREATE TABLE IF NOT EXISTS watched (
    id CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY, -- SHA-256 of path and settings
    path TEXT NOT NULL,
    stamp VARCHAR(255) NOT NULL -- size and time of last change
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
