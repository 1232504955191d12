-- The queue of scripta serve: only its tasks name a machine, the one that has their recordings.
ALTER TABLE tasks ADD COLUMN host VARCHAR;
CREATE INDEX tasks_queue ON tasks (status, host, priority, id);

-- What is to be told, or was told, to those who wait for tasks to end.
CREATE TABLE deliveries (
    id VARCHAR NOT NULL PRIMARY KEY, -- the same for every attempt
    task_uuid VARCHAR COLLATE "C" NOT NULL REFERENCES tasks (uuid) ON DELETE CASCADE,
    url VARCHAR NOT NULL,
    status VARCHAR NOT NULL, -- waiting, delivered, failed
    attempts INTEGER NOT NULL DEFAULT 0,
    answer INTEGER, -- status of the last answer
    error VARCHAR,
    next_at TIMESTAMP WITH TIME ZONE NOT NULL, -- when it is tried, or was settled
    created_at TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX deliveries_due ON deliveries (status, next_at);
CREATE INDEX deliveries_task ON deliveries (task_uuid);
