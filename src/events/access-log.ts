/** A line of a web server's access log in combined format, and which lines are page views. */
import { isbot } from 'isbot';

export interface LogLine {
  address: string;
  /** Milliseconds since 1970. */
  at: number;
  method: string;
  target: string;
  status: number;
  referrer: string;
  agent: string;
}

const QUOTED = '"((?:[^"\\\\]|\\\\.)*)"';
const COMBINED = new RegExp(
  `^(\\S+) \\S+ .*?\\[(\\d{2})/(\\w{3})/(\\d{4}):(\\d{2}):(\\d{2}):(\\d{2}) ([+-]\\d{2})(\\d{2})\\] ${QUOTED} (\\d{3}) (?:\\d+|-)(?: ${QUOTED} ${QUOTED})?\\s*$`
);
/** A line as it should be. */
export const EXAMPLE_LINE =
  '192.0.2.1 - - [15/Jan/2025:10:30:00 +0100] "GET /subsidie HTTP/1.1" 200 5120 "-" "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The parts of a line; undefined when it is not in combined (or common) format. */
export function parseLine(line: string): LogLine | undefined {
  const found = COMBINED.exec(line);
  if (!found) return undefined;
  const [, address, day, month, year, hour, minute, second, zoneHours, zoneMinutes, request, status, referrer, agent] =
    found;
  const [method, target, protocol] = (request ?? '').split(' ');
  const place = MONTHS.indexOf(month ?? '');
  if (place < 0 || !method || !target || (protocol !== undefined && !protocol.startsWith('HTTP/'))) return undefined;
  const offset = Number(zoneHours) * 60 + Math.sign(Number(`${zoneHours?.[0]}1`)) * Number(zoneMinutes);
  const at = Date.UTC(Number(year), place, Number(day), Number(hour), Number(minute), Number(second)) - offset * 60_000;
  return {
    address: address ?? '',
    at,
    method,
    target,
    status: Number(status),
    referrer: referrer === '-' ? '' : (referrer ?? ''),
    agent: agent === '-' ? '' : (agent ?? '')
  };
}

const ASSET =
  /\.(?:css|js|mjs|map|json|xml|txt|ico|png|jpe?g|gif|svg|webp|avif|bmp|woff2?|ttf|eot|otf|mp[34]|webm|ogg|wav|rss|atom|swf|gz|zip|tgz|tar|bz2|exe|rpm|deb|jar|iso|md5|sig|asc|conf|log|sh|rb|py|c|h|pdf)$/i;

/** Why a line is no page view, as code and sentence, in the order asked; undefined when it is one. */
export function notAView({
  method,
  target,
  status,
  agent
}: LogLine): readonly [code: string, reason: string] | undefined {
  if (method !== 'GET') return ['method', 'is geen opgevraagde pagina (andere methode dan GET)'];
  if (status < 200 || (status >= 300 && status !== 304))
    return ['status', 'is niet gelukt of doorgestuurd (statuscode)'];
  if (agent === '' || isbot(agent)) return ['bot', 'komt van een robot'];
  if (ASSET.test(target.split(/[?#]/, 1)[0] ?? '')) return ['asset', 'is een bestand bij een pagina, geen pagina'];
  return undefined;
}
