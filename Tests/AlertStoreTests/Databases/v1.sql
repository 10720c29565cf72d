-- A database as version v1 of the schema wrote it: every kind of row. Times are milliseconds since 1970.
PRAGMA application_id = 1467242340;
BEGIN;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES ('v1');
CREATE TABLE ledger (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path TEXT NOT NULL,                       -- relative to the inbox, as shown to people
  path_bytes BLOB NOT NULL,                 -- the same as the file system has it
  name TEXT NOT NULL,
  source TEXT NOT NULL,                     -- '' at the inbox's top
  hash BLOB CHECK (length(hash) = 32),      -- SHA-256; NULL: rejected unread
  size_bytes INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  ctime_ns INTEGER NOT NULL,
  device INTEGER NOT NULL,                  -- the bits of an unsigned number, as inode
  inode INTEGER NOT NULL,
  arrived_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('matched', 'unmatched', 'duplicate', 'rejected')),
  reason_code TEXT,
  reason TEXT,
  notes TEXT,                               -- JSON array of sentences on how it was read
  of_article_id INTEGER REFERENCES articles (id),
  move TEXT NOT NULL CHECK (move IN ('pending', 'done', 'gone', 'failed', 'kept')),
  destination TEXT,
  move_error TEXT,
  moved_ms INTEGER,
  CHECK ((state = 'duplicate') = (of_article_id IS NOT NULL)),
  CHECK (state != 'rejected' OR (reason_code IS NOT NULL AND reason IS NOT NULL)),
  CHECK (state = 'rejected' OR hash IS NOT NULL),
  CHECK ((move = 'done') = (destination IS NOT NULL))
) STRICT;
CREATE INDEX ledger_by_hash ON ledger (hash) WHERE hash IS NOT NULL;
CREATE INDEX ledger_unfinished_moves ON ledger (path_bytes) WHERE move IN ('pending', 'failed');
CREATE INDEX ledger_kept_in_place ON ledger (path_bytes) WHERE move = 'kept';
CREATE TABLE stories (
  id TEXT PRIMARY KEY,                      -- from the content hash of its first article
  content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
  first_seen_ms INTEGER NOT NULL,
  copies INTEGER NOT NULL CHECK (copies >= 1) -- articles in it, the first included
) STRICT, WITHOUT ROWID;

CREATE TABLE articles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ledger_id INTEGER NOT NULL REFERENCES ledger (id), -- the file that brought it
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  source TEXT NOT NULL,                     -- as in the ledger
  content_hash BLOB NOT NULL CHECK (length(content_hash) = 32), -- of title and body
  story_id TEXT NOT NULL REFERENCES stories (id),
  version_of INTEGER REFERENCES articles (id),       -- the version before it
  url TEXT,
  external_id TEXT,
  path_bytes BLOB,                          -- its identity where it has neither url nor id; otherwise NULL
  author TEXT,
  section TEXT,
  tags TEXT,                                -- JSON array
  published TEXT,                           -- ISO 8601
  language TEXT,
  arrived_ms INTEGER NOT NULL,
  UNIQUE (hash, source),
  CHECK ((path_bytes IS NULL) = (url IS NOT NULL OR external_id IS NOT NULL))
) STRICT;
CREATE INDEX articles_by_content ON articles (content_hash);
CREATE INDEX articles_by_story ON articles (story_id);
CREATE INDEX articles_by_url ON articles (source, url) WHERE url IS NOT NULL;
CREATE INDEX articles_by_external_id ON articles (source, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX articles_by_path ON articles (source, path_bytes) WHERE path_bytes IS NOT NULL;

CREATE TABLE texts (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id),
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  dateline TEXT NOT NULL,
  caption TEXT NOT NULL,
  furniture TEXT NOT NULL
) STRICT;
CREATE TABLE alerts (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order of commits
  id TEXT NOT NULL UNIQUE,
  rule_id TEXT NOT NULL,
  story_id TEXT NOT NULL REFERENCES stories (id),
  article_id INTEGER NOT NULL REFERENCES articles (id),
  kind TEXT NOT NULL CHECK (kind IN ('new', 'correction', 'withdrawn', 'test')),
  severity TEXT NOT NULL,
  time_ms INTEGER NOT NULL,
  json TEXT NOT NULL                        -- as it was told
) STRICT;
CREATE UNIQUE INDEX alerts_once_per_rule_and_story ON alerts (rule_id, story_id) WHERE kind = 'new';
CREATE INDEX alerts_by_time ON alerts (time_ms);

