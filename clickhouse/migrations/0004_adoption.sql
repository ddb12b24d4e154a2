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

-- What there is to choose in the filters, so that offering the choice reads no journeys.
CREATE TABLE dimension_values {{on_cluster}} (
  population LowCardinality(String),
  dimension LowCardinality(String),
  value String,
  example Bool
) ENGINE = {{replicated}}ReplacingMergeTree
PARTITION BY example
ORDER BY (population, dimension, value);

CREATE MATERIALIZED VIEW dimension_values_from_journeys {{on_cluster}} TO dimension_values AS
SELECT DISTINCT population, pair.1 AS dimension, pair.2 AS value, example
FROM (
  SELECT population, example, arrayJoin([
    ('municipality', toString(municipality)), ('region', toString(region)), ('sector', toString(sector)),
    ('size', toString(size)), ('site', toString(site)), ('campaign', toString(campaign))]) AS pair
  FROM journeys
)
WHERE pair.2 != '';

-- How many visitors a day had, and how many of them made themselves known: sketches (error about 1.6%), because counting
-- them one by one over a year takes as long as all funnels together.
CREATE TABLE visitors_daily {{on_cluster}} (
  day Date,
  visitors AggregateFunction(uniqCombined64(12), UInt64),
  known AggregateFunction(uniqCombined64If(12), UInt64, UInt8),
  example Bool
) ENGINE = {{replicated}}AggregatingMergeTree
PARTITION BY example
ORDER BY day
TTL day + INTERVAL 13 MONTH DELETE WHERE NOT example;

CREATE MATERIALIZED VIEW visitors_daily_from_events {{on_cluster}} TO visitors_daily AS
SELECT
  toDate(at, 'Europe/Amsterdam') AS day, uniqCombined64State(12)(visitor) AS visitors,
  uniqCombined64IfState(12)(visitor, organisation != 0) AS known, example
FROM events WHERE visitor != 0
GROUP BY day, example;
