/** The promises of the statistics, each simulated 20,000 times (predictions 2,000), and how long sixty boundaries take. */
import { boundaries } from '#statistics/group-sequential.ts';
import {
  CLUSTERS,
  clusterAlarms,
  concluded,
  coverage,
  DAILY,
  MEASURED,
  POWER,
  RELATIVE,
  UNEQUAL,
  type Shares
} from '../statistics/simulation.ts';
import { ASKED, asked } from '../statistics/prediction-simulation.ts';
import type { Measured } from './bench.ts';

const TIMES = 20_000;

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

/** Three standard errors of a share of 5% in so many repetitions: half a point. */
const BY_CHANCE = 3 * Math.sqrt((0.05 * 0.95) / TIMES);

const each = (shares: Shares): string =>
  `O'Brien-Fleming ${percent(shares.obrien_fleming)}, Pocock ${percent(shares.pocock)}, always valid ${percent(shares.always_valid)} (fixed ${percent(shares.fixed)})`;

function alarms(): Measured[] {
  return [...MEASURED, ...UNEQUAL].map((setting, index) => {
    const shares = concluded(setting, TIMES, index + 1);
    return {
      what: `false alarms: ${setting.name}`,
      figure: each(shares),
      bound: `≤ 5% (± ${percent(BY_CHANCE)} by chance)`,
      met: DAILY.every((rule) => shares[rule] <= 0.05 + BY_CHANCE)
    };
  });
}

function power(): Measured[] {
  return POWER.map((setting, index) => {
    const shares = concluded(setting, TIMES, 100 + index, setting.lift);
    return {
      what: `power in 14 looks where one look has 80%: ${setting.name}`,
      figure: each(shares),
      bound: "O'Brien-Fleming ≥ 75%",
      met: shares.obrien_fleming >= 0.75
    };
  });
}

function coverages(): Measured[] {
  return RELATIVE.map((setting, index) => {
    const { fieller, delta, unbounded } = coverage(setting, TIMES, 200 + index);
    return {
      what: `95% interval of a relative effect: ${setting.name}`,
      figure: `Fieller ${percent(fieller)}, ${percent(unbounded)} of them not bounded (delta method ${percent(delta)})`,
      bound: '94–96%',
      met: fieller >= 0.94 && fieller <= 0.96
    };
  });
}

function clusters(): Measured[] {
  return CLUSTERS.map((count) => {
    const { satterthwaite, normal } = clusterAlarms(count, TIMES, 300 + count);
    return {
      what: `false alarms: ${count} clusters`,
      figure: `CR2 with Satterthwaite ${percent(satterthwaite)} (normal ${percent(normal)})`,
      bound: '4–6%',
      met: satterthwaite >= 0.04 && satterthwaite <= 0.06
    };
  });
}

const ASKED_TIMES = 2000;

function predictions(): Measured[] {
  return ASKED.map((setting, index) => {
    const held = asked(setting, ASKED_TIMES, 400 + index);
    const points = (of: number) => (100 * of).toFixed(1);
    return {
      what: `95% interval of a prediction-powered share: ${setting.name}`,
      figure:
        `${percent(held.powered)}, ${points(held.width)} points wide with λ ${held.lambda.toFixed(2)}` +
        ` (alone ${percent(held.alone)}, ${points(held.aloneWidth)}; as they come ${percent(held.naive)}),` +
        ` off by ${points(held.bias)} (${points(held.naiveBias)}), one label worth ${held.worth.toFixed(2)},` +
        ` calibration error ${points(held.calibration)}`,
      bound: '93–98%, narrower than alone',
      met: held.powered >= 0.93 && held.powered <= 0.98 && held.width < held.aloneWidth && held.calibration < 0.05
    };
  });
}

function speed(): Measured {
  const fractions = Array.from({ length: 60 }, (_, index) => (index + 1) / 60);
  const milliseconds = Array.from({ length: 21 }, () => {
    const started = performance.now();
    boundaries({ alpha: 0.05, spending: 'obrien_fleming', fractions });
    return performance.now() - started;
  }).sort((a, b) => a - b);
  const median = milliseconds[10]!;
  return { what: 'boundaries of sixty looks', figure: `${median.toFixed(1)} ms`, bound: '< 50 ms', met: median < 50 };
}

export function statistics(): Promise<Measured[]> {
  return Promise.resolve([speed(), ...alarms(), ...power(), ...coverages(), ...clusters(), ...predictions()]);
}
