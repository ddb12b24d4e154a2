import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ask, insertLines, run } from '#store/warehouse.server.ts';
import { useStores } from '../stores.ts';
import { fc, runs } from '../property.ts';

useStores();

const Count = z.object({ n: z.coerce.number() });

describe('parameters', () => {
  test('any text comes back as it went in, in every place a text can stand', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.constantFrom("'; DROP TABLE events; --", "\\'", 'a\\', '\\N', '{text:String}', '\t\n\u0000')
        ),
        async (text) => {
          // A JavaScript object cannot be trusted with this one word as a key; the engine would not mind.
          fc.pre(text !== '__proto__');
          const rows = await ask(
            'SELECT {text:String} AS text, {list:Array(String)} AS list, {map:Map(String, String)} AS map',
            { text, list: [text, 'b'], map: { [text]: text } },
            z.object({ text: z.string(), list: z.array(z.string()), map: z.record(z.string(), z.string()) })
          );
          expect(rows).toEqual([{ text, list: [text, 'b'], map: { [text]: text } }]);
        }
      ),
      { numRuns: runs(200) }
    );
  });

  test('questions asked at the same time each get their own', async () => {
    const numbers = Array.from({ length: 400 }, (_, index) => index);
    const answers = await Promise.all(numbers.map((n) => ask('SELECT {n:UInt64} AS n', { n }, Count)));
    expect(answers.map(([row]) => row?.n)).toEqual(numbers);
  });

  test('a slow question does not hold up a quick one', async () => {
    let slowDone = false;
    const slow = ask(
      'SELECT count() AS n FROM numbers({size:UInt64}) WHERE sipHash64(number) % 7 = 1',
      { size: 60_000_000 },
      Count,
      { threads: 1 }
    ).then(() => (slowDone = true));
    await ask('SELECT {n:UInt8} AS n', { n: 1 }, Count);
    expect(slowDone).toBe(false);
    await slow;
  });
});

describe('limits', () => {
  test('a question that takes too long or too much memory is refused with a sentence', async () => {
    const wide = 'SELECT uniqExact(number) AS n FROM numbers(200000000)';
    await expect(ask(wide, {}, Count, { memory: 50_000_000 })).rejects.toMatchObject({
      code: 'question_too_wide',
      status: 422
    });
    await expect(
      ask('SELECT sum(sipHash64(number)) AS n FROM numbers(100000000000)', {}, Count, { seconds: 1 })
    ).rejects.toMatchObject({
      code: 'question_too_wide'
    });
    expect(await ask('SELECT 1 AS n', {}, Count)).toEqual([{ n: 1 }]);
  });

  test('a mistake in a question stays an error of the engine', async () => {
    await expect(ask('SELECT nope', {}, Count)).rejects.toMatchObject({ type: 'UNKNOWN_IDENTIFIER' });
  });
});

describe('inserting', () => {
  test('the same token inserts once; another inserts again; a statement without one is not affected', async () => {
    await run(
      'CREATE TABLE tokens_test (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 100'
    );
    const token = randomUUID();
    for (let time = 0; time < 3; time++) await insertLines('tokens_test', '{"n":1}\n{"n":2}', token);
    await insertLines('tokens_test', '{"n":1}\n{"n":2}', randomUUID());
    for (let time = 0; time < 4; time++)
      await run('INSERT INTO tokens_test SELECT number + {from:UInt64} FROM numbers(2)', { from: 0 });
    expect(await ask('SELECT count() AS n FROM tokens_test', {}, Count)).toEqual([{ n: 12 }]);
  });

  test('lines the engine cannot read insert nothing and say why', async () => {
    await expect(insertLines('tokens_test', '{"n":1}\n{"n":"x"}', randomUUID())).rejects.toMatchObject({
      type: expect.stringMatching(/^CANNOT_PARSE/) as string
    });
    expect(await ask('SELECT count() AS n FROM tokens_test', {}, Count)).toEqual([{ n: 12 }]);
  });
});
