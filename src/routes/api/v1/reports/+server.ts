/** Published reports, the newest period first. */
import { json } from '@sveltejs/kit';
import * as reports from '#reports/reports.server.ts';
import { knownPart } from '#reports/scope.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
  const scope = url.searchParams.get('scope');
  if (scope !== null) knownPart(scope);
  const all = await reports.list(scope === null ? {} : { scope });
  return json({
    reports: all.map(({ id, kind, from, to, scope: part, content, digest, publishedAt, example }) => ({
      id,
      kind,
      from,
      to,
      scope: part,
      headline: content.headline,
      quiet: content.quiet,
      digest,
      publishedAt,
      example
    }))
  });
};
