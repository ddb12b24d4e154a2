/** Which share of the non-users has a motive: what organisations said, weighed to the registry, and predictions for all the others. */
import { NOTHING_YET } from '#adoption/ladder.ts';
import { saidOf, type Cell } from '#motives/cell.ts';
import { chanceUnseen, type Model } from '#motives/learning.ts';
import type { Inferred } from '#motives/motive.ts';
import { calibrationOf, type Calibration } from '#statistics/calibration.ts';
import type { Motive } from '#surveys/motive.ts';
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

/** What a layer is made of. */
export type Layered = Pick<Cell, 'size' | 'state' | 'said' | 'organisations'>;

const isAlone = ({ size }: Pick<Cell, 'size'>): boolean => size === '1';

/** Layers of the population with how many there are and how many of them said something of a motive. */
export function layersOf(
  cells: readonly Layered[],
  motive: Motive
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

/** The name of the layer of somebody, as the strata have it. */
export const layerOf = (cell: Pick<Cell, 'size' | 'state'>): string =>
  `${cell.state - NOTHING_YET} ${isAlone(cell) ? 'alone' : 'more'}`;

/**
 * The layers as strata, in the order in which they are alike.
 * @param predicts the chance that one has it, from 0 to 1
 * @param answers those of whom it counts what they said, where they stood as they said it; the same cells where that is where they stand
 */
export function strataOf<Some extends Layered>(
  cells: readonly Some[],
  motive: Motive,
  predicts: (cell: Some) => number,
  answers: readonly Some[] = cells
): Stratum[] {
  const [own, said] = [cells, answers].map((some) => Map.groupBy(some, layerOf)) as [
    Map<string, Some[]>,
    Map<string, Some[]>
  ];
  return layersOf(answers === cells ? cells : [...cells, ...answers], motive).map(({ alone, state }): Stratum => {
    const name = layerOf({ state, size: alone ? '1' : '' });
    const stratum: Stratum = { names: [name], units: 0, predicted: 0, labelled: { n: 0, y: 0, f: 0, yf: 0, ff: 0 } };
    for (const cell of own.get(name) ?? []) {
      stratum.units += cell.organisations;
      stratum.predicted += cell.organisations * predicts(cell);
    }
    for (const cell of said.get(name) ?? []) {
      const [n, f, y] = [cell.organisations, predicts(cell), saidOf(cell, motive)];
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
}

/** @param cells non-users */
export function estimate(model: Model, motive: Inferred, cells: readonly Cell[]): Estimate {
  const strata = strataOf(cells, motive, (cell) => chanceUnseen(model, motive, cell));
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
