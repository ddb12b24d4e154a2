-- Message-box usage and its paper and e-mail counterparts: one row an item. A time that a source does not give is NULL.
CREATE TABLE messages {{on_cluster}} (
  id UUID,
  source LowCardinality(String),
  organisation UInt64,
  authority UInt64,
  authority_name LowCardinality(String),
  process LowCardinality(String),
  type LowCardinality(String),
  direction LowCardinality(String),
  channel LowCardinality(String),
  team LowCardinality(String),
  -- The internal department that handled it, 0 where the source does not say.
  department UInt64,
  sent_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  delivered_at Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
  notified_at Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
  read_at Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
  answered_at Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
  import_id String CODEC(ZSTD(1)),
  imported_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  example Bool DEFAULT false
) ENGINE = {{replicated}}ReplacingMergeTree(imported_at)
PARTITION BY (example, toYear(sent_at))
ORDER BY (organisation, sent_at, id)
TTL toDateTime(imported_at) + INTERVAL 13 MONTH DELETE WHERE NOT example
SETTINGS {{deduplication_window}} = 10000;

-- A message is also something that happened, so that funnels read one table. The sender's side:
CREATE MATERIALIZED VIEW message_events {{on_cluster}} TO events AS
SELECT
  id, source, 'message' AS name, sent_at AS at, imported_at AS received_at,
  organisation AS actor, organisation, toUInt64(0) AS visitor, toUInt64(0) AS session,
  map('channel', toString(channel), 'direction', toString(direction), 'process', toString(process),
      'type', toString(type), 'authority', toString(authority_name), 'team', toString(team)) AS properties,
  import_id, example
FROM messages WHERE organisation != 0;

-- and the authority's side: it answered.
CREATE MATERIALIZED VIEW answer_events {{on_cluster}} TO events AS
SELECT
  reinterpretAsUUID(sipHash128(id, 'answered')) AS id, source, 'message_answered' AS name, assumeNotNull(answered_at) AS at, imported_at AS received_at,
  authority AS actor, authority AS organisation, toUInt64(0) AS visitor, toUInt64(0) AS session,
  map('channel', toString(channel), 'process', toString(process), 'type', toString(type), 'team', toString(team)) AS properties,
  import_id, example
FROM messages WHERE authority != 0 AND answered_at IS NOT NULL;

-- and the internal department's side: it handled one.
CREATE MATERIALIZED VIEW handling_events {{on_cluster}} TO events AS
SELECT
  reinterpretAsUUID(sipHash128(id, 'handled')) AS id, source, 'message_handled' AS name, sent_at AS at, imported_at AS received_at,
  department AS actor, department AS organisation, toUInt64(0) AS visitor, toUInt64(0) AS session,
  map('channel', toString(channel), 'direction', toString(direction), 'process', toString(process), 'type', toString(type)) AS properties,
  import_id, example
FROM messages WHERE department != 0;
