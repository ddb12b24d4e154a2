/** After answering. */
import * as surveys from '#surveys/surveys.server.ts';
import { visible } from '../visible.server.ts';
import type { PageServerLoad } from './$types';

export const csr = false;

export const load: PageServerLoad = async ({ params, locals }) => {
  const survey = visible(await surveys.one(params.slug), locals.account !== undefined);
  return { definition: survey.definition, isDraft: survey.status === 'draft', slug: survey.slug };
};
