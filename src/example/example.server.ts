/** Fills an installation with the invented Brabant, generated inside the engine, and removes it without a trace. */
import { eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import ledger from '#clickhouse/queries/example/ledger.sql?raw';
import messages from '#clickhouse/queries/example/messages.sql?raw';
import stages from '#clickhouse/queries/example/stages.sql?raw';
import visits from '#clickhouse/queries/example/visits.sql?raw';
import * as journeys from '#adoption/journeys.server.ts';
import { environment } from '#environment.ts';
import * as sites from '#events/sites.server.ts';
import {
  CAMPAIGNS,
  company,
  DEPARTMENTS,
  pick,
  PROCESSES,
  random,
  SITES,
  STAGES,
  WATER_BOARDS,
  type Company
} from '#example/brabant.ts';
import * as experiments from '#example/experiments.server.ts';
import * as municipalities from '#organisations/municipalities.server.ts';
import { FOREVER, MUNICIPALITIES } from '#organisations/municipality.ts';
import { Refusal } from '#refusal.ts';
import { isExample, setFact } from '#store/facts.server.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import type { Size } from '#example/size.ts';
import { register } from '#store/register.server.ts';
import {
  evidence,
  experiments as experimentTable,
  inForce,
  releases,
  sites as siteTable,
  sources,
  transitions
} from '#store/tables.server.ts';
import { insertLines, insertRows, run } from '#store/warehouse.server.ts';
import { addDays, DAY, dayOf, startOf, type Day } from '#time/day.ts';

/** Eighteen months. */
const DAYS = 548;
const SLICE = 25_000;
const EVENT_SLICE = 2_000_000;

type Told = (what: string, done: number, total: number) => void;

const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');

/** KvK numbers that cannot exist: 99 and six digits. */
const reference = (index: number) => String(99_000_000 + index);

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

async function companies({ organisations, seed }: Size, start: Day, told: Told): Promise<void> {
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
      made.push([organisationKey(reference(index)), index, company(seed, index, DAYS)]);
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
            eligibility(key, process, dayOf(at(day)), addDays(dayOf(at(day)), 30), begin)
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
async function bodies({ seed }: Size, start: Day): Promise<{ authorities: Known[]; departments: Known[] }> {
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

async function registerSources(): Promise<void> {
  for (const { name, host, team, slug } of SITES) {
    await sites.create(
      { name, origins: [`https://${host}`], events: [], team },
      { example: true, key: `site_${slug}` }
    );
  }
  const capabilities = {
    sent_at: 'available',
    delivered_at: 'available',
    answered_at: 'available',
    read_at: 'not_provided',
    notified_at: 'not_provided'
  };
  await (
    await register()
  )
    .insert(sources)
    .values([
      { slug: 'voorbeeld-bvb', name: 'Voorbeeld: Berichtenbox voor bedrijven', capabilities, example: true },
      {
        slug: 'voorbeeld-dis',
        name: 'Voorbeeld: documentsysteem',
        capabilities: { ...capabilities, delivered_at: 'not_provided' },
        example: true
      }
    ])
    .onConflictDoNothing();
}

/**
 * Fills the stores; the same size, seed and day give the same data.
 * @throws Refusal example_present when there is example data already
 */
export async function fill(size: Size, told: Told = () => {}): Promise<void> {
  if (await isExample())
    throw new Refusal(
      'example_present',
      'Er zijn al voorbeeldgegevens. Haal die eerst weg met: hoera example remove.',
      { status: 409 }
    );
  const start = addDays(size.until, 1 - DAYS);
  // Said first: when filling is cut short, the removal knows there is something to remove.
  await setFact('example', true);
  await registerSources();
  await municipalities.fill();
  await run('DROP TABLE IF EXISTS example_companies');
  await run(
    `CREATE TABLE example_companies (i UInt32, organisation UInt64, site String, host String, campaign String, stages Array(DateTime64(3, 'UTC')), failures UInt8,
       box Array(DateTime64(3, 'UTC')), occasions Array(DateTime64(3, 'UTC')), processes Array(String)) ENGINE = MergeTree ORDER BY i`
  );
  await companies(size, start, told);
  const { authorities, departments } = await bodies(size, start);
  const shared = { seed: size.seed, start, days: DAYS };
  for (let from = 0; from < size.organisations; from += SLICE) {
    const slice = { ...shared, from, to: Math.min(from + SLICE, size.organisations) };
    await run(stages, slice);
    await run(messages, {
      ...slice,
      until: startOf(addDays(size.until, 1)),
      authorities: authorities.map(({ key }) => BigInt(key)),
      names: authorities.map(({ name }) => name),
      teams: departments.map(({ name }) => name),
      departments: departments.map(({ key }) => BigInt(key))
    });
    told('behaviour', slice.to, size.organisations);
  }
  for (let from = 0; from < size.events; from += EVENT_SLICE) {
    const to = Math.min(from + EVENT_SLICE, size.events);
    await run(visits, { ...shared, from, to });
    told('visits', to, size.events);
  }
  const tried = await experiments.fill(size);
  await run(ledger);
  await run('DROP TABLE example_companies');
  await writeFile(
    join(resolve(environment().data), 'example-truth.json'),
    JSON.stringify({ ...size, start, campaigns: CAMPAIGNS, experiments: tried }, null, 2),
    { mode: 0o600 }
  );
  await journeys.refresh({ all: true });
}

/** Removes everything that was invented; real data beside it stays. */
export async function remove(): Promise<void> {
  for (const table of [
    'events',
    'messages',
    'organisations',
    'eligibilities',
    'links',
    'journeys',
    'dimension_values',
    'visitors_daily',
    'exposures',
    'first_exposures'
  ]) {
    await run(`ALTER TABLE ${table} DELETE WHERE example`, {}, {}, { mutations_sync: '2' });
  }
  await run("ALTER TABLE ledger DELETE WHERE startsWith(source, 'voorbeeld-')", {}, {}, { mutations_sync: '2' });
  await run('DROP TABLE IF EXISTS example_companies');
  const database = await register();
  for (const table of [evidence, transitions, experimentTable, inForce, releases, siteTable])
    await database.delete(table).where(eq(table.example, true));
  await database.delete(sources).where(eq(sources.example, true));
  for (const name of ['example-truth.ndjson', 'example-truth.json'])
    await rm(join(resolve(environment().data), name), { force: true });
  await setFact('example', undefined);
}
