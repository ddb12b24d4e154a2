-- How far each organisation got in a kept funnel: when it first completed each step, in order. Recomputed for an
-- organisation as its events arrive, so that a view counts organisations and never reads events.
CREATE TABLE journeys {{on_cluster}} (
  funnel LowCardinality(String),
  population LowCardinality(String),
  organisation UInt64,
  -- Moment each step was first reached in order, epoch where not.
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
  computed_at DateTime64(3, 'UTC'),
  example Bool
) ENGINE = {{replicated}}ReplacingMergeTree(computed_at)
PARTITION BY example
ORDER BY (funnel, population, organisation);
