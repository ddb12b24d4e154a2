import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { importFile } from '#files/importing.server.ts';
import { FOREVER, MUNICIPALITIES, named, RENAMED, throughTime, today, todayOf } from '#organisations/municipality.ts';
import * as municipalities from '#organisations/municipalities.server.ts';
import { referenceFault, sizeIn } from '#organisations/organisation.ts';
import * as organisations from '#organisations/organisations.server.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { register } from '#store/register.server.ts';
import { imports } from '#store/tables.server.ts';
import { ask, run } from '#store/warehouse.server.ts';
import { addDays, daysBetween } from '#time/day.ts';
import { fc } from '../property.ts';
import { useStores } from '../stores.ts';

useStores();

const folder = mkdtempSync(join(tmpdir(), 'hoera-organisations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  for (const table of ['organisations', 'eligibilities', 'ledger']) await run(`TRUNCATE TABLE ${table}`);
  await (await register()).delete(imports);
});

let number = 0;
function load(...lines: string[]) {
  const path = join(folder, `${++number}.csv`);
  writeFileSync(path, lines.join('\n'));
  return importFile({ kind: organisations.REGISTRY, source: 'register', path, filename: 'register.csv', by: 'test' });
}
const stored = (columns: string, table = 'organisations') =>
  ask(`SELECT ${columns} FROM ${table} FINAL ORDER BY ALL`, {}, z.record(z.string(), z.unknown()));

test('the municipalities add up: 67 in 2013, 56 now', () => {
  const on = (day: string) =>
    MUNICIPALITIES.filter(({ validFrom, validTo }) => validFrom <= day && validTo > day).length;
  expect(on('2013-06-01')).toBe(67);
  expect(on('2026-11-01')).toBe(56);
  expect(
    MUNICIPALITIES.every((one) => one.validTo === FOREVER || one.successor === '' || today(one)?.validTo === FOREVER)
  ).toBe(true);
});

test('a name stands for a municipality whatever its spelling', () => {
  for (const name of ['den bosch', "'S-HERTOGENBOSCH", 's-Hertogenbosch'])
    expect(named(name)?.name).toBe("'s-Hertogenbosch");
  expect(named('Nuenen c.a.')?.name).toBe('Nuenen, Gerwen en Nederwetten');
  expect(named('Amsterdam')).toBeUndefined();
});

test('on every day a name stands for one municipality, which was there, or for one of which is said that it is not known', () => {
  const dayIn = (from: string, to: string) =>
    fc.integer({ min: 0, max: daysBetween(from, to) }).map((days) => addDays(from, days));
  fc.assert(
    fc.property(fc.constantFrom(...MUNICIPALITIES), dayIn('1997-01-01', '2040-12-31'), (municipality, day) => {
      const lays = throughTime(municipality).filter(({ from, until }) => from <= day && day < until);
      expect(lays).toHaveLength(1);
      const { municipality: told } = lays[0]!;
      const known = MUNICIPALITIES.find(({ name }) => name === told);
      if (known) {
        expect(known.validFrom <= day && day < known.validTo).toBe(true);
        // It was there already: then a source that names it is believed.
        if (municipality.validFrom <= day && day < municipality.validTo) expect(told).toBe(municipality.name);
      } else {
        expect(told).toBe(`${municipality.name} (unknown then)`);
        const divided = municipality.successor === '' && municipality.validTo <= day;
        expect(day < municipality.validFrom || divided).toBe(true);
      }
      // Whatever it was called, it is part of the same municipality of today, and of the same region.
      expect(todayOf(told)).toBe(today(municipality)?.name ?? '');
      expect(named(told.replace(' (unknown then)', ''))!.region).toBe(municipality.region);
    }),
    { numRuns: 2_000 }
  );
  // The engine is told of those that were ever called otherwise, and of no others.
  expect(RENAMED.renamed.toSorted()).toEqual(
    MUNICIPALITIES.filter(({ validFrom, validTo }) => validFrom > '1997-01-01' || validTo < FOREVER)
      .map(({ name }) => name)
      .sort()
  );
});

