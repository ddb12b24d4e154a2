/** Motives against an invented Brabant of which they are known, many times over. */
import { INFERRED } from '#motives/motive.ts';
import { KINDS, repeat } from '../motives/truth.ts';
import type { Measured } from './bench.ts';

const TIMES = 500;

/** Of those with each true motive, the shares that are told each: a row of a confusion matrix. */
function confusionOf(by: string, table: readonly (readonly number[])[]): Measured[] {
  return INFERRED.map((truth, row) => {
    const all = table[row]!.reduce((sum, n) => sum + n, 0);
    const told = KINDS.map((kind, place) => `${kind ?? 'nothing'} ${percent(table[row]![place]! / all)}`);
    return { what: `${by}: told of whose motive is ${truth}`, figure: told.join(', '), bound: '', met: undefined };
  });
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

export function motives(): Promise<Measured[]> {
  const { motives: all, rules, model, confusion } = repeat(TIMES);
  return Promise.resolve([
    ...all.flatMap(({ motive, inside, width, alone, calibration }): Measured[] => [
      {
        what: `${motive}: truth in the 95% interval, of ${TIMES} invented Brabants`,
        figure: `${percent(inside)}; ${percent(width)} wide, from answers alone ${percent(alone)}`,
        bound: '93–97%',
        met: inside >= 0.93 && inside <= 0.97
      },
      { what: `  calibration error`, figure: calibration.toFixed(3), bound: '< 0.05', met: calibration < 0.05 }
    ]),
    {
      what: 'told motives that are true: model, rules alone',
      figure: `${percent(model.right)} (silent of ${percent(model.silent)}), ${percent(rules.right)} (${percent(rules.silent)})`,
      bound: '',
      met: undefined
    },
    ...confusionOf('rules', confusion.rules),
    ...confusionOf('model', confusion.model)
  ]);
}
