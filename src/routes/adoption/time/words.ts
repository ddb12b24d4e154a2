/** How times between steps are said. */
import type { ConvertingAsked, ConvertingView } from '#adoption/converting-question.ts';
import type { Course, Durations } from '#adoption/converting.ts';
import { month, number, share, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';
import { weekName } from '../ladder/words.ts';
import { stepName } from '../steps.ts';
import { PER_NAMES } from '../trends/words.ts';
import { POPULATION_NAMES } from '../words.ts';

export const VIEW_NAMES: Readonly<Record<ConvertingView, () => string>> = {
  days: m.funnels_time_days,
  course: m.funnels_time_course
};

export const daysText = (days: number, language: Language): string =>
  days === 1 ? m.funnels_time_one_day() : m.funnels_time_n_days({ days: number(days, language) });

export const medianText = (median: Durations['median'], language: Language): string =>
  median ? daysText(median.median, language) : m.funnels_time_not_half();

export function medianInterval(median: Durations['median']): string | undefined {
  if (median?.low === undefined) return undefined;
  return median.high === undefined
    ? m.funnels_time_interval_open({ low: median.low })
    : `${median.low} – ${median.high}`;
}

export const whenName = (start: string, per: ConvertingAsked['per'], language: Language): string =>
  per === 'week' ? weekName(start) : month(start, language);

/** Names that stand in the sentences of both views. */
export function namesOf({ funnel, first, last, per }: ConvertingAsked) {
  const name = (step: number) => stepName(funnel.steps[step - 1]?.name ?? '');
  return {
    who: POPULATION_NAMES[funnel.population]().toLowerCase(),
    first: name(first),
    last: name(last),
    per: PER_NAMES[per]()
  };
}

export function daysHeadline(asked: ConvertingAsked, { began, got, median }: Durations, language: Language): string {
  const names = namesOf(asked);
  if (began === undefined || got === undefined) return m.funnels_time_headline_few(names);
  if (got === 0) return m.funnels_time_headline_none(names);
  if (!median) return m.funnels_time_headline_not_half(names);
  const after =
    median.median === 0 ? m.funnels_time_same_day() : m.funnels_time_after({ days: daysText(median.median, language) });
  return m.funnels_time_headline({ ...names, after });
}

/** Of the last week or month of which it is all known. */
export function courseHeadline(asked: ConvertingAsked, course: readonly Course[], language: Language): string {
  const names = { ...namesOf(asked), within: number(asked.within, language) };
  const last = course.findLast((one) => one.isRipe && one.share);
  if (course.every(({ organisations }) => organisations === 0)) return m.funnels_course_headline_nobody(names);
  if (!course.some(({ isRipe }) => isRipe)) return m.funnels_course_headline_none(names);
  if (!last?.share) return m.funnels_time_headline_few(names);
  const { value, low, high } = last.share;
  return m.funnels_course_headline({
    ...names,
    when: whenName(last.start, asked.per, language),
    share: share(value, language),
    between: m.adoption_between({ low: share(low, language), high: share(high, language) })
  });
}
