import { describe, expect, test } from 'vitest';
import { freeRange, intersect, overlaps, type Other } from '#experiments/overlap.ts';
import { fc } from '../property.ts';

const matches = (pattern: string, text: string) =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(text);

describe('patterns of addresses', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 7 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });

  test('meet whenever one address fits both', () => {
    fc.assert(
      fc.property(pattern, pattern, text, (a, b, address) => {
        fc.pre(matches(a, address) && matches(b, address));
        expect(intersect(a, b)).toBe(true);
      }),
      { numRuns: 300 }
    );
  });

  test('meet only if some address fits both (tried: every address of up to seven letters)', () => {
    const addresses = Array.from({ length: 8 }, (_, length) =>
      Array.from({ length: 2 ** length }, (_, bits) =>
        Array.from({ length }, (_, place) => ((bits >> place) & 1 ? 'b' : 'a')).join('')
      )
    ).flat();
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 4 });
    fc.assert(
      fc.property(short, short, (a, b) => {
        // Two patterns of four signs that meet, meet in an address of at most seven.
        expect(intersect(a, b)).toBe(addresses.some((address) => matches(a, address) && matches(b, address)));
      })
    );
  });
});

describe('overlap', () => {
  const other = (change: Partial<Other> & { urls?: string[] } = {}): Other => ({
    key: 'x',
    name: 'X',
    site: 'plein',
    design: {
      touchpoint: { kind: 'page', urls: change.urls ?? ['https://plein.example/start*'] },
      metric: 'box_created',
      layer: '',
      devices: []
    },
    ...change
  });
  const mine = other({ urls: ['plein.example/*'] }).design;

  test('the same page, another site, another device, the same layer', () => {
    expect(overlaps('plein', mine, [other()])).toEqual([{ key: 'x', name: 'X', kind: 'page' }]);
    expect(overlaps('elders', mine, [other()])).toEqual([]);
    expect(
      overlaps('plein', { ...mine, devices: ['mobile'] }, [other({ design: { ...mine, devices: ['desktop'] } })])
    ).toEqual([]);
    expect(overlaps('plein', { ...mine, layer: 'a' }, [other({ design: { ...mine, layer: 'a' } })])).toEqual([]);
  });

  test('elsewhere on the site but for the same metric', () => {
    expect(overlaps('plein', mine, [other({ urls: ['https://niet.example/'] })])).toEqual([
      { key: 'x', name: 'X', kind: 'metric' }
    ]);
  });

  test('one value is for one experiment, whatever the layer', () => {
    const feature = { ...mine, layer: 'a', touchpoint: { kind: 'feature', feature: 'titel' } as const };
    expect(overlaps('plein', feature, [other({ design: feature })])).toMatchObject([{ kind: 'feature' }]);
  });
});

describe('a stretch of a layer', () => {
  test('is the first that is long enough', () => {
    expect(freeRange([], 1)).toEqual([0, 1]);
    expect(freeRange([[0, 0.3]], 0.7)).toEqual([0.3, 1]);
    expect(
      freeRange(
        [
          [0.5, 1],
          [0, 0.3]
        ],
        0.2
      )
    ).toEqual([0.3, 0.5]);
    expect(freeRange([[0, 0.3]], 0.8)).toBeUndefined();
  });

  test('never shares anything with those given out before', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 12 }), (wanted) => {
        const taken: (readonly [number, number])[] = [];
        for (const share of wanted) {
          const range = freeRange(taken, share / 100);
          if (range) taken.push(range);
        }
        const sorted = [...taken].sort(([a], [b]) => a - b);
        sorted.forEach(([, to], index) => expect(to).toBeLessThanOrEqual(sorted[index + 1]?.[0] ?? 1));
      })
    );
  });
});
