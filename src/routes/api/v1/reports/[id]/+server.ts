/** One published report as it was frozen, with its digest and what was corrected since. */
import { json } from '@sveltejs/kit';
import * as reports from '#reports/reports.server.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params }) => {
  const { publishedBy: _, ...report } = await reports.one(params.id);
  const corrections = await reports.since(report, getLocale());
  return json({ ...report, corrections: corrections.map(({ text, at }) => ({ text, at })) });
};
