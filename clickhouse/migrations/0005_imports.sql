-- Where the rows of a file wait until all of it has been read; published from here in one statement. Of rows about the
-- same thing the one that stands last in the file counts, which is why the line is kept and sorted on.
CREATE TABLE messages_staging {{on_cluster}} AS messages ENGINE = {{replicated}}MergeTree ORDER BY (import_id, id) SETTINGS {{deduplication_window}} = 10000;

ALTER TABLE messages_staging {{on_cluster}} ADD COLUMN IF NOT EXISTS line UInt64;

CREATE TABLE organisations_staging {{on_cluster}} AS organisations ENGINE = {{replicated}}MergeTree ORDER BY (import_id, organisation, valid_from) SETTINGS {{deduplication_window}} = 10000;

ALTER TABLE organisations_staging {{on_cluster}} ADD COLUMN IF NOT EXISTS line UInt64;

CREATE TABLE eligibilities_staging {{on_cluster}} AS eligibilities ENGINE = {{replicated}}MergeTree ORDER BY (import_id, organisation, process, valid_from) SETTINGS {{deduplication_window}} = 10000;

ALTER TABLE eligibilities_staging {{on_cluster}} ADD COLUMN IF NOT EXISTS line UInt64;

CREATE TABLE events_staging {{on_cluster}} AS events ENGINE = {{replicated}}MergeTree ORDER BY (import_id, id) SETTINGS {{deduplication_window}} = 10000;

ALTER TABLE events_staging {{on_cluster}} ADD COLUMN IF NOT EXISTS line UInt64;
