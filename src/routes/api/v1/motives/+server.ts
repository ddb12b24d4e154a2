/** Why non-users do not use the box, for programs: the same figures as the page, by the same parameters. */
import { askMotives } from '#motives/motive-question.ts';
import * as motives from '#motives/motives.server.ts';
import { asked } from '../../../asked.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ url }) =>
  Response.json((await motives.overview(asked(url, askMotives))) ?? {});
