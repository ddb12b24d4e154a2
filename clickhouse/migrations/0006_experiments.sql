-- Who saw which variant of which experiment: the exposures among the events, by unit, so that first exposures are one pass
-- in order. A unit of 0 is not known: such rows are held apart, not counted.
CREATE TABLE exposures {{on_cluster}} (
  experiment LowCardinality(String),
  -- visitor or organisation, or what the sender calls it otherwise.
  unit_kind LowCardinality(String),
  unit UInt64,
  at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  id UUID,
  variation LowCardinality(String),
  received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  example Bool DEFAULT false
) ENGINE = {{replicated}}ReplacingMergeTree(received_at)
PARTITION BY example
ORDER BY (experiment, unit_kind, unit, at, id)
TTL toDateTime(received_at) + INTERVAL 13 MONTH DELETE WHERE NOT example
SETTINGS {{deduplication_window}} = 10000;

CREATE MATERIALIZED VIEW exposures_from_events {{on_cluster}} TO exposures AS
SELECT
  properties['experiment'] AS experiment, properties['unit'] AS unit_kind,
  multiIf(unit_kind = 'visitor', visitor, unit_kind = 'organisation', organisation, toUInt64(0)) AS unit,
  at, id, properties['variation'] AS variation, received_at, example
FROM events WHERE name = 'experiment_viewed' AND properties['experiment'] != '';

-- For somebody who checks our results with a GrowthBook of their own: exposures in the shape it expects of a warehouse.
CREATE VIEW experiment_views {{on_cluster}} AS
SELECT
  at AS timestamp, properties['experiment'] AS experiment_id, properties['variation'] AS variation_id,
  toString(visitor) AS user_id, toString(visitor) AS anonymous_id, toString(organisation) AS organisation_id,
  toString(browser) AS browser, toString(device) AS device, toString(source) AS source
FROM events WHERE name = 'experiment_viewed';

-- And the events; our own table of that name has other columns.
CREATE VIEW growthbook_events {{on_cluster}} AS
SELECT
  at AS timestamp, toString(name) AS event_name, toString(visitor) AS user_id, toString(visitor) AS anonymous_id,
  toString(organisation) AS organisation_id, toString(session) AS session_id, toString(host) AS host, path AS url_path,
  properties
FROM events;
