import { sql } from 'drizzle-orm';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { freeFrom, within } from '#interventions/touch.ts';
import * as touches from '#interventions/touches.server.ts';
import { register } from '#store/register.server.ts';
import { touches as table } from '#store/tables.server.ts';
import { addDays, daysBetween, startOf } from '#time/day.ts';
import { fc, runs } from '../property.ts';
import { useStores } from '../stores.ts';

useStores();

afterEach(async () => {
  await (await register()).delete(table);
  await touches.setTerm(28);
});

const noted = async () =>
  (await (await register()).select().from(table))
    .map(({ organisation, day, source }) => `${organisation} ${day} ${source}`)
    .sort();

const DAY = '2026-05-01';

describe('a company is approached at most once within the term', () => {
  test('whichever way, before and after, and not the day on which the term is over', async () => {
    await touches.touch('7', DAY, 'contact:a');
    for (const day of [DAY, addDays(DAY, 1), addDays(DAY, 27), addDays(DAY, -27)])
      await expect(touches.touch('7', day, 'trial:x/brief'), day).rejects.toMatchObject({
        code: 'touched_lately',
        status: 409
      });
    await touches.touch('7', addDays(DAY, 28), 'trial:x/brief');
    await touches.touch('7', addDays(DAY, -28), 'trial:y/brief');
    await touches.touch('8', DAY, 'contact:b');
    expect(await noted()).toEqual([
      '7 2026-04-03 trial:y/brief',
      '7 2026-05-01 contact:a',
      '7 2026-05-29 trial:x/brief',
      '8 2026-05-01 contact:b'
    ]);
  });

  test('the same source says it once, and is in its own way never', async () => {
    await touches.touch('7', DAY, 'trial:x/brief');
    await touches.touch('7', DAY, 'trial:x/brief');
    expect(await noted()).toHaveLength(1);
    await touches.release('trial:x/brief', undefined, addDays(DAY, 1));
    expect(await noted()).toHaveLength(1);
    await touches.release('trial:x/brief', undefined, DAY);
    expect(await noted()).toEqual([]);
    await touches.touch('7', DAY, 'trial:x/brief');
    await touches.release('trial:x/brief');
    expect(await noted()).toEqual([]);
  });

  test('an invitation to a survey counts, and another by the same survey is free', async () => {
    await touches.touch('7', addDays(DAY, -5), 'contact:a');
    expect(await touches.reserve(['7', '8'], DAY, 'survey:x')).toEqual(new Set(['7']));
    expect(await touches.reserve(['8'], addDays(DAY, 9), 'survey:x')).toEqual(new Set());
    expect(await touches.reserve(['8'], addDays(DAY, 9), 'survey:y')).toEqual(new Set(['8']));
    expect(await touches.free('8', DAY)).toBe(addDays(DAY, 9 + 28));
  });

  test('who comes while another has not finished waits for that, and is refused', async () => {
    const database = await register();
    let second: Promise<unknown> | undefined;
    await database.transaction(async (transaction) => {
      await touches.reserve(['7'], DAY, 'trial:x/brief', transaction);
      // Begun while the first is not yet to be seen by anybody else.
      second = touches.touch('7', addDays(DAY, 1), 'contact:a').then(
        () => 'taken',
        (error: { code: string }) => error.code
      );
      await pause(300);
    });
    expect(await second).toBe('touched_lately');
    expect(await noted()).toEqual(['7 2026-05-01 trial:x/brief']);
  });

  test('of many at once only one succeeds', async () => {
    // On a server every connection is open first, or those that wait for theirs come after the first.
    const database = await register();
    await Promise.all(Array.from({ length: 8 }, () => database.execute(sql`SELECT pg_sleep(0.05)`)));
    const all = await Promise.allSettled(
      Array.from({ length: 24 }, (_, place) => touches.touch('7', addDays(DAY, place), `contact:${place}`))
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await noted()).toHaveLength(1);
  });

  test('two draws at once share no company, and each is told what it did not get', async () => {
    const many = Array.from({ length: 12_000 }, (_, place) => String(place + 1));
    const draws = [many.slice(0, 11_000), many.slice(10_000)];
    const refused = await Promise.all(draws.map((draw, place) => touches.reserve(draw, DAY, `trial:${place}/brief`)));
    // Whichever came first got all of its own, and the other all but what both wanted.
    expect(refused.map(({ size }) => size).sort((a, b) => a - b)).toEqual([0, 1_000]);
    expect(await noted()).toHaveLength(12_000);
    expect((await touches.blocked(many, addDays(DAY, 5))).size).toBe(12_000);
    expect((await touches.blocked([...many, '99999'], addDays(DAY, 28))).size).toBe(0);
  });

  test('a reservation goes with the transaction that it is part of', async () => {
    await (
      await register()
    )
      .transaction(async (transaction) => {
        expect(await touches.reserve(['7', '8'], DAY, 'trial:x/brief', transaction)).toEqual(new Set());
        throw new Error('not after all');
      })
      .catch(() => undefined);
    expect(await noted()).toEqual([]);
  });

  test('what happened is kept, and said to be over the cap; its own announcement is not in its way', async () => {
    const happens = async (organisation: string, intervention: string, source: string) =>
      (await register()).transaction((transaction) =>
        touches.happened(transaction, organisation, { day: DAY, source, intervention })
      );
    await touches.reserve(['7', '8'], addDays(DAY, -2), 'trial:x/bellen_100%');
    expect(await happens('7', 'bellen_100%', 'contact:a')).toBe(false);
    expect(await happens('8', 'bellen', 'contact:b')).toBe(true);
    expect(await happens('8', '', 'contact:c')).toBe(true);
    expect(await happens('9', 'bellen', 'contact:d')).toBe(false);
    expect(await noted()).toHaveLength(6);
    // So is a target list, whichever intervention it was for; of others it is in the way.
    await touches.reserve(['10'], addDays(DAY, -2), 'list:a');
    expect(await happens('10', 'bellen', 'contact:e')).toBe(false);
    expect(await touches.reserve(['10'], addDays(DAY, -1), 'trial:y/brief')).toEqual(new Set(['10']));
  });

  test('the term can be changed, to something that can be one', async () => {
    expect(await touches.term()).toBe(28);
    expect(await touches.setTerm(7)).toBe(28);
    await touches.touch('7', DAY, 'contact:a');
    await touches.touch('7', addDays(DAY, 7), 'contact:b');
    await expect(touches.touch('7', addDays(DAY, 13), 'contact:c')).rejects.toMatchObject({ code: 'touched_lately' });
    for (const wrong of [0, 366, 1.5, NaN, '28'])
      await expect(touches.setTerm(wrong)).rejects.toMatchObject({ code: 'term_wrong' });
    expect(await touches.term()).toBe(7);
  });

  test('after thirteen months it is forgotten', async () => {
    const now = new Date(startOf(DAY) + 1);
    await touches.reserve(['7'], addDays(DAY, -396), 'trial:x/brief');
    await touches.reserve(['8'], addDays(DAY, -395), 'trial:x/brief');
    expect(await touches.expire(now)).toBe(1);
    expect(await noted()).toEqual([`8 ${addDays(DAY, -395)} trial:x/brief`]);
  });
});

