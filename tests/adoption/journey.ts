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

/**
 * The same where the order does not matter: when the first so many steps were first all done, within the window of each other and each
 * by an event of its own. Every choice of events is tried.
 */
export function anyOrder(moves: readonly Move[], steps: number, window: number): number[] {
  const first = Array.from({ length: steps }, () => 0);
  const choose = (chosen: readonly Move[]) => {
    const times = chosen.map(({ at }) => at);
    const [from, to] = [Math.min(...times), Math.max(...times)];
    if (to - from > window * DAY) return;
    const place = chosen.length - 1;
    if (place >= 0 && (first[place] === 0 || to < first[place]!)) first[place] = to;
    for (const move of moves)
      if (move.steps.includes(chosen.length + 1) && !chosen.includes(move)) choose([...chosen, move]);
  };
  choose([]);
  return first;
}

/** Of attempts that each have their own value, the first to come so far. */
export const earliest = (attempts: readonly (readonly number[])[], steps: number): number[] =>
  Array.from({ length: steps }, (_, step) => {
    const reached = attempts.map((attempt) => attempt[step]!).filter((at) => at > 0);
    return reached.length === 0 ? 0 : Math.min(...reached);
  });
