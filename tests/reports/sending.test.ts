/** Sending, at a real mail server and a real web server on this machine that refuse, hang and die in every way. */
import { eq } from 'drizzle-orm';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createWeb, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createPlain, type AddressInfo, type Server } from 'node:net';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MailServer } from '#environment.ts';
import { canonical } from '#experiments/canonical.ts';
import * as mail from '#reports/mail.server.ts';
import * as sending from '#reports/sending.server.ts';
import * as subscriptions from '#reports/subscriptions.server.ts';
import * as webhooks from '#reports/webhooks.server.ts';
import { register } from '#store/register.server.ts';
import { corrections, deliveries, reports, subscriptions as table } from '#store/tables.server.ts';
import { saying, startMailbox, type Letter } from '../mailbox.ts';
import { fc } from '../property.ts';
import { useStores } from '../stores.ts';
import { FULL } from './example.ts';

/** What the server does with a letter, or says to an address; a test sets it and it is forgotten afterwards. */
let taking: (letter: Letter) => Promise<void> = () => Promise.resolve();
let addressed: (address: string) => Error | undefined = () => undefined;
const mailbox = await startMailbox({
  taking: (letter) => taking(letter),
  onRcptTo: ({ address }, _, done) => done(addressed(address))
});
process.env['HOERA_SMTP_URL'] = `smtp://127.0.0.1:${mailbox.port}?timeout=2`;
process.env['HOERA_MAIL_FROM'] = 'Hoera <hoera@provincie.example>';
process.env['HOERA_WEBHOOK_HOSTS'] = '127.0.0.1';
process.env['ORIGIN'] = 'https://hoera.example.nl';

let asked: { method: string; path: string; type: string; body: string }[] = [];
let answering = (_: IncomingMessage, response: ServerResponse): void => void response.end('ok');
const web = createWeb((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    asked.push({
      method: request.method ?? '',
      path: request.url ?? '',
      type: request.headers['content-type'] ?? '',
      body
    });
    answering(request, response);
  });
});
const listening = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};
const hook = `http://127.0.0.1:${await listening(web)}/hooks/secret-part`;

useStores();
afterAll(async () => {
  web.closeAllConnections();
  web.close();
  await mailbox.stop();
});
afterEach(() => {
  taking = () => Promise.resolve();
  addressed = () => undefined;
  answering = (_, response) => void response.end('ok');
  mailbox.letters.length = 0;
  asked = [];
});

const LETTER: mail.Mail = {
  to: 'iemand@gemeente.example',
  subject: 'Één regel',
  html: '<p>ja</p>',
  text: 'ja',
  id: 'x@hoera.example.nl',
  headers: {}
};
const server = (change: Partial<MailServer> = {}): MailServer => ({
  host: '127.0.0.1',
  port: mailbox.port,
  secure: false,
  starttls: 'offered',
  login: undefined,
  timeout: 2,
  from: { name: 'Hoera', address: 'hoera@provincie.example' },
  ...change
});
const failed = (reason: string) => expect.objectContaining({ status: 'failed', reason }) as unknown;

