/** Moments on the real stores: questions against counts of our own, found once however often is looked, frozen, and what people add. */
import { eq, sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import cameSql from '#clickhouse/queries/moments/came_to_use.sql?raw';
import calledSql from '#clickhouse/queries/moments/called_improvement.sql?raw';
import throughSql from '#clickhouse/queries/moments/through_box.sql?raw';
import * as stays from '#adoption/stays.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import type { Candidate } from '#moments/candidate.ts';
import { heard } from '#moments/heard.server.ts';
import * as moments from '#moments/moments.server.ts';
import { keep, milestones } from '#moments/milestones.server.ts';
import { series } from '#moments/records.server.ts';
import { register } from '#store/register.server.ts';
import {
  contacts,
  experiments,
  firsts,
  improvements,
  messageWeeks,
  moments as table,
  sources,
  transitions,
  trials
} from '#store/tables.server.ts';
import { ask, insertRows, run } from '#store/warehouse.server.ts';
import { addDays, dayOf, mondayOf, startOf } from '#time/day.ts';
import { randomFrom } from '#statistics/random.ts';
import { useStores } from '../stores.ts';

useStores();

/** A Monday; what was imported long ago is removed, so that it comes in now. */
const START = '2024-12-30';
const NOW = Date.now();
const week = (index: number) => addDays(START, 7 * index);
const WEEKS = 42;
/** The week in which far more came than before. */
const FAR = 33;

/** Erasing is done when it returns. */
const SYNC = { mutations_sync: '2' } as const;

const random = randomFrom(7);
const any = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;

interface Item {
  id: string;
  source: string;
  organisation: string;
  authority_name: string;
  process: string;
  team: string;
  channel: string;
  direction: string;
  sent_at: number;
  answered_at: number | null;
  import_id: string;
  imported_at: number;
}

const item = (at: number, channel: string): Item => ({
  id: randomUUID(),
  source: channel === 'berichtenbox' ? 'bvb' : 'dis',
  organisation: String(1_000 + Math.floor(random() * 150)),
  authority_name: at < startOf(week(20)) ? 'Gemeente Oss' : any(['Gemeente Oss', 'Gemeente Best']),
  process: any(['Subsidie', 'Melding']),
  team: any(['Vergunningen', 'Subsidies']),
  channel,
  direction: 'to_authority',
  sent_at: at,
  answered_at: random() < 0.7 ? at + Math.floor(random() * 80 * 86_400_000) : null,
  import_id: 'i',
  imported_at: NOW
});

const ITEMS: Item[] = Array.from({ length: WEEKS }, (_, index) => {
  const at = () => startOf(week(index)) + Math.floor(random() * 7 * 86_400_000);
  // From the second quarter on much more goes through the box; one week has far more of it.
  const box = index === FAR ? 110 : 24 + Math.floor(random() * 5);
  const paper = index < 12 ? 60 : 8;
  return [
    ...Array.from({ length: box }, () => item(at(), 'berichtenbox')),
    ...Array.from({ length: paper }, () => item(at(), 'paper'))
  ];
}).flat();

const BY_WEEK = Map.groupBy(ITEMS, ({ sent_at }) => mondayOf(dayOf(sent_at)));
const quarterStart = (day: string) =>
  `${day.slice(0, 5)}${String(Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;

/** Sizes, rungs and moves of companies; state 2 is nothing yet, 8 a first message, 11 lapsed. */
const COMPANIES = Array.from({ length: 400 }, (_, index) => {
  const sector = index < 150 ? 'Bouw' : 'Overig';
  const starts = random() < (sector === 'Bouw' ? 0.4 : 0.1) ? week(13 + Math.floor(random() * 12)) : undefined;
  const lapses = starts && random() < 0.1 ? addDays(starts, 14) : undefined;
  return { organisation: String(1_000 + index), sector, starts, lapses };
});

beforeAll(async () => {
  await insertRows('messages', ITEMS, randomUUID());
  await insertRows(
    'ladders',
    COMPANIES.map(({ organisation, sector, starts, lapses }) => ({
      population: 'company',
      organisation,
      valid_from: '2020-01-01',
      municipality: '',
      region: 'West',
      sector,
      size: '1',
      came: 0,
      several: false,
      weeks: ['2020-01-06', ...(starts ? [starts] : []), ...(lapses ? [lapses] : []), '2149-01-01'],
      states: [2, ...(starts ? [8] : []), ...(lapses ? [11] : []), 0],
      example: false,
      computed_at: NOW
    })),
    randomUUID()
  );
  await stays.outdate(NOW);
  await stays.count({ now: true });
  await (await register()).insert(sources).values([
    { slug: 'bvb', name: 'Box', capabilities: { answered_at: 'available' }, example: false },
    { slug: 'dis', name: 'Post', capabilities: {}, example: false }
  ]);
});

const PERIOD = { from: week(0), to: addDays(week(WEEKS - 1), 6) };

describe('questions', () => {
  test('weekly series are those of the items and the ladder', async () => {
    const all = await series({ from: week(36), to: PERIOD.to });
    const own = (of: (one: Item) => boolean, monday: string) => (BY_WEEK.get(monday) ?? []).filter(of).length;
    const isBox = ({ channel }: Item) => channel === 'berichtenbox';
    expect(all.messages).toHaveLength(WEEKS - 1);
    for (const { week: monday, value } of all.messages) expect(value.count, monday).toBe(own(isBox, monday));
    for (const { week: monday, value } of all.digital)
      expect(value, monday).toMatchObject({ count: own(isBox, monday), n: own(() => true, monday) });
    const isInTime = (one: Item) =>
      isBox(one) && one.answered_at !== null && one.answered_at <= one.sent_at + 56 * 86_400_000;
    // Its file tells as far as the last thing in it.
    const seen = Math.max(...ITEMS.map(({ sent_at, answered_at }) => Math.max(sent_at, answered_at ?? 0)));
    for (const { week: monday, value } of all.reaction) {
      const ripe = (one: Item) => isBox(one) && one.sent_at + 56 * 86_400_000 <= seen;
      expect(value, monday).toMatchObject({
        count: own((one) => ripe(one) && isInTime(one), monday),
        n: own(ripe, monday)
      });
    }
    for (const { week: monday, value } of all.adopters)
      expect(value.count, monday).toBe(COMPANIES.filter(({ starts }) => starts === monday).length);
  });

  test('a source that began since is no change', async () => {
    const span = { from: week(36), to: PERIOD.to };
    const before = await series(span);
    await insertRows(
      'messages',
      Array.from({ length: 50 }, () => ({ ...item(startOf(week(30)) + 3_600_000, 'berichtenbox'), source: 'nieuw' })),
      randomUUID()
    );
    const { messages, digital } = await series(span);
    expect([messages, digital]).toEqual([before.messages, before.digital]);
    await run("ALTER TABLE messages DELETE WHERE source = 'nieuw'", {}, {}, { mutations_sync: '2' });
  });

  test('forms begun in a week, each visitor once, and sent within seven days', async () => {
    const begun = Array.from({ length: 60 }, (_, visitor) => ({
      visitor,
      at: startOf(week(5)) + visitor * 10_000_000,
      after: visitor % 3 === 0 ? 86_400_000 : visitor % 3 === 1 ? 8 * 86_400_000 : undefined
    }));
    const event = (name: string, visitor: number, at: number) => ({
      id: randomUUID(),
      source: 'loket',
      name,
      at,
      received_at: NOW,
      actor: String(visitor + 1),
      visitor: String(visitor + 1),
      properties: { form: 'a' }
    });
    await insertRows(
      'events',
      begun.flatMap(({ visitor, at, after }) => [
        event('form_start', visitor, at),
        event('form_start', visitor, at + 1_000),
        ...(after === undefined ? [] : [event('form_submit', visitor, at + after)])
      ]),
      randomUUID()
    );
    const { completion } = await series({ from: week(36), to: PERIOD.to });
    const own = begun.filter(({ at }) => mondayOf(dayOf(at)) === week(5));
    expect(completion[0]).toEqual({
      week: week(5),
      value: { kind: 'share', count: own.filter(({ after }) => after === 86_400_000).length, n: own.length, design: 1 }
    });
    await run("ALTER TABLE events DELETE WHERE source = 'loket'", {}, {}, { mutations_sync: '2' });
  });

  test('who came to use the box between two weeks, and who lapsed, of all and of each group', async () => {
    const count = z.coerce.number();
    const Row = z.object({
      week: z.string(),
      dimension: z.string(),
      value: z.string(),
      n: count,
      before: count,
      came: count,
      lapsed: count
    });
    const [start, end] = [week(15), week(25)];
    const rows = await ask(cameSql, { starts: [start, week(0)], ends: [end, week(12)], use: 8, lapsed: 11 }, Row);
    const uses = ({ starts, lapses }: (typeof COMPANIES)[number], monday: string) =>
      starts !== undefined && starts <= monday && !(lapses !== undefined && lapses <= monday);
    for (const [value, dimension] of [
      ['', ''],
      ['Bouw', 'sector'],
      ['West', 'region']
    ] as const) {
      const own = COMPANIES.filter(({ sector }) => dimension !== 'sector' || sector === value);
      expect(rows.find((row) => row.week === end && row.dimension === dimension && row.value === value)).toEqual({
        week: end,
        dimension,
        value,
        n: own.length,
        before: own.filter((one) => uses(one, start)).length,
        came: own.filter((one) => !uses(one, start) && uses(one, end)).length,
        lapsed: own.filter((one) => uses(one, start) && !uses(one, end)).length
      });
    }
    expect(rows.filter((row) => row.week === week(12)).every(({ came }) => came === 0)).toBe(true);
    // Nobody says what is empty.
    expect(rows.filter(({ dimension, value }) => dimension !== '' && value === '')).toEqual([]);
  });

  test('what went through the box in a quarter, by process, team and group of companies', async () => {
    const count = z.coerce.number();
    const Row = z.object({
      quarter: z.string(),
      by: z.enum(['process', 'team', 'sector', 'size', 'region']),
      value: z.string(),
      n: count,
      happened: count,
      clusters: count,
      users: count
    });
    const rows = await ask(throughSql, { since: startOf(week(0)), until: startOf(addDays(PERIOD.to, 1)) }, Row);
    // Two processes, two teams; all who sent are of one sector, size and region.
    expect(rows).toHaveLength(5 * (2 + 2 + 3));
    const groups: Readonly<Record<string, string>> = { sector: 'Bouw', size: '1', region: 'West' };
    for (const { quarter, by, value, n, happened, clusters, users } of rows) {
      const own = ITEMS.filter(
        (one) =>
          (by === 'process' || by === 'team' ? one[by] : groups[by]) === value &&
          quarterStart(dayOf(one.sent_at)) === quarter
      );
      const box = own.filter(({ channel }) => channel === 'berichtenbox');
      const organisations = (items: readonly Item[]) => new Set(items.map(({ organisation }) => organisation)).size;
      expect([n, happened, clusters, users], `${by} ${value}`).toEqual([
        own.length,
        box.length,
        organisations(own),
        organisations(box)
      ]);
    }
  });

  test('firsts and round numbers are those of the items', async () => {
    const found = await milestones(PERIOD);
    const box = ITEMS.filter(({ channel }) => channel === 'berichtenbox').sort((a, b) => a.sent_at - b.sent_at);
    for (const round of [100, 1_000])
      expect(found.find(({ subject }) => subject === `messages:${round}`)?.day).toBe(dayOf(box[round - 1]!.sent_at));
    const best = dayOf(box.find(({ authority_name }) => authority_name === 'Gemeente Best')!.sent_at);
    expect(
      found.filter(({ subject }) => subject.startsWith('first_message')).map(({ day, tell }) => [day, tell().whom.nl])
    ).toEqual([[best, 'Gemeente Best']]);
    // Of a period that begins later, what happened before is no first.
    const later = await milestones({ from: week(36), to: PERIOD.to });
    expect(later.filter(({ subject }) => subject.startsWith('first_message'))).toEqual([]);
  });

  test('what is erased is still known: what is the first of the rest is no first, and is counted on from what was', async () => {
    const database = await register();
    const [from, to] = [week(30), PERIOD.to];
    const isTold = ({ subject, day }: Candidate) => /^(first_message|messages)/.test(subject) && day >= from;
    const before = (await milestones({ from, to })).filter(isTold);
    expect(before.map(({ subject }) => subject)).toEqual(['messages:1000']);
    await keep(addDays(from, -1));
    const until = startOf(from);
    await run(`ALTER TABLE messages DELETE WHERE sent_at < fromUnixTimestamp64Milli(${until})`, {}, {}, SYNC);
    const after = (await milestones({ from, to })).filter(isTold);
    expect(after.map(({ day, tell }) => [day, tell()])).toEqual(before.map(({ day, tell }) => [day, tell()]));
    // Kept again of what is left, nothing is lost.
    await keep(to);
    expect((await milestones({ from, to })).filter(isTold).map(({ day }) => day)).toEqual(before.map(({ day }) => day));
    await Promise.all([database.delete(firsts), database.delete(messageWeeks)]);
    const forgotten = (await milestones({ from, to })).filter(isTold);
    expect(forgotten.map(({ subject }) => subject)).not.toContain('messages:1000');
    const erased = ITEMS.filter(({ sent_at }) => sent_at < until);
    await insertRows('messages', erased, randomUUID());
  });

  test('who calls it an improvement: the last word of each visitor that saw the variant and nothing else', async () => {
    const said: [number, string, string][] = [
      [1, '1', 'yes'],
      [2, '1', 'no'],
      [3, '0', 'yes'],
      [4, 'both', 'yes'],
      [5, '1', 'unsure']
    ];
    // Exposures of long ago are removed.
    const at = NOW - 10 * 86_400_000;
    const event = (name: string, visitor: number, properties: object, after = 0) => ({
      id: randomUUID(),
      source: 'vraag',
      name,
      at: at + after,
      received_at: NOW,
      actor: String(visitor),
      visitor: String(visitor),
      properties
    });
    const seen = (visitor: number, variation: string) =>
      event('experiment_viewed', visitor, { experiment: 'proef', unit: 'visitor', variation });
    await insertRows(
      'events',
      said.flatMap(([visitor, arm, answer]) => [
        ...(arm === 'both' ? [seen(visitor, '0'), seen(visitor, '1')] : [seen(visitor, arm)]),
        event('improvement_answered', visitor, { experiment: 'proef', answer: 'no' }, 1_000),
        event('improvement_answered', visitor, { experiment: 'proef', answer }, 2_000)
      ]),
      randomUUID()
    );
    const Row = z.object({ experiment: z.string(), yes: z.coerce.number(), no: z.coerce.number() });
    expect(await ask(calledSql, { experiments: ['proef'] }, Row)).toEqual([{ experiment: 'proef', yes: 1, no: 1 }]);
    await run("ALTER TABLE events DELETE WHERE source = 'vraag'", {}, {}, { mutations_sync: '2' });
  });

  test('tips on the day they were carried out, and the last word of each who was spoken with', async () => {
    const database = await register();
    const closed = (id: string, status: string, closedAt: Date | null) => ({
      id,
      title: `Tip ${id}`,
      population: 'company',
      motive: 'weten',
      status,
      createdBy: 'x',
      closedAt
    });
    await database
      .insert(improvements)
      .values([
        closed('a', 'done', new Date(startOf(week(8)))),
        closed('b', 'dropped', new Date(startOf(week(8)))),
        closed('c', 'done', new Date(startOf(week(9)) - 1)),
        closed('d', 'open', null)
      ]);
    const contact = (organisation: string, day: string, improvement: string) => ({
      id: randomUUID(),
      population: 'company',
      organisation,
      name: '',
      day,
      kind: 'call',
      outcome: '',
      improvement,
      minutes: 5,
      by: 'x'
    });
    await database
      .insert(contacts)
      .values([
        ...Array.from({ length: 30 }, (_, index) =>
          contact(String(index + 1), '2025-02-03', index < 18 ? 'yes' : 'no')
        ),
        contact('1', '2025-02-04', 'no'),
        contact('0', '2025-02-04', 'yes'),
        contact('0', '2025-02-04', 'yes'),
        contact('99', '2025-02-04', ''),
        contact('98', '2025-04-01', 'yes')
      ]);
    const all = await heard([week(8)], { from: week(8), to: addDays(week(8), 6) });
    expect(all.map(({ subject }) => subject).sort()).toEqual(['tip:a', 'tip:c']);
    const [quarter] = await heard([week(13)], { from: week(13), to: addDays(week(13), 6) });
    expect(quarter!.tell().what.nl).toContain('19 van de 32 zeiden ja');
    await database.delete(contacts);
    await database.delete(improvements);
  });
});

/** Everything that is kept of what was found. */
const kept = async () => (await (await register()).select().from(table)).sort((a, b) => (a.id < b.id ? -1 : 1));

describe('finding', () => {
  const monday = (index: number) => new Date(startOf(week(index)) + 6 * 3_600_000);

  test('a week that is not over is not looked at', async () => {
    await expect(moments.find(week(3), monday(3))).rejects.toMatchObject({ code: 'week_not_over' });
    expect(await kept()).toEqual([]);
  });

  test('however often and at once is looked, a week is told once', async () => {
    await moments.catchUp(monday(FAR));
    const before = await kept();
    await Promise.all(Array.from({ length: 5 }, () => moments.find(addDays(week(FAR), 2), monday(FAR + 1))));
    const after = await kept();
    const fresh = after.filter(({ id }) => !before.some((one) => one.id === id));
    expect(fresh.map(({ kind, tone, day }) => [kind, tone, day])).toContainEqual([
      'record',
      'win',
      addDays(week(FAR), 6)
    ]);
    await moments.find(week(FAR), monday(FAR + 1));
    await moments.catchUp(monday(FAR + 1));
    expect(await kept()).toEqual(after);
    const [looked] = await moments.lookedAt({ from: week(FAR), to: week(FAR) });
    expect(looked!.week).toBe(week(FAR));
    expect(looked!.found).toBe(fresh.filter(({ facts }) => (facts as { p?: number }).p !== undefined).length);
    expect(looked!.candidates).toBeGreaterThanOrEqual(looked!.found);
  });

  test('what is there is found: thresholds that were passed, the sector that went ahead, the firsts', async () => {
    const all = await moments.between(week(0), PERIOD.to);
    const what = all.map(({ facts }) => facts.what.nl);
    expect(what).toContainEqual(expect.stringContaining('Subsidie: meer dan 50% gaat nu via de Berichtenbox.'));
    expect(what).toContainEqual(expect.stringContaining('Sector Bouw: in kwartaal 2 van 2025'));
    expect(what).toContainEqual(expect.stringContaining('Gemeente Best had het eerste bericht'));
    expect(what).toContainEqual(expect.stringContaining('Het bericht met nummer 100 '));
    expect(all.every(moments.holds)).toBe(true);
    expect(all.map(({ day }) => day)).toEqual(
      all
        .map(({ day }) => day)
        .sort()
        .reverse()
    );
  });

  test('between takes days and a part', async () => {
    const [all, authorities] = await Promise.all([
      moments.between(week(0), PERIOD.to),
      moments.between(week(0), PERIOD.to, 'population:authority')
    ]);
    expect(authorities).toEqual(all.filter(({ population }) => population === 'authority'));
    const { day, team } = all.find((one) => one.team !== '')!;
    expect(await moments.between(day, day, `team:${team}`)).toEqual(
      all.filter((one) => one.day === day && one.team === team)
    );
    expect(await moments.between(week(0), PERIOD.to, 'site:nergens')).toEqual([]);
    for (const wrong of ['population:', 'population:visitor', 'gemeente:Oss'])
      await expect(moments.between(week(0), PERIOD.to, wrong)).rejects.toMatchObject({ code: 'scope_wrong' });
  });

  test('the week after, more of the same is the same', async () => {
    const [record] = (await moments.between(week(0), PERIOD.to)).filter(({ kind }) => kind === 'record');
    expect(record!.facts.what.nl).toContain('110 berichten');
    await insertRows(
      'messages',
      Array.from({ length: 100 }, () => item(startOf(week(FAR + 1)) + 3_600_000, 'berichtenbox')),
      randomUUID()
    );
    await moments.find(week(FAR + 1), monday(FAR + 2));
    const records = (await moments.between(week(0), PERIOD.to)).filter(
      ({ kind, facts }) => kind === 'record' && facts.what.nl.includes('gingen')
    );
    expect(records.map(({ id }) => id)).toEqual([record!.id]);
  });

  test('what was told stays as it was when the data changes, and who changes it is seen', async () => {
    const before = await kept();
    await run(
      "ALTER TABLE messages DELETE WHERE channel = 'berichtenbox' AND sent_at >= '2025-08-01'",
      {},
      {},
      { mutations_sync: '2' }
    );
    await moments.catchUp(monday(FAR + 2));
    expect(await kept()).toEqual(before);
    const { id, facts } = before[0]!;
    const database = await register();
    await database
      .update(table)
      .set({ facts: sql`jsonb_set(${table.facts}, '{what,nl}', '"Alles ging beter."')` })
      .where(eq(table.id, id));
    expect(moments.holds(await moments.one(id))).toBe(false);
    await database.update(table).set({ facts }).where(eq(table.id, id));
    expect(moments.holds(await moments.one(id))).toBe(true);
  });

  test('what depends on files waits for them, at most four weeks; what does not is told at once', async () => {
    const database = await register();
    const last = WEEKS + 2;
    await database.insert(trials).values({
      id: randomUUID(),
      key: 'list_bellen',
      name: 'Bellen',
      design: {},
      status: 'done',
      createdBy: 'x',
      endedAt: monday(last)
    });
    const record = { experiment: 'list_bellen', at: monday(last), by: 'x', kind: 'review' as const, example: false };
    await ledger.note({
      ...record,
      content: {
        trial: 'list_bellen',
        name: 'Bellen',
        day: week(last),
        strength: 'proven',
        method: 'itt',
        population: 'company',
        outcome: 'first_message',
        comparisons: [
          {
            arm: 'Bellen',
            intervention: 'bellen',
            kind: 'call',
            card: 'call',
            organisations: 200,
            clusters: 200,
            adopters: 90,
            controlOrganisations: 200,
            controlAdopters: 30,
            itt: { estimate: 0.3, low: 0.2, high: 0.4, p: 1e-9 }
          }
        ]
      }
    });
    const isClosed = async (index: number) =>
      (await moments.lookedAt({ from: week(index), to: week(index) })).length === 1;
    await moments.find(week(last), monday(last + 1));
    const [approach] = await moments.between(week(last), addDays(week(last), 6));
    expect([approach!.kind, approach!.tone, approach!.facts.evidence.length]).toEqual(['intervention', 'win', 1]);
    expect(await isClosed(last)).toBe(false);
    // Looked at again, it is told once; and after four weeks it is closed without.
    await moments.find(week(last), monday(last + 2));
    expect(await moments.between(week(last), addDays(week(last), 6))).toHaveLength(1);
    await moments.find(week(last), monday(last + 6));
    expect(await isClosed(last)).toBe(true);
    const [looked] = await moments.lookedAt({ from: week(last), to: week(last) });
    expect([looked!.candidates, looked!.found]).toEqual([1, 1]);
  });

  test('what was taken back later is a lesson that refers to the win, which stays as it was', async () => {
    const database = await register();
    const at = (index: number) => new Date(startOf(week(index)) + 36_000_000);
    const design = {
      hypothesis: 'Met een stappenplan haken minder bedrijven af.',
      motive: 'kunnen',
      touchpoint: { kind: 'page', urls: ['site.example/*'] },
      variants: [
        { name: 'Zoals het was', weight: 0.5 },
        { name: 'Stappenplan', weight: 0.5, change: { domMutations: [] } }
      ],
      metric: 'form_submitted',
      effect: { size: 0.05, scale: 'absolute' },
      end: week(40),
      method: 'fixed',
      ramp: [1]
    };
    const [made] = await database
      .insert(experiments)
      .values({
        id: randomUUID(),
        key: 'stappenplan',
        site: 'loket',
        team: 'Loket',
        name: 'Stappenplan',
        design,
        createdBy: 'x'
      })
      .returning();
    const step = (number: number, index: number, action: string, details: Record<string, unknown> = {}) => ({
      experiment: made!.id,
      number,
      at: at(index),
      by: 'x',
      action,
      from: '',
      to: '',
      why: '',
      details
    });
    await database
      .insert(transitions)
      .values([
        step(1, 35, 'start'),
        step(2, 36, 'decide', { verdict: 'ship', variant: 1 }),
        step(3, 36, 'ship', { variant: 1 })
      ]);
    const side = (value: number) => ({ n: 5_000, value });
    await ledger.note({
      experiment: 'stappenplan',
      at: at(36),
      by: 'x',
      kind: 'review',
      example: false,
      content: {
        rule: 'decide',
        gathered: {},
        snapshot: '',
        sentence: '',
        decision: { verdict: 'ship', reason: 'better', variant: 1 },
        evidence: {
          version: 'hoera-1',
          at: at(36).getTime(),
          days: 15,
          planned: 10_000,
          units: 10_000,
          fractions: [1],
          times: [1],
          final: true,
          quality: {
            observed: [5_000, 5_000],
            expected: [5_000, 5_000],
            sampleRatio: 1,
            sampleRatioAnytime: 1,
            verdict: 'fine',
            severalVariants: 0,
            withoutUnit: 0,
            weightless: []
          },
          metrics: [
            {
              metric: 'form_submitted',
              role: 'primary',
              better: 'up',
              waiting: 0,
              comparisons: [
                {
                  variant: 1,
                  control: side(0.3),
                  treatment: side(0.38),
                  effect: 0.08,
                  standardError: 0.0095,
                  interval: { low: 0.061, high: 0.099 },
                  boundary: 2,
                  conclusion: 'better'
                }
              ]
            }
          ]
        }
      }
    });
    await moments.find(week(36), monday(37));
    const ofExperiments = async () =>
      (await moments.between(week(0), '2026-12-31')).filter(({ kind }) => kind === 'experiment');
    const [win] = await ofExperiments();
    expect([win!.tone, win!.team, win!.site, win!.facts.p! < 1e-6]).toEqual(['win', 'Loket', 'loket', true]);
    await database.insert(transitions).values([step(4, 38, 'roll_back')]);
    await moments.find(week(38), monday(39));
    const [lesson, same] = await ofExperiments();
    expect(same).toEqual(win);
    expect([lesson!.tone, lesson!.facts.refers]).toEqual(['lesson', win!.id]);
    expect(await moments.referring(win!.id)).toEqual([lesson]);
  });

  test('weeks before there was anything, or too long ago, are not looked at', async () => {
    const looked = await moments.lookedAt({ from: '2020-01-01', to: '2030-01-01' });
    expect(looked.at(-1)!.week).toBe(week(0));
    // Of the last four weeks the files did not come yet.
    await moments.catchUp(monday(90), 8);
    const more = await moments.lookedAt({ from: '2020-01-01', to: '2030-01-01' });
    expect(more.map(({ week: one }) => one).filter((one) => !looked.some((other) => other.week === one))).toEqual([
      week(85),
      week(84),
      week(83),
      week(82)
    ]);
  });
});

describe('what people add', () => {
  const first = async () => (await moments.between(week(0), PERIOD.to)).find(({ facts }) => facts.amount)!;
  const AT = new Date('2025-12-01T10:00:00Z');

  test('a cheer counts once for each, and can be taken back', async () => {
    const { id } = await first();
    expect(await moments.cheer(id, 'anna', AT)).toBe('cheered');
    expect(await moments.cheer(id, 'bram', AT)).toBe('cheered');
    expect(await moments.reactionsTo([id])).toHaveLength(2);
    expect(await moments.cheer(id, 'anna', AT)).toBe('withdrawn');
    expect((await moments.reactionsTo([id])).map(({ kind, by }) => [kind, by])).toEqual([['cheer', 'bram']]);
    await expect(moments.cheer('nergens', 'anna', AT)).rejects.toMatchObject({ code: 'moment_unknown', status: 404 });
  });

  test('a comment stands as it was written; none and too long are refused', async () => {
    const { id } = await first();
    await moments.comment(id, '  Goed gedaan! ', 'anna', new Date(AT.getTime() + 1_000));
    expect((await moments.reactionsTo([id])).at(-1)).toMatchObject({
      kind: 'comment',
      text: 'Goed gedaan!',
      by: 'anna'
    });
    await expect(moments.comment(id, '   ', 'anna', AT)).rejects.toMatchObject({ code: 'comment_empty' });
    await expect(moments.comment(id, 'a'.repeat(1_001), 'anna', AT)).rejects.toMatchObject({ code: 'comment_long' });
  });

  test('other words leave the facts and their digest alone; other figures are refused', async () => {
    const { id, digest } = await first();
    await moments.word(id, 'Wat een week!', 'anna');
    const worded = await moments.one(id);
    expect([worded.wording, worded.wordedBy, worded.digest, moments.holds(worded)]).toEqual([
      'Wat een week!',
      'anna',
      digest,
      true
    ]);
    await expect(moments.word(id, 'Wel 987 keer zo goed', 'anna')).rejects.toMatchObject({ code: 'wording_numbers' });
    expect((await moments.one(id)).wording).toBe('Wat een week!');
    await moments.word(id, ' ', 'anna');
    expect([(await moments.one(id)).wording, (await moments.one(id)).wordedBy]).toEqual(['', '']);
  });
});
