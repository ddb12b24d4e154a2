/** Fills an installation with the invented Brabant, generated inside the engine, and removes it without a trace. */
import { eq } from 'drizzle-orm';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import ledger from '#clickhouse/queries/example/ledger.sql?raw';
import messages from '#clickhouse/queries/example/messages.sql?raw';
import stages from '#clickhouse/queries/example/stages.sql?raw';
import visits from '#clickhouse/queries/example/visits.sql?raw';
import * as annotations from '#adoption/annotations.server.ts';
import * as journeys from '#adoption/journeys.server.ts';
import * as stays from '#adoption/stays.server.ts';
import { environment } from '#environment.ts';
import * as sites from '#events/sites.server.ts';
import { bodies, companies, DAYS, SLICE } from '#example/actors.server.ts';
import { CAMPAIGNS, OBLIGED, SITES } from '#example/brabant.ts';
import * as contacts from '#example/contacts.server.ts';
import * as experiments from '#example/experiments.server.ts';
import * as interventions from '#example/interventions.server.ts';
import * as moments from '#moments/moments.server.ts';
import * as reports from '#example/reports.server.ts';
import * as cells from '#motives/cells.server.ts';
import * as obligations from '#motives/obligations.server.ts';
import * as goals from '#reports/goals.server.ts';
import * as past from '#motives/past.server.ts';
import * as signals from '#motives/signals.server.ts';
import { FOREVER } from '#organisations/municipality.ts';
import * as surveys from '#example/surveys.server.ts';
import * as lists from '#example/trials.server.ts';
import * as municipalities from '#organisations/municipalities.server.ts';
import { Refusal } from '#refusal.ts';
import { isExample, setFact } from '#store/facts.server.ts';
import type { Size, Told } from '#example/size.ts';
import { register } from '#store/register.server.ts';
import {
  annotations as annotationTable,
  evidence,
  experiments as experimentTable,
  inForce,
  interventions as interventionTable,
  momentPeriods,
  moments as momentTable,
  obligations as obligationTable,
  releases,
  reports as reportTable,
  sites as siteTable,
  sources,
  surveys as surveyTable,
  touches,
  transitions,
  trials as trialTable
} from '#store/tables.server.ts';
import { run } from '#store/warehouse.server.ts';
import { addDays, startOf } from '#time/day.ts';

const EVENT_SLICE = 2_000_000;

/** Weeks back in which moments are looked for. */
const MOMENT_WEEKS = 52;

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
  const isChanging = size.changes !== false;
  for (const { name, from, to } of isChanging ? CAMPAIGNS : []) {
    const [begins, ends] = [Math.floor(from * DAYS), Math.ceil(to * DAYS) - 1].map((days) => addDays(start, days));
    const label = `Campagne: ${name.replaceAll('-', ' ')}`;
    await annotations.add({ begins, ends, kind: 'intervention', label }, 'voorbeeld', new Date(), true);
  }
  await interventions.fill(size);
  const tried = await experiments.fill(size);
  // Who knows the box does not unknow it, and what customers think of something is no nothing either.
  const asked = isChanging ? await surveys.fill(size) : { invited: 0, answered: 0 };
  if (isChanging) await contacts.fill(size);
  const drawn = await lists.fill(size);
  await run(ledger);
  await run('DROP TABLE example_companies');
  await writeFile(
    join(resolve(environment().data), 'example-truth.json'),
    JSON.stringify({ ...size, start, campaigns: CAMPAIGNS, experiments: tried, survey: asked, lists: drawn }, null, 2),
    { mode: 0o600 }
  );
  await obligations.add(
    {
      population: 'company',
      process: OBLIGED.process,
      basis: 'Voorbeeld: voorwaarde in de subsidieverordening (bedacht)',
      validFrom: addDays(start, Math.round(OBLIGED.from * DAYS)),
      validTo: FOREVER
    },
    'voorbeeld',
    true
  );
  await journeys.refresh({ all: true });
  await lists.conclude(drawn);
  await signals.refresh({ all: true });
  // What was counted before holds what was invented.
  await stays.forget();
  await cells.forget();
  await past.forget();
  // Last, because it looks at all of it: a year, as it would have been found Monday after Monday.
  await moments.catchUp(new Date(startOf(addDays(size.until, 1))), MOMENT_WEEKS);
  // Last: they tell of all the rest.
  if (isChanging) await reports.fill(size);
}

/** Removes everything that was invented; real data beside it stays. */
export async function remove(): Promise<void> {
  await stays.outdate(Date.now());
  for (const table of [
    'events',
    'messages',
    'organisations',
    'eligibilities',
    'links',
    'journeys',
    'ladders',
    'motive_signals',
    'dimension_values',
    'visitors_daily',
    'exposures',
    'first_exposures',
    'answers',
    'trial_members',
    'trial_deliveries'
  ]) {
    await run(`ALTER TABLE ${table} DELETE WHERE example`, {}, {}, { mutations_sync: '2' });
  }
  await run("ALTER TABLE ledger DELETE WHERE startsWith(source, 'voorbeeld-')", {}, {}, { mutations_sync: '2' });
  await run('DROP TABLE IF EXISTS example_companies');
  await contacts.remove();
  const database = await register();
  for (const table of [
    annotationTable,
    evidence,
    transitions,
    experimentTable,
    inForce,
    interventionTable,
    momentPeriods,
    momentTable,
    obligationTable,
    releases,
    reportTable,
    siteTable,
    surveyTable,
    touches,
    trialTable
  ])
    await database.delete(table).where(eq(table.example, true));
  await database.delete(sources).where(eq(sources.example, true));
  await goals.forgetExample();
  for (const name of ['example-truth.ndjson', 'example-truth.json'])
    await rm(join(resolve(environment().data), name), { force: true });
  await setFact('example', undefined);
  await stays.count({ now: true });
  await signals.refresh({ all: true });
  // What was counted before holds what was invented.
  await stays.forget();
  await cells.forget();
  await past.forget();
}
