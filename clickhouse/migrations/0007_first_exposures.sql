-- When each unit of an experiment first saw a variant, and whether it saw others: what every look asks, so that none of them goes
-- through all exposures again. The same exposure may come any number of times.
CREATE TABLE first_exposures {{on_cluster}} (
  experiment LowCardinality(String),
  unit_kind LowCardinality(String),
  unit UInt64,
  first SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)),
  last SimpleAggregateFunction(max, DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)),
  -- The least and the greatest name of a variant: alike where it saw one.
  arm SimpleAggregateFunction(min, LowCardinality(String)),
  last_arm SimpleAggregateFunction(max, LowCardinality(String)),
  example Bool
) ENGINE = {{replicated}}AggregatingMergeTree
PARTITION BY example
ORDER BY (experiment, unit_kind, unit)
TTL toDateTime(last) + INTERVAL 13 MONTH DELETE WHERE NOT example;

CREATE MATERIALIZED VIEW first_exposures_from_exposures {{on_cluster}} TO first_exposures AS
SELECT
  experiment, unit_kind, unit, min(at) AS first, max(at) AS last, min(variation) AS arm, max(variation) AS last_arm, example
FROM exposures WHERE unit != 0
GROUP BY experiment, unit_kind, unit, example;

INSERT INTO first_exposures
SELECT experiment, unit_kind, unit, min(at), max(at), min(variation), max(variation), example
FROM exposures WHERE unit != 0
GROUP BY experiment, unit_kind, unit, example;
