-- The queue of scripta serve: only its tasks name a machine, the one that has their recordings.
ALTER TABLE tasks ADD COLUMN host VARCHAR(255);
ALTER TABLE tasks ADD INDEX tasks_queue (status(32), host, priority, id);

-- What is to be told, or was told, to those who wait for tasks to end.
CREATE TABLE IF NOT EXISTS deliveries (
    id VARCHAR(64) NOT NULL PRIMARY KEY, -- the same for every attempt
    task_uuid VARCHAR(255) NOT NULL,
    url TEXT NOT NULL,
    status VARCHAR(32) NOT NULL, -- waiting, delivered, failed
    attempts BIGINT NOT NULL DEFAULT 0,
    answer BIGINT, -- status of the last answer
    error TEXT,
    next_at DATETIME(6) NOT NULL, -- when it is tried, or was settled
    created_at DATETIME(6) NOT NULL,
    INDEX deliveries_due (status, next_at),
    FOREIGN KEY (task_uuid) REFERENCES tasks (uuid) ON DELETE CASCADE
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
