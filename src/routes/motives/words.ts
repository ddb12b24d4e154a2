/** Motives and what is behind them, in the language of the page. */
import type { Aspect, Motive } from '#motives/motive.ts';
import { m } from '#ui/paraglide/messages.js';

const MOTIVES: Readonly<Record<Motive, () => string>> = {
  weten: m.motives_weten,
  willen: m.motives_willen,
  kunnen: m.motives_kunnen,
  moeten: m.motives_moeten
};
const MEANINGS: Readonly<Record<Motive, () => string>> = {
  weten: m.motives_weten_means,
  willen: m.motives_willen_means,
  kunnen: m.motives_kunnen_means,
  moeten: m.motives_moeten_means
};
const ASPECTS: Readonly<Record<Aspect, () => string>> = {
  middelen: m.motives_aspect_middelen,
  vaardigheid: m.motives_aspect_vaardigheid,
  gedoe: m.motives_aspect_gedoe,
  weerstand: m.motives_aspect_weerstand
};

/** Undefined is unknown. */
export const motiveName = (motive: Motive | undefined): string => (motive ? MOTIVES[motive]() : m.motives_unknown());
export const meaningOf = (motive: Motive): string => MEANINGS[motive]();
export const aspectName = (aspect: Aspect | undefined): string =>
  aspect ? ASPECTS[aspect]() : m.motives_aspect_none();

/** What was counted, as people call it. */
export const signalName = (name: string): string => name;
