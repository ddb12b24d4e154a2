/** A real mail server on this machine that keeps what it gets, and can be as unwilling as one wants. */
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { AddressInfo } from 'node:net';

export interface Letter {
  from: string;
  to: string[];
  /** Fields of the head by their name in small letters, unfolded. */
  head: Record<string, string>;
  html: string;
  text: string;
}

/** Text of a part, as RFC 2045 encodes it. */
function decoded(body: string, encoding: string): string {
  if (/base64/i.test(encoding)) return Buffer.from(body, 'base64').toString('utf8');
  if (!/quoted-printable/i.test(encoding)) return body;
  const bytes = body
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function split(source: string): { head: Record<string, string>; body: string } {
  const at = source.indexOf('\r\n\r\n');
  const lines = source.slice(0, at).replace(/\r\n[ \t]+/g, ' ');
  const head = Object.fromEntries(
    lines.split('\r\n').map((line) => [line.split(':')[0]!.toLowerCase(), line.replace(/^[^:]*:\s*/, '')])
  );
  return { head, body: source.slice(at + 4) };
}

/** RFC 2047: words of a head that are not ASCII. */
const readable = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, way: string, word: string) =>
      way.toLowerCase() === 'b' ? decoded(word, 'base64') : decoded(word.replaceAll('_', ' '), 'quoted-printable')
    );

function letterOf(source: string): Omit<Letter, 'from' | 'to'> {
  const { head, body } = split(source);
  const boundary = /boundary="([^"]+)"/.exec(head['content-type'] ?? '')?.[1] ?? '';
  const parts = body.split(`--${boundary}`).map((part) => split(part.replace(/^\r\n/, '')));
  const part = (kind: string) => {
    const found = parts.find(({ head: of }) => of['content-type']?.startsWith(kind));
    return found ? decoded(found.body, found.head['content-transfer-encoding'] ?? '').replaceAll('\r\n', '\n') : '';
  };
  return {
    head: { ...head, subject: readable(head['subject'] ?? '') },
    html: part('text/html'),
    text: part('text/plain')
  };
}

export interface Mailbox {
  port: number;
  letters: Letter[];
  stop: () => Promise<void>;
}

export async function startMailbox(
  options: SMTPServerOptions & {
    port?: number;
    /** Asked with each letter before it is answered; what it throws is said to the sender. */
    taking?: (letter: Letter, source: string) => Promise<void>;
  } = {}
): Promise<Mailbox> {
  const { taking, port = 0, ...more } = options;
  const letters: Letter[] = [];
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    logger: false,
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const source = Buffer.concat(chunks).toString('utf8');
        const letter: Letter = {
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          ...letterOf(source)
        };
        (taking?.(letter, source) ?? Promise.resolve()).then(
          () => {
            letters.push(letter);
            done();
          },
          (error: Error) => done(error)
        );
      });
    },
    ...more
  });
  // Whoever breaks off a connection, as some tests do, is no fault of the server.
  server.on('error', () => {});
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', () => ready()));
  return {
    port: (server.server.address() as AddressInfo).port,
    letters,
    stop: () => new Promise((gone) => server.close(() => gone()))
  };
}

/** What a server says instead of taking something; RFC 5321 section 4.2. */
export const saying = (code: number, words: string): Error => Object.assign(new Error(words), { responseCode: code });
