/** Ends the session. */
import { redirect } from '@sveltejs/kit';
import * as sessions from '#accounts/sessions.server.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, cookies }) => {
  if (locals.sessionId) {
    const cookie = await sessions.end(locals.sessionId);
    cookies.set(cookie.name, cookie.value, { path: '/', ...cookie.attributes });
  }
  redirect(303, '/login');
};
