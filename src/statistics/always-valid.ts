/** Tests and intervals that hold at every look: an asymptotic confidence sequence, with its p-value and e-value. */
import { normalCdf } from './distribution.ts';
import type { Interval, Side } from './fixed.ts';

export interface AlwaysValid extends Interval {
  /** The mixture's scale: the number of units at which the sequence is narrowest decides it. */
  rho: number;
  halfWidth: number;
  pValue: number;
  /** Evidence against "no effect (in this direction)": its expectation is at most 1 then; may be Infinity. */
  eValue: number;
}

/**
 * The scale that makes the sequence narrowest at `tuning` units in both arms; it must not change during the experiment.
 * ρ = √((−2 ln α + ln(1 − 2 ln α)) / tuning); one-sided with 2α in place of α, so only for α < ½.
 */
export function mixtureScale(alpha: number, tuning: number, side: Side): number {
  const log = Math.log(side === 'two_sided' ? alpha : 2 * alpha);
  if (!(log < 0)) throw new RangeError(`alpha ${alpha} is too large for a ${side} confidence sequence`);
  return Math.sqrt((-2 * log + Math.log(1 - 2 * log)) / tuning);
}

/** The half-width at n units in both arms, as a multiple of the standard error. */
export function multiplier(alpha: number, n: number, rho: number, side: Side): number {
  const k = n * rho ** 2 + 1;
  const log = side === 'two_sided' ? Math.log(Math.sqrt(k) / alpha) : Math.log1p(Math.sqrt(k) / (2 * alpha));
  return Math.sqrt((2 * k * log) / (n * rho ** 2));
}

/**
 * An asymptotic confidence sequence for a mean difference: stop whenever you like, false positives stay below alpha.
 * With k = nρ² + 1 and z = D/s: two-sided E = k^(−½) exp(ρ² n z² / 2k) and p = min(1, 1/E), the normal-mixture sequential
 * probability ratio. One-sided the mixture is half-normal; p = √k / (2 (exp(ρ² n z² / 2k) − 1)), at most ½, inverts its bound.
 * Asymptotic: needs a burn-in, and the absolute scale; the delta method of a relative effect breaks it on rare events.
 * Source: Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), Annals of Statistics; arXiv:2103.06476v7, (9), (134), (155).
 * @throws RangeError when a one-sided alpha is ½ or more
 */
export function alwaysValid(
  { estimate, standardError, n }: { estimate: number; standardError: number; n: number },
  { alpha, tuning, side = 'two_sided' }: { alpha: number; tuning: number; side?: Side }
): AlwaysValid {
  const rho = mixtureScale(alpha, tuning, side);
  const halfWidth = standardError * multiplier(alpha, n, rho, side);
  const k = n * rho ** 2 + 1;
  const z = ((side === 'lesser' ? -1 : 1) * estimate) / standardError;
  const exponent = (rho ** 2 * n * z ** 2) / (2 * k);
  return {
    rho,
    halfWidth,
    pValue: side === 'two_sided' ? Math.min(1, Math.sqrt(k) * Math.exp(-exponent)) : oneSided(k, exponent, z),
    eValue:
      Math.exp(exponent - Math.log(k) / 2) *
      (side === 'two_sided' ? 1 : 2 * normalCdf(Math.sign(z) * Math.sqrt(2 * exponent))),
    low: side === 'lesser' ? -Infinity : estimate - halfWidth,
    high: side === 'greater' ? Infinity : estimate + halfWidth
  };
}

/** √k / (2 (eˣ − 1)), in a form that neither overflows nor loses digits; ½ where the effect has the other sign. */
function oneSided(k: number, exponent: number, z: number): number {
  if (!(z > 0)) return 0.5;
  return Math.min(0.5, (Math.sqrt(k) * Math.exp(-exponent)) / (-2 * Math.expm1(-exponent)));
}
