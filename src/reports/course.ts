/** The course of a share: from which day until which each of its points is. */
import type { Content } from '#reports/report.ts';
import { mondayOf, monthAfter } from '#time/day.ts';
import type { Period } from '#time/period.ts';

type Course = Content['course'];

/** The stretch that each point stands for, which ends on its day. */
export const stretchesOf = ({ per, points }: Course): Period[] =>
  points.map(({ day }) => ({ from: per === 'month' ? monthAfter(day, 0) : mondayOf(day), to: day }));

/** Days that a course is of; undefined without points. */
export function spanOf(course: Course): Period | undefined {
  const stretches = stretchesOf(course);
  const [first, last] = [stretches[0], stretches.at(-1)];
  return first && last && { from: first.from, to: last.to };
}
