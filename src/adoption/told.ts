/** Up to which day what files tell of use is whole: what is not in yet looks like nothing done. */
import { addDays, type Day } from '#time/day.ts';

/** Days without anything at the end of a file that are no gap: a long weekend. */
export const QUIET_DAYS = 3;
/** A source that is so many days behind the others has ended, and is not waited for. */
const WAITED_DAYS = 92;

/**
 * The last day of which all sources tell that still go on.
 * @param reaches the last day of which each source tells
 * @returns undefined when there is no source to wait for
 */
export function toldUntil(reaches: readonly Day[]): Day | undefined {
  const [newest, ...others] = [...reaches].sort().reverse();
  return newest && [newest, ...others.filter((day) => day >= addDays(newest, -WAITED_DAYS))].at(-1);
}
