-- A history of whisperX-FastAPI, as SQLAlchemy writes it for the columns of its table of tasks.
BEGIN TRANSACTION;
CREATE TABLE tasks (
	id INTEGER NOT NULL, 
	uuid VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	result JSON, 
	file_name VARCHAR, 
	url VARCHAR, 
	callback_url VARCHAR, 
	audio_duration FLOAT, 
	language VARCHAR, 
	task_type VARCHAR NOT NULL, 
	task_params JSON, 
	duration FLOAT, 
	start_time DATETIME, 
	end_time DATETIME, 
	error VARCHAR, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "tasks" VALUES(1,'11111111-1111-4111-8111-111111111111','completed','{"segments": [{"start": 2.878, "end": 10.199, "text": " This is a test.", "words": [{"word": "This", "start": 2.878, "end": 3.0, "score": 0.9, "speaker": "SPEAKER_00"}, {"word": "is", "start": 3.0, "end": 3.1, "score": 0.8}, {"word": "a"}, {"word": "test.", "start": 3.2, "end": 3.5, "score": 0.7, "speaker": "SPEAKER_00"}], "speaker": "SPEAKER_00"}], "word_segments": []}','a.mp3',NULL,NULL,12.996,'en','full_process','{"model": "tiny", "language": "en"}',0.364,'2026-01-02 03:04:05.254135','2026-01-02 03:04:06.618442',NULL,'2026-01-02 03:04:05.678901','2026-01-02 03:04:05.678901');
INSERT INTO "tasks" VALUES(2,'22222222-2222-4222-8222-222222222222','processing',NULL,'b.wav',NULL,NULL,NULL,'de','transcription','{}',NULL,NULL,NULL,NULL,'2026-01-03 03:04:05.678901','2026-01-03 03:04:05.678901');
INSERT INTO "tasks" VALUES(3,'33333333-3333-4333-8333-333333333333','queued',NULL,NULL,'https://example.org/c.ogg','https://example.org/done',NULL,'en','full_process',NULL,NULL,NULL,NULL,NULL,'2026-01-04 03:04:05.678901','2026-01-04 03:04:05.678901');
INSERT INTO "tasks" VALUES(4,'44444444-4444-4444-8444-444444444444','failed',NULL,NULL,NULL,NULL,NULL,NULL,'transcription_alignment',NULL,NULL,NULL,NULL,'Invalid JSON in transcript file','2026-01-05 03:04:05.678901','2026-01-05 03:04:05.678901');
INSERT INTO "tasks" VALUES(5,'55555555-5555-4555-8555-555555555555','completed','[{"label": "A", "speaker": "SPEAKER_00", "start": 0.5, "end": 2.0}]',NULL,NULL,NULL,NULL,NULL,'diarization',NULL,NULL,NULL,NULL,NULL,'2026-01-06 03:04:05.678901','2026-01-06 03:04:05.678901');
INSERT INTO "tasks" VALUES(6,'55555555-5555-4555-8555-555555555555','completed','{"segments": [], "word_segments": []}',NULL,NULL,NULL,NULL,NULL,'combine_transcript&diarization',NULL,NULL,NULL,NULL,NULL,'2026-01-07 03:04:05.678901','2026-01-07 03:04:05.678901');
COMMIT;
