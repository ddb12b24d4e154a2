/** `hoera mail test`: one mail at a real server, and what it says where that does not work. */
import { afterAll, expect, test } from 'vitest';
import { testMail } from '#cli/mail.server.ts';
import type { MailServer } from '#environment.ts';
import { saying, startMailbox } from '../mailbox.ts';

const mailbox = await startMailbox({
  allowInsecureAuth: true,
  onAuth: ({ username, password }, _, done) =>
    password === 'right' ? done(null, { user: username }) : done(saying(535, 'Authentication failed'))
});
const self = await startMailbox({ hideSTARTTLS: false });
const safe = await startMailbox({ secure: true });
const strict = await startMailbox({
  onMailFrom: (_, __, done) => done(saying(550, '5.7.60 Client does not have permissions to send as this sender'))
});
afterAll(() => Promise.all([mailbox, self, safe, strict].map(({ stop }) => stop())));

const server = (change: Partial<MailServer>): MailServer => ({
  host: '127.0.0.1',
  port: mailbox.port,
  secure: false,
  starttls: 'never',
  login: { user: 'hoera', password: 'right' },
  timeout: 1,
  from: { name: 'Hoera', address: 'hoera@provincie.example' },
  ...change
});
const tested = (change: Partial<MailServer>) =>
  testMail('beheer@gemeente.example', server(change), 'https://hoera.example.nl');

test('says that the server has taken the mail', async () => {
  expect(await tested({})).toContain(`127.0.0.1, port ${mailbox.port} has taken the mail for beheer@gemeente.example`);
  expect(mailbox.letters).toMatchObject([{ to: ['beheer@gemeente.example'], from: 'hoera@provincie.example' }]);
});

test('says that mail is not set up', async () => {
  await expect(testMail('a@b.example', undefined, 'https://hoera.example.nl')).rejects.toMatchObject({
    code: 'mail_not_set_up'
  });
});

test.each([
  ['a wrong password', { login: { user: 'hoera', password: 'secret-of-hoera' } }, /%40.*\nIt said: 535 Auth/s],
  [
    'a sender that is not allowed',
    { port: strict.port, login: undefined },
    /HOERA_MAIL_FROM.*\nIt said: 550 5\.7\.60/s
  ],
  ['a certificate of one’s own', { port: self.port, starttls: 'required', login: undefined }, /NODE_EXTRA_CA_CERTS/],
  ['smtp:// where TLS comes first', { port: safe.port }, /smtps:\/\/ instead of smtp:\/\//],
  ['smtps:// where TLS comes later', { secure: true }, /needs smtp:\/\//],
  ['a port where nobody listens', { port: 1 }, /no connection with 127\.0\.0\.1, port 1\. Look at the port/],
  ['a name that does not exist', { host: 'nergens.invalid' }, /no server called nergens\.invalid/]
] as [string, Partial<MailServer>, RegExp][])('says what to do about %s, and no password', async (_, change, said) => {
  const refused = (await tested(change).catch((error: unknown) => error)) as Error;
  expect(refused).toMatchObject({ code: 'mail_test_failed', message: expect.stringMatching(said) as string });
  expect(refused.message).not.toContain('secret-of-hoera');
});
