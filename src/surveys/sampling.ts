/** Whom to ask: a random part of a list, divided over its groups as the list is. */
import { randomFrom, sample } from '#statistics/random.ts';

/**
 * How many of each group when `wanted` are divided in proportion: whole shares first, then one each for the largest remainders.
 * Source: the method of Hamilton, as in Balinski & Young (2001), Fair Representation, 2nd ed., chapter 2 and appendix A.
 */
export function allotted(sizes: readonly number[], wanted: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const seats = Math.min(wanted, total);
  const exact = sizes.map((size) => (total === 0 ? 0 : (seats * size) / total));
  const given = exact.map(Math.floor);
  const left = seats - given.reduce((sum, seat) => sum + seat, 0);
  const next = exact
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of next.slice(0, left)) given[index]!++;
  return given;
}

export interface Unit {
  key: string;
  stratum: string;
}

/**
 * Draws `wanted` units, in proportion over their strata and within each by chance. The same units and seed give the same draw, in
 * whatever order they are given. Source: Cochran (1977), Sampling Techniques, 3rd ed., section 5.5 (proportional allocation).
 */
export function draw(units: readonly Unit[], wanted: number, seed: number): Set<string> {
  const random = randomFrom(seed);
  const strata = [...Map.groupBy(units, ({ stratum }) => stratum)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, members]) => members.map(({ key }) => key).sort());
  const seats = allotted(
    strata.map((members) => members.length),
    wanted
  );
  return new Set(
    strata.flatMap((members, place) => {
      const taken = sample(members.length, seats[place]!, random);
      return members.filter((_, index) => taken[index]);
    })
  );
}
