-- A predecessor's table as 0002_tasks.sql would have made it. Whatever it was before, a column
-- that is already so stays as it is.
ALTER TABLE tasks CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
ALTER TABLE tasks
    MODIFY id BIGINT NOT NULL AUTO_INCREMENT,
    MODIFY uuid VARCHAR(255) NOT NULL,
    MODIFY status VARCHAR(255) NOT NULL,
    MODIFY result LONGTEXT,
    MODIFY file_name TEXT,
    MODIFY url TEXT,
    MODIFY callback_url TEXT,
    MODIFY audio_duration DOUBLE,
    MODIFY language VARCHAR(255),
    MODIFY task_type VARCHAR(255) NOT NULL,
    MODIFY task_params LONGTEXT,
    MODIFY duration DOUBLE,
    MODIFY start_time DATETIME(6),
    MODIFY end_time DATETIME(6),
    MODIFY error LONGTEXT,
    MODIFY created_at DATETIME(6) NOT NULL,
    MODIFY updated_at DATETIME(6) NOT NULL,
    ENGINE = InnoDB ROW_FORMAT = DYNAMIC;
-- whisperX-FastAPI doesn't keep two tasks from having one id: all but the first get another one.
UPDATE tasks
    JOIN (SELECT uuid, MIN(id) AS first FROM tasks GROUP BY uuid HAVING COUNT(*) > 1) AS same
        ON same.uuid = tasks.uuid AND same.first <> tasks.id
    SET tasks.uuid = CONCAT(tasks.uuid, '-', tasks.id);
