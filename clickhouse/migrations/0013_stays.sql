-- The same counts, in the order of what they are asked by: a question about one region, sector, size or municipality reads its own part.
-- They are made anew out of everybody's ladder.
DROP TABLE IF EXISTS ladder_stays {{on_cluster}} SYNC;

CREATE TABLE ladder_stays {{on_cluster}} (
  version Int64,
  -- Of all dimensions together, which are empty then.
  total Bool,
  population LowCardinality(String),
  -- Whether it counts by the boundaries of now, of then, or both: of most the two are the same.
  boundaries LowCardinality(String),
  region LowCardinality(String),
  sector LowCardinality(String),
  size LowCardinality(String),
  municipality LowCardinality(String),
  before UInt8,
  state UInt8,
  after UInt8,
  -- Monday of the first week, and of the first week that it was elsewhere.
  begun Date,
  ended Date,
  organisations UInt32
) ENGINE = {{replicated}}MergeTree
ORDER BY (version, total, population, boundaries, region, sector, size, municipality, state, begun)
SETTINGS index_granularity = 2048;
