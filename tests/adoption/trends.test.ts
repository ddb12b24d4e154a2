/** Retention, stickiness, standard metrics and paths out of the warehouse, against oracles that look at every deed. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import * as journeys from '#adoption/journeys.server.ts';
import { besideOf, DISTANCES } from '#adoption/path.ts';
import { paths } from '#adoption/paths.server.ts';
import { withoutFaults } from '#adoption/question.ts';
import { retained } from '#adoption/retention.ts';
import { retention, stickiness } from '#adoption/retentions.server.ts';
import { measure } from '#adoption/standards.server.ts';
import { stickinessOf } from '#adoption/stickiness.ts';
import { askTrends } from '#adoption/trends-question.ts';
import { noteCapabilities } from '#events/messages.server.ts';
import { wilson } from '#statistics/proportion.ts';
import { insertRows, run } from '#store/warehouse.server.ts';
import { addDays, DAY, mondayOf, startOf, type Day } from '#time/day.ts';
import { fc, runs } from '../property.ts';
import { STANDARD } from '#surveys/standard.ts';
import * as surveys from '#surveys/surveys.server.ts';
import { useStores } from '../stores.ts';

useStores();

const TODAY = '2026-07-06';
const asked = (query: string) => askTrends(new URLSearchParams(query), TODAY);
const PERIOD = 'from=2026-01-01&to=2026-07-31';
const NOW = Date.now();

const event = (name: string, at: number, more: object) => ({
  id: randomUUID(),
  source: 'test',
  name,
  at,
  received_at: NOW,
  actor: '0',
  ...more
});

describe('who comes back', () => {
  /** Days since 1 November 2025 on which a message was handled, and whether through the box; by the branch, or before it was known who. */
  const deed = fc.record({
    day: fc.integer({ min: 0, max: 270 }),
    isBox: fc.constantFrom(true, true, true, false),
    by: fc.constantFrom('itself', 'itself', 'branch', 'visitor')
  });
  const somebody = fc.record({
    sector: fc.constantFrom('Natuur', 'Ruimte'),
    deeds: fc.array(deed, { maxLength: 12 })
  });
  const dayOf = (day: number) => addDays('2025-11-01', day);
  const monthOf = (day: Day) => `${day.slice(0, 7)}-01`;
  const common = { import_id: 'test', imported_at: NOW };

  test('counts each organisation in its first week, month or quarter, and in every one in which it is there again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(somebody, { minLength: 20, maxLength: 40 }), async (all) => {
        for (const table of ['events', 'links', 'organisations', 'journeys']) await run(`TRUNCATE TABLE ${table}`);
        const registered = (organisation: number, head: number, sector: string) => ({
          ...common,
          organisation: String(organisation),
          head: String(head),
          population: 'department',
          sector,
          valid_from: '2020-01-01',
          valid_to: '2149-01-01'
        });
        await insertRows(
          'organisations',
          all.flatMap(({ sector }, index) => [
            registered(index + 1, index + 1, sector),
            registered(1000 + index, index + 1, sector)
          ]),
          randomUUID()
        );
        await insertRows(
          'events',
          all.flatMap(({ deeds }, index) => {
            const [own, branch, visitor] = [index + 1, 1000 + index, 5000 + index].map(String);
            const whose = {
              itself: { actor: own, organisation: own },
              branch: { actor: branch, organisation: branch },
              visitor: { actor: visitor, visitor }
            };
            return [
              event('login_succeeded', startOf('2026-03-03'), { ...whose.itself, visitor }),
              ...deeds.map(({ day, isBox, by }) =>
                // Half an hour past midnight in the Netherlands.
                event('message_handled', startOf(dayOf(day)) + DAY / 48, {
                  ...whose[by],
                  properties: { channel: isBox ? 'berichtenbox' : 'email' }
                })
              )
            ];
          }),
          randomUUID()
        );
        await journeys.refresh({ all: true });

        for (const [query, chosen] of [
          ['', all],
          ['&sector=Natuur', all.filter(({ sector }) => sector === 'Natuur')]
        ] as const) {
          const days = chosen.map(({ deeds }) => deeds.filter(({ isBox }) => isBox).map(({ day }) => dayOf(day)));
          const months = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01', '2026-05-01', '2026-06-01'];
          const spans = {
            week: {
              // From the first Monday of the year to the last week that has ended.
              starts: Array.from({ length: 26 }, (_, index) => addDays('2026-01-05', 7 * index)),
              of: mondayOf
            },
            month: { starts: months, of: monthOf },
            quarter: {
              starts: ['2026-01-01', '2026-04-01'],
              of: (day: Day) =>
                `${day.slice(0, 4)}-${['01', '04', '07', '10'][Math.floor((Number(day.slice(5, 7)) - 1) / 3)]}-01`
            }
          };
          for (const [per, { starts, of }] of Object.entries(spans)) {
            const cohorts = starts.map((start, place) => ({
              start,
              active: starts
                .slice(place)
                .map(
                  (span) =>
                    days.filter(
                      (own) =>
                        own.length > 0 && of([...own].sort()[0]!) === start && own.some((day) => of(day) === span)
                    ).length
                )
            }));
            const question = asked(`view=retention&population=department&per=${per}&${PERIOD}${query}`);
            expect(await retention(question, TODAY)).toEqual(retained(cohorts, false));
          }
          const weeksIn = (own: Day[], month: Day) =>
            new Set(own.map(mondayOf).filter((monday) => monthOf(addDays(monday, 3)) === month)).size;
          expect(await stickiness(asked(`population=department&${PERIOD}${query}`), TODAY)).toEqual(
            months.map((month) =>
              stickinessOf(
                month,
                Array.from(
                  // June 2026 has four Thursdays, April five.
                  { length: ['2026-01-01', '2026-04-01'].includes(month) ? 5 : 4 },
                  (_, weeks) => days.filter((own) => weeksIn(own, month) === weeks + 1).length
                ),
                false
              )
            )
          );
        }
      }),
      { numRuns: runs(2), endOnFailure: true }
    );
  });

  test('tells nothing before a whole month has ended', async () => {
    expect(await retention(asked('per=month&from=2026-06-02&to=2026-07-06'), TODAY)).toBeUndefined();
    expect(await stickiness(asked('from=2026-07-01&to=2026-07-31'), TODAY)).toEqual([]);
  });
});

