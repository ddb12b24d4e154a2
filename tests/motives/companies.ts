/** Random companies with occasions, deeds and answers, put through the whole way to cells; and oracles of where they stand and what is counted. */
import { randomUUID } from 'node:crypto';
import * as journeys from '#adoption/journeys.server.ts';
import { LADDERS } from '#adoption/ladder.ts';
import * as signals from '#motives/signals.server.ts';
import { insertRows, run } from '#store/warehouse.server.ts';
import { STANDARD } from '#surveys/standard.ts';
import { addDays, dayOf, mondayOf, startOf, type Day } from '#time/day.ts';
import { stateOf } from '../adoption/climb.ts';
import { fc } from '../property.ts';

export const TODAY = dayOf(Date.now());
const FOREVER = '2149-01-01';
const SUBSIDY = 'Subsidie';
const MUNICIPALITIES = ['Oss', 'Breda'] as const;

/** What they have to, when it is put beside them. */
export const OBLIGED = {
  population: 'company' as const,
  process: SUBSIDY,
  basis: 'voorwaarde, bedacht',
  validFrom: addDays(TODAY, -200),
  validTo: addDays(TODAY, -20)
};

export const ago = (most: number) => fc.integer({ min: 1, max: most }).map((days) => addDays(TODAY, -days));
const name = fc.constantFrom(
  'reached',
  'page_view',
  'information_read',
  'login_started',
  'login_failed',
  'login_succeeded',
  'help_viewed',
  'upload_failed',
  'box_created',
  'reachability_withdrawn',
  'message'
);
const deed = fc.record({
  day: ago(300),
  name,
  path: fc.constantFrom('/', '/berichtenbox/veelgestelde-vragen'),
  error: fc.constantFrom('', 'eherkenning_ontbreekt'),
  channel: fc.constantFrom('email', 'email', 'berichtenbox')
});
const response = fc.record({
  day: ago(200),
  answers: fc.array(
    fc.constantFrom(...STANDARD.questions).chain(({ key, options }) =>
      fc.record({
        question: fc.constant(key),
        options: fc.subarray(
          options.map((option) => option.key),
          { maxLength: 2 }
        )
      })
    ),
    { maxLength: 3 }
  )
});
export const somebody = fc.record({
  municipality: fc.constantFrom(...MUNICIPALITIES),
  sector: fc.constantFrom('F Bouw', 'G Handel'),
  size: fc.constantFrom('1', '2', ''),
  occasions: fc.array(fc.record({ from: ago(600), process: fc.constantFrom(SUBSIDY, 'Melding') }), { maxLength: 2 }),
  deeds: fc.array(deed, { maxLength: 7 }),
  responses: fc.array(response, { maxLength: 2 })
});
export type Somebody = (typeof somebody extends fc.Arbitrary<infer One> ? One : never) & {
  /** When it moved to the other municipality, if it did. */
  moved?: Day | undefined;
};

/** In which municipality it is since and until when. */
export function stretchesOf({ municipality, moved }: Somebody): { from: Day; to: Day; municipality: string }[] {
  const first = { from: '2020-01-01', to: moved ?? FOREVER, municipality };
  const other = MUNICIPALITIES.find((one) => one !== municipality)!;
  return moved ? [first, { from: moved, to: FOREVER, municipality: other }] : [first];
}

/** As the engine takes a year off: the last of February where that year has no 29th. */
function yearBefore(day: Day): Day {
  const [year, rest] = [Number(day.slice(0, 4)) - 1, day.slice(4)];
  return `${year}${rest === '-02-29' ? '-02-28' : rest}`;
}

export const common = { import_id: 'test', imported_at: Date.now() };
const propertiesOf = ({ error, channel, name: of }: Somebody['deeds'][number]): Record<string, string> =>
  of === 'message' ? { channel, direction: 'to_authority' } : of === 'login_failed' && error ? { error } : {};
const until = (from: string) => addDays(from, 30);

/**
 * Under the keys 1, 2, …; all before is gone.
 * @param slug the survey that they answered
 */
