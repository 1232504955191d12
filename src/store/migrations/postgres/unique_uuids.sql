-- Ids are compared letter by letter, whatever the database's language.
ALTER TABLE tasks ALTER COLUMN uuid TYPE VARCHAR COLLATE "C" USING CAST(uuid AS VARCHAR);
-- whisperX-FastAPI doesn't keep two tasks from having one id: all but the first get another one.
UPDATE tasks SET uuid = uuid || '-' || id
WHERE id NOT IN (SELECT min(id) FROM tasks GROUP BY uuid);
