import { expect, test } from 'vitest';
import { csv } from '#ui/csv.ts';

test('a cell is never a formula, and a number with its sign is a number', () => {
  const cells = (...values: string[]) => csv([values]).replace('\ufeff', '').trim().slice(1, -1).split('";"');
  expect(cells('+52,0', '-3,5', '0,0', '1.234', '12,5%', '–')).toEqual(['+52,0', '-3,5', '0,0', '1.234', '12,5%', '–']);
  expect(cells('=1+1', '+A1', '-A1', '@x', '+1+1', '\t=1')).toEqual(["'=1+1", "'+A1", "'-A1", "'@x", "'+1+1", "'\t=1"]);
});

test('quotes are doubled, lines end as spreadsheets expect', () => {
  expect(csv([['a"b', ''], ['c;d']])).toBe('\ufeff"a""b";""\r\n"c;d"\r\n');
});