CREATE TABLE matches (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  rule_id TEXT NOT NULL,
  rule_version TEXT NOT NULL,
  parts TEXT NOT NULL,                      -- JSON, as "parts" in an alert
  alert_sequence INTEGER NOT NULL REFERENCES alerts (sequence),
  suppressed TEXT CHECK (suppressed IN ('copy', 'version')), -- NULL: raised the alert
  PRIMARY KEY (article_id, rule_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (
  endpoint TEXT NOT NULL,
  sequence INTEGER NOT NULL REFERENCES alerts (sequence),
  state TEXT NOT NULL CHECK (state IN ('pending', 'delivered')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_ms INTEGER,
  last_error TEXT,
  ended_ms INTEGER,                         -- when it was delivered
  PRIMARY KEY (endpoint, sequence),
  CHECK ((state = 'pending') = (next_attempt_ms IS NOT NULL)),
  CHECK ((state = 'pending') = (ended_ms IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_pending_in_order ON outbox (endpoint, sequence, next_attempt_ms) WHERE state = 'pending';
CREATE INDEX outbox_pending_by_time ON outbox (endpoint, next_attempt_ms) WHERE state = 'pending';
CREATE TABLE definitions (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  json TEXT NOT NULL,
  saved_ms INTEGER NOT NULL
) STRICT;
PRAGMA defer_foreign_keys = ON;
INSERT INTO stories VALUES('b46ecb805fdd28795aa047f3',X'b46ecb805fdd28795aa047f38f6d009ff390c538d86faac8024ebd6621208690',1750000000000,3);
INSERT INTO stories VALUES('eb296f743485ee784a73d49d',X'eb296f743485ee784a73d49d50f05fa34eda42a744ca6318898f54c1995a6b8e',1750000000000,2);
INSERT INTO stories VALUES('fd289c49f81f9f51ba327643',X'fd289c49f81f9f51ba327643f50eb09e896a579ecfc867842687cec0c51f4d9a',1750000000000,1);
INSERT INTO ledger VALUES(1,'agency/report.txt',X'6167656e63792f7265706f72742e747874','report.txt','agency',X'3fc14ad7844b636a8e939158304775a305a383b06548340afc3bb0f4c5930670',321,5,6,-1,7,1750000000000,'matched',NULL,NULL,NULL,NULL,'done','archive/2025/06/15/3fc14ad7844b-report.txt',NULL,1750000000500);
INSERT INTO ledger VALUES(2,'daily/weather.txt',X'6461696c792f776561746865722e747874','weather.txt','daily',X'2d7f0b7b849a26eaa5ad7f4aabbf9da5c44f57abfca540b37284a3622bfeeae7',321,5,6,-1,8,1750000000000,'unmatched',NULL,NULL,NULL,NULL,'done','archive/2025/06/15/2d7f0b7b849a-weather.txt',NULL,1750000000500);
INSERT INTO ledger VALUES(3,'agency/report.txt',X'6167656e63792f7265706f72742e747874','report.txt','agency',X'3fc14ad7844b636a8e939158304775a305a383b06548340afc3bb0f4c5930670',321,5,6,-1,9,1750000060000,'duplicate','same-bytes','The same file came from this source before',NULL,1,'done','archive/2025/06/15/3fc14ad7844b-report~3.txt',NULL,1750000000500);
INSERT INTO ledger VALUES(4,'daily/weather.txt',X'6461696c792f776561746865722e747874','weather.txt','daily',X'24fc1197ec88ebfb6431a4ceb6d1151d4eb8761be94596b6cf2ce9d66a9aa9d3',321,5,6,-1,10,1750000120000,'matched',NULL,NULL,NULL,NULL,'pending',NULL,NULL,NULL);
INSERT INTO ledger VALUES(5,'daily/weather.txt',X'6461696c792f776561746865722e747874','weather.txt','daily',X'363bbd76d0badae1dfb97b03a25d2415da6b2b4ce7669a9a034ea2105183b033',321,5,6,-1,11,1750000180000,'matched',NULL,NULL,NULL,NULL,'failed',NULL,'no space left',1750000000600);
INSERT INTO ledger VALUES(6,'wire/copy.txt',X'776972652f636f70792e747874','copy.txt','wire',X'b3246525f0ce4b589b84b8125eed654f53b0d209079f837c2a6b1d7e018e7a89',321,5,6,-1,12,1750000240000,'matched',NULL,NULL,NULL,NULL,'kept',NULL,NULL,NULL);
INSERT INTO ledger VALUES(7,'agency/huge.txt',X'6167656e63792f687567652e747874','huge.txt','agency',NULL,321,5,6,-1,13,1750000000000,'rejected','too-large','It has more than 16 MiB.',NULL,NULL,'done','rejected/7-huge.txt',NULL,1750000000500);
INSERT INTO ledger VALUES(8,'agency/empty.txt',X'6167656e63792f656d7074792e747874','empty.txt','agency',X'3fc14ad7844b636a8e939158304775a305a383b06548340afc3bb0f4c5930670',321,5,6,-1,14,1750000000000,'rejected','empty','It is empty.',NULL,NULL,'pending',NULL,NULL,NULL);
INSERT INTO ledger VALUES(9,'gone.txt',X'676f6e652e747874','gone.txt','',X'e8365ac7877c792c1bf73e96aff5ac3f364490b3fee0276721363ab2c424aae5',321,5,6,-1,15,1750000000000,'unmatched',NULL,NULL,NULL,NULL,'gone',NULL,NULL,1750000000700);
INSERT INTO articles VALUES(1,1,X'3fc14ad7844b636a8e939158304775a305a383b06548340afc3bb0f4c5930670','agency',X'eb296f743485ee784a73d49d50f05fa34eda42a744ca6318898f54c1995a6b8e','eb296f743485ee784a73d49d',NULL,NULL,NULL,X'6167656e63792f7265706f72742e747874',NULL,NULL,NULL,NULL,NULL,1750000000000);
INSERT INTO articles VALUES(2,2,X'2d7f0b7b849a26eaa5ad7f4aabbf9da5c44f57abfca540b37284a3622bfeeae7','daily',X'b46ecb805fdd28795aa047f38f6d009ff390c538d86faac8024ebd6621208690','b46ecb805fdd28795aa047f3',NULL,'https://example.org/rain','rain-1',NULL,NULL,NULL,NULL,NULL,NULL,1750000000000);
INSERT INTO articles VALUES(3,4,X'24fc1197ec88ebfb6431a4ceb6d1151d4eb8761be94596b6cf2ce9d66a9aa9d3','daily',X'6c9c6e1f2cfb74aecf66b994593e3ffe1fb38a0ece5f9c59c6671261f30b8040','b46ecb805fdd28795aa047f3',2,'https://example.org/rain','rain-1',NULL,NULL,NULL,NULL,NULL,NULL,1750000120000);
INSERT INTO articles VALUES(4,5,X'363bbd76d0badae1dfb97b03a25d2415da6b2b4ce7669a9a034ea2105183b033','daily',X'6d606ddb722eb72e7b790195a414637eb4804b47a25a55f94f9e932ae0b0f0a0','b46ecb805fdd28795aa047f3',3,'https://example.org/rain','rain-1',NULL,NULL,NULL,NULL,NULL,NULL,1750000180000);
INSERT INTO articles VALUES(5,6,X'b3246525f0ce4b589b84b8125eed654f53b0d209079f837c2a6b1d7e018e7a89','wire',X'eb296f743485ee784a73d49d50f05fa34eda42a744ca6318898f54c1995a6b8e','eb296f743485ee784a73d49d',NULL,NULL,NULL,X'776972652f636f70792e747874',NULL,NULL,NULL,NULL,NULL,1750000240000);
INSERT INTO articles VALUES(6,9,X'e8365ac7877c792c1bf73e96aff5ac3f364490b3fee0276721363ab2c424aae5','',X'fd289c49f81f9f51ba327643f50eb09e896a579ecfc867842687cec0c51f4d9a','fd289c49f81f9f51ba327643',NULL,NULL,NULL,X'676f6e652e747874',NULL,NULL,NULL,NULL,NULL,1750000000000);
INSERT INTO texts VALUES(1,'Ministers sign a pact on border patrols','The two ministers met on Monday. They agreed on joint patrols.','','','');
INSERT INTO texts VALUES(2,'Rain in the north','It rained all night.','','','');
INSERT INTO texts VALUES(3,'Rain in the north','It rained all night. Patrols were called off.','','','');
INSERT INTO texts VALUES(4,'Rain in the north','It rained all night. All patrols were called off.','','','');
INSERT INTO texts VALUES(5,'Ministers sign a pact on border patrols','The two ministers met on Monday. They agreed on joint patrols.','','','Menu');
INSERT INTO texts VALUES(6,'','Somebody took this one.','','','');
INSERT INTO alerts VALUES(1,'0b8bd9346bb77516a5bae5f4','border-patrols','eb296f743485ee784a73d49d',1,'new','high',1750000000000,'{"article":{"file":"report.txt","hash":"3fc14ad7844b636a8e939158304775a305a383b06548340afc3bb0f4c5930670"},"id":"0b8bd9346bb77516a5bae5f4","kind":"new","parts":[{"expression":"patrol*","spans":[{"from":4,"to":11,"zone":"body"}]}],"rule":{"id":"border-patrols","severity":"high","title":"A rule","version":"0123456789ab"},"story":{"copies":1,"first_seen":"2025-06-15T15:06:40.000Z","id":"eb296f743485ee784a73d49d"},"time":"2025-06-15T15:06:40.000Z"}');
INSERT INTO alerts VALUES(2,'9074c46a92d556fe3cb0a696','border-patrols','b46ecb805fdd28795aa047f3',3,'new','high',1750000120000,'{"article":{"file":"report.txt","hash":"24fc1197ec88ebfb6431a4ceb6d1151d4eb8761be94596b6cf2ce9d66a9aa9d3"},"id":"9074c46a92d556fe3cb0a696","kind":"new","parts":[{"expression":"patrol*","spans":[{"from":4,"to":11,"zone":"body"}]}],"rule":{"id":"border-patrols","severity":"high","title":"A rule","version":"0123456789ab"},"story":{"copies":2,"first_seen":"2025-06-15T15:06:40.000Z","id":"b46ecb805fdd28795aa047f3"},"time":"2025-06-15T15:08:40.000Z"}');
INSERT INTO alerts VALUES(3,'f0fc26a3dfd4cba2c5c81a9a','floods','b46ecb805fdd28795aa047f3',3,'new','high',1750000120000,'{"article":{"file":"report.txt","hash":"24fc1197ec88ebfb6431a4ceb6d1151d4eb8761be94596b6cf2ce9d66a9aa9d3"},"id":"f0fc26a3dfd4cba2c5c81a9a","kind":"new","parts":[{"expression":"patrol*","spans":[{"from":4,"to":11,"zone":"body"}]}],"rule":{"id":"floods","severity":"high","title":"A rule","version":"0123456789ab"},"story":{"copies":2,"first_seen":"2025-06-15T15:06:40.000Z","id":"b46ecb805fdd28795aa047f3"},"time":"2025-06-15T15:08:40.000Z"}');
INSERT INTO matches VALUES(1,'border-patrols','0123456789ab','[{"expression":"patrol*","spans":[{"from":4,"to":11,"zone":"body"}]}]',1,NULL);
INSERT INTO matches VALUES(3,'border-patrols','0123456789ab','[{"expression":"patrol*","spans":[{"from":4,"to":11,"zone":"body"}]}]',2,NULL);
INSERT INTO matches VALUES(3,'floods','0123456789ab','[{"expression":"patrol*","spans":[{"from":4,"to":11,"zone":"body"}]}]',3,NULL);
INSERT INTO matches VALUES(4,'border-patrols','0123456789ab','[{"expression":"patrol*","spans":[{"from":4,"to":11,"zone":"body"}]}]',2,'version');
INSERT INTO matches VALUES(4,'floods','0123456789ab','[{"expression":"patrol*","spans":[{"from":4,"to":11,"zone":"body"}]}]',3,'version');
INSERT INTO matches VALUES(5,'border-patrols','0123456789ab','[{"expression":"patrol*","spans":[{"from":4,"to":11,"zone":"body"}]}]',1,'copy');
INSERT INTO outbox VALUES('desk',1,'pending',1,1750000005000,'no answer',NULL);
INSERT INTO outbox VALUES('desk',2,'delivered',1,NULL,NULL,1750000000200);
INSERT INTO outbox VALUES('desk',3,'pending',0,0,NULL,NULL);
INSERT INTO outbox VALUES('log',1,'delivered',1,NULL,NULL,1750000000100);
INSERT INTO outbox VALUES('log',2,'pending',0,0,NULL,NULL);
INSERT INTO outbox VALUES('log',3,'pending',0,0,NULL,NULL);
INSERT INTO definitions VALUES(1,'{"rules":[]}',1750000000000);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('ledger',9);
INSERT INTO sqlite_sequence VALUES('articles',6);
INSERT INTO sqlite_sequence VALUES('alerts',3);
COMMIT;
