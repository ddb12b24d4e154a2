/** Which questions of a survey show after which answers, as a style sheet: the form works without scripts. */
import * as surveys from '#surveys/surveys.server.ts';
import { shownRules } from '../form.ts';
import { visible } from '../visible.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params, locals }) => {
  const { definition } = visible(await surveys.one(params.slug), locals.account !== undefined);
  return new Response(shownRules(definition.questions), {
    headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' }
  });
};
