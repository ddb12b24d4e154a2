/** What is computed out of everything is computed anew when what it is computed by changes, and not at every look. */
import { expect, test } from 'vitest';
import { Follower } from '#adoption/following.server.ts';
import { Tally } from '#adoption/tally.server.ts';
import { useStores } from '../stores.ts';

useStores();

/** Keys as nobody sorts them, and one without a value: the register gives them back in another order, and without it. */
const RULES = { name: 'visits', ground: 'clicks', counts: [{ filters: [], event: 'visit' }], since: undefined };

test('everybody is computed anew by other rules, once; what did not change costs nothing', async () => {
  let by: unknown = [RULES];
  const ended: boolean[] = [];
  const follower = new Follower({
    name: 'tried',
    by: () => by,
    tables: [],
    recompute: async () => {},
    begins: async () => {},
    ended: async (whole) => void ended.push(whole)
  });
  await follower.refresh();
  await follower.refresh();
  by = [{ ...RULES, ground: 'usage' }];
  await follower.refresh();
  await follower.refresh();
  await follower.refresh({ all: true });
  expect(ended).toEqual([true, false, true, false, true]);
});

test('a count is made again of something else alone', async () => {
  let of: unknown = { ...RULES };
  const made: unknown[] = [];
  const tally = new Tally({
    name: 'tried',
    tables: [],
    of: async () => of,
    make: async (_, what) => void made.push(what)
  });
  for (const ground of ['clicks', 'clicks', 'usage']) {
    of = { ...RULES, ground };
    await tally.count({ now: true });
  }
  of = undefined;
  await tally.count({ now: true });
  expect(made).toEqual([RULES, { ...RULES, ground: 'usage' }]);
});
