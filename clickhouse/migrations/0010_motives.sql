-- What is known of each organisation that could tell why it does not use the box: counts of what happened, in the order of the list in
-- src/motives/signal.ts. Recomputed for whoever something arrived about.
CREATE TABLE motive_signals {{on_cluster}} (
  population LowCardinality(String),
  organisation UInt64,
  signals Array(UInt32) CODEC(ZSTD(1)),
  example Bool,
  computed_at DateTime64(3, 'UTC')
) ENGINE = {{replicated}}ReplacingMergeTree(computed_at)
PARTITION BY example
ORDER BY (population, organisation);

-- The same as it was known when a month began: what is erased after its term was still there then, as it is for the present.
CREATE TABLE motive_past {{on_cluster}} (
  population LowCardinality(String),
  at Date,
  organisation UInt64,
  signals Array(UInt32) CODEC(ZSTD(1)),
  example Bool,
  computed_at DateTime64(3, 'UTC')
) ENGINE = {{replicated}}ReplacingMergeTree(computed_at)
PARTITION BY example
ORDER BY (population, at, organisation)
TTL at + INTERVAL 13 MONTH DELETE WHERE NOT example;

-- How many organisations there are of a kind, with the same evidence and the same answers: all that a page counts, without a single
-- organisation. Made anew as a whole; the version that counts is a fact in the register.
CREATE TABLE motive_cells {{on_cluster}} (
  version Int64,
  population LowCardinality(String),
  municipality LowCardinality(String),
  region LowCardinality(String),
  sector LowCardinality(String),
  size LowCardinality(String),
  -- The rung of the ladder.
  state UInt8,
  -- Which rules hold: bit n for the n-th rule.
  holds UInt64,
  -- What it said of each motive: -1 nothing, 0 it is not so, 1 it is, more it is and what it is about more closely.
  said Array(Int8),
  -- In which part of those that answered, so that a model is held to whom it did not see; 0 for all others.
  fold UInt8,
  organisations UInt32
) ENGINE = {{replicated}}MergeTree
ORDER BY (version, population, state, holds);

-- Which organisations are branches now, and of whom: of the stretches of one and their corrections the last says so. What is about a
-- branch is about its head.
CREATE VIEW branches {{on_cluster}} AS
SELECT o.organisation AS branch, argMax(o.head, (o.valid_from, o.imported_at)) AS head
FROM organisations AS o
WHERE o.organisation IN (SELECT organisation FROM organisations WHERE head != organisation)
GROUP BY branch HAVING head != branch;
