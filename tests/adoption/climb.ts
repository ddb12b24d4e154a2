/** Oracle of the ladder: every organisation, every week, by the words of the rules and nothing clever. */
import {
  ABSENT,
  codeOf,
  ELSEWHERE,
  lapsedOf,
  NO_OCCASION,
  NOTHING_YET,
  OCCASION_WEEKS,
  type Ladder
} from '#adoption/ladder.ts';
import type { Matcher } from '#adoption/funnel.ts';
import { addDays, mondayOf, type Day } from '#time/day.ts';

export interface Stretch {
  from: Day;
  to: Day;
  municipality: string;
  /** Of the population that is looked at. */
  counts: boolean;
}

export interface Somebody {
  stretches: Stretch[];
  occasions: { from: Day; to: Day }[];
  deeds: { day: Day; name: string; properties: Record<string, string> }[];
}

const meets = (deed: Somebody['deeds'][number], any: readonly Matcher[]) =>
  any.some(
    ({ event, filters }) =>
      deed.name === event &&
      filters.every(({ field, values }) => values.includes(deed.properties[field.replace('property:', '')] ?? ''))
  );

/** The stretch that somebody is in on a day; of two that claim it, the one that began last. */
function stretchOn({ stretches }: Somebody, day: Day): Stretch | undefined {
  const begun = stretches.filter(({ from }) => from <= day).sort((a, b) => a.from.localeCompare(b.from));
  const last = begun.at(-1);
  return last && last.to > day && last.counts ? last : undefined;
}

/** @param week a Monday */
export function stateOf(ladder: Ladder, somebody: Somebody, week: Day, municipality?: string): number {
  const sunday = addDays(week, 6);
  const stretch = stretchOn(somebody, sunday);
  if (!stretch) return ABSENT;
  if (municipality !== undefined && stretch.municipality !== municipality) return ELSEWHERE;
  const isIn = (from: Day, to: Day, weeks: number) => from <= sunday && addDays(to, 7 * weeks) > sunday;
  const often = (any: readonly Matcher[], weeks = Infinity) =>
    somebody.deeds.filter((deed) => {
      const monday = mondayOf(deed.day);
      return meets(deed, any) && monday <= week && (weeks === Infinity || addDays(monday, 7 * weeks) > week);
    }).length;
  const use = ladder.rungs.find(({ name }) => name === ladder.use)!.any;
  if (!somebody.occasions.some(({ from, to }) => isIn(from, to, OCCASION_WEEKS)) && often(use, OCCASION_WEEKS) === 0)
    return NO_OCCASION;
  if (ladder.lapsedAfter !== undefined && often(use) > 0 && often(use, ladder.lapsedAfter) === 0)
    return lapsedOf(ladder);
  const rung = ladder.rungs.findLastIndex(({ any, times = 1, weeks, share }) => {
    const n = often(any, weeks);
    return n >= times && (!share || n >= share.least * often(share.of, weeks));
  });
  return rung < 0 ? NOTHING_YET : codeOf(rung);
}
