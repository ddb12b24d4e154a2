/** Who gets which variation: GrowthBook's hashing and targeting, in so few bytes that a website's page can carry it. */

/** From and up to, of a number between 0 and 1. */
export type Range = readonly [from: number, to: number];

export interface UrlPattern {
  /** False keeps the addresses that match out. */
  include?: boolean;
  type: string;
  pattern: string;
}

/** Who takes part at all; experiments that share a seed and have ranges apart share no units. */
export interface Filter {
  attribute?: string;
  seed: string;
  hashVersion?: number;
  ranges: readonly Range[];
}

/** What of an experiment decides who gets what; the names are those of the payload. */
export interface Assignable {
  key: string;
  variations: readonly unknown[];
  seed?: string;
  /** Which attribute identifies a unit. */
  hashAttribute?: string;
  hashVersion?: number;
  coverage?: number;
  weights?: readonly number[];
  ranges?: readonly Range[];
  /** The older way to keep experiments apart, which we never send: whoever has one is left out of it here. */
  namespace?: readonly unknown[];
  filters?: readonly Filter[];
}

/** FNV-1a of 32 bits, over UTF-16 code units where the standard takes bytes: so do the SDKs. */
const fnv32 = (text: string): number =>
  text.split('').reduce((sum, unit) => Math.imul(sum ^ unit.charCodeAt(0), 0x1000193), 0x811c9dc5) >>> 0;

/**
 * Where a unit falls between 0 and 1; null for a version nobody knows. Version 1 is biased and has a thousand places,
 * version 2 has ten thousand. Source: the `hash` of GrowthBook's SDKs.
 */
export const hash = (seed: string, unit: string, version: number): number | undefined =>
  version === 2
    ? (fnv32(`${fnv32(seed + unit)}`) % 1e4) / 1e4
    : version === 1
      ? (fnv32(unit + seed) % 1e3) / 1e3
      : undefined;

export const equalWeights = (count: number): number[] => Array.from({ length: count }, () => 1 / count);

/** The part of 0 to 1 of each variation. Weights that do not fit the variations or sum to one count as equal. */
export const bucketRanges = (count: number, coverage = 1, weights: readonly number[] = []): Range[] => {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const sound = weights.length === count && sum >= 0.99 && sum <= 1.01;
  let end = 0;
  return Array.from({ length: count }, (_, index) => {
    const from = end;
    const weight = sound ? weights[index]! : 1 / count;
    end += weight;
    return [from, from + Math.min(Math.max(coverage, 0), 1) * weight];
  });
};

/** Index of the range that holds the place, -1 for none. */
export const chooseVariation = (place: number | undefined, ranges: readonly Range[]): number =>
  ranges.findIndex(([from, to]) => place! >= from && place! < to);

/**
 * Index of the variation a unit gets, -1 for none. `unitOf` gives the unit's identifier: always the same one where
 * units have a name, one for each seed or layer where nothing may follow a unit from test to test. Who has no
 * identifier takes no part.
 */
export const variationOf = (
  experiment: Assignable,
  unitOf: (seed: string, attribute?: string) => string | undefined
): number => {
  const { key, variations, seed, hashAttribute, hashVersion, coverage, weights, ranges, namespace, filters } =
    experiment;
  const draw = (seed: string, attribute: string | undefined, version: number, ranges: readonly Range[]) => {
    const unit = unitOf(seed, attribute);
    return unit ? chooseVariation(hash(seed, unit, version), ranges) : -1;
  };
  const out = filters
    ? filters.some((filter) => draw(filter.seed, filter.attribute, filter.hashVersion || 2, filter.ranges) < 0)
    : namespace;
  return out
    ? -1
    : draw(seed || key, hashAttribute, hashVersion || 1, ranges || bucketRanges(variations.length, coverage, weights));
};

/** Whether a part of an address is what the pattern says; "_____" stands for anything. */
const matches = (part: string, pattern: string, around = ''): boolean =>
  new RegExp(`^${around + pattern.replace(/[*.+?^${}()|[\]\\]/g, '\\$&').replace(/_____/g, '.*') + around}$`, 'i').test(
    part
  );

const meets = ({ href, origin, host, pathname, hash, searchParams }: URL, { type, pattern }: UrlPattern): boolean => {
  if (type === 'regex') {
    const expression = new RegExp(pattern);
    return expression.test(href) || expression.test(href.slice(origin.length));
  }
  // A star is not allowed in the host of an address; and a host may stand without "https://".
  const wanted = new URL(pattern.replace(/^([^:/?]*)\./i, 'https://$1.').replace(/\*/g, '_____'), 'https://_____');
  return (
    type === 'simple' &&
    matches(host, wanted.host) &&
    // A slash at either end may be there or not.
    matches(pathname, wanted.pathname.replace(/^\/|\/$/g, ''), '/?') &&
    (!wanted.hash || matches(hash, wanted.hash)) &&
    [...wanted.searchParams].every(([name, value]) => matches(searchParams.get(name) || '', value))
  );
};

/**
 * Whether an address is one of an experiment's: it matches a pattern that includes (or there is none such) and none
 * that excludes. A pattern that cannot be read matches nothing; no patterns at all neither.
 */
export const isTargeted = (url: string, patterns: readonly UrlPattern[]): boolean => {
  let targeted = patterns.length > 0 && patterns.every(({ include }) => include === false);
  for (const pattern of patterns) {
    try {
      if (meets(new URL(url, 'https://_'), pattern)) {
        if (pattern.include === false) return false;
        targeted = true;
      }
    } catch {
      // It cannot be read.
    }
  }
  return targeted;
};

/** An address with the query of another, whose parts do not replace its own. */
export const withQuery = (url: string, from: string): string => {
  const to = new URL(url);
  for (const [name, value] of new URL(from).searchParams) {
    if (!to.searchParams.has(name)) to.searchParams.set(name, value);
  }
  return to.href;
};
