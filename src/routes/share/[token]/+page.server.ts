/** A report for whoever has the link: read-only, without an account, until it expires or is revoked. */
import { fail, redirect } from '@sveltejs/kit';
import { Refusal } from '#refusal.ts';
import * as reports from '#reports/reports.server.ts';
import * as shares from '#reports/shares.server.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import { text } from '../../attempt.ts';
import type { Actions, PageServerLoad } from './$types';

/** No scripts: there is nothing to do here but read and print. */
export const csr = false;

const COOKIE = 'share';

export const load: PageServerLoad = async ({ params, cookies, setHeaders }) => {
  // The address is the secret: no cache, search engine or next page gets it.
  setHeaders({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex, nofollow' });
  const { share, isLocked } = await shares.open('link', params.token, cookies.get(COOKIE) ?? '', new Date());
  // A form that tells nobody where it comes from is not told to be ours either (Fetch, 3.2: its origin is null).
  setHeaders({ 'referrer-policy': isLocked ? 'same-origin' : 'no-referrer' });
  if (isLocked) return { report: undefined, corrections: [] };
  const published = await reports.one(share.report!);
  const { id: _, publishedBy: __, ...report } = published;
  return { report, corrections: await reports.since(published, getLocale()) };
};

export const actions: Actions = {
  default: async ({ request, params, cookies, getClientAddress, url }) => {
    const form = await request.formData();
    try {
      const { pass, seconds } = await shares.unlock(
        params.token,
        text(form, 'password'),
        getClientAddress(),
        new Date()
      );
      cookies.set(COOKIE, pass, {
        path: url.pathname,
        httpOnly: true,
        sameSite: 'strict',
        secure: url.protocol === 'https:',
        maxAge: seconds
      });
    } catch (error) {
      // What is over is a page by itself; a wrong password is said beside its field.
      if (!(error instanceof Refusal) || error.status === 410 || error.status === 404) throw error;
      return fail(error.status, { refused: error.message });
    }
    redirect(303, url.pathname);
  }
};
