/** Retention: of those who first used the box in the same week or month, how many used it again in each one after. */
import { isSmall } from '#statistics/hiding.ts';
import { wilson, type Share } from '#statistics/proportion.ts';
import type { Day } from '#time/day.ts';

/** Organisations that first used the box in the same week or month. */
export interface Cohort {
  /** The first day of it. */
  start: Day;
  /** How many used it in that one (all of them), the next, and so on as far as these have ended. */
  active: readonly number[];
}

export interface ShownCohort {
  start: Day;
  /** Undefined where it must stay hidden, as those below. */
  organisations: number | undefined;
  /** By age, from 1. */
  active: (number | undefined)[];
}

/** All cohorts together, as far as they are old enough to have come to this age. */
export interface Pooled {
  age: number;
  organisations: number;
  active: number;
  share: Share;
}

export interface Retention {
  cohorts: ShownCohort[];
  /** From age 1 on, without the ages of which it must stay hidden. */
  curve: Pooled[];
  /** In all cohorts together. */
  organisations: number | undefined;
}

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

/** The ages at which may be said how many there are: beside the cohorts that are shown, none gives away a small number of others. */
function agesTold(cohorts: readonly Cohort[]): boolean[] {
  const oldest = cohorts[0]?.active.length ?? 0;
  const told: boolean[] = [];
  let left = 0;
  for (let age = oldest - 1; age >= 0; age--) {
    const [size = 0] = cohorts.find(({ active }) => active.length === age + 1)?.active ?? [];
    if (isSmall(size)) left += size;
    const together = sum(cohorts.map(({ active }) => (active.length > age ? active[0]! : 0)));
    told[age] = !isSmall(left) && !isSmall(together);
    if (told[age]) left = 0;
  }
  return told;
}

/**
 * What may be shown. Of companies no count under ten, of those who came back nor of those who did not, stands there or is left over
 * when the others are taken from all: where it would be, the smallest cohort that is shown goes along.
 * @param cohorts the oldest first, one for each week or month
 */
export function retained(cohorts: readonly Cohort[], isCareful: boolean): Retention {
  const told = agesTold(cohorts);
  const isToldAt = (age: number) => !isCareful || (told[age] ?? false);
  const shown: ShownCohort[] = cohorts.map(({ start, active: [size = 0] }) => ({
    start,
    organisations: isCareful && isSmall(size) ? undefined : size,
    active: []
  }));
  const curve: Pooled[] = [];
  for (let age = 1; age < (cohorts[0]?.active.length ?? 0); age++) {
    const cells = cohorts.flatMap(({ active }, index) => {
      if (active.length <= age) return [];
      const [n, back] = [active[0]!, active[age]!];
      const isHidden = isCareful && [n, back, n - back].some(isSmall);
      return [{ index, n, back, isHidden }];
    });
    const isLeftSmall = () => {
      const hidden = cells.filter(({ isHidden }) => isHidden);
      const back = sum(hidden.map((cell) => cell.back));
      return isSmall(back) || isSmall(sum(hidden.map(({ n }) => n)) - back);
    };
    let isTold = isToldAt(age);
    while (isTold && isLeftSmall()) {
      const [next] = cells.filter(({ isHidden, n }) => !isHidden && n > 0).sort((a, b) => a.n - b.n);
      if (next) next.isHidden = true;
      else isTold = false;
    }
    for (const { index, back, isHidden } of cells) shown[index]!.active.push(isHidden ? undefined : back);
    const [organisations, active] = [sum(cells.map(({ n }) => n)), sum(cells.map(({ back }) => back))];
    const share = wilson(active, organisations);
    if (isTold && share) curve.push({ age, organisations, active, share });
  }
  const all = sum(cohorts.map(({ active: [size = 0] }) => size));
  return { cohorts: shown, curve, organisations: isToldAt(0) || all === 0 ? all : undefined };
}
