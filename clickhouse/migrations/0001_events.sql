-- Everything that happened: clicks, form steps and message-box usage, one row an event.
-- Sorted per actor and time, so that a funnel is one pass in order; the id makes a repeated delivery fall together.
CREATE TABLE events {{on_cluster}} (
  id UUID,
  source LowCardinality(String),
  name LowCardinality(String),
  at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  actor UInt64,
  organisation UInt64,
  visitor UInt64,
  session UInt64,
  host LowCardinality(String),
  path String CODEC(ZSTD(1)),
  referrer LowCardinality(String),
  campaign LowCardinality(String),
  medium LowCardinality(String),
  device LowCardinality(String),
  browser LowCardinality(String),
  language LowCardinality(String),
  properties Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  import_id String DEFAULT '' CODEC(ZSTD(1)),
  example Bool DEFAULT false
) ENGINE = {{replicated}}ReplacingMergeTree(received_at)
PARTITION BY (example, toYear(at))
ORDER BY (actor, at, id)
TTL toDateTime(received_at) + INTERVAL 90 DAY DELETE WHERE organisation = 0 AND NOT example,
    toDateTime(received_at) + INTERVAL 13 MONTH DELETE WHERE organisation != 0 AND NOT example
SETTINGS {{deduplication_window}} = 10000, ttl_only_drop_parts = 0;

-- The same events by order of arrival for two days: the live page, and which actors changed since the last roll-up.
-- Ordered by insertion and not by receipt: after an outage of the warehouse old receipts arrive late.
CREATE TABLE arrivals {{on_cluster}} (
  inserted_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  id UUID,
  source LowCardinality(String),
  name LowCardinality(String),
  actor UInt64,
  organisation UInt64,
  visitor UInt64,
  host LowCardinality(String),
  path String CODEC(ZSTD(1))
) ENGINE = {{replicated}}MergeTree
ORDER BY inserted_at
TTL toDateTime(inserted_at) + INTERVAL 2 DAY
SETTINGS {{deduplication_window}} = 10000;

CREATE MATERIALIZED VIEW arrivals_from_events {{on_cluster}} TO arrivals AS
SELECT now64(3) AS inserted_at, received_at, at, id, source, name, actor, organisation, visitor, host, path
FROM events WHERE import_id = '' AND NOT example;

-- Which visitor turned out to be which organisation, known once somebody logs in.
CREATE TABLE links {{on_cluster}} (
  visitor UInt64,
  organisation UInt64,
  linked_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  example Bool
) ENGINE = {{replicated}}AggregatingMergeTree
PARTITION BY example
ORDER BY (organisation, visitor)
TTL toDateTime(linked_at) + INTERVAL 13 MONTH DELETE WHERE NOT example
SETTINGS {{deduplication_window}} = 10000;

CREATE MATERIALIZED VIEW links_from_events {{on_cluster}} TO links AS
SELECT visitor, organisation, min(at) AS linked_at, example
FROM events WHERE organisation != 0 AND visitor != 0
GROUP BY visitor, organisation, example;

-- What came in and what became of it, per source and hour; the reason is empty unless refused.
CREATE TABLE ledger {{on_cluster}} (
  source LowCardinality(String),
  hour DateTime('UTC'),
  outcome Enum8('received' = 1, 'accepted' = 2, 'duplicate' = 3, 'refused' = 4, 'late' = 5),
  reason LowCardinality(String),
  events UInt64,
  last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
) ENGINE = {{replicated}}SummingMergeTree(events)
ORDER BY (source, hour, outcome, reason)
TTL hour + INTERVAL 13 MONTH
SETTINGS {{deduplication_window}} = 10000;
