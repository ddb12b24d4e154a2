/** Marks on a time chart: a number where each begins and a shade as far as it lasts; the list below the chart says what they are. */
import type { LineSeriesOption } from 'echarts/charts';
import type { Day } from '#time/day.ts';

export interface Mark {
  /** First and last day. */
  from: Day;
  to: Day;
  label: string;
  /** What sort of thing it is, in a word. */
  kind: string;
  /** Where there is more about it. */
  href?: string;
}

/** What one place on the axis stands for: from a day up to and including another. */
export interface Stretch {
  from: Day;
  to: Day;
}

export interface Placed {
  mark: Mark;
  /** From 1, by the day on which it began. */
  number: number;
  /** Places on the axis, from 0. */
  first: number;
  last: number;
}

/** The marks that an axis has a day of, and where. Stretches come in order and may have gaps between them. */
export function place(marks: readonly Mark[], stretches: readonly Stretch[]): Placed[] {
  return marks
    .map((mark) => ({
      mark,
      first: stretches.findIndex(({ to }) => to >= mark.from),
      last: stretches.findLastIndex(({ from }) => from <= mark.to)
    }))
    .filter(({ first, last }) => first >= 0 && last >= first)
    .sort((a, b) => (a.mark.from < b.mark.from ? -1 : a.mark.from > b.mark.from ? 1 : 0))
    .map((one, index) => ({ ...one, number: index + 1 }));
}

/** Closer to the one before than this share of the axis, a number stands a line higher. */
const NEAR = 0.04;

/**
 * A series without figures that carries the marks, to stand after all others. Above the grid it takes 32 pixels.
 * @param places how many the axis has
 * @param at what the axis calls a place, where that is not its number
 */
export function markSeries(
  placed: readonly Placed[],
  places: number,
  at: (place: number) => number = (place) => place
): LineSeriesOption {
  const starts = [...Map.groupBy(placed, ({ first }) => first)].sort(([a], [b]) => a - b);
  let [before, isRaised] = [-Infinity, false];
  return {
    type: 'line',
    data: [],
    silent: true,
    markLine: {
      silent: true,
      animation: false,
      symbol: 'none',
      lineStyle: { color: '#17262b', type: 'dashed', width: 1 },
      data: starts.map(([first, own]) => {
        isRaised = first - before < NEAR * places && !isRaised;
        before = first;
        return {
          xAxis: at(first),
          label: {
            formatter: own.map(({ number }) => number).join(', '),
            position: 'end',
            distance: isRaised ? 17 : 3,
            color: '#17262b',
            fontSize: 12,
            fontWeight: 'bold'
          }
        };
      })
    },
    markArea: {
      silent: true,
      animation: false,
      // Before areas that are filled, or nothing of it is seen.
      z: 3,
      itemStyle: { color: 'rgba(23, 38, 43, 0.12)' },
      data: placed
        .filter(({ first, last }) => last > first)
        .map(({ first, last }) => [{ xAxis: at(first) }, { xAxis: at(last) }])
    }
  };
}
