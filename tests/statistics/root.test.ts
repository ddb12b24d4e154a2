import { expect, test } from 'vitest';
import { root } from '#statistics/root.ts';

test.each([
  ['a straight line', (x: number) => x - 3, 0, 10, 3],
  ['a cube', (x: number) => x ** 3 - 2, 0, 10, Math.cbrt(2)],
  ['steep and flat', (x: number) => Math.exp(x) - 1e-8, -40, 40, Math.log(1e-8)],
  ['the other way round', (x: number) => Math.cos(x), 3, 0, Math.PI / 2],
  ['a step', (x: number) => (x < 0.3 ? -1 : 1), 0, 1, 0.3]
])('%s', (_, f, low, high, zero) => expect(root(f, low, high)).toBeCloseTo(zero, 9));

test('without a change of sign the end that is nearest to zero', () => {
  expect(root((x) => x ** 2 + 1, -1, 3)).toBe(-1);
  expect(root((x) => x, 0, 1)).toBe(0);
});
