/** What a card says once it is turned over: what it is, why it helps, how to go about it, and on which law it rests where it obliges. */

export interface Guide {
  what: string;
  why: string;
  /** What has to be there before it begins. */
  prepare: readonly string[];
  /** In order. */
  steps: readonly string[];
  avoid: readonly string[];
  /** On what it rests, where it obliges somebody. */
  basis?: string;
}

/** By the key of a card. */
export type Guides = Readonly<Record<string, Readonly<Record<'nl' | 'en', Guide>>>>;
