/** The ingest ledger: what came in, what became of it, and what still waits. */
import { z } from 'zod';
import freshnessSql from '#clickhouse/queries/events/freshness.sql?raw';
import hoursSql from '#clickhouse/queries/events/ledger_hours.sql?raw';
import ledgerSql from '#clickhouse/queries/events/ledger.sql?raw';
import recentSql from '#clickhouse/queries/events/recent.sql?raw';
import * as events from '#events/events.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, startOf } from '#time/day.ts';
import type { Period } from '#time/period.ts';

const count = z.coerce.number();
const Line = z.object({ source: z.string(), outcome: z.string(), reason: z.string(), events: count, last_at: count });

export interface Summary {
  received: number;
  accepted: number;
  duplicate: number;
  refused: number;
  late: number;
  reasons: { reason: string; events: number }[];
  /** On disk and not yet countable: bytes, since when (ms), segments set aside for a person. */
  waiting: { bytes: number; oldest: number | undefined; setAside: number };
}

const bounds = ({ from, to }: Period) => ({ since: startOf(from), until: startOf(addDays(to, 1)) });

/** The account of a period over all sources, or one. */
export async function summary(period: Period, source = ''): Promise<Summary> {
  const [lines, { bytes, oldest, setAside }] = await Promise.all([
    ask(ledgerSql, { ...bounds(period), source }, Line),
    events.waiting()
  ]);
  const of = (outcome: string) =>
    lines.filter((line) => line.outcome === outcome).reduce((sum, line) => sum + line.events, 0);
  const reasons = new Map<string, number>();
  for (const line of lines)
    if (line.outcome === 'refused') reasons.set(line.reason, (reasons.get(line.reason) ?? 0) + line.events);
  return {
    received: of('received'),
    accepted: of('accepted'),
    duplicate: of('duplicate'),
    refused: of('refused'),
    late: of('late'),
    reasons: [...reasons].map(([reason, n]) => ({ reason, events: n })).sort((a, b) => b.events - a.events),
    waiting: { bytes, oldest, setAside }
  };
}

/** Accepted and refused per hour; moments in milliseconds. */
export async function hours(period: Period): Promise<{ at: number; accepted: number; refused: number }[]> {
  const rows = await ask(hoursSql, bounds(period), z.object({ at: count, accepted: count, refused: count }));
  return rows.map((row) => ({ ...row, at: row.at * 1000 }));
}

export interface Freshness {
  source: string;
  /** When it last sent something that is in the warehouse, ms; undefined when nothing is yet. */
  lastAt: number | undefined;
  /** Accepted in the last 24 hours. */
  lastDay: number;
  /** Since when something of it waits for the warehouse, ms. */
  waitingSince: number | undefined;
}

/** Per source how fresh it is. */
export async function freshness(): Promise<Freshness[]> {
  const [rows, waiting] = await Promise.all([
    ask(freshnessSql, {}, z.object({ source: z.string(), last_at: count, last_day: count })),
    events.waitingOf()
  ]);
  const arrived: Freshness[] = rows.map(({ source, last_at, last_day }) => ({
    source,
    lastAt: last_at,
    lastDay: last_day,
    waitingSince: waiting.get(source)
  }));
  const known = new Set(rows.map(({ source }) => source));
  const first = [...waiting].filter(([source]) => !known.has(source));
  return [
    ...arrived,
    ...first.map(([source, since]) => ({ source, lastAt: undefined, lastDay: 0, waitingSince: since }))
  ];
}

const Recent = z.object({
  id: z.string(),
  at: count,
  source: z.string(),
  name: z.string(),
  host: z.string(),
  path: z.string(),
  actor: z.string(),
  is_organisation: z.union([z.boolean(), count]).transform(Boolean)
});

/** What came in since a moment (ms), newest first. */
export function recent(since: number, most: number): Promise<z.infer<typeof Recent>[]> {
  return ask(recentSql, { since, most }, Recent);
}
