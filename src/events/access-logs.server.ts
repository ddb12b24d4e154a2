/** Importing access logs: page views with visitors made from address, agent and day, none of which is kept. */
import { notAView, parseLine } from '#events/access-log.ts';
import { messageId } from '#events/messages.server.ts';
import * as sites from '#events/sites.server.ts';
import { scrub } from '#events/event.ts';
import type { Kind } from '#files/kind.server.ts';
import { WrongCell } from '#files/table.ts';
import { Refusal } from '#refusal.ts';
import { sessionKey, visitorKey } from '#store/pseudonym.server.ts';
import { dayOf } from '#time/day.ts';

/** A visit ends after this long without a page, milliseconds. */
const IDLE = 30 * 60_000;

interface Visit {
  session: string;
  lastAt: number;
}

/** How an access log of a site is read. */
export const ACCESS_LOG: Kind = {
  name: 'access_log',
  columns: [],
  format: 'log',
  known: async (source) => {
    if (!(await sites.list()).some(({ slug }) => slug === source))
      throw new Refusal('site_unknown', `Er is geen site "${source}". Maak hem eerst.`);
  },
  reader: ({ source, importId, now }) => {
    const visits = new Map<string, Visit>();
    const seen = new Map<string, number>();
    let newest = 0;
    let pruned = 0;
    return {
      read: (cells) => {
        const line = String(cells['line'] ?? '');
        const parsed = parseLine(line);
        if (!parsed) throw new WrongCell('line', 'malformed', 'is geen regel in combined-formaat');
        const reason = notAView(parsed);
        if (reason) throw new WrongCell('line', ...reason);
        const { address, agent, at, target, referrer } = parsed;
        const visitor = visitorKey(`${address}\n${agent}\n${dayOf(at)}`);
        newest = Math.max(newest, at);
        // Whoever came long before the newest line has left: forgotten, so that memory does not grow with the file. Lines are
        // written when an answer ends and carry when it began, so they are a little out of order.
        if (newest - pruned > 2 * IDLE) {
          for (const [key, visit] of visits) if (newest - visit.lastAt > 2 * IDLE) visits.delete(key);
          seen.clear();
          pruned = newest;
        }
        const visit = visits.get(visitor);
        const session = visit && at - visit.lastAt <= IDLE ? visit.session : sessionKey(`${visitor}-${at}`);
        visits.set(visitor, { session, lastAt: at });
        // The same page asked for twice in one second is two lines; numbering them keeps both, and the same when read again.
        const same = `${visitor} ${at} ${target}`;
        const number = (seen.get(same) ?? 0) + 1;
        seen.set(same, number);
        const url = URL.parse(target, 'http://log.invalid');
        return [
          {
            target: 'events',
            row: {
              id: messageId(source, `${same} ${number}`),
              source,
              name: 'page_view',
              at,
              received_at: now,
              actor: visitor,
              organisation: '0',
              visitor,
              session,
              host: source,
              path: scrub(url?.pathname ?? '').slice(0, 1024),
              referrer: referrer === '' ? '' : (URL.parse(referrer)?.hostname ?? ''),
              campaign: scrub(url?.searchParams.get('utm_campaign') ?? '').slice(0, 128),
              medium: scrub(url?.searchParams.get('utm_medium') ?? '').slice(0, 128),
              import_id: importId
            }
          }
        ];
      }
    };
  }
};
