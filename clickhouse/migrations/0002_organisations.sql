-- Who could use the box: one row an organisation and stretch of validity.
CREATE TABLE organisations {{on_cluster}} (
  organisation UInt64,
  population LowCardinality(String),
  -- The company a branch belongs to, itself for all others; only heads count.
  head UInt64,
  -- Public bodies and departments by name; empty for companies, whose name can be personal data.
  name String CODEC(ZSTD(1)),
  sector LowCardinality(String),
  size LowCardinality(String),
  legal_form LowCardinality(String),
  -- As it is called today, and as the source called it: the two differ after a merger.
  municipality LowCardinality(String),
  municipality_given LowCardinality(String),
  valid_from Date,
  valid_to Date,
  import_id String CODEC(ZSTD(1)),
  imported_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  example Bool DEFAULT false
) ENGINE = {{replicated}}ReplacingMergeTree(imported_at)
PARTITION BY example
ORDER BY (organisation, valid_from)
SETTINGS {{deduplication_window}} = 1000;

-- For which process an organisation has occasion to send or receive, and since and until when.
CREATE TABLE eligibilities {{on_cluster}} (
  organisation UInt64,
  process LowCardinality(String),
  valid_from Date,
  valid_to Date,
  import_id String CODEC(ZSTD(1)),
  imported_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  example Bool DEFAULT false
) ENGINE = {{replicated}}ReplacingMergeTree(imported_at)
PARTITION BY example
ORDER BY (organisation, process, valid_from)
SETTINGS {{deduplication_window}} = 1000;

-- Municipalities with their region, validity and, once merged, their successor.
CREATE TABLE municipalities {{on_cluster}} (
  municipality String,
  region LowCardinality(String),
  valid_from Date,
  valid_to Date,
  successor String,
  imported_at DateTime64(3, 'UTC')
) ENGINE = {{replicated}}ReplacingMergeTree(imported_at)
ORDER BY (municipality, valid_from);
