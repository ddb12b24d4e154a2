/** The way out for messages to a chat: one body to one address, guarded against addresses that are not meant for us. */
import { lookup } from 'node:dns/promises';
import { request as requestPlain } from 'node:http';
import { request as requestSafe } from 'node:https';
import { BlockList, isIP } from 'node:net';
import { isThisMachine, type Outcome, type Reason } from '#reports/subscription.ts';

/** Milliseconds for everything together. */
const PATIENCE = 15_000;

/** IPv4 that is nobody's on the internet (IANA Special-Purpose Address Registry). */
const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3]
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv4');

/** IPv6 that is somebody's: 2000::/3, but for what carries or stands for another address. */
const GLOBAL = new BlockList();
GLOBAL.addSubnet('2000::', 3, 'ipv6');
const NOT_GLOBAL = new BlockList();
for (const [net, bits] of [
  // Protocols, Teredo and ORCHID; documentation; 6to4; documentation again.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20]
] as const)
  NOT_GLOBAL.addSubnet(net, bits, 'ipv6');

/** Never, whatever is allowed: there clouds give away their keys. */
const NEVER = new BlockList();
NEVER.addSubnet('169.254.0.0', 16, 'ipv4');
NEVER.addSubnet('fe80::', 10, 'ipv6');
NEVER.addAddress('fd00:ec2::254', 'ipv6');

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Whether an address (as numbers) may be asked; `own` where the administrator listed the host. */
export function mayAsk(address: string, own: boolean): boolean {
  const family = familyOf(address);
  // BlockList looks through IPv4-mapped addresses (::ffff:10.0.0.1) by itself.
  if (NEVER.check(address, family)) return false;
  if (own) return true;
  if (family === 'ipv4') return !PRIVATE.check(address, 'ipv4');
  return GLOBAL.check(address, 'ipv6') && !NOT_GLOBAL.check(address, 'ipv6');
}

/** The one address that will be asked, after every address that the name stands for was looked at; or why none is. */
async function addressOf(host: string, own: readonly string[]): Promise<{ address: string; family: number } | Reason> {
  const name = host.replace(/^\[|\]$/g, '');
  let all = [{ address: name, family: isIP(name) }];
  if (!isIP(name)) {
    try {
      all = await lookup(name, { all: true });
    } catch {
      return 'hook_name';
    }
  }
  const [first] = all;
  if (!first) return 'hook_name';
  return all.every(({ address }) => mayAsk(address, own.includes(name))) ? first : 'hook_network';
}

/** Why nothing may be sent to this address, for a form; undefined where something may. */
export async function closed(address: string, own: readonly string[]): Promise<Reason | undefined> {
  const to = await addressOf(new URL(address).hostname, own);
  return typeof to === 'string' ? to : undefined;
}

/** The status of the answer; of the rest of it nothing is read. Rejects with whether a message may have got through. */
function ask(
  url: URL,
  body: string,
  to: { address: string; family: number },
  patience: number
): Promise<{ status: number } | { error: NodeJS.ErrnoException; connected: boolean }> {
  const isSafe = url.protocol === 'https:';
  return new Promise((resolve) => {
    let connected = false;
    const asked = (isSafe ? requestSafe : requestPlain)(
      url,
      {
        method: 'POST',
        agent: false,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Hoera'
        },
        signal: AbortSignal.timeout(patience),
        // The address that was looked at, so that the name cannot stand for another one by now.
        lookup: (_, options, found) => (options.all ? found(null, [to]) : found(null, to.address, to.family))
      },
      (answer) => {
        resolve({ status: answer.statusCode ?? 0 });
        answer.on('error', () => {});
        answer.destroy();
      }
    );
    asked.on('socket', (socket) => socket.once(isSafe ? 'secureConnect' : 'connect', () => (connected = true)));
    asked.on('error', (error) => resolve({ error, connected }));
    asked.end(body);
  });
}

function reasonOf(status: number): Reason {
  if (status >= 300 && status < 400) return 'hook_redirect';
  if (status === 404 || status === 410) return 'hook_gone';
  if (status === 408 || status === 429 || status >= 500) return 'hook_later';
  return 'hook_refused';
}

/**
 * Sends a body; the address, which is a secret, is in nothing that comes back.
 * @param own hosts that the administrator listed
 */
export async function post(
  address: string,
  body: string,
  own: readonly string[],
  patience = PATIENCE
): Promise<Outcome> {
  const failed = (reason: Reason, detail = ''): Outcome => ({ status: 'failed', reason, detail });
  const url = new URL(address);
  if (url.protocol !== 'https:' && !isThisMachine(url.hostname)) return failed('hook_address');
  const to = await addressOf(url.hostname, own);
  if (typeof to === 'string') return failed(to);
  const said = await ask(url, body, to, patience);
  if ('status' in said)
    return said.status >= 200 && said.status < 300
      ? { status: 'sent' }
      : failed(reasonOf(said.status), String(said.status));
  const { code = '', name } = said.error;
  const detail = name === 'AbortError' ? 'timeout' : code;
  // Until there is a connection nothing was said; after that the message may have arrived.
  if (said.connected) return { status: 'unknown', detail };
  if (name === 'AbortError') return failed('hook_slow', detail);
  return failed(/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO|EPROTO/.test(code) ? 'hook_tls' : 'hook_connection', detail);
}
