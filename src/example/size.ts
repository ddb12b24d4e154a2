/** How much example data is made. */
import type { Day } from '#time/day.ts';

export interface Size {
  organisations: number;
  /** Events on the websites, roughly; messages come on top. */
  events: number;
  seed: number;
  /** The last day. */
  until: Day;
  /** False of a province in which nothing changes, to see what is told of it all the same: as many come as go, and nothing that is tried helps. */
  changes?: boolean;
}

export const DEFAULT_SIZE = { organisations: 3_500, events: 60_000, seed: 2026 } as const;

/** Hears how far making it is. */
export type Told = (what: string, done: number, total: number) => void;
