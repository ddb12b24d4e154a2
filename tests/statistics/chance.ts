/** Draws for simulations: what a visitor does, by chance that can be repeated. */
import type { Random } from '#statistics/random.ts';

/** Standard normal numbers. Source: Box & Muller (1958), Annals of Mathematical Statistics 29:610–611. */
export function normalFrom(random: Random): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const one = spare;
      spare = undefined;
      return one;
    }
    const length = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = length * Math.sin(angle);
    return length * Math.cos(angle);
  };
}
