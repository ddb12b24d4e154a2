/** Experiments on the invented websites: one that helped, one that harmed, one that did nothing, and one that runs. */
import testers from '#clickhouse/queries/example/testers.sql?raw';
import { SITES } from '#example/brabant.ts';
import type { Size } from '#example/size.ts';
import { shares } from '#experiments/experiment.ts';
import * as experiments from '#experiments/experiments.server.ts';
import type { Known } from '#experiments/experiments.server.ts';
import { trackingKey } from '#experiments/lifecycle.ts';
import { expectedShares } from '#experiments/placement.ts';
import * as reviews from '#experiments/reviews.server.ts';
import { run } from '#store/warehouse.server.ts';
import { addDays, startOf } from '#time/day.ts';

/** Nobody: what an example did, nobody did. */
const BY = 'voorbeeld';

const PER_DAY = 150;

/** Days looked back for what is usual, with the window of the metric. */
const BEFORE = 35;

/** A test is looked at once a week here, and not daily, so that filling stays quick. */
const LOOKS = [8, 15, 22, 29, 36];

interface Script {
  name: string;
  site: (typeof SITES)[number];
  path: string;
  hypothesis: string;
  motive: 'weten' | 'willen' | 'kunnen' | 'moeten';
  variant: string;
  /** What the variant makes of the page's heading. */
  heading: string;
  /** Days before the last day of the example on which it started. */
  ago: number;
  /** The truth, control first: shares that send the form, and that meet an error. */
  submits: [number, number];
  errors: [number, number];
}

const SCRIPTS: readonly Script[] = [
  {
    name: 'Stappenplan vooraf',
    site: SITES[1],
    path: '/aanvragen/machtiging',
    hypothesis:
      'Als we vooraf in drie stappen laten zien wat je nodig hebt, haken minder bedrijven af bij eHerkenning.',
    motive: 'kunnen',
    variant: 'Met stappenplan',
    heading: 'In drie stappen uw machtiging',
    ago: 150,
    submits: [0.3, 0.38],
    errors: [0.12, 0.1]
  },
  {
    name: 'Strenge toon',
    site: SITES[2],
    path: '/berichten/verplicht',
    hypothesis: 'Als we benadrukken dat het moet, sturen meer bedrijven hun formulier digitaal.',
    motive: 'moeten',
    variant: 'Het moet',
    heading: 'U bent verplicht dit digitaal te doen',
    ago: 110,
    submits: [0.34, 0.25],
    errors: [0.11, 0.12]
  },
  {
    name: 'Andere kop',
    site: SITES[0],
    path: '/berichtenbox/starten',
    hypothesis: 'Met een kortere kop begrijpen meer bezoekers waar de Berichtenbox voor is.',
    motive: 'weten',
    variant: 'Korte kop',
    heading: 'Al uw post op één plek',
    ago: 75,
    submits: [0.28, 0.28],
    errors: [0.1, 0.1]
  },
  {
    name: 'Hulp bij de upload',
    site: SITES[1],
    path: '/aanvragen/bijlage',
    hypothesis: 'Als we laten zien welke bestanden mogen, lukt het uploaden vaker in één keer.',
    motive: 'kunnen',
    variant: 'Met voorbeelden',
    heading: 'Welke bestanden kunt u sturen?',
    ago: 12,
    submits: [0.31, 0.34],
    errors: [0.2, 0.15]
  }
];

const atWork = (day: string): number => startOf(day) + 8 * 3_600_000;

async function come(
  { site, path, submits, errors }: Script,
  given: { seed: number; experiment: string; tested: boolean; from: string; days: number; shares: readonly number[] }
): Promise<void> {
  let end = 0;
  const { seed, experiment, tested, from, days } = given;
  await run(testers, {
    seed,
    experiment,
    tested,
    site: site.slug,
    host: site.host,
    path,
    since: atWork(from),
    days,
    visitors: days * PER_DAY,
    shares: given.shares.map((share) => (end += share)),
    submits,
    errors
  });
}

/** Each step of the ramp has its own visitors, and is looked at the day after. */
async function ramp(script: Script, seed: number, known: Known, from: string, until: string): Promise<void> {
  let day = from;
  let { experiment, state } = known;
  while (state.status === 'ramping' && day < until) {
    const now = new Date(atWork(day));
    const tracking = trackingKey(experiment.key, state);
    await come(script, {
      seed,
      experiment: tracking,
      tested: true,
      from: day,
      days: 10,
      shares: expectedShares(experiment, state, now)
    });
    day = addDays(day, 10);
    await reviews.reviewOne(experiment.key, new Date(atWork(day)));
    ({ experiment, state } = await experiments.one(experiment.key));
  }
}

async function tell(script: Script, { seed, until }: Size): Promise<string> {
  const { name, site, path, hypothesis, motive, variant, heading, ago } = script;
  const start = addDays(until, -ago);
  const days = Math.min(ago, LOOKS.at(-1)!);
  const made = await experiments.create(
    {
      name,
      site: site.slug,
      team: site.team,
      design: {
        hypothesis,
        motive,
        touchpoint: { kind: 'page', urls: [`https://${site.host}${path}`] },
        variants: [
          { name: 'Controle (zoals het nu is)', weight: 0.5 },
          {
            name: variant,
            weight: 0.5,
            change: { domMutations: [{ selector: 'h1', action: 'set', attribute: 'html', value: heading }] }
          }
        ],
        metric: 'form_submitted',
        effect: { size: 0.05, scale: 'absolute' },
        end: addDays(start, 36),
        guardrails: [{ metric: 'form_errors', margin: 0.2 }],
        ramp: [0.25, 1],
        preAuthorised: true
      }
    },
    BY,
    new Date(atWork(addDays(start, -2))),
    true
  );
  const { key } = made;
  await come(script, {
    seed,
    experiment: key,
    tested: false,
    from: addDays(start, -BEFORE),
    days: BEFORE,
    shares: [1]
  });
  await experiments.act(key, { kind: 'start' }, { by: BY, at: new Date(atWork(start)), why: '' });
  await come(script, {
    seed: seed + 1,
    experiment: key,
    tested: true,
    from: start,
    days,
    shares: shares(made.design.variants)
  });
  for (const look of LOOKS) {
    const day = addDays(start, look);
    const known = await experiments.one(key);
    if (known.state.status === 'ramping') {
      await ramp(script, seed, known, day, until);
      break;
    }
    if (known.state.status !== 'running' || day > until) break;
    await reviews.reviewOne(key, new Date(atWork(day)));
  }
  return key;
}

/** Lets all of them happen. @returns what is true of each, by key */
export async function fill(size: Size): Promise<Record<string, { submits: number[]; errors: number[] }>> {
  const truth: Record<string, { submits: number[]; errors: number[] }> = {};
  for (const script of SCRIPTS) {
    const same = ([control]: [number, number]): [number, number] => [control, control];
    const { submits, errors } =
      size.changes === false ? { submits: same(script.submits), errors: same(script.errors) } : script;
    truth[await tell({ ...script, submits, errors }, size)] = { submits, errors };
  }
  return truth;
}
