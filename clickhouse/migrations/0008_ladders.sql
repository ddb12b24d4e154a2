-- On which rung of the ladder each organisation stood at the end of each week: one row an organisation and stretch of validity
-- in which its dimensions did not change. Recomputed, with the journeys, for whomever something arrived about.
CREATE TABLE ladders {{on_cluster}} (
  population LowCardinality(String),
  organisation UInt64,
  valid_from Date,
  municipality LowCardinality(String),
  region LowCardinality(String),
  sector LowCardinality(String),
  size LowCardinality(String),
  -- Where it came from: 0 new in the registry, 255 there already with other dimensions.
  came UInt8,
  -- Whether it has more than this one stretch.
  several Bool,
  -- Mondays of the weeks at whose end it stood elsewhere than at the end of the week before, and where. The last one is where it left.
  weeks Array(Date) CODEC(ZSTD(1)),
  states Array(UInt8) CODEC(ZSTD(1)),
  example Bool,
  computed_at DateTime64(3, 'UTC')
) ENGINE = {{replicated}}ReplacingMergeTree(computed_at)
PARTITION BY example
ORDER BY (population, organisation, valid_from);

-- How many organisations stood where from which week until which, and where before and after: all that a page counts, without
-- a single organisation. Made anew as a whole, so that it cannot differ from the ladders; the version that counts is a fact in the register.
-- Rows without dimensions are the totals, which are a fraction of the others.
CREATE TABLE ladder_stays {{on_cluster}} (
  version Int64,
  total Bool,
  population LowCardinality(String),
  municipality LowCardinality(String),
  region LowCardinality(String),
  sector LowCardinality(String),
  size LowCardinality(String),
  before UInt8,
  state UInt8,
  after UInt8,
  -- Monday of the first week, and of the first week that it was elsewhere.
  begun Date,
  ended Date,
  organisations UInt32
) ENGINE = {{replicated}}MergeTree
ORDER BY (version, total, population, state, begun);

-- When organisations first had occasion, came to use the box, and left (2149 where not): to count how long first use took.
CREATE TABLE ladder_starts {{on_cluster}} (
  version Int64,
  population LowCardinality(String),
  municipality LowCardinality(String),
  region LowCardinality(String),
  sector LowCardinality(String),
  size LowCardinality(String),
  started Date,
  used Date,
  gone Date,
  organisations UInt32
) ENGINE = {{replicated}}MergeTree
ORDER BY (version, population, started);
