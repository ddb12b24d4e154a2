/** Published reports of one part as an Atom feed, for whoever has its address. */
import { createHash } from 'node:crypto';
import { Refusal } from '#refusal.ts';
import { atom } from '#reports/feed.ts';
import * as reports from '#reports/reports.server.ts';
import * as shares from '#reports/shares.server.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import type { RequestHandler } from './$types';

/** As many as a reader shows; older ones it has already. */
const ENTRIES = 60;

const PRIVATE = { 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow' };

export const GET: RequestHandler = async ({ params, request, url }) => {
  try {
    const { share } = await shares.open('feed', params.token, '', new Date());
    const published = (await reports.list({ scope: share.scope, most: ENTRIES })).filter(reports.isIntact);
    const text = atom(
      await Promise.all(
        published.map(async (report) => ({ ...report, corrections: await reports.since(report, getLocale()) }))
      ),
      {
        scope: share.scope,
        self: url.origin + url.pathname,
        began: share.createdAt,
        language: getLocale(),
        id: share.id
      }
    );
    const changed = new Date(/<updated>([^<]+)</.exec(text)![1]!);
    changed.setMilliseconds(0);
    const headers = {
      ...PRIVATE,
      etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`,
      'last-modified': changed.toUTCString(),
      'cache-control': 'private, no-cache',
      vary: 'cookie'
    };
    const known = request.headers.get('if-none-match');
    const since = Date.parse(request.headers.get('if-modified-since') ?? '');
    // The mark of what was sent says more than its hour does (RFC 9110, 13.2.2).
    const isSame = known === null ? changed.getTime() <= since : known.split(/,\s*/).includes(headers.etag);
    if (isSame) return new Response(null, { status: 304, headers });
    return new Response(text, { headers: { ...headers, 'content-type': 'application/atom+xml; charset=utf-8' } });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Read by a program: a sentence, and no page.
    return new Response(`${error.message}\n`, {
      status: error.status,
      headers: { ...PRIVATE, 'content-type': 'text/plain; charset=utf-8' }
    });
  }
};