describe('a mail', () => {
  test('is sent once the server has taken it', async () => {
    expect(await mail.post(LETTER, server())).toEqual({ status: 'sent' });
    expect(mailbox.letters).toHaveLength(1);
    expect(mailbox.letters[0]).toMatchObject({
      from: 'hoera@provincie.example',
      to: ['iemand@gemeente.example'],
      head: {
        subject: 'Één regel',
        from: 'Hoera <hoera@provincie.example>',
        'message-id': '<x@hoera.example.nl>',
        'auto-submitted': 'auto-generated'
      },
      text: 'ja\n'
    });
  });

  test.each([
    [550, 'mail_address'],
    [450, 'mail_later']
  ])('to an address of which the server says %i', async (code, reason) => {
    addressed = () => saying(code, 'iemand@gemeente.example is not welcome');
    expect(await mail.post(LETTER, server())).toEqual(failed(reason));
  });

  test.each([
    [554, 'mail_refused'],
    [451, 'mail_later']
  ])('that the server does not take, saying %i', async (code, reason) => {
    taking = () => Promise.reject(saying(code, 'no'));
    expect(await mail.post(LETTER, server())).toEqual(failed(reason));
  });

  test('from a sender that is not allowed', async () => {
    const strict = await startMailbox({ onMailFrom: (_, __, done) => done(saying(550, 'not you')) });
    expect(await mail.post(LETTER, server({ port: strict.port }))).toEqual(failed('mail_sender'));
    await strict.stop();
  });

  test('with a password that is wrong, which is told nowhere', async () => {
    const login = { user: 'hoera', password: 'secret-of-hoera' };
    const closed = await startMailbox({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ password }, _, done) => done(saying(535, `wrong: ${password}`))
    });
    const outcome = await mail.post(LETTER, server({ port: closed.port, login, starttls: 'never' }));
    expect(outcome).toEqual(failed('mail_login'));
    expect(JSON.stringify(outcome)).not.toContain('secret-of-hoera');
    // Without one it is the same reason.
    expect(await mail.post(LETTER, server({ port: closed.port }))).toEqual(failed('mail_login'));
    await closed.stop();
    // A server that knows no login is not sent to as if there were none.
    const open = server({ login, starttls: 'never' });
    expect(await mail.post(LETTER, open)).toEqual(failed('mail_login'));
    expect(mailbox.letters).toHaveLength(0);
  });

  test('over a connection that cannot be made safe', async () => {
    const self = await startMailbox({ hideSTARTTLS: false });
    const safe = await startMailbox({ secure: true });
    for (const wrong of [
      { starttls: 'required' as const },
      { port: self.port },
      { port: self.port, starttls: 'required' as const },
      { port: safe.port, secure: true },
      { secure: true }
    ])
      expect(await mail.post(LETTER, server(wrong)), JSON.stringify(wrong)).toEqual(failed('mail_tls'));
    expect([self.letters, safe.letters, mailbox.letters]).toEqual([[], [], []]);
    // Somebody who says so may do without.
    expect(await mail.post(LETTER, server({ port: self.port, starttls: 'never' }))).toEqual({ status: 'sent' });
    await Promise.all([self.stop(), safe.stop()]);
  });

  test('to a server that is not there, has no name, or says nothing', async () => {
    const silent = createPlain();
    const port = await listening(silent);
    expect(await mail.post(LETTER, server({ port, timeout: 1 }))).toEqual(failed('mail_slow'));
    silent.close();
    expect(await mail.post(LETTER, server({ port }))).toEqual(failed('mail_connection'));
    expect(await mail.post(LETTER, server({ host: 'nergens.invalid' }))).toEqual(failed('mail_name'));
  });

  test('that was handed over whole and never answered may have arrived', async () => {
    taking = () => new Promise(() => {});
    expect(await mail.post(LETTER, server({ timeout: 1 }))).toMatchObject({ status: 'unknown' });
  });
});

