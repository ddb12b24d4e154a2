/** How many stood on each rung week by week, out of who was there at first and who went from where to where. */
import { ABSENT, ELSEWHERE } from '#adoption/ladder.ts';
import { addDays, type Day } from '#time/day.ts';

/** In the first week: who is there. In a later one: who went from one state to another. */
export interface Flow {
  /** A Monday. */
  week: Day;
  before: number;
  state: number;
  organisations: number;
}

export interface Week {
  week: Day;
  /** Organisations by state, of those in the registry at the end of the week. */
  stock: ReadonlyMap<number, number>;
}

/** What changed in the number of organisations between the first week and the last. */
export interface Account {
  first: number;
  joined: number;
  left: number;
  /** More than went: those that came to be among the ones looked at because a dimension of theirs changed. */
  moved: number;
  last: number;
}

const isOutside = (state: number) => state === ABSENT || state === ELSEWHERE;
const sumOf = (stock: ReadonlyMap<number, number>): number => [...stock.values()].reduce((a, b) => a + b, 0);

/**
 * @param from a Monday
 * @param to a Monday, not before it
 */
export function weekly(flows: readonly Flow[], from: Day, to: Day): { weeks: Week[]; account: Account } {
  const perWeek = Map.groupBy(flows, ({ week }) => week);
  const stock = new Map<number, number>();
  const add = (state: number, n: number) => {
    if (!isOutside(state)) stock.set(state, (stock.get(state) ?? 0) + n);
  };
  const weeks: Week[] = [];
  const account = { first: 0, joined: 0, left: 0, moved: 0, last: 0 };
  for (let week = from; week <= to; week = addDays(week, 7)) {
    for (const { before, state, organisations } of perWeek.get(week) ?? []) {
      add(state, organisations);
      if (week === from) continue;
      add(before, -organisations);
      if (before === ABSENT) account.joined += organisations;
      if (before === ELSEWHERE) account.moved += organisations;
      if (state === ABSENT) account.left += organisations;
      if (state === ELSEWHERE) account.moved -= organisations;
    }
    weeks.push({ week, stock: new Map(stock) });
  }
  account.first = sumOf(weeks[0]?.stock ?? stock);
  account.last = sumOf(stock);
  return { weeks, account };
}
