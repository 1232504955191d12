-- Voices: enrolled under a name, or heard in a task.
CREATE TABLE IF NOT EXISTS speaker_embeddings (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uuid VARCHAR(255) NOT NULL UNIQUE,
    task_uuid VARCHAR(255),
    speaker_label VARCHAR(255) NOT NULL,
    description TEXT,
    embedding LONGTEXT NOT NULL, -- a JSON array of numbers
    created_at VARCHAR(40) NOT NULL, -- RFC 3339, UTC
    model VARCHAR(255) NOT NULL DEFAULT '',
    clips BIGINT NOT NULL DEFAULT 1,
    seconds DOUBLE NOT NULL DEFAULT 0,
    name_key VARCHAR(400), -- the name in small letters, which may be more; only enrolled voices have one
    INDEX speaker_embeddings_task (task_uuid),
    -- Rows without a key are all different to MySQL.
    UNIQUE INDEX speaker_embeddings_name (name_key, model)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
