-- What organisations said of themselves: one row a response and question. What an answer means stands with its survey, and may change.
CREATE TABLE answers {{on_cluster}} (
  -- 0 where nobody said whose answer it is.
  organisation UInt64,
  survey LowCardinality(String),
  response UUID,
  question LowCardinality(String),
  -- What was chosen; of an open answer what staff made of it.
  options Array(LowCardinality(String)),
  -- An open answer, without numbers and addresses by which somebody could be known.
  said String CODEC(ZSTD(1)),
  -- form | typed (a number that anybody can type) | import | interview
  origin LowCardinality(String),
  -- Who coded an open answer; empty until somebody did.
  coded_by LowCardinality(String),
  answered_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  import_id String CODEC(ZSTD(1)),
  imported_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  example Bool DEFAULT false
) ENGINE = {{replicated}}ReplacingMergeTree(imported_at)
PARTITION BY example
ORDER BY (survey, organisation, response, question)
TTL toDateTime(answered_at) + INTERVAL 13 MONTH DELETE WHERE NOT example
SETTINGS {{deduplication_window}} = 1000;

CREATE TABLE answers_staging {{on_cluster}} AS answers ENGINE = {{replicated}}MergeTree ORDER BY (import_id, survey, organisation, response, question) SETTINGS {{deduplication_window}} = 10000;

ALTER TABLE answers_staging {{on_cluster}} ADD COLUMN IF NOT EXISTS line UInt64;
