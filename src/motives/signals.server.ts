/** Keeps what is counted of each organisation up to date, and after it the cells. */
import { Follower } from '#adoption/following.server.ts';
import * as cells from '#motives/cells.server.ts';
import { count } from '#motives/counts.server.ts';
import * as obligations from '#motives/obligations.server.ts';
import * as past from '#motives/past.server.ts';
import { SIGNALS } from '#motives/signal.ts';
import { dayOf } from '#time/day.ts';

const signals = new Follower({
  name: 'motives',
  // The day too: an occasion or obligation begins and ends without anything arriving.
  by: async () => [SIGNALS, await obligations.facts(), dayOf(Date.now())],
  tables: ['motive_signals'],
  recompute: (population, which, now) => count(population, which, now),
  begins: (now) => cells.outdate(now),
  ended: async (whole, anything) => {
    if (anything) await cells.outdate(Date.now());
    await cells.count({ now: whole });
    if (whole) await past.keepMonth(Date.now());
  }
});

/** Brings what is known of organisations up to date, and the cells; after journeys and ladders. See Follower. */
export const refresh = (options: { all?: boolean } = {}): Promise<void> => signals.refresh(options);

/** Refreshes every few seconds; returns how to stop. */
export const keepFresh = (): (() => Promise<void>) => signals.keepFresh();
