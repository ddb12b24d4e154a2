/** Who lives in the invented Brabant: companies with what each will do, authorities and departments. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { environment } from '#environment.ts';
import {
  company,
  DEPARTMENTS,
  OCCASION_DAYS,
  pick,
  PROCESSES,
  random,
  SITES,
  STAGES,
  WATER_BOARDS,
  type Company
} from '#example/brabant.ts';
import type { Size, Told } from '#example/size.ts';
import { FOREVER, MUNICIPALITIES } from '#organisations/municipality.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { insertLines, insertRows } from '#store/warehouse.server.ts';
import { addDays, DAY, startOf, type Day } from '#time/day.ts';

/** Eighteen months. */
export const DAYS = 548;
/** Companies that are made in one go. */
export const SLICE = 25_000;

const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');

/** KvK numbers that cannot exist: 99 and six digits. */
export const reference = (index: number) => String(99_000_000 + index);

const eligibility = (organisation: string, process: string, from: Day, to: Day, importedAt: number) => ({
  organisation,
  process,
  valid_from: from,
  valid_to: to,
  import_id: 'example',
  imported_at: importedAt,
  example: true
});

const registered = (organisation: string, more: object, importedAt: number) => ({
  organisation,
  head: organisation,
  valid_from: '2010-01-01',
  valid_to: FOREVER,
  import_id: 'example',
  imported_at: importedAt,
  example: true,
  ...more
});

/** Puts the companies in the registry, and what each will do in `example_companies`; its truth goes to a file. */
export async function companies({ organisations, seed, changes }: Size, start: Day, told: Told): Promise<void> {
  const begin = startOf(start);
  const truth = createWriteStream(join(resolve(environment().data), 'example-truth.ndjson'), { mode: 0o600 });
  const at = (day: number) => Math.round(begin + day * DAY);
  // During the day: an occasion's letter or message goes out between eight and five.
  const atWork = (day: number, salt: number) =>
    begin + Math.floor(day) * DAY + (8 + ((salt * 7919) % 540) / 60) * 3_600_000;
  for (let from = 0; from < organisations; from += SLICE) {
    const to = Math.min(from + SLICE, organisations);
    const made: [key: string, index: number, company: Company][] = [];
    for (let index = from; index < to; index++)
      made.push([organisationKey(reference(index)), index, company(seed, index, DAYS, changes)]);
    await insertLines(
      'organisations',
      lines(
        made.map(([key, , { sector, size, legalForm, municipality }]) =>
          registered(key, { population: 'company', sector, size, legal_form: legalForm, municipality }, begin)
        )
      ),
      randomUUID()
    );
    await insertLines(
      'eligibilities',
      lines(
        made.flatMap(([key, , { occasions }]) =>
          occasions.map(({ day, process }) =>
            eligibility(key, process, addDays(start, day), addDays(start, day + OCCASION_DAYS), begin)
          )
        )
      ),
      randomUUID()
    );
    await insertLines(
      'example_companies',
      lines(
        made.map(([key, index, it]) => ({
          i: index,
          organisation: key,
          site: SITES[it.site]!.slug,
          host: SITES[it.site]!.host,
          campaign: it.campaign,
          stages: it.stages.map(at),
          failures: it.failures,
          box: it.messages.map((day, number) => atWork(day, index + number)),
          occasions: it.occasions.map(({ day }) => atWork(day, index)),
          processes: it.occasions.map(({ process }) => process)
        }))
      ),
      randomUUID()
    );
    for (const [key, , { motive, must, stages: reached, messages: sent, campaign }] of made) {
      truth.write(
        `${JSON.stringify({ organisation: key, motive, must, stage: reached.length === 0 ? 'none' : STAGES[reached.length - 1], messages: sent.length, campaign })}\n`
      );
    }
    told('organisations', to, organisations);
  }
  await new Promise<void>((done, failed) => truth.end((error?: Error | null) => (error ? failed(error) : done())));
}

interface Known {
  key: string;
  name: string;
}

/** Authorities and departments: few, so made here; shares of answering and answering well as measured in 2013 (46%, 31%). */
export async function bodies({ seed }: Size, start: Day): Promise<{ authorities: Known[]; departments: Known[] }> {
  const begin = startOf(start);
  const moment = (day: number) => Math.round(begin + Math.min(day, DAYS - 1) * DAY + 10 * 3_600_000);
  const events: object[] = [];
  let number = 0;
  const happened = (key: string, name: string, day: number) => {
    const chance = random(seed + 7, number++);
    const hex = Array.from({ length: 32 }, () => Math.floor(chance() * 16).toString(16)).join('');
    const id = hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
    if (day < DAYS)
      events.push({
        id,
        source: 'voorbeeld-beheer',
        name,
        at: moment(day),
        received_at: moment(day),
        actor: key,
        organisation: key,
        import_id: 'example',
        example: true
      });
  };
  const current = MUNICIPALITIES.filter(({ successor }) => successor === '');
  const authorities = [
    ...current.map(({ name }) => `Gemeente ${name}`),
    ...WATER_BOARDS,
    'Provincie Noord-Brabant'
  ].map((name, index) => ({ key: organisationKey(`voorbeeld ${name}`), name, index }));
  const departments = DEPARTMENTS.map((name, index) => ({
    key: organisationKey(`voorbeeld afdeling ${name}`),
    name,
    index
  }));
  const eligible: object[] = [];
  for (const { key, index } of authorities) {
    const chance = random(seed + 1, index);
    for (let year = Number(start.slice(0, 4)); year <= Number(start.slice(0, 4)) + 2; year++) {
      eligible.push(
        eligibility(key, 'Jaarrekening', `${year}-06-15`, `${year}-07-16`, begin),
        eligibility(key, 'Begroting', `${year}-10-15`, `${year}-11-16`, begin)
      );
    }
    const chances = [0.96, 0.78, 0.62, 0.7, 0.6, 0.55];
    const names = [
      'authority_connected',
      'officer_appointed',
      'answered',
      'answered_adequately',
      'procedure_designated',
      'process_default_box'
    ];
    let day = chance() * 60;
    for (const [step, name] of names.entries()) {
      if (chance() >= chances[step]!) break;
      happened(key, name, day);
      day += chance() * 130;
    }
  }
  for (const { key, index } of departments) {
    const chance = random(seed + 2, index);
    eligible.push(eligibility(key, pick(PROCESSES, chance), '2010-01-01', FOREVER, begin));
    if (chance() < 0.8) {
      // Before the first message it handles, so that the order of the steps can be seen.
      happened(key, 'presentation_attended', chance() * 40);
      if (chance() < 0.5) happened(key, 'process_default_box', 300 + chance() * 200);
    }
  }
  await insertRows(
    'organisations',
    [
      ...authorities.map(({ key, name }) =>
        registered(
          key,
          {
            population: 'authority',
            name,
            sector: 'Openbaar bestuur',
            municipality: name.startsWith('Gemeente ') ? name.slice(9) : ''
          },
          begin
        )
      ),
      ...departments.map(({ key, name }) =>
        registered(key, { population: 'department', name, sector: 'Provincie Noord-Brabant' }, begin)
      )
    ],
    randomUUID()
  );
  await insertRows('eligibilities', eligible, randomUUID());
  await insertRows('events', events, randomUUID());
  return { authorities, departments };
}
