/** The registry: importing it, and what is in it. */
import { z } from 'zod';
import overviewSql from '#clickhouse/queries/organisations/overview.sql?raw';
import qualitySql from '#clickhouse/queries/organisations/quality.sql?raw';
import { momentOf, required, text, WrongCell, type Mapping } from '#files/column.ts';
import type { Kind } from '#files/importing.server.ts';
import type { Cell } from '#files/table.ts';
import { FOREVER, today } from '#organisations/municipality.ts';
import { ORGANISATION_COLUMNS, populationOf, referenceFault, type Population } from '#organisations/organisation.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { dayOf } from '#time/day.ts';

function reference(cells: Record<string, Cell>, mapping: Mapping, column: string): string {
  const value = required(cells, mapping, column);
  const fault = referenceFault(value);
  if (fault) throw new WrongCell(column, fault);
  return value;
}

function dayIn(cells: Record<string, Cell>, mapping: Mapping, column: string, otherwise: string): string {
  const moment = momentOf(cells, mapping, column);
  const day = moment === undefined ? otherwise : dayOf(moment);
  // The engine's days run from 1970 to 2149; outside them a date would silently become another.
  return day < '1970-01-01' ? '1970-01-01' : day > FOREVER ? FOREVER : day;
}

/** How a registry file is read: one row an organisation, or one of its processes. */
export const REGISTRY: Kind = {
  name: 'organisations',
  columns: ORGANISATION_COLUMNS,
  reader: ({ importId, now }) => ({
    read: (cells, mapping) => {
      const own = reference(cells, mapping, 'reference');
      const population = populationOf(text(cells, mapping, 'population'));
      if (!population) throw new WrongCell('population', 'is geen bedrijf, overheid of afdeling');
      const isBranch = own.replace(/\s/g, '').length === 12 && /^[\d\s]+$/.test(own);
      const given = text(cells, mapping, 'head');
      if (isBranch && given === '') throw new WrongCell('head', 'ontbreekt: een vestiging hoort bij een hoofdnummer');
      const place = text(cells, mapping, 'municipality');
      const municipality = place === '' ? undefined : today(place);
      if (place !== '' && !municipality) throw new WrongCell('municipality', 'is geen gemeente in Noord-Brabant');
      const from = dayIn(cells, mapping, 'valid_from', '1970-01-01');
      const to = dayIn(cells, mapping, 'valid_to', FOREVER);
      if (to <= from) throw new WrongCell('valid_to', 'ligt niet na de begindatum');
      const key = organisationKey(own);
      const imported = { import_id: importId, imported_at: now };
      const processes = text(cells, mapping, 'processes').split(/[;|]/).map((name) => name.trim()).filter((name) => name !== '');
      return [
        {
          target: 'organisations',
          row: {
            organisation: key, population, head: given === '' ? key : organisationKey(reference(cells, mapping, 'head')),
            // The name of a company can be the name of a person: not kept.
            name: population === 'company' ? '' : text(cells, mapping, 'name').slice(0, 200),
            sector: text(cells, mapping, 'sector').slice(0, 80), size: text(cells, mapping, 'size').slice(0, 20), legal_form: text(cells, mapping, 'legal_form').slice(0, 40),
            municipality: municipality?.name ?? '', valid_from: from, valid_to: to, ...imported
          }
        },
        ...processes.map((process) => ({
          target: 'eligibilities' as const,
          row: { organisation: key, process: process.slice(0, 80), valid_from: dayIn(cells, mapping, 'eligible_from', from), valid_to: dayIn(cells, mapping, 'eligible_to', to), ...imported }
        }))
      ];
    }
  })
};

const count = z.coerce.number();
const Overview = z.object({ population: z.string(), dimension: z.string(), value: z.string(), organisations: count });
const Quality = z.object({
  population: z.string(), organisations: count, branches: count, without_municipality: count, without_sector: count, without_size: count, without_occasion: count, ended: count, orphans: count, last_import: count
});
export type Quality = z.infer<typeof Quality>;

/** How many organisations there are now, per population and per value of each dimension. */
export function overview(population: Population, day: string): Promise<z.infer<typeof Overview>[]> {
  return ask(overviewSql, { population, day }, Overview);
}

/** What is missing or odd in the registry, per population. */
export function quality(day: string): Promise<Quality[]> {
  return ask(qualitySql, { day }, Quality);
}
