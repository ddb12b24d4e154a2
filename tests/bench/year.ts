/** One invented year through the whole of the warehouse, and what was told of it; prints that as JSON. Words: seed, and `still` where nothing changes. */
import * as example from '#example/example.server.ts';
import * as moments from '#moments/moments.server.ts';
import { closeStores, openStores } from '#store/store.server.ts';
import { addDays, dayOf } from '#time/day.ts';

/** As many as there are weeks in which is looked, and of the size that a newcomer gets. */
const [WEEKS, ORGANISATIONS, EVENTS] = [52, 3_500, 20_000];

/** What is printed. */
export interface Told {
  /** Candidates that had a chance. */
  tested: number;
  told: { kind: string; tone: string; what: string; p: number | undefined }[];
}

const [seed, kind] = process.argv.slice(2);
const until = addDays(dayOf(Date.now()), -1);
await openStores();
await example.fill({
  organisations: ORGANISATIONS,
  events: EVENTS,
  seed: Number(seed),
  until,
  changes: kind !== 'still'
});
const period = { from: addDays(until, -7 * (WEEKS + 1)), to: until };
const [told, looked] = await Promise.all([moments.between(period.from, period.to), moments.lookedAt(period)]);
console.log(
  JSON.stringify({
    tested: looked.reduce((sum, { candidates }) => sum + candidates, 0),
    told: told.map(({ kind, tone, facts }) => ({ kind, tone, what: facts.what.nl, p: facts.p }))
  } satisfies Told)
);
await closeStores();
process.exit(0);
