/** Teams beside each other with the same figures as the page. */
import { json } from '@sveltejs/kit';
import { askTeams } from '#adoption/team-question.ts';
import { teams } from '#adoption/teams.server.ts';
import { asked } from '../../../../asked.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) => {
  const question = asked(url, askTeams);
  return json({ ...question, ...(await teams(question)) });
};
