/** A process that dies between sending a report and noting that it did: nobody gets it twice, and that it is in doubt is told. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { canonical } from '#experiments/canonical.ts';
import * as sending from '#reports/sending.server.ts';
import * as subscriptions from '#reports/subscriptions.server.ts';
import { closeRegister, register } from '#store/register.server.ts';
import { reports } from '#store/tables.server.ts';
import { dropDatabase, inNewDatabases } from '../databases.ts';
import { startMailbox } from '../mailbox.ts';
import { emptyStores, SECRET } from '../stores.ts';
import { FULL } from './example.ts';

const folder = mkdtempSync(join(tmpdir(), 'hoera-sending-'));
const servers = { ...process.env };
let made = {};
let kill = (): void => {};
const mailbox = await startMailbox({ taking: () => Promise.resolve(kill()) });
Object.assign(process.env, {
  HOERA_DATA: folder,
  HOERA_SECRET: SECRET,
  HOERA_SMTP_URL: `smtp://127.0.0.1:${mailbox.port}`,
  HOERA_MAIL_FROM: 'hoera@provincie.example'
});
afterAll(async () => {
  await closeRegister();
  Object.assign(process.env, servers);
  await dropDatabase(made);
  await mailbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

const START = Date.UTC(2026, 6, 6, 5);
const at = (minutes: number) => new Date(START + minutes * 60_000);
const SEND = `
  const { sendDue } = await import('#reports/sending.server.ts');
  await sendDue(new Date(${START}));`;

test('kill -9 while the mail server takes a report sends nothing twice', { timeout: 120_000 }, async () => {
  made = await inNewDatabases('hoera_sending', await emptyStores(folder));
  Object.assign(process.env, made);
  const id = await subscriptions.add(
    { channel: 'email', address: 'a@gemeente.example', kind: 'week', scope: '', language: 'nl' },
    'test',
    at(0)
  );
  await (await register()).insert(reports).values({
    id: 'report',
    kind: 'week',
    from: '2026-06-29',
    to: '2026-07-05',
    content: FULL,
    digest: createHash('sha256')
      .update(canonical({ kind: 'week', from: '2026-06-29', to: '2026-07-05', scope: '', content: FULL }))
      .digest('hex'),
    publishedBy: 'test',
    publishedAt: at(0)
  });
  // The embedded register is of one process at a time.
  await closeRegister();

  const child = spawn(process.execPath, ['--import', './src/store/raw.js', '--input-type=module', '--eval', SEND], {
    stdio: ['ignore', 'inherit', 'inherit']
  });
  const dead = once(child, 'exit');
  kill = () => void child.kill('SIGKILL');
  // The server takes the letter all the same; only its answer never gets there.
  expect(await dead).toEqual([null, 'SIGKILL']);
  kill = () => {};
  await vi.waitFor(() => expect(mailbox.letters).toHaveLength(1));

  const nothing = { sent: 0, failed: 0, unknown: 0 };
  const status = async () => (await sending.latest()).map((one) => one.status);
  expect(await sending.sendDue(at(10))).toEqual(nothing);
  expect(await status()).toEqual(['sending']);
  await expect(sending.again('report', id, at(10))).rejects.toMatchObject({ code: 'delivery_not_again' });
  expect(await sending.sendDue(at(20))).toEqual(nothing);
  expect(await status()).toEqual(['unknown']);
  expect(mailbox.letters).toHaveLength(1);
  // A person may.
  expect(await sending.again('report', id, at(21))).toEqual({ status: 'sent' });
  expect(await sending.sendDue(at(30))).toEqual(nothing);
  expect(mailbox.letters.map(({ head }) => head['message-id'])).toEqual(Array(2).fill(`<report.${id}@127.0.0.1>`));
});
