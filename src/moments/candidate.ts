/** A candidate: something that may deserve to be told of a week, with the chance that it is nothing; and which of them are told. */
import { type Facts, type Amount, type Kind, type Moment, type Said, type Tone } from '#moments/moment.ts';
import { normalQuantile } from '#statistics/distribution.ts';
import { discoveries, portion } from '#statistics/online.ts';
import { givenSelection } from '#statistics/shrinkage.ts';
import type { Day } from '#time/day.ts';
import type { Language } from '#ui/format.ts';

export interface Candidate {
  kind: Kind;
  tone: Tone;
  /** What it is about, as no other is; the id follows from it, so that it is told once. */
  subject: string;
  /** Subjects of which it would be the same again: when one of them was told, this is not. */
  alike?: readonly string[];
  /** Monday of the week in which it is looked at. */
  week: Day;
  day: Day;
  population: Moment['population'];
  team: string;
  site: string;
  /** Chance of something as large without any change; left out for a plain fact, of which there is nothing to test. */
  p?: number;
  /** Of few organisations, so that how small the chance is would tell how many: it is told as the next power of ten. */
  isFew?: true;
  /** For what somebody set out to test beforehand, such as an experiment: which one it is of all of those, from 1, by when they ended. */
  planned?: number;
  /** The figure without any change, in the unit of the amount, where that is not 0. */
  none?: number;
  /** Subject of the earlier moment that this one takes back or adds to. */
  refers?: string;
  tell: () => Told;
}

export type Told = Omit<Facts, 'p' | 'refers' | 'evidence'> & { evidence?: string[] };

/** Of all that is told as more than chance, at most this share is expected to be chance. */
export const FALSE_SHARE = 0.05;

/** What was set out to test beforehand shares half of the level, and what was searched for the other half: the first are few. */
const HALF = 0.5;

export interface Chosen {
  candidate: Candidate;
  facts: Omit<Facts, 'refers'>;
}

/** The amount drawn towards no change, given that it is only seen because its p-value was at most `level`. */
export function drawn(amount: Amount, none: number, p: number, level: number): Amount | undefined {
  const estimate = amount.value - none;
  const z = -normalQuantile(Math.max(p, Number.MIN_VALUE) / 2);
  if (estimate === 0 || !(z > 0)) return undefined;
  const standardError = Math.abs(estimate) / z;
  const given = givenSelection({ estimate, standardError }, -normalQuantile(level / 2), 0.05);
  return { ...amount, value: none + given.estimate, low: none + given.low, high: none + given.high };
}

const upwards = (p: number): number => 10 ** Math.ceil(Math.log10(p));

/**
 * Which candidates of a week are told: plain facts, and of the others what is more than chance among all that was ever looked at.
 * @param told subjects that were told before; they are tested among the others and not told again
 * @param looked how many weeks were looked at before in which there was something to test
 * @param found how many moments with a p-value were told before
 */
export function choose(
  candidates: readonly Candidate[],
  told: ReadonlySet<string>,
  looked: number,
  found: number
): Chosen[] {
  const searched = candidates.filter(({ p, planned }) => p !== undefined && planned === undefined).length;
  const fresh = candidates.filter(({ subject }) => !told.has(subject));
  const tested = fresh.filter(({ p }) => p !== undefined);
  const outcomes = discoveries(
    tested.map(({ p = 1, planned }) => ({
      p,
      weight: HALF * (planned === undefined ? portion(looked + 1) / searched : portion(planned))
    })),
    found,
    FALSE_SHARE
  );
  return fresh.flatMap((candidate): Chosen[] => {
    const { p } = candidate;
    if (p === undefined) return [{ candidate, facts: { evidence: [], ...candidate.tell() } }];
    const { found: isFound, level } = outcomes[tested.indexOf(candidate)]!;
    if (!isFound) return [];
    const facts = candidate.tell();
    const { amount, shrunk = amount && drawn(amount, candidate.none ?? 0, p, level) } = facts;
    return [
      {
        candidate,
        facts: { evidence: [], ...facts, ...(shrunk ? { shrunk } : {}), p: candidate.isFew ? upwards(p) : p }
      }
    ];
  });
}

/** The same in both languages. */
export const said = (tell: (language: Language) => string): Said => ({ nl: tell('nl'), en: tell('en') });
