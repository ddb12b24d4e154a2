/** What is measured in a wave, why there is no figure, and what a difference means, in the language of the page. */
import {
  isChange,
  motiveOf,
  SEED,
  type Change,
  type Measure,
  type Told,
  type WaveTold,
  type Why
} from '#motives/wave.ts';
import type { Share } from '#statistics/proportion.ts';
import { share, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';
import { meaningOf, motiveName } from '../words.ts';

export const measureName = (measure: Measure): string =>
  measure === 'all' ? m.waves_all() : motiveName(motiveOf(measure));
export const measureMeans = (measure: Measure): string =>
  measure === 'all' ? m.waves_all_means() : meaningOf(motiveOf(measure));

export const WHYS: Readonly<Record<Why, () => string>> = {
  unasked: m.waves_why_unasked,
  erased: m.waves_why_erased,
  few: m.waves_why_few,
  hidden: m.waves_why_hidden,
  part: m.waves_why_part
};

export const verdictOf = (change: Change): string =>
  !isChange(change) ? m.waves_verdict_none() : change.value > 0 ? m.waves_verdict_more() : m.waves_verdict_less();

export const toldOf = ({ shares }: WaveTold, measure: Measure): Told => shares.find((one) => one.measure === measure)!;

export const between = ({ low, high }: Share, language: Language): string =>
  `${share(low, language)} – ${share(high, language)}`;

/** The last wave that says how many of all know the box. */
export const lastOfAll = (waves: readonly WaveTold[]): WaveTold | undefined =>
  waves.findLast((wave) => toldOf(wave, 'all').share !== undefined);

/** On which side of what the research at the start said a share lies, as far as its interval tells. */
export const sideOfSeed = ({ low, high }: Share): 'below' | 'above' | 'within' =>
  high < SEED ? 'below' : low > SEED ? 'above' : 'within';
