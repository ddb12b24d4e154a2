/** The way out for mail: one message to one address over SMTP, and what came of it. */
import { createTransport } from 'nodemailer';
import { PassThrough } from 'node:stream';
import type { MailServer } from '#environment.ts';
import type { Outcome, Reason } from '#reports/subscription.ts';

export interface Mail {
  to: string;
  subject: string;
  html: string;
  text: string;
  /** The same for the same thing sent again, so that who already has it can tell. */
  id: string;
  headers: Record<string, string>;
}

/** What nodemailer says of an error. */
interface Trouble extends Error {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
}

function reasonOf({ code = '', command = '', message, responseCode = 0 }: Trouble): Reason {
  if (code === 'EDNS') return 'mail_name';
  // A certificate that is not trusted comes as an error of the socket.
  if (code === 'ETLS' || (code === 'ESOCKET' && /certificate|tls|ssl|altname/i.test(message))) return 'mail_tls';
  if (code === 'EAUTH' || responseCode === 530) return 'mail_login';
  if (code === 'ETIMEDOUT' || code === 'EABORT') return 'mail_slow';
  if (responseCode >= 400 && responseCode < 500) return command === 'CONN' ? 'mail_connection' : 'mail_later';
  if (command === 'MAIL FROM') return 'mail_sender';
  if (command === 'RCPT TO') return 'mail_address';
  if (responseCode >= 500 && command !== 'CONN' && command !== 'EHLO') return 'mail_refused';
  return 'mail_connection';
}

/**
 * Sends one message.
 * @returns sent once the server has taken it; unknown when it had everything and then said nothing
 */
export async function post({ to, subject, html, text, id, headers }: Mail, mail: MailServer): Promise<Outcome> {
  const wait = mail.timeout * 1000;
  const transport = createTransport({
    host: mail.host,
    port: mail.port,
    secure: mail.secure,
    requireTLS: mail.starttls === 'required',
    ignoreTLS: mail.starttls === 'never',
    ...(mail.login ? { auth: { user: mail.login.user, pass: mail.login.password }, forceAuth: true } : {}),
    connectionTimeout: wait,
    greetingTimeout: wait,
    socketTimeout: wait,
    // Nothing is read from files or the network on the word of what stands in a message.
    disableFileAccess: true,
    disableUrlAccess: true
  });
  let handedOver = false;
  transport.use('stream', (composed, next) => {
    composed.message.transform(
      () =>
        new PassThrough({
          flush: (done) => {
            handedOver = true;
            done();
          }
        })
    );
    next();
  });
  try {
    await transport.sendMail({
      from: mail.from,
      to: { name: '', address: to },
      subject,
      html,
      text,
      messageId: `<${id}>`,
      headers: {
        ...headers,
        // RFC 3834, and the same for Exchange: no out-of-office answers.
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All'
      },
      // However slowly a server drips: it ends.
      signal: AbortSignal.timeout(wait * 4)
    });
    return { status: 'sent' };
  } catch (error) {
    const trouble = error as Trouble;
    const detail = withoutPassword(trouble.response ?? trouble.message, mail.login?.password);
    // With the last line handed over and no answer it may have arrived.
    if (handedOver && trouble.responseCode === undefined) return { status: 'unknown', detail };
    return { status: 'failed', reason: reasonOf(trouble), detail };
  } finally {
    transport.close();
  }
}

const withoutPassword = (text: string, password: string | undefined): string =>
  password ? text.replaceAll(password, '…') : text;