describe('a message to a webhook', () => {
  const OWN = ['127.0.0.1'];

  test('is sent as JSON, once it is taken', async () => {
    expect(await webhooks.post(hook, '{"a":"é"}', OWN)).toEqual({ status: 'sent' });
    expect(asked).toEqual([
      { method: 'POST', path: '/hooks/secret-part', type: 'application/json; charset=utf-8', body: '{"a":"é"}' }
    ]);
  });

  test.each([
    [302, 'hook_redirect'],
    [307, 'hook_redirect'],
    [404, 'hook_gone'],
    [410, 'hook_gone'],
    [400, 'hook_refused'],
    [429, 'hook_later'],
    [503, 'hook_later']
  ])('answered with %i', async (status, reason) => {
    answering = (_, response) => void response.writeHead(status, { location: '/elsewhere' }).end('secret-part');
    const outcome = await webhooks.post(hook, '{}', OWN);
    expect(outcome).toEqual(failed(reason));
    expect(JSON.stringify(outcome)).not.toContain('secret-part');
    // Nothing is followed.
    expect(asked.map(({ path }) => path)).toEqual(['/hooks/secret-part']);
  });

  test('of an answer without end nothing is waited for', async () => {
    answering = (_, response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(10_000)), 1);
      response.once('close', () => clearInterval(more));
    };
    const began = performance.now();
    expect(await webhooks.post(hook, '{}', OWN)).toEqual({ status: 'sent' });
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test('that was handed over and not answered may have arrived', async () => {
    answering = () => {};
    expect(await webhooks.post(hook, '{}', OWN, 300)).toEqual({ status: 'unknown', detail: 'timeout' });
    answering = (request) => request.socket.destroy();
    expect(await webhooks.post(hook, '{}', OWN)).toMatchObject({ status: 'unknown' });
  });

  test('does not go where it should not', async () => {
    const { port } = new URL(hook);
    const safe = await startMailbox({ secure: true });
    for (const [address, own, reason] of [
      [hook, [], 'hook_network'],
      [`http://localhost:${port}/`, [], 'hook_network'],
      // Written otherwise, it is the same place.
      [`http://127.1:${port}/`, [], 'hook_network'],
      [`https://0x7f000001:${port}/`, [], 'hook_network'],
      [`https://[::ffff:127.0.0.1]:${port}/`, [], 'hook_network'],
      ['https://169.254.169.254/latest/meta-data', ['169.254.169.254'], 'hook_network'],
      ['http://chat.example/hooks/x', ['chat.example'], 'hook_address'],
      ['https://nergens.invalid/', [], 'hook_name'],
      [`https://127.0.0.1:${port}/`, OWN, 'hook_tls'],
      [`https://127.0.0.1:${safe.port}/`, OWN, 'hook_tls'],
      ['http://127.0.0.1:1/', OWN, 'hook_connection']
    ] as const)
      expect(await webhooks.post(address, '{}', own), address).toEqual(failed(reason));
    expect(asked).toEqual([]);
    await safe.stop();
  });

  test('goes to addresses on the internet, and to no others', () => {
    for (const address of ['8.8.8.8', '52.97.1.1', '172.32.0.1', '100.128.0.1', '2a01:111::1', '2606:4700::1'])
      expect(webhooks.mayAsk(address, false), address).toBe(true);
    const closed = ['10.0.0.1', '127.0.0.1', '192.168.1.1', '172.16.5.4', '172.31.255.255', '100.64.0.1', '0.0.0.0'];
    const never = ['169.254.169.254', 'fe80::1', 'fd00:ec2::254', '::ffff:169.254.169.254'];
    for (const address of [...closed, ...never, '224.0.0.1', '255.255.255.255', '198.18.0.1', '::1', '::', 'fc00::1'])
      expect(webhooks.mayAsk(address, false), address).toBe(false);
    for (const address of ['fd12::1', '64:ff9b::a00:1', '2002:a00:1::', '2001:0:a00:1::', 'ff02::1', '2001:db8::1'])
      expect(webhooks.mayAsk(address, false), address).toBe(false);
    for (const address of closed) expect(webhooks.mayAsk(address, true), address).toBe(true);
    for (const address of never) expect(webhooks.mayAsk(address, true), address).toBe(false);
  });

  test('an address in the clothes of another family is judged as what it is', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        if (!webhooks.mayAsk(address, false)) expect(webhooks.mayAsk(`::ffff:${address}`, false)).toBe(false);
      })
    );
  });
});

const MINUTE = 60_000;
const START = Date.UTC(2026, 6, 6, 5);
const at = (minutes: number) => new Date(START + minutes * MINUTE);
let made = 0;

async function publish(minutes: number, change: Partial<typeof reports.$inferInsert> = {}): Promise<string> {
  const id = `report-${++made}`;
  const about = {
    kind: 'week',
    from: '2026-06-29',
    to: `2026-07-${String((made % 28) + 1).padStart(2, '0')}`,
    scope: '',
    content: FULL as unknown,
    ...change
  };
  const digest = createHash('sha256').update(canonical(about)).digest('hex');
  await (
    await register()
  )
    .insert(reports)
    .values({ id, digest, publishedBy: 'test', publishedAt: at(minutes), ...about, ...change });
  return id;
}
const subscribe = (address: string, change: Record<string, string> = {}, minutes = 0) =>
  subscriptions.add(
    { channel: 'email', address, kind: 'week', scope: '', language: 'nl', ...change },
    'Anouk',
    at(minutes)
  );
const deliveryOf = async (report: string) =>
  (await (await register()).select().from(deliveries).where(eq(deliveries.report, report))).map(
    ({ status, attempts, message }) => ({ status, attempts, message })
  );
const recipients = () => mailbox.letters.flatMap(({ to }) => to).sort();
const nothing = { sent: 0, failed: 0, unknown: 0 };

