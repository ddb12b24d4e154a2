/** Chance that can be repeated: the same seed gives the same numbers on every machine. */

/** Each call gives a number in [0, 1), with 53 random bits. */
export type Random = () => number;

/**
 * xoshiro128** 1.1, 32 bits at a time, from the four words of its state (not all zero).
 * Source: Blackman & Vigna (2021), "Scrambled linear pseudorandom number generators", ACM TOMS 47:36.
 */
export function xoshiro(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const scrambled = Math.imul(rotated(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return scrambled >>> 0;
  };
}

const rotated = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/** Chance from a seed: the whole part of any number up to 2^53. The state is filled by SplitMix32, which never gives four zeros. */
export function randomFrom(seed: number): Random {
  let counter = (seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x85ebca6b)) >>> 0;
  const word = () => {
    counter = (counter + 0x9e3779b9) | 0;
    let mixed = counter;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
  const next = xoshiro([word(), word(), word(), word()]);
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}

/** Which `chosen` of `total` places, each set of places with equal chance. Source: Fisher & Yates, in the form of Durstenfeld (1964), CACM 7:420. */
export function sample(total: number, chosen: number, random: Random): boolean[] {
  const places = Array.from({ length: total }, (_, place) => place);
  const taken = Array.from({ length: total }, () => false);
  for (let index = 0; index < Math.min(chosen, total); index++) {
    const other = index + Math.floor(random() * (total - index));
    const place = places[other]!;
    places[other] = places[index]!;
    taken[place] = true;
  }
  return taken;
}
