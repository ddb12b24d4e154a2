/** Links and feeds without an account: the secret is kept as a digest, a password is limited, and what is over is over. */
import { beforeAll, expect, test } from 'vitest';
import { Refusal } from '#refusal.ts';
import * as reports from '#reports/reports.server.ts';
import { GUESSES_PER_ADDRESS, GUESSES_PER_SHARE, MOST_DAYS, OPEN_MINUTES } from '#reports/share.ts';
import * as shares from '#reports/shares.server.ts';
import { register } from '#store/register.server.ts';
import { loginFailures, shares as table } from '#store/tables.server.ts';
import { DAY, startOf } from '#time/day.ts';
import { useStores } from '../stores.ts';

useStores();

const NOW = new Date(startOf('2026-04-06') + 9 * 3_600_000);
const later = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);
const refusal = async (deed: Promise<unknown>): Promise<Refusal> => {
  const error = await deed.then(
    () => undefined,
    (thrown: unknown) => thrown
  );
  if (!(error instanceof Refusal)) throw new Error('not refused');
  return error;
};

let report = '';
beforeAll(async () => {
  const week = { kind: 'week', from: '2026-03-30', to: '2026-04-05', scope: '' } as const;
  report = (await reports.publish(week, { by: 'x', now: NOW })).id;
}, 60_000);

const linked = (days = 30, password = '') => shares.link(report, { days, password }, 'somebody', NOW);

test('a link opens one report until it expires, and its use is noted', async () => {
  const { id, token } = await linked(30);
  const { share, isLocked } = await shares.open('link', token, '', later(DAY));
  expect([share.report, isLocked]).toEqual([report, false]);
  const listed = (await shares.list({ report })).find((one) => one.id === id);
  expect(listed).toMatchObject({ createdBy: 'somebody', lastUsedAt: later(DAY), hasPassword: false });
  expect(await refusal(shares.open('link', token, '', later(30 * DAY)))).toMatchObject({
    code: 'share_expired',
    status: 410
  });
  // A link is no feed.
  expect(await refusal(shares.open('feed', token, '', NOW))).toMatchObject({ code: 'share_unknown', status: 404 });
});

test('once revoked it is over, and revoking twice changes nothing', async () => {
  const { id, token } = await linked();
  expect(await shares.revoke(id, later(1))).toBe(true);
  expect(await shares.revoke(id, later(2))).toBe(false);
  expect(await refusal(shares.open('link', token, '', later(3)))).toMatchObject({ code: 'share_revoked', status: 410 });
  expect((await shares.list({ report })).find((one) => one.id === id)?.revokedAt).toEqual(later(1));
});

test('neither the secret nor the password is kept', async () => {
  const { token } = await linked(30, 'correct-horse');
  const kept = JSON.stringify(await (await register()).select().from(table));
  expect(kept).not.toContain(token);
  expect(kept).not.toContain('correct-horse');
  expect(kept).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
});

test('with a password it opens after it, for a while, and not with what opened another', async () => {
  const [one, other] = [await linked(30, 'correct-horse'), await linked(30, 'correct-horse')];
  expect((await shares.open('link', one.token, '', NOW)).isLocked).toBe(true);
  expect((await shares.list({ report })).find(({ id }) => id === one.id)?.lastUsedAt).toBeUndefined();
  expect((await refusal(shares.unlock(one.token, 'wrong', '192.0.2.1', NOW))).code).toBe('share_password_wrong');
  const { pass, seconds } = await shares.unlock(one.token, 'correct-horse', '192.0.2.1', NOW);
  expect(seconds).toBe(OPEN_MINUTES * 60);
  expect((await shares.open('link', one.token, pass, later(1_000))).isLocked).toBe(false);
  expect((await shares.open('link', other.token, pass, later(1_000))).isLocked).toBe(true);
  expect((await shares.open('link', one.token, pass, later(seconds * 1_000))).isLocked).toBe(true);
  const forged = `${NOW.getTime() + DAY}.${pass.split('.')[1]}`;
  for (const wrong of ['x', '.', forged, pass.slice(0, -1)])
    expect((await shares.open('link', one.token, wrong, later(1_000))).isLocked, wrong).toBe(true);
});

test('guessing is limited, of one link and from one address', async () => {
  const { token } = await linked(30, 'correct-horse');
  for (let n = 0; n < GUESSES_PER_SHARE; n++)
    expect((await refusal(shares.unlock(token, 'wrong', `192.0.2.${n}`, NOW))).code).toBe('share_password_wrong');
  // The right one too: else guessing would go on until it is right.
  expect(await refusal(shares.unlock(token, 'correct-horse', '192.0.2.99', NOW))).toMatchObject({
    code: 'share_too_often',
    status: 429,
    retryAfter: 15 * 60
  });
  expect((await shares.unlock(token, 'correct-horse', '192.0.2.99', later(15.1 * 60_000))).pass).not.toBe('');

  await (await register()).delete(loginFailures);
  for (let n = 0; n < GUESSES_PER_ADDRESS; n++) {
    const { token: each } = await linked(30, 'correct-horse');
    await refusal(shares.unlock(each, 'wrong', '203.0.113.1', NOW));
  }
  const { token: next } = await linked(30, 'correct-horse');
  expect((await refusal(shares.unlock(next, 'correct-horse', '203.0.113.1', NOW))).code).toBe('share_too_often');
}, 60_000);

test('what cannot be is refused with a reason', async () => {
  for (const days of [0, MOST_DAYS + 1, 1.5, Number.NaN])
    expect((await refusal(linked(days))).code, String(days)).toBe('share_days');
  expect((await refusal(linked(30, 'short'))).code).toBe('share_password');
  expect((await refusal(shares.link('none', { days: 30, password: '' }, 'x', NOW))).code).toBe('report_unknown');
  expect((await refusal(shares.feed('region:Oss', 'x', NOW))).code).toBe('scope_unknown');
});

test('a feed is of one part', async () => {
  const { token } = await shares.feed('team:Subsidies', 'somebody', NOW);
  const { share } = await shares.open('feed', token, '', NOW);
  expect(share).toMatchObject({ kind: 'feed', scope: 'team:Subsidies', report: undefined });
  expect(await shares.list({ kind: 'feed' })).toMatchObject([{ scope: 'team:Subsidies' }]);
});
