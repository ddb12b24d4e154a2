/** The payload of each site, made once a release and kept in memory, never older than a moment. */
import { desc, eq, sql } from 'drizzle-orm';
import * as features from '#interventions/features.server.ts';
import * as inForce from '#interventions/in-force.server.ts';
import { payloadOf, type Payload } from '#interventions/payload.ts';
import { newestBeyond, watch } from '#interventions/releases.server.ts';
import { register } from '#store/register.server.ts';
import { releases } from '#store/tables.server.ts';

export interface Made {
  /** Number of the newest release that is in it. */
  release: number;
  payload: Payload;
  /** The payload as text; the same for everybody. */
  text: string;
  /** The payload as one event of a stream. */
  event: Buffer;
}

/** How long a release by another instance may go unseen when somebody asks, milliseconds. */
const FRESH_FOR = 250;

/** Newest known release of each site. */
const newest = new Map<string, number>();
/** Newest known release of all. */
let seen = 0;
let lookedAt = 0;
let looking: Promise<void> | undefined;
/** How often this instance released something. */
let changes = 0;
let unwatch: (() => void) | undefined;

const made = new Map<string, Made>();
const making = new Map<string, Promise<Made>>();

/** Learns of the releases that were made since the last look, by any instance. */
export async function look(): Promise<void> {
  unwatch ??= watch(() => {
    changes++;
    lookedAt = 0;
    looking = undefined;
  });
  const [started, before] = [Date.now(), changes];
  for (const { site, id } of await newestBeyond(seen)) {
    newest.set(site, Math.max(newest.get(site) ?? 0, id));
    seen = Math.max(seen, id);
  }
  // Otherwise this look may have been too early to see what was released meanwhile.
  if (changes === before) lookedAt = started;
}

function lookOnce(): Promise<void> {
  const one = look().finally(() => {
    if (looking === one) looking = undefined;
  });
  return one;
}

async function make(site: string): Promise<Made> {
  // One snapshot: values, rules and version of the same moment, whatever is released meanwhile.
  const payload = await (
    await register()
  ).transaction(
    async (transaction) => {
      const [version] = await transaction
        .select({ release: releases.id, at: sql`max(${releases.at}) OVER ()`.mapWith(releases.at) })
        .from(releases)
        .where(eq(releases.site, site))
        .orderBy(desc(releases.id))
        .limit(1);
      const own = await features.ofSite(transaction, site);
      const entries = await inForce.current({ site }, transaction);
      return {
        release: version?.release ?? 0,
        payload: payloadOf(own, entries, version ?? { release: 0, at: new Date(0) })
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' }
  );
  const text = JSON.stringify(payload.payload);
  const event = Buffer.from(`id: ${payload.release}\nevent: features\ndata: ${text}\n\n`);
  return { ...payload, text, event };
}

/** One at a time for each site. */
function begin(site: string): Promise<Made> {
  const begun = making.get(site);
  if (begun) return begun;
  const next = make(site).finally(() => making.delete(site));
  making.set(site, next);
  return next;
}

/** The payload of a site, with every release of this instance in it, and those of others up to a moment ago. */
export async function of(site: string): Promise<Made> {
  // A look under way began after the last release of this instance, see above.
  if (Date.now() - lookedAt > FRESH_FOR) await (looking ??= lookOnce());
  const wanted = newest.get(site) ?? 0;
  const known = made.get(site);
  if (known && known.release >= wanted) return known;
  let fresh = await begin(site);
  // It was begun before the release; one that begins now cannot miss it.
  if (fresh.release < wanted) fresh = await begin(site);
  const other = made.get(site);
  if (other && other.release >= fresh.release && other.release >= wanted) return other;
  made.set(site, fresh);
  newest.set(site, fresh.release);
  return fresh;
}

/** Forgets everything, so that another register can be opened. */
export function forget(): void {
  unwatch?.();
  unwatch = undefined;
  newest.clear();
  made.clear();
  making.clear();
  [seen, lookedAt, looking] = [0, 0, undefined];
}
