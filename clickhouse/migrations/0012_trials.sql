-- Who takes part in a list experiment, and what was drawn for it: one row an organisation, as it was drawn.
CREATE TABLE trial_members {{on_cluster}} (
  trial LowCardinality(String),
  -- The head of a branch.
  organisation UInt64,
  -- Place in the design's list of arms; 0 is left alone.
  arm UInt8,
  -- What was drawn as a whole: a municipality, a team, an intermediary that acts for several; itself where nothing was.
  cluster UInt64,
  -- Of which draw: 1 for the first list, and so on. What one draw divided evenly was the units of that draw.
  batch UInt16,
  -- Within which it was divided evenly; empty where clusters were drawn.
  stratum LowCardinality(String),
  -- What clusters were balanced by: on which rung it stood as it was drawn, and whether it is one person.
  state UInt8,
  sole Bool,
  -- Of a stepped roll-out the period from which on it is approached, from 1; 0 where it is none.
  step UInt8,
  -- Day on which it is approached, or would have been.
  starts Date,
  drawn_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  example Bool DEFAULT false
) ENGINE = {{replicated}}ReplacingMergeTree(drawn_at)
PARTITION BY example
ORDER BY (trial, organisation)
TTL toDateTime(drawn_at) + INTERVAL 13 MONTH DELETE WHERE NOT example
SETTINGS {{deduplication_window}} = 1000;

-- What became of what was sent to a member; the last word counts.
CREATE TABLE trial_deliveries {{on_cluster}} (
  trial LowCardinality(String),
  organisation UInt64,
  -- delivered | bounced | attended | declined
  status LowCardinality(String),
  at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  imported_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  example Bool DEFAULT false
) ENGINE = {{replicated}}ReplacingMergeTree(imported_at)
PARTITION BY example
ORDER BY (trial, organisation)
TTL toDateTime(imported_at) + INTERVAL 13 MONTH DELETE WHERE NOT example
SETTINGS {{deduplication_window}} = 1000;