describe('sending what was published', () => {
  beforeEach(async () => {
    const database = await register();
    await database.delete(table);
    await database.delete(reports);
  });

  test('each report goes once to each subscription that it is for', async () => {
    await publish(-10, { kind: 'month' });
    await publish(-10, { scope: 'population:company' });
    await subscribe('a@gemeente.example');
    await subscribe('B@Gemeente.example', { language: 'en' });
    await subscribe('month@gemeente.example', { kind: 'month' });
    await subscribe('part@gemeente.example', { scope: 'population:company' });
    await subscribe('late@gemeente.example', {}, 20);
    await subscribe(hook, { channel: 'mattermost' });
    // What was published before anybody subscribed is not news to them.
    expect(await sending.sendDue(at(5))).toEqual(nothing);
    const report = await publish(10);
    expect(await sending.sendDue(at(15))).toEqual({ ...nothing, sent: 3 });
    expect(recipients()).toEqual(['a@gemeente.example', 'b@gemeente.example']);
    expect(asked).toHaveLength(1);
    expect(asked[0]!.body).toContain(`https://hoera.example.nl/reports/${report}`);
    expect(await deliveryOf(report)).toEqual(Array(3).fill({ status: 'sent', attempts: 1, message: '' }));
    // Whoever comes later gets what is published later.
    expect(await sending.sendDue(at(25))).toEqual(nothing);
    await publish(30);
    expect(await sending.sendDue(at(35))).toEqual({ ...nothing, sent: 4 });
  });

  test('a mail holds the whole report, and how to end it, in the language of its reader', async () => {
    await subscribe('a@gemeente.example', { language: 'en' });
    const report = await publish(10);
    await (
      await register()
    )
      .insert(corrections)
      .values({ id: 'c1', report, text: 'It was 45%', by: 'test', at: at(12) });
    await sending.sendDue(at(15));
    const [letter] = mailbox.letters;
    const link = /https:\/\/hoera\.example\.nl\/unsubscribe\/[\w-]+/.exec(letter!.text)![0];
    expect(letter!.head).toMatchObject({
      'list-unsubscribe': `<${link}>`,
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      'list-id': '<reports.hoera.example.nl>'
    });
    for (const form of [letter!.html, letter!.text]) {
      expect(form).toContain('unknown-lesson in English');
      expect(form).toContain('It was 45%');
      expect(form).toContain('Anouk subscribed you');
      expect(form).toContain(link);
    }
    // The word in the link ends this subscription, and its address is forgotten.
    const found = await subscriptions.byToken(link.split('/').at(-1)!);
    expect(found).toMatchObject({ address: 'a@gemeente.example', endedAt: null });
    expect(await subscriptions.byToken('another-word')).toBeUndefined();
    expect(await subscriptions.end(found!.id, at(20))).toBe(true);
    expect(await subscriptions.end(found!.id, at(21))).toBe(false);
    expect(await subscriptions.byToken(link.split('/').at(-1)!)).toMatchObject({ address: '', endedAt: at(20) });
    await publish(30);
    expect(await sending.sendDue(at(35))).toEqual(nothing);
  });

  test('of two at once each does another part, and nobody gets it twice', async () => {
    for (let n = 0; n < 12; n++) await subscribe(`reader-${n}@gemeente.example`);
    await publish(10);
    // Slow enough to meet each other.
    taking = () => new Promise((done) => setTimeout(done, 20));
    const both = await Promise.all([sending.sendDue(at(15)), sending.sendDue(at(15)), sending.sendDue(at(15))]);
    expect(both.reduce((all, { sent }) => all + sent, 0)).toBe(12);
    expect(new Set(recipients()).size).toBe(12);
    expect(mailbox.letters).toHaveLength(12);
  });

  test('after a pause only news is sent, once', async () => {
    await subscribe('a@gemeente.example');
    await publish(10, { to: '2026-07-05' });
    await publish(10 + 7 * 1_440, { to: '2026-07-12' });
    const old = await publish(10 + 14 * 1_440, { to: '2026-07-19' });
    const news = await publish(10 + 21 * 1_440, { to: '2026-07-26' });
    // Nothing ran for three weeks and a day.
    expect(await sending.sendDue(at(22 * 1_440))).toEqual({ ...nothing, sent: 1 });
    expect([await deliveryOf(old), await deliveryOf(news)].map(({ length }) => length)).toEqual([0, 1]);
    expect(await sending.sendDue(at(22 * 1_440 + 10))).toEqual(nothing);
  });

  test('of reports that are caught up only the newest is sent, and of what is published back none', async () => {
    await subscribe('a@gemeente.example');
    await subscribe('month@gemeente.example', { kind: 'month' });
    for (const to of ['2026-06-14', '2026-06-21', '2026-06-28']) await publish(10, { to });
    const news = await publish(10, { to: '2026-07-05' });
    await publish(10, { kind: 'month', from: '2026-05-01', to: '2026-05-31' });
    expect(await sending.sendDue(at(15))).toEqual({ ...nothing, sent: 1 });
    expect(await deliveryOf(news)).toHaveLength(1);
    await publish(20, { to: '2026-06-07' });
    expect(await sending.sendDue(at(25))).toEqual(nothing);
  });

  test('a report that was altered after its publication is not sent', async () => {
    await subscribe('a@gemeente.example');
    const report = await publish(10, { digest: 'another' });
    expect(await sending.sendDue(at(15))).toEqual({ ...nothing, failed: 1 });
    expect(await deliveryOf(report)).toMatchObject([{ message: 'report_unreadable' }]);
    expect(mailbox.letters).toEqual([]);
  });

  test('what fails for now is tried again, each time later, and after six times no more', async () => {
    await subscribe('a@gemeente.example');
    const report = await publish(0);
    addressed = () => saying(450, 'greylisted a@gemeente.example');
    const tries: number[] = [];
    const runs = [...Array(58).keys(), 195, 196, 197, 300, 400, 500, 600].map((run) => run * 10);
    for (const minutes of runs) if ((await sending.sendDue(at(minutes))).failed > 0) tries.push(minutes);
    const waits = tries.map((minutes, index) => minutes - (tries[index - 1] ?? 0));
    expect(waits).toEqual([0, 10, 30, 120, 360, 1_440]);
    // Why is told, without the address that the server named.
    expect(await deliveryOf(report)).toEqual([{ status: 'failed', attempts: 6, message: 'mail_later' }]);
    addressed = () => undefined;
    expect(await sending.again(report, (await subscriptions.list())[0]!.id, at(6_000))).toEqual({ status: 'sent' });
    expect(recipients()).toEqual(['a@gemeente.example']);
    await expect(sending.again(report, (await subscriptions.list())[0]!.id, at(6_001))).rejects.toMatchObject({
      code: 'delivery_not_again'
    });
  });

  test('an address that does not exist is not tried again, and others still get theirs', async () => {
    await subscribe('gone@gemeente.example');
    await subscribe('a@gemeente.example');
    const report = await publish(10);
    addressed = (address) => (address.startsWith('gone') ? saying(550, 'no such user') : undefined);
    expect(await sending.sendDue(at(15))).toEqual({ sent: 1, failed: 1, unknown: 0 });
    expect(await sending.sendDue(at(3_000))).toEqual(nothing);
    expect(await deliveryOf(report)).toContainEqual({ status: 'failed', attempts: 1, message: 'mail_address' });
  });

  test('a server that does not answer is asked once a run', async () => {
    for (let n = 0; n < 5; n++) await subscribe(`reader-${n}@gemeente.example`);
    await subscribe(hook, { channel: 'slack' });
    const report = await publish(10);
    let times = 0;
    addressed = () => (times++, saying(530, 'authentication required'));
    expect(await sending.sendDue(at(15))).toEqual({ sent: 1, failed: 5, unknown: 0 });
    expect(times).toBe(1);
    expect(new Set((await deliveryOf(report)).map(({ message }) => message))).toEqual(new Set(['', 'mail_login']));
    addressed = () => undefined;
    expect(await sending.sendDue(at(30))).toEqual({ ...nothing, sent: 5 });
  });

  test('what may have arrived is told as unknown, and only a person sends it again', async () => {
    const id = await subscribe('a@gemeente.example');
    const report = await publish(10);
    taking = () => new Promise(() => {});
    expect(await sending.sendDue(at(15))).toEqual({ ...nothing, unknown: 1 });
    taking = () => Promise.resolve();
    expect(await sending.sendDue(at(3_000))).toEqual(nothing);
    expect(await sending.latest()).toMatchObject([{ status: 'unknown', address: 'a@gemeente.example' }]);
    expect(await sending.again(report, id, at(3_001))).toEqual({ status: 'sent' });
    // Who already had it can tell that it is the same.
    expect(mailbox.letters.map(({ head }) => head['message-id'])).toEqual([`<${report}.${id}@hoera.example.nl>`]);
  });

  test('a report that cannot be read is said to be so', async () => {
    await subscribe('a@gemeente.example');
    const report = await publish(10, { content: { version: 2 } });
    expect(await sending.sendDue(at(15))).toEqual({ ...nothing, failed: 1 });
    expect(await deliveryOf(report)).toMatchObject([{ message: 'report_unreadable' }]);
  });

  test('at most two hundred a run', async () => {
    const database = await register();
    await database.insert(table).values(
      Array.from({ length: 203 }, (_, n) => ({
        id: `s${n}`,
        channel: 'mattermost',
        address: hook,
        kind: 'week',
        tokenHash: `h${n}`,
        createdBy: 'test',
        createdAt: at(0)
      }))
    );
    await publish(10);
    expect(await sending.sendDue(at(15))).toEqual({ ...nothing, sent: 200 });
    expect(await sending.sendDue(at(25))).toEqual({ ...nothing, sent: 3 });
  });

  test('an address is on the list once, and who comes back gets nothing twice', async () => {
    const id = await subscribe('a@gemeente.example');
    await expect(subscribe('A@gemeente.example ', { language: 'en' })).rejects.toMatchObject({
      code: 'subscription_wrong'
    });
    await expect(subscribe('A@gemeente.example', { language: 'en' })).rejects.toMatchObject({
      code: 'subscription_exists'
    });
    const twice = await Promise.allSettled([subscribe('b@gemeente.example'), subscribe('b@gemeente.example')]);
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await publish(10);
    await sending.sendDue(at(15));
    await subscriptions.endOf('A@gemeente.example', at(20));
    expect(await subscribe('a@gemeente.example', {}, 5)).toBe(id);
    expect(await sending.sendDue(at(30))).toEqual(nothing);
    expect(recipients()).toEqual(['a@gemeente.example', 'b@gemeente.example']);
  });

  test.each([
    [{ address: 'nobody' }, 'subscription_wrong'],
    [{ address: 'a@b.nl\r\nBcc: c@d.nl' }, 'subscription_wrong'],
    [{ kind: 'year' }, 'subscription_wrong'],
    [{ scope: 'team:Nergens' }, 'scope_unknown'],
    [{ channel: 'teams', address: 'a@gemeente.example' }, 'subscription_wrong'],
    [{ channel: 'teams', address: 'http://chat.example.nl/hook' }, 'subscription_wrong'],
    [{ channel: 'teams', address: 'https://user:pass@chat.example.nl/hook' }, 'subscription_wrong'],
    [{ channel: 'teams', address: 'file:///etc/passwd' }, 'subscription_wrong'],
    [{ channel: 'slack', address: 'https://10.0.0.1/hook' }, 'hook_network'],
    [{ channel: 'slack', address: 'https://nergens.invalid/hook' }, 'hook_name']
  ])('%o is refused as %s', async (change, code) => {
    await expect(subscribe('a@gemeente.example', change as Record<string, string>)).rejects.toMatchObject({ code });
    expect(await subscriptions.list()).toEqual([]);
  });

  test('of a part that has no report yet too, which is what starts them', async () => {
    expect(await subscriptions.scopes()).toContain('population:department');
    await subscribe('a@gemeente.example', { scope: 'population:department' });
    expect(await subscriptions.list()).toMatchObject([{ scope: 'population:department' }]);
  });

  test('a try goes at once, is marked, and counts as no delivery', async () => {
    const id = await subscribe('a@gemeente.example');
    expect(await sending.attempt(id)).toEqual({ status: 'sent' });
    expect(mailbox.letters[0]!.head['subject']).toMatch(/^Proef · /);
    expect(await sending.latest()).toEqual([]);
  });

  test('nothing of an address is written to the log', async () => {
    const logged = ['log', 'warn', 'error', 'info', 'debug'] as const;
    const spies = logged.map((name) => vi.spyOn(console, name));
    await subscribe('gone@gemeente.example');
    await subscribe(hook, { channel: 'teams' });
    await publish(10);
    addressed = () => saying(550, 'no');
    answering = (_, response) => void response.writeHead(500).end();
    expect(await sending.sendDue(at(15))).toEqual({ ...nothing, failed: 2 });
    expect(spies.flatMap((spy) => spy.mock.calls)).toEqual([]);
    for (const spy of spies) spy.mockRestore();
  });
});
