/** Which share of the non-users has a motive: what organisations said, weighed to the registry, and predictions for all the others. */
import { NOTHING_YET } from '#adoption/ladder.ts';
import { saidOf, type Cell } from '#motives/cell.ts';
import { chanceUnseen, type Model } from '#motives/learning.ts';
import type { Inferred } from '#motives/motive.ts';
import { calibrationOf, type Calibration } from '#statistics/calibration.ts';
import { collapse, predictionPowered, type Powered, type Stratum } from '#statistics/prediction-powered.ts';

/** Those that answer differ from those that do not in size and in how far they got: both are known of all. */
export interface Layer {
  alone: boolean;
  state: number;
}

/** With fewer answers an interval would say nothing, and its theory would not hold. */
export const FEWEST_ANSWERS = 20;

export interface Estimate {
  /** Undefined with too few answers. */
  powered: Powered | undefined;
  /** Organisations that said something of it, and of them those that said it is so. */
  answered: number;
  so: number;
  calibration: Calibration | undefined;
}

const isAlone = ({ size }: Pick<Cell, 'size'>): boolean => size === '1';

/** Layers of the population with how many there are and how many of them said something of a motive. */
export function layersOf(
  cells: readonly Cell[],
  motive: Inferred
): (Layer & { organisations: number; answered: number })[] {
  const layers = new Map<string, Layer & { organisations: number; answered: number }>();
  for (const cell of cells) {
    const [alone, state] = [isAlone(cell), cell.state];
    const layer = layers.get(`${alone} ${state}`) ?? { alone, state, organisations: 0, answered: 0 };
    layer.organisations += cell.organisations;
    if (saidOf(cell, motive) >= 0) layer.answered += cell.organisations;
    layers.set(`${alone} ${state}`, layer);
  }
  // In the order in which they are alike: how far they got tells more than how large they are.
  return [...layers.values()].sort((a, b) => a.state - b.state || Number(b.alone) - Number(a.alone));
}

/** @param cells non-users */
export function estimate(model: Model, motive: Inferred, cells: readonly Cell[]): Estimate {
  const order = layersOf(cells, motive);
  const strata = order.map(({ alone, state }): Stratum => {
    const own = cells.filter((cell) => isAlone(cell) === alone && cell.state === state);
    const stratum: Stratum = {
      names: [`${state - NOTHING_YET} ${alone ? 'alone' : 'more'}`],
      units: 0,
      predicted: 0,
      labelled: { n: 0, y: 0, f: 0, yf: 0, ff: 0 }
    };
    for (const cell of own) {
      const [n, f, y] = [cell.organisations, chanceUnseen(model, motive, cell), saidOf(cell, motive)];
      stratum.units += n;
      stratum.predicted += n * f;
      if (y < 0) continue;
      const { labelled } = stratum;
      labelled.n += n;
      labelled.y += n * y;
      labelled.f += n * f;
      labelled.yf += n * y * f;
      labelled.ff += n * f * f;
    }
    return stratum;
  });
  const answered = strata.reduce((sum, { labelled }) => sum + labelled.n, 0);
  return {
    powered: answered < FEWEST_ANSWERS ? undefined : predictionPowered(collapse(strata)),
    answered,
    so: strata.reduce((sum, { labelled }) => sum + labelled.y, 0),
    calibration: calibrationOf(
      cells
        .filter((cell) => saidOf(cell, motive) >= 0)
        .map((cell) => ({
          predicted: chanceUnseen(model, motive, cell),
          n: cell.organisations,
          successes: saidOf(cell, motive) * cell.organisations
        }))
    )
  };
}
