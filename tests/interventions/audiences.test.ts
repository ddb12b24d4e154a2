/** The reach of an audience, on the engine, against a registry that is counted by hand. */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import * as journeys from '#adoption/journeys.server.ts';
import * as audiences from '#interventions/audiences.server.ts';
import { Audience } from '#interventions/intervention.ts';
import * as municipalities from '#organisations/municipalities.server.ts';
import { insertRows } from '#store/warehouse.server.ts';
import { useStores } from '../stores.ts';

useStores();

const TODAY = '2026-06-01';
const common = { import_id: 'test', imported_at: Date.parse('2026-01-01T00:00:00Z') };

/** Companies of which every third is in Oss and the others in Breda; every second builds; the last ten had no occasion of late. */
const COMPANIES = Array.from({ length: 54 }, (_, index) => ({
  organisation: String(index + 1),
  population: 'company',
  name: '',
  sector: index % 2 === 0 ? 'F Bouw' : 'I Horeca',
  size: index < 6 ? '10-20' : '1',
  municipality: index % 3 === 0 ? 'Oss' : 'Breda',
  occasion: index < 44
}));
const TEAMS = ['Subsidies', 'Ruimte', 'Economie'].map((name, index) => ({
  organisation: String(1_001 + index),
  population: 'department',
  name,
  sector: '',
  size: '',
  municipality: '',
  occasion: true
}));

beforeAll(async () => {
  await municipalities.fill();
  const all = [...COMPANIES, ...TEAMS];
  await insertRows(
    'organisations',
    all.map(({ organisation, population, name, sector, size, municipality }) => ({
      ...common,
      organisation,
      head: organisation,
      population,
      name,
      sector,
      size,
      municipality,
      valid_from: '2020-01-01',
      valid_to: '2149-01-01'
    })),
    randomUUID()
  );
  await insertRows(
    'eligibilities',
    all.map(({ organisation, occasion }) => ({
      ...common,
      organisation,
      process: 'Melding',
      valid_from: occasion ? '2026-01-01' : '2024-01-01',
      valid_to: occasion ? '2026-02-01' : '2024-02-01'
    })),
    randomUUID()
  );
  await journeys.refresh({ all: true });
}, 60_000);

const reach = (population: 'company' | 'department', audience: object) =>
  audiences.reach(population, Audience.parse(audience), TODAY);

// Oracle: the list above, counted here; companies to the nearest ten, and nothing below ten.
test.each([
  [{}, () => true],
  [{ sectors: ['F Bouw'] }, ({ sector }) => sector === 'F Bouw'],
  [{ municipalities: ['Oss'] }, ({ municipality }) => municipality === 'Oss'],
  [{ regions: ['West-Brabant'] }, ({ municipality }) => municipality === 'Breda'],
  [{ regions: ['West-Brabant'], municipalities: ['Oss'] }, () => false],
  [{ sizes: ['10-20'] }, ({ size }) => size === '10-20'],
  [{ sectors: ['F Bouw', 'I Horeca'], sizes: ['1'] }, ({ size }) => size === '1']
] as [object, (one: (typeof COMPANIES)[number]) => boolean][])('%j', async (audience, belongs) => {
  const count = COMPANIES.filter((one) => one.occasion && belongs(one)).length;
  expect(await reach('company', audience)).toBe(count > 0 && count < 10 ? undefined : 10 * Math.round(count / 10));
});

test('teams by name, as many as there are', async () => {
  expect(await reach('department', {})).toBe(3);
  expect(await reach('department', { names: ['Subsidies', 'Economie', 'Bestaat niet'] })).toBe(2);
});

test('what there is to choose is what the registry has', async () => {
  const parts = await audiences.parts();
  expect(parts.sectors).toEqual(['F Bouw', 'I Horeca']);
  expect(parts.sizes).toEqual(['1', '10-20']);
  expect(parts.regions.length).toBe(4);
  expect(parts.municipalities.length).toBe(56);
});
