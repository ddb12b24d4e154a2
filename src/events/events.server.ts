/** What happens to events: collecting them durably, and telling what came in. */
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { environment } from '#environment.ts';
import {
  admit,
  BATCH_LIMIT,
  isRefused,
  LATE_AFTER,
  skewMinutes,
  STANDARD_NAMES,
  WireBatch,
  type Admitted,
  type Arrival,
  type Refused
} from '#events/event.ts';
import { Journal, MARK, type Kind } from '#events/journal.server.ts';
import { Refusal } from '#refusal.ts';
import { organisationKey, sessionKey, visitorKey } from '#store/pseudonym.server.ts';
import { ask, insertLines } from '#store/warehouse.server.ts';
import recentIds from '#clickhouse/queries/events/recent_ids.sql?raw';

export interface Source {
  slug: string;
  /** Own event names besides the standard ones. */
  names: readonly string[];
}

/** What a request says of the browser behind it. */
export type Client = Pick<Arrival, 'agent' | 'language'>;

export interface Collected {
  accepted: number;
  duplicate: number;
  refused: Refused[];
}

/** Identifiers kept to recognise a repeated delivery at the door; older repeats fall together in storage. */
const REMEMBERED = 200_000;

/** The last REMEMBERED to 2 × REMEMBERED ids, in two generations. */
class RecentIds {
  #young = new Set<string>();
  #old = new Set<string>();
  has(id: string): boolean {
    return this.#young.has(id) || this.#old.has(id);
  }
  add(id: string): void {
    if (this.#young.size >= REMEMBERED) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(id);
  }
  delete(id: string): void {
    this.#young.delete(id);
    this.#old.delete(id);
  }
}

/** How the line of an event begins; its id follows. */
const LINE_START = '{"id":"';

type Outcome = 'received' | 'accepted' | 'duplicate' | 'refused' | 'late';

interface Door {
  journal: Journal;
  recent: RecentIds;
  /** Of events that were refused: a page that leaves sends what waits twice, and it counts once. */
  refused: RecentIds;
}

const TABLES: Record<Kind, string> = { plain: 'events', marked: 'ledger' };

let door: Promise<Door> | undefined;

async function openDoor(): Promise<Door> {
  const journal = new Journal({
    directory: join(resolve(environment().data), 'journal'),
    insert: (kind, lines, token) => insertLines(TABLES[kind], lines, token)
  });
  const recent = new RecentIds();
  const rows = await ask(recentIds, { count: REMEMBERED }, z.object({ id: z.string() }));
  for (const row of rows) recent.add(row.id);
  await journal.replay((line) => {
    if (line.startsWith(LINE_START)) recent.add(line.slice(LINE_START.length, LINE_START.length + 36));
    return /"source":"([^"]*)"/.exec(line)?.[1] ?? '';
  });
  return { journal, recent, refused: new RecentIds() };
}

function opened(): Promise<Door> {
  return (door ??= openDoor());
}

/** Replays what a crash left behind and gets ready to collect. */
export async function prepare(): Promise<void> {
  await opened();
}

const nameSets = new Map<string, ReadonlySet<string>>();

function namesOf(source: Source): ReadonlySet<string> {
  const own = source.names.join(' ');
  let names = nameSets.get(own);
  if (!names) nameSets.set(own, (names = new Set([...STANDARD_NAMES, ...source.names])));
  return names;
}

/**
 * Collects one batch: admits each event or says why not, and returns once the admitted ones are durable.
 * @param client user agent and languages of the request
 * @throws Refusal malformed_batch | batch_too_large | busy
 */
