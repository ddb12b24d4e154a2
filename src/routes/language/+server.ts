/** Switches the language by cookie and returns to the page; only to paths of our own. */
import { redirect } from '@sveltejs/kit';
import { cookieName, isLocale } from '#ui/paraglide/runtime.js';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ url, cookies }) => {
  const to = url.searchParams.get('to');
  const back = url.searchParams.get('back') ?? '/';
  if (to && isLocale(to))
    cookies.set(cookieName, to, {
      path: '/',
      httpOnly: false,
      sameSite: 'lax',
      maxAge: 31_536_000,
      secure: url.protocol === 'https:'
    });
  redirect(303, /^\/(?![/\\])/.test(back) ? back : '/');
};