export async function put(all: readonly Somebody[], slug: string): Promise<void> {
  for (const table of ['events', 'organisations', 'eligibilities', 'ladders', 'journeys', 'motive_signals', 'answers'])
    await run(`TRUNCATE TABLE ${table}`);
  const rows = (of: (one: Somebody, organisation: string) => object[]) =>
    all.flatMap((one, index) => of(one, String(index + 1)));
  await insertRows(
    'organisations',
    rows((one, organisation) =>
      stretchesOf(one).map(({ from, to, municipality }) => ({
        ...common,
        organisation,
        head: organisation,
        population: 'company',
        municipality,
        sector: one.sector,
        size: one.size,
        valid_from: from,
        valid_to: to
      }))
    ),
    randomUUID()
  );
  await insertRows(
    'eligibilities',
    rows(({ occasions }, organisation) =>
      occasions.map(({ from, process }) => ({
        ...common,
        organisation,
        process,
        valid_from: from,
        valid_to: until(from)
      }))
    ),
    randomUUID()
  );
  await insertRows(
    'events',
    rows(({ deeds }, organisation) =>
      deeds.flatMap((one, index) => {
        const event = {
          id: randomUUID(),
          source: 'test',
          name: one.name,
          at: startOf(one.day) + index,
          received_at: Date.now(),
          actor: organisation,
          organisation,
          path: one.path,
          properties: propertiesOf(one)
        };
        // What comes twice is one.
        return index === 0 ? [event, { ...event, received_at: Date.now() + 1 }] : [event];
      })
    ),
    randomUUID()
  );
  await insertRows(
    'answers',
    rows(({ responses }, organisation) =>
      responses.flatMap(({ day, answers }, index) => {
        const id = randomUUID();
        return answers.map(({ question, options }) => ({
          ...common,
          organisation,
          survey: slug,
          response: id,
          question,
          options,
          origin: 'form',
          answered_at: startOf(day) + index
        }));
      })
    ),
    randomUUID()
  );
  await journeys.refresh({ all: true });
  await signals.refresh({ all: true });
}
/** @param day what was counted until it began; everything where it is left out */
export function signalsOf({ deeds, occasions }: Somebody, day?: Day): Record<string, number> {
  const often = (of: string, also: (one: Somebody['deeds'][number]) => boolean = () => true) =>
    deeds.filter((one) => one.name === of && (day === undefined || one.day < day) && also(one)).length;
  const at = day ?? TODAY;
  const recent = occasions.filter(({ from }) => from <= at && until(from) > yearBefore(at));
  return {
    occasions: recent.length,
    obligations: recent.filter(
      ({ from, process }) =>
        process === OBLIGED.process &&
        from < OBLIGED.validTo &&
        until(from) > OBLIGED.validFrom &&
        OBLIGED.validFrom <= at
    ).length,
    reached: often('reached'),
    visits: often('page_view'),
    informed: often('information_read'),
    questions: often('page_view', ({ path }) => path.includes('veelgestelde-vragen')),
    login_started: often('login_started'),
    login_failed: often('login_failed'),
    means_missing: often('login_failed', ({ error }) => error !== ''),
    logged_in: often('login_succeeded'),
    help: often('help_viewed'),
    upload_failed: often('upload_failed'),
    box_created: often('box_created'),
    withdrawn: often('reachability_withdrawn'),
    box_messages: often('message', ({ channel }) => channel === 'berichtenbox'),
    other_messages: often('message', ({ channel }) => channel !== 'berichtenbox')
  };
}

export const standingOf = (one: Somebody, day = TODAY, municipality?: string): number =>
  stateOf(
    LADDERS.company,
    {
      stretches: stretchesOf(one).map((stretch) => ({ ...stretch, counts: true })),
      occasions: one.occasions.map(({ from }) => ({ from, to: until(from) })),
      deeds: one.deeds.map((each) => ({ ...each, properties: propertiesOf(each) }))
    },
    mondayOf(day),
    municipality
  );
