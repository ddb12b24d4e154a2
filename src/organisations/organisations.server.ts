/** The registry: importing it, and what is in it. */
import { z } from 'zod';
import overviewSql from '#clickhouse/queries/organisations/overview.sql?raw';
import qualitySql from '#clickhouse/queries/organisations/quality.sql?raw';
import registeredSql from '#clickhouse/queries/organisations/registered.sql?raw';
import { momentOf, text, type Mapping } from '#files/column.ts';
import type { Kind } from '#files/kind.server.ts';
import { WrongCell, type Cells } from '#files/table.ts';
import { FOREVER, named, RENAMED, today, type Boundaries } from '#organisations/municipality.ts';
import {
  describes,
  ORGANISATION_COLUMNS,
  populationOf,
  referenceIn,
  sizeIn,
  type Population
} from '#organisations/organisation.ts';
import { organisationKey, type Pseudonym } from '#store/pseudonym.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { dayOf } from '#time/day.ts';

function dayIn(cells: Cells, mapping: Mapping, column: string, otherwise: string): string {
  const moment = momentOf(cells, mapping, column);
  const day = moment === undefined ? otherwise : dayOf(moment);
  // The engine's days run from 1970 to 2149; outside them a date would silently become another.
  return day < '1970-01-01' ? '1970-01-01' : day > FOREVER ? FOREVER : day;
}

/** @param to the day on which it is no longer so */
function placeIn(cells: Cells, mapping: Mapping, to: string): { municipality: string; municipality_given: string } {
  const given = text(cells, mapping, 'municipality');
  if (given === '') return { municipality: '', municipality_given: '' };
  const found = named(given);
  if (!found) throw new WrongCell('municipality', 'municipality', 'is geen gemeente in Noord-Brabant');
  const now = today(found);
  if (!now && to > found.validTo)
    throw new WrongCell('municipality', 'municipality_split', 'is opgesplitst; geef vanaf die dag de gemeente van nu');
  return { municipality: now?.name ?? '', municipality_given: found.name };
}

/** How a registry file is read: one row an organisation, or one of its processes. */
export const REGISTRY: Kind = {
  name: 'organisations',
  columns: ORGANISATION_COLUMNS,
  reader: ({ importId, now, mapping }) => ({
    read: (cells) => {
      const own = referenceIn(cells, mapping, 'reference');
      const key = organisationKey(own);
      const from = dayIn(cells, mapping, 'valid_from', '1970-01-01');
      const to = dayIn(cells, mapping, 'valid_to', FOREVER);
      if (to <= from) throw new WrongCell('valid_to', 'order', 'ligt niet na de begindatum');
      const [eligibleFrom, eligibleTo] = [
        dayIn(cells, mapping, 'eligible_from', from),
        dayIn(cells, mapping, 'eligible_to', to)
      ];
      if (eligibleTo <= eligibleFrom) throw new WrongCell('eligible_to', 'order', 'ligt niet na de begindatum');
      const imported = { import_id: importId, imported_at: now };
      const occasions = text(cells, mapping, 'processes')
        .split(/[;|,]/)
        .map((name) => name.trim().slice(0, 80))
        .filter((name) => name !== '')
        .map((process) => ({
          target: 'eligibilities' as const,
          row: { organisation: key, process, valid_from: eligibleFrom, valid_to: eligibleTo, ...imported }
        }));
      if (!describes(mapping)) {
        if (occasions.length === 0) throw new WrongCell('processes', 'empty', 'is leeg');
        return occasions;
      }
      const population = populationOf(text(cells, mapping, 'population'));
      if (!population) throw new WrongCell('population', 'population', 'is geen bedrijf, overheid of afdeling');
      const isBranch = population === 'company' && /^\d{12}$/.test(own.replace(/\s/g, ''));
      const hasHead = text(cells, mapping, 'head') !== '';
      if (isBranch && !hasHead)
        throw new WrongCell('head', 'head_missing', 'ontbreekt: een vestiging hoort bij een hoofdnummer');
      const row = {
        organisation: key,
        population,
        head: hasHead ? organisationKey(referenceIn(cells, mapping, 'head')) : key,
        // The name of a company can be the name of a person: not kept.
        name: population === 'company' ? '' : text(cells, mapping, 'name').slice(0, 200),
        sector: text(cells, mapping, 'sector').slice(0, 80),
        size: sizeIn(cells, mapping),
        legal_form: text(cells, mapping, 'legal_form').slice(0, 40),
        ...placeIn(cells, mapping, to),
        valid_from: from,
        valid_to: to,
        ...imported
      };
      return [{ target: 'organisations', row }, ...occasions];
    }
  })
};

/** How many of these organisations stand in the registry; undefined when it is empty. */
export async function registered(organisations: readonly Pseudonym[]): Promise<number | undefined> {
  const [row] = await ask(
    registeredSql,
    { organisations: organisations.map(BigInt) },
    z.object({ registered: z.coerce.number(), rows: z.coerce.number() })
  );
  return row && row.rows > 0 ? row.registered : undefined;
}

const count = z.coerce.number();
const Overview = z.object({ population: z.string(), dimension: z.string(), value: z.string(), organisations: count });
const Quality = z.object({
  population: z.string(),
  organisations: count,
  branches: count,
  without_municipality: count,
  without_sector: count,
  without_size: count,
  without_occasion: count,
  ended: count,
  orphans: count,
  last_import: count
});
export type Quality = z.infer<typeof Quality>;

/** How many organisations there are on a day, per population and per value of each dimension. */
export function overview(
  population: Population,
  day: string,
  boundaries: Boundaries = 'now'
): Promise<z.infer<typeof Overview>[]> {
  return ask(overviewSql, { population, day, boundaries, ...RENAMED }, Overview);
}

/** What is missing or odd in the registry, per population. */
export function quality(day: string): Promise<Quality[]> {
  return ask(qualitySql, { day }, Quality);
}
