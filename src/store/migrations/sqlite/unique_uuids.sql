-- whisperX-FastAPI doesn't keep two tasks from having one id: all but the first get another one.
UPDATE tasks SET uuid = uuid || '-' || id
WHERE id NOT IN (SELECT min(id) FROM tasks GROUP BY uuid);
