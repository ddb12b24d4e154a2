-- Where the rows of a file wait until all of it has been read; published from here in one statement.
CREATE TABLE messages_staging {{on_cluster}} AS messages ENGINE = {{replicated}}MergeTree ORDER BY (import_id, id) SETTINGS {{deduplication_window}} = 10000;

CREATE TABLE organisations_staging {{on_cluster}} AS organisations ENGINE = {{replicated}}MergeTree ORDER BY (import_id, organisation) SETTINGS {{deduplication_window}} = 10000;

CREATE TABLE eligibilities_staging {{on_cluster}} AS eligibilities ENGINE = {{replicated}}MergeTree ORDER BY (import_id, organisation) SETTINGS {{deduplication_window}} = 10000;

CREATE TABLE events_staging {{on_cluster}} AS events ENGINE = {{replicated}}MergeTree ORDER BY (import_id, id) SETTINGS {{deduplication_window}} = 10000;