describe('standard metrics', () => {
  const item = (number: number, sentAt: string, more: object = {}) =>
    Array.from({ length: number }, () => ({
      id: randomUUID(),
      source: 'bvb',
      organisation: '7',
      authority: '8',
      process: 'Subsidie',
      direction: 'to_authority',
      channel: 'berichtenbox',
      sent_at: Date.parse(sentAt),
      imported_at: NOW,
      import_id: 'i',
      ...more
    }));
  const answered = (day: string) => ({ answered_at: Date.parse(`${day}T09:00:00Z`) });

  beforeAll(async () => {
    for (const table of ['events', 'links', 'messages']) await run(`TRUNCATE TABLE ${table}`);
    await noteCapabilities('bvb', { sent_at: 'verzonden', answered_at: 'beantwoord' });
    await noteCapabilities('dis', { sent_at: 'verzonden' });
    await insertRows(
      'messages',
      [
        // Sent on the last of March in the Netherlands, though not yet in Greenwich; answered two days on by the calendar.
        ...item(6, '2026-03-30T22:30:00Z', answered('2026-04-02')),
        ...item(3, '2026-03-10T10:00:00Z', answered('2026-03-20')),
        ...item(3, '2026-03-10T10:00:00Z'),
        // Too late to count as an answer; and of these nobody knows yet, or they are no messages to an authority.
        ...item(2, '2026-03-10T10:00:00Z', answered('2026-05-06')),
        // Of these their own file tells ten days; it came much later.
        ...item(5, '2026-03-10T10:00:00Z', { import_id: 'short' }),
        ...item(1, '2026-03-20T10:00:00Z', { import_id: 'short', channel: 'email' }),
        // What the other file tells of last, after the months that are asked about.
        ...item(1, '2026-07-03T10:00:00Z'),
        ...item(1, '2026-07-03T10:00:00Z', { channel: 'paper', source: 'dis' }),
        ...item(5, '2026-03-10T10:00:00Z', { direction: 'to_organisation' }),
        ...item(20, '2026-03-10T10:00:00Z', { channel: 'email', source: 'dis' }),
        ...item(4, '2026-03-10T10:00:00Z', { source: 'dis' }),
        ...item(9, '2026-04-10T10:00:00Z', answered('2026-04-11'))
      ],
      randomUUID()
    );
    const visit = (visitor: number, name: string, at: string, form = 'aanvraag') =>
      event(name, Date.parse(at), { actor: String(visitor), visitor: String(visitor), properties: { form } });
    await insertRows(
      'events',
      [
        // Twelve began in March; seven of them sent it in time, one of those in April.
        ...Array.from({ length: 12 }, (_, index) => visit(100 + index, 'form_start', '2026-03-31T21:00:00Z')),
        ...Array.from({ length: 6 }, (_, index) => visit(100 + index, 'form_submit', '2026-03-31T21:10:00Z')),
        visit(106, 'form_submit', '2026-04-07T20:59:00Z'),
        visit(107, 'form_submit', '2026-04-07T21:01:00Z'),
        visit(108, 'form_submit', '2026-03-31T21:10:00Z', 'bezwaar'),
        // The first visit that is still kept: of February nothing is told.
        visit(109, 'page_view', '2026-02-28T10:00:00Z'),
        // Beginning again in the same month is one; in the next it is another.
        visit(100, 'form_start', '2026-03-31T21:05:00Z'),
        visit(100, 'form_start', '2026-04-02T10:00:00Z'),
        // Ten authorities answered within a year, four of them adequately; two longer ago.
        ...Array.from({ length: 12 }, (_, index) =>
          event('answered', Date.parse(index < 10 ? '2025-06-01T10:00:00Z' : '2025-03-31T10:00:00Z'), {
            actor: String(900 + index),
            organisation: String(900 + index)
          })
        ),
        ...Array.from({ length: 4 }, (_, index) =>
          event('answered_adequately', Date.parse('2026-03-31T21:30:00Z'), {
            actor: String(900 + index),
            organisation: String(900 + index)
          })
        )
      ],
      randomUUID()
    );
  });

  const march = async (metric: string, today = TODAY) => {
    const [one] = await measure({ from: '2026-03-01', to: '2026-05-31' }, asked(`metric=${metric}`).metric, today);
    return { ...one!, march: one!.months[0]! };
  };

  test('an answer counts when it came in time, of messages that are known long enough', async () => {
    const told = await march('reaction');
    // All of one organisation, of which they tell as much as one item would.
    const value = { ...wilson(9 / 14, 1)!, value: 9 / 14 };
    expect(told.march).toEqual({ month: '2026-03-01', n: 14, value, why: undefined });
    // Of nine in April nothing is said; May has not had its eight weeks.
    expect(told.months.slice(1).map(({ why }) => why)).toEqual(['few', 'early']);
    expect(told).toMatchObject({ isProvided: true, without: ['dis'] });
  });

  test('the time to an answer is in days of the calendar, over answers alone', async () => {
    // Six of two days and three of ten make nine, of which nothing is said; one more is the tenth.
    expect((await march('turnaround')).march).toMatchObject({ n: 9, why: 'few' });
    await insertRows('messages', item(1, '2026-03-12T10:00:00Z', answered('2026-03-12')), randomUUID());
    // Oracle: 0, six times 2, three times 10: the middle is 2; of the ranks 5 ∓ 3.1 the first, and the tenth.
    expect((await march('turnaround')).march).toMatchObject({ n: 10, value: { value: 2, low: 0, high: 10 } });
  });

  test('what no source gives is not nought but not provided', async () => {
    const told = await march('opened_3');
    expect(told).toMatchObject({ isProvided: false, without: ['bvb', 'dis'], last: undefined });
    expect(told.march.value).toBeUndefined();
  });

  test('a form counts for who began it, once a month, and as sent within seven days', async () => {
    const told = await march('completion');
    expect(told.march).toMatchObject({ n: 12, value: wilson(7, 12) });
    expect(told.months[1]).toMatchObject({ n: 1, why: 'few' });
    // A month is told when its last beginning has had its days.
    expect((await march('completion', '2026-04-07')).march.why).toBe('early');
    expect((await march('completion', '2026-04-08')).march.n).toBe(12);
    const [february] = (await measure({ from: '2026-02-01', to: '2026-03-31' }, 'completion', TODAY))[0]!.months;
    expect(february).toMatchObject({ value: undefined, why: 'erased' });
    // So do paths: from the first day on that is kept.
    const event = 'form_start';
    expect(await paths({ event, period: { from: '2026-01-01', to: '2026-04-30' } })).toMatchObject({
      visitors: 12,
      since: '2026-02-28'
    });
    expect(await paths({ event, period: { from: '2026-01-01', to: '2026-01-31' } })).toEqual({
      visitors: undefined,
      beside: [],
      since: '2026-02-28'
    });
  });

  test('an authority counts when it answered in the year, once', async () => {
    // Ten, and one that answered in the box as a usage file tells.
    expect((await march('adequate')).march).toMatchObject({ n: 11, value: wilson(4, 11) });
    // Of the year up to February not all days are known.
    const [february] = (await measure({ from: '2026-02-01', to: '2026-02-28' }, 'adequate', TODAY))[0]!.months;
    expect(february?.why).toBe('early');
  });

  test('who knows the box is told by their own answers, each organisation once a month, and not of a handful', async () => {
    const { slug } = await surveys.create(STANDARD, 'test', new Date(NOW));
    await surveys.act(slug, 'open', new Date(NOW));
    const { slug: others } = await surveys.create({ ...STANDARD, population: 'authority' }, 'test', new Date(NOW));
    await surveys.act(others, 'open', new Date(NOW));
    // Numbers that no other test here registers as something else; nought is nobody knows who.
    const numbered = (organisation: number) => String(organisation === 0 ? 0 : 70_000 + organisation);
    const said = (organisation: number, month: number, option: string, question = 'bekend', survey = slug) => ({
      organisation: numbered(organisation),
      survey,
      response: randomUUID(),
      question,
      options: option === '' ? [] : [option],
      origin: 'form',
      answered_at: Date.UTC(2026, month - 1, 10, 12, organisation % 60),
      import_id: 'test',
      imported_at: NOW
    });
    const rows = [
      ...Array.from({ length: 12 }, (_, one) => said(one + 1, 3, 'goed')),
      ...Array.from({ length: 11 }, (_, one) => said(one + 21, 3, one % 2 ? 'niet' : 'naam')),
      // Twice is once, the last time; no answer is none, another question is about something else, and who cannot say says nothing.
      { ...said(1, 3, 'niet'), answered_at: Date.UTC(2026, 2, 2, 12) },
      said(62, 3, 'weet-niet', 'verplicht'),
      said(60, 3, ''),
      said(61, 3, 'ja', 'verplicht'),
      ...Array.from({ length: 12 }, (_, one) => said(one + 1, 4, one < 3 ? 'niet' : 'goed')),
      // Of authorities: in a survey of theirs, whoever it was, and by a number of one in a survey of companies.
      ...Array.from({ length: 20 }, (_, one) => said(one % 2 ? 0 : 800 + one, 3, 'goed', 'bekend', others)),
      ...Array.from({ length: 10 }, (_, one) => said(900 + one, 3, 'goed')),
      // Nobody knows whose: in a survey of companies they are companies.
      ...Array.from({ length: 14 }, () => said(0, 5, 'goed')),
      ...Array.from({ length: 10 }, (_, one) => said(one + 1, 5, 'niet')),
      ...Array.from({ length: 11 }, (_, one) => said(one + 21, 5, 'naam')),
      // Says to know it well, and then names what it cannot do: knows its name.
      ...Array.from({ length: 10 }, (_, one) => said(one + 41, 5, 'goed')).flatMap((row) => [
        row,
        { ...row, question: 'waarvoor', options: ['onjuist'] }
      ])
    ];
    await insertRows('answers', rows, randomUUID());
    // What a branch says its head says.
    await insertRows('answers', [said(7001, 3, 'goed')], randomUUID());
    const known = { valid_from: '2020-01-01', valid_to: '2149-01-01', import_id: 'test', imported_at: NOW };
    await insertRows(
      'organisations',
      [
        { ...known, organisation: numbered(7001), head: numbered(1), population: 'company' },
        ...Array.from({ length: 10 }, (_, one) => ({
          ...known,
          organisation: numbered(900 + one),
          head: numbered(900 + one),
          population: 'authority'
        }))
      ],
      randomUUID()
    );
    const told = await march('awareness');
    // By name six, not at all five: these are too few to be told apart.
    expect(told.march).toEqual({ month: '2026-03-01', n: 23, value: wilson(12, 23), why: undefined });
    expect(told.months[1]?.why).toBe('hidden');
    expect(told.months[2]).toMatchObject({
      n: 45,
      value: wilson(14, 45),
      levels: { n: 45, well: wilson(14, 45), name: wilson(21, 45), not: wilson(10, 45) }
    });
    await run('TRUNCATE TABLE answers');
  });

  test('the digital share is that of the channels, and all metrics are told in order', async () => {
    const all = await measure({ from: '2026-03-01', to: '2026-03-31' }, undefined, TODAY);
    expect(all.map(({ key }) => key)).toEqual([
      'awareness',
      'completion',
      'opened_3',
      'opened_6',
      'reaction',
      'adequate',
      'turnaround',
      'digital',
      'lapsed'
    ]);
    expect(all.find(({ key }) => key === 'digital')?.last).toMatchObject({
      n: 50,
      value: { ...wilson(29 / 50, 1)!, value: 29 / 50 }
    });
    expect(await measure({ from: '2026-03-02', to: '2026-03-30' }, 'digital', TODAY)).toMatchObject([
      { months: [], last: undefined }
    ]);
  });
});