test('a divided municipality is taken of the time that it was there', async () => {
  await municipalities.fill();
  const account = await load(
    'kvk;gemeente;vanaf;tot',
    '99000001;Haaren;1-1-2015;1-1-2021',
    '99000002;Haaren;1-1-2015;1-6-2021',
    '99000003;Haaren;1-1-2015;1-6-2019'
  );
  expect(account).toMatchObject({ accepted: 2, refused: 1, reasons: { 'municipality.municipality_split': 1 } });
  expect(await stored('municipality, municipality_given')).toEqual([
    { municipality: '', municipality_given: 'Haaren' },
    { municipality: '', municipality_given: 'Haaren' }
  ]);
  const told = async (boundaries: 'now' | 'then') =>
    (await organisations.overview('company', '2018-01-01', boundaries))
      .filter(({ dimension }) => dimension === 'municipality' || dimension === 'region')
      .map(({ value, organisations: n }) => [value, n]);
  expect(await told('now')).toEqual([
    ['', 2],
    ['Hart van Brabant', 2]
  ]);
  expect(await told('then')).toEqual([
    ['Haaren', 2],
    ['Hart van Brabant', 2]
  ]);
});

test('a merged municipality is kept as it was and as it is; a divided one is asked about', async () => {
  const account = await load(
    'kvk;gemeente',
    '99000001;Uden',
    '99000002;Werkendam',
    '99000003;Haaren',
    '99000004;Utrecht'
  );
  expect(account).toMatchObject({
    accepted: 2,
    refused: 2,
    reasons: { 'municipality.municipality_split': 1, 'municipality.municipality': 1 }
  });
  expect(await stored('municipality, municipality_given')).toEqual([
    { municipality: 'Altena', municipality_given: 'Werkendam' },
    { municipality: 'Maashorst', municipality_given: 'Uden' }
  ]);
});

test('a file with only occasions adds those and leaves the organisations as they are', async () => {
  await load('kvk;sector;gemeente', '99000001;F Bouw;Oss');
  expect(
    await load(
      'kvk;proces;aanleiding vanaf',
      '99000001;Subsidie;1-1-2026',
      '99000001;Melding;1-2-2026',
      '99000001;Subsidie;1-1-2026',
      '99000002;;1-1-2026'
    )
  ).toMatchObject({ received: 4, accepted: 2, duplicate: 1, refused: 1 });
  expect(await stored('sector, municipality')).toEqual([{ sector: 'F Bouw', municipality: 'Oss' }]);
  expect(await stored('process, toString(valid_from) AS since', 'eligibilities')).toEqual([
    { process: 'Melding', since: '2026-02-01' },
    { process: 'Subsidie', since: '2026-01-01' }
  ]);
});

test('an organisation that changes has two stretches; it counts once, as it was on the day', async () => {
  await load(
    'kvk;sector;gemeente;vanaf',
    '99000001;F Bouw;Oss;1-1-2020',
    '99000001;G Handel;Breda;1-1-2025',
    '99000002;F Bouw;Oss;1-1-2020'
  );
  const municipality = async (day: string) =>
    (await organisations.overview('company', day))
      .filter((row) => row.dimension === 'municipality')
      .map(({ value, organisations: n }) => [value, n]);
  expect(await municipality('2024-06-01')).toEqual([['Oss', 2]]);
  expect(await municipality('2026-06-01')).toEqual([
    ['Breda', 1],
    ['Oss', 1]
  ]);
  expect(await organisations.quality('2026-06-01')).toMatchObject([
    { organisations: 2, ended: 0, without_sector: 0, without_occasion: 2 }
  ]);
});

test('branches count with their head, orphans and ended ones are told', async () => {
  await load(
    'kvk;hoofdnummer;tot',
    '99000001;;',
    '990000010001;99000001;',
    '990000090001;99000009;',
    '99000003;;1-1-2021'
  );
  expect(await organisations.quality('2026-06-01')).toMatchObject([
    { organisations: 1, branches: 2, orphans: 1, ended: 1 }
  ]);
});

test('a corrected row for the same stretch replaces the first and is counted so', async () => {
  await load('kvk;sector', '99000001;F');
  expect(await load('kvk;sector', '99000001;G')).toMatchObject({ accepted: 1, updated: 1 });
  expect(await stored('toString(organisation) AS key, sector')).toEqual([
    { key: organisationKey('99000001'), sector: 'G' }
  ]);
});

test.each([
  ['99000001', undefined],
  ['9900 0001', undefined],
  ['9900000', 'cijfers'],
  ['00000001234567890000', undefined],
  ['gemeente-oss', undefined],
  ['jan@oss.example', 'code']
])('reference %s', (reference, fault) => {
  if (fault === undefined) expect(referenceFault(reference)).toBeUndefined();
  else expect(referenceFault(reference)).toContain(fault);
});

test.each([
  [1, '1'],
  [4, '3-5'],
  [5, '5-10'],
  [250, '100+'],
  ['20 tot 50', '20-50'],
  ['', '']
])('%s persons is class %s', (persons, size) => {
  expect(sizeIn({ n: persons }, { size: 'n' })).toBe(size);
});
