/** `hoera mail test`: sends one mail with the settings as they are, and says in a sentence what would have to change. */
import { randomUUID } from 'node:crypto';
import type { MailServer } from '#environment.ts';
import { post } from '#reports/mail.server.ts';
import type { Outcome } from '#reports/subscription.ts';
import { Refusal } from '#refusal.ts';

type Advice = (server: MailServer) => string;

const place = ({ host, port }: MailServer) => `${host}, port ${port}`;

const ADVICE: Readonly<Partial<Record<string, Advice>>> = {
  mail_name: ({ host }) => `There is no server called ${host}. Look at the name in HOERA_SMTP_URL.`,
  mail_connection: (server) =>
    `There is no connection with ${place(server)}. Look at the port in HOERA_SMTP_URL, and whether a firewall is in between.`,
  mail_slow: (server) =>
    `${place(server)} does not answer within ${server.timeout} seconds.` +
    (server.secure
      ? ''
      : ' A server that wants TLS from the start (often on port 465) needs smtps:// instead of smtp://.'),
  mail_tls: (server) =>
    server.secure
      ? `The connection with ${place(server)} cannot be made safe. A server that begins TLS later (often on port 587 or 25) needs smtp://; the certificate of an organisation's own authority is trusted with NODE_EXTRA_CA_CERTS=file.pem.`
      : `The connection with ${place(server)} cannot be made safe by STARTTLS. The certificate of an organisation's own authority is trusted with NODE_EXTRA_CA_CERTS=file.pem; a server within your own network may go without with ?starttls=never.`,
  mail_login: ({ login }) =>
    login
      ? 'The server does not take this user and password. In HOERA_SMTP_URL signs such as @, / and : in them are written as %40, %2F and %3A.'
      : 'The server wants a user and a password: smtp://user:password@host in HOERA_SMTP_URL.',
  mail_sender: ({ from }) => `The server does not let us send as ${from.address}. Look at HOERA_MAIL_FROM.`,
  mail_address: () => 'The server does not take mail for this address.',
  mail_later: () => 'The server asks to try again later (greylisting, or too many mails at once).',
  mail_refused: () => 'The server took the addresses and refused the message itself.'
};

const TEXT = `Deze mail komt van Hoera, om te zien of mail verzenden werkt. Het werkt.

This mail comes from Hoera, to see whether sending mail works. It does.
`;

/** @throws Refusal mail_not_set_up | mail_test_failed */
export async function testMail(to: string, mail: MailServer | undefined, origin: string): Promise<string> {
  if (!mail)
    throw new Refusal('mail_not_set_up', 'Mail is not set up: give the server HOERA_SMTP_URL and HOERA_MAIL_FROM.', {
      status: 409
    });
  const outcome = await post(
    {
      to,
      subject: 'Hoera: proef / test',
      text: TEXT,
      html: `<!DOCTYPE html><html lang="nl"><title>Hoera</title><body>${TEXT.trim()
        .split('\n\n')
        .map((line, index) => `<p lang="${index === 0 ? 'nl' : 'en'}">${line}</p>`)
        .join('')}</body></html>`,
      id: `${randomUUID()}@${new URL(origin).hostname}`,
      headers: {}
    },
    mail
  );
  if (outcome.status === 'sent')
    return `${place(mail)} has taken the mail for ${to}. Look in that mailbox, also among what is unwanted.`;
  throw new Refusal('mail_test_failed', failure(outcome, mail), { status: 502 });
}

function failure(outcome: Exclude<Outcome, { status: 'sent' }>, mail: MailServer): string {
  const advice =
    outcome.status === 'unknown'
      ? `${place(mail)} got the whole mail and then did not answer. It may have arrived.`
      : (ADVICE[outcome.reason]?.(mail) ?? outcome.reason);
  return outcome.detail === '' ? advice : `${advice}\nIt said: ${outcome.detail.replace(/\s+/g, ' ').slice(0, 300)}`;
}