describe('paths', () => {
  const NAMES = ['login_failed', 'page_view', 'help_viewed'];
  const step = fc.record({
    name: fc.constantFrom(...NAMES),
    path: fc.constantFrom('/', '/inloggen'),
    session: fc.constantFrom(1, 1, 1, 2, 0),
    // Hours since the first day of May; some of them before the period, some after.
    hour: fc.integer({ min: -30, max: 100 })
  });
  const period = { from: '2026-05-01', to: '2026-05-03' };

  test('are the three steps before and after the first time, in the same visit and within a day', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uniqueArray(step, { selector: ({ hour }) => hour, maxLength: 12 }), {
          minLength: 30,
          maxLength: 60
        }),
        async (visitors) => {
          await run('TRUNCATE TABLE events');
          const at = (hour: number) => startOf(period.from) + hour * 3_600_000;
          const rows = visitors.flatMap((steps, index) =>
            steps.map(({ name, path, session, hour }) =>
              event(name, at(hour), {
                // Of some it turned out who they are.
                ...(index % 3 === 0 ? { actor: '7', organisation: '7' } : { actor: String(index + 1) }),
                visitor: String(index + 1),
                session: String(session),
                path
              })
            )
          );
          // What comes twice is one. Visits are kept from before the period on.
          const kept = event('page_view', at(-600), { actor: '9999', visitor: '9999' });
          await insertRows(
            'events',
            [kept, ...rows, ...rows.slice(0, 5).map((row) => ({ ...row, received_at: NOW + 1 }))],
            randomUUID()
          );

          const counts = new Map(DISTANCES.map((distance) => [distance as number, new Map<string, number>()]));
          let all = 0;
          for (const given of visitors) {
            const steps = [...given].sort((a, b) => a.hour - b.hour);
            const first = steps.find(({ name, hour }) => name === 'login_failed' && hour >= 0 && hour < 72);
            if (!first) continue;
            all++;
            const visit = steps.filter(
              ({ session, hour }) => session === first.session && Math.abs(hour - first.hour) <= 24
            );
            for (const distance of DISTANCES) {
              const there = visit[visit.indexOf(first) + distance];
              const name = there ? (there.name === 'page_view' ? there.path : there.name) : '';
              const own = counts.get(distance)!;
              own.set(name, (own.get(name) ?? 0) + 1);
            }
          }
          const told = await paths({ event: 'login_failed', period });
          expect(told.visitors).toBe(all > 0 && all < 10 ? undefined : all);
          if (all < 10) return;
          expect(told.beside).toEqual(
            DISTANCES.map((distance) =>
              besideOf(
                distance,
                [...counts.get(distance)!].map(([name, number]) => ({ name, visitors: number }))
              )
            )
          );
        }
      ),
      { numRuns: runs(4), endOnFailure: true }
    );
  });

  test('of more visitors than can be looked at are refused', async () => {
    await run(
      `INSERT INTO events (id, source, name, at, received_at, actor, visitor)
       SELECT generateUUIDv4(number), 'many', 'download', toDateTime64('2026-05-02 10:00:00', 3, 'UTC'), now64(3), number + 1, number + 1 FROM numbers(100001)`
    );
    await expect(paths({ event: 'download', period })).rejects.toMatchObject({ code: 'question_too_wide' });
  });
});

test('what is wrong in an address is left out by name, and weeks are for what can be read by week', () => {
  const { asked: left, faults } = withoutFaults(
    askTrends,
    new URLSearchParams('view=all&metric=luck&population=authority&per=week&event=DROP&from=2024-01-01&to=2026-01-01'),
    TODAY
  );
  expect(faults.map(({ parameter }) => parameter)).toEqual(['per', 'event', 'view', 'metric', 'population']);
  expect(left).toMatchObject({
    view: 'metrics',
    metric: undefined,
    population: 'company',
    per: 'month',
    event: 'login_failed'
  });
  expect(asked('from=2026-01-01&to=2026-06-30').per).toBe('week');
  expect(asked('from=2026-01-01&to=2026-07-02').per).toBe('month');
});
