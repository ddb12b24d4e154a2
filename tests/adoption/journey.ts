/** The definition of a journey in plain TypeScript, the oracle for both ways the engine computes it: every attempt is tried. */
export interface Move {
  at: number;
  id: string;
  /** Steps this event can complete, from 1. */
  steps: readonly number[];
  /** Steps after which this event ends an attempt. */
  stops: readonly number[];
}

const DAY = 86_400_000;

/** When each step was first completed by any attempt, 0 where none. */
export function journey(moves: readonly Move[], steps: number, window: number, within: readonly number[]): number[] {
  const ordered = [...moves].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const first = Array.from({ length: steps }, () => 0);
  // Follows one attempt: after step k, every later event that completes step k + 1 is tried, until something ends it.
  const follow = (index: number, step: number, startedAt: number) => {
    const here = ordered[index]!;
    const known = first[step - 1]!;
    if (known === 0 || here.at < known) first[step - 1] = here.at;
    for (let next = index + 1; next < ordered.length && step < steps; next++) {
      const event = ordered[next]!;
      const limit = within[step] ?? 0;
      const inTime = event.at - startedAt <= window * DAY && (limit === 0 || event.at - here.at <= limit * DAY);
      if (event.steps.includes(step + 1) && inTime) follow(next, step + 1, startedAt);
      // An event that takes this very step again replaces the attempt's wait at it; one that stops it ends it.
      if (event.stops.includes(step) && !event.steps.includes(step)) break;
    }
  };
  for (const [index, event] of ordered.entries()) if (event.steps.includes(1)) follow(index, 1, event.at);
  return first;
}