const days = fc.array(fc.integer({ min: -120, max: 120 }), { maxLength: 8 });
const term = fc.integer({ min: 1, max: 60 });

test('the first free day is free, and no day before it is', () => {
  fc.assert(
    fc.property(days, term, (given, length) => {
      const there = given.map((ago) => addDays(DAY, ago));
      const isFree = (day: string) => there.every((one) => Math.abs(daysBetween(one, day)) >= length);
      const free = freeFrom(there, DAY, length);
      expect(isFree(free)).toBe(true);
      for (let day = DAY; day < free; day = addDays(day, 1)) expect(isFree(day), day).toBe(false);
    })
  );
});

test('the days of a term are those that are nearer than it', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100, max: 100 }), term, (ago, length) => {
      const day = addDays(DAY, ago);
      const { after, before } = within(DAY, length);
      expect(day > after && day < before).toBe(Math.abs(ago) < length);
    })
  );
});

test('the register keeps to the rule in any order', async () => {
  await fc.assert(
    fc.asyncProperty(days, fc.integer({ min: 2, max: 40 }), async (given, length) => {
      await (await register()).delete(table);
      await touches.setTerm(length);
      const taken: string[] = [];
      for (const [place, ago] of given.entries()) {
        const day = addDays(DAY, ago);
        const may = taken.every((one) => Math.abs(daysBetween(one, day)) >= length);
        expect((await touches.blocked(['7'], day)).size === 0).toBe(may);
        expect(await touches.free('7', day)).toBe(freeFrom(taken, day, length));
        const refused = await touches.reserve(['7'], day, `trial:${place}/x`);
        expect(refused.size === 0).toBe(may);
        if (may) taken.push(day);
      }
    }),
    { numRuns: runs(25) }
  );
});
