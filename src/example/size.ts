/** How much example data is made. */
import type { Day } from '#time/day.ts';

export interface Size {
  organisations: number;
  /** Events on the websites, roughly; messages come on top. */
  events: number;
  seed: number;
  /** The last day. */
  until: Day;
}

export const DEFAULT_SIZE = { organisations: 3_500, events: 60_000, seed: 2026 } as const;

/** Hears how far making it is. */
export type Told = (what: string, done: number, total: number) => void;
