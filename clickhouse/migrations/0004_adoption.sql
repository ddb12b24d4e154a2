-- How far each organisation got in a default funnel: when it first completed each step, in order and within the window.
-- Recomputed for an organisation when something about it arrives, so that a view counts organisations and reads no events.
CREATE TABLE journeys {{on_cluster}} (
  population LowCardinality(String),
  organisation UInt64,
  -- Moment each step was first completed, epoch where not.
  reached Array(DateTime('UTC')) CODEC(ZSTD(1)),
  municipality LowCardinality(String),
  region LowCardinality(String),
  sector LowCardinality(String),
  size LowCardinality(String),
  -- First site and campaign seen, empty where none.
  site LowCardinality(String),
  campaign LowCardinality(String),
  valid_from Date,
  valid_to Date,
  eligible_from Array(Date) CODEC(ZSTD(1)),
  eligible_to Array(Date) CODEC(ZSTD(1)),
  example Bool,
  computed_at DateTime64(3, 'UTC')
) ENGINE = {{replicated}}ReplacingMergeTree(computed_at)
PARTITION BY example
ORDER BY (population, organisation);