export async function collect(source: Source, body: unknown, client: Client, receivedAt: number): Promise<Collected> {
  const batch = WireBatch.safeParse(body);
  if (!batch.success) throw new Refusal('malformed_batch', 'The body must be {"events": [...]}.');
  const { events, sentAt } = batch.data;
  if (events.length > BATCH_LIMIT) {
    throw new Refusal('batch_too_large', `At most ${BATCH_LIMIT} events a batch; this one has ${events.length}.`, {
      status: 413
    });
  }
  const { journal, recent, refused: refusedBefore } = await opened();
  const arrival = {
    source: source.slug,
    names: namesOf(source),
    receivedAt,
    skewMinutes: skewMinutes(sentAt, receivedAt),
    ...client
  };
  const refused: Refused[] = [];
  const again = new Set<Refused>();
  const fresh: string[] = [];
  let text = '';
  let duplicate = 0;
  let late = 0;
  for (const [index, value] of events.entries()) {
    const event = admit(value, index, arrival);
    if (isRefused(event)) {
      refused.push(event);
      const { id } = (value ?? {}) as { id?: unknown };
      if (typeof id !== 'string') continue;
      if (refusedBefore.has(id)) again.add(event);
      refusedBefore.add(id);
    } else if (recent.has(event.id)) {
      duplicate++;
    } else {
      recent.add(event.id);
      fresh.push(event.id);
      if (receivedAt - event.at > LATE_AFTER) late++;
      text += line(event, source.slug, receivedAt);
    }
  }
  const count = (outcome: Outcome, events: number, reason = '') =>
    events === 0 ? '' : ledgerLine(source.slug, outcome, reason, events, receivedAt);
  text +=
    count('received', events.length) +
    count('accepted', fresh.length) +
    count('duplicate', duplicate + again.size) +
    count('late', late);
  for (const [reason, events] of countBy(refused.filter((one) => !again.has(one))))
    text += count('refused', events, reason);
  try {
    if (text !== '') await journal.append(text, fresh.length + 1, source.slug);
  } catch (error) {
    // Not kept, so a retry must not be taken for a repeat.
    for (const id of fresh) recent.delete(id);
    throw error;
  }
  return { accepted: fresh.length, duplicate, refused };
}

function countBy(refused: readonly Refused[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { reason } of refused) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return counts;
}

function ledgerLine(source: string, outcome: Outcome, reason: string, events: number, receivedAt: number): string {
  const hour = Math.floor(receivedAt / 3_600_000) * 3600;
  return `${MARK}{"source":${JSON.stringify(source)},"hour":${hour},"outcome":"${outcome}","reason":"${reason}","events":${events},"last_at":${receivedAt}}\n`;
}

// Written by hand because JSON.stringify of the whole row is a third slower, and this is the one place where that counts.
function line(event: Admitted, source: string, receivedAt: number): string {
  const visitor = visitorKey(event.visitor);
  const organisation = organisationKey(event.organisation);
  return (
    `${LINE_START}${event.id}","source":${JSON.stringify(source)},"name":"${event.name}","at":${event.at},` +
    `"received_at":${receivedAt},"actor":${organisation === '0' ? visitor : organisation},"organisation":${organisation},` +
    `"visitor":${visitor},"session":${sessionKey(event.session)},"host":${JSON.stringify(event.host)},` +
    `"path":${JSON.stringify(event.path)},"referrer":${JSON.stringify(event.referrer)},"campaign":${JSON.stringify(event.campaign)},` +
    `"medium":${JSON.stringify(event.medium)},"device":"${event.device}","browser":"${event.browser}",` +
    `"language":${JSON.stringify(event.language)},"properties":${JSON.stringify(event.properties)}}\n`
  );
}

/** Brings everything collected so far into the warehouse; for tests and before stopping. */
export async function flush(): Promise<void> {
  if (door) await (await door).journal.flush();
}

export async function close(): Promise<void> {
  const closing = door;
  door = undefined;
  if (closing) await (await closing).journal.close();
}

/** What waits between acknowledgement and warehouse. */
export async function waiting(): Promise<Journal['state']> {
  return (await opened()).journal.state;
}

/** Per source since when (ms) something of it waits. */
export async function waitingOf(): Promise<Journal['oldestOf']> {
  return (await opened()).journal.oldestOf;
}
