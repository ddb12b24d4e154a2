/** What is planned and done with people, in the order of time, with what gets in each other's way. */
import { z } from 'zod';
import { may } from '#accounts/account.ts';
import { CLIMBERS } from '#adoption/ladder.ts';
import { isOpen, overlap, peaksIn, STATUSES } from '#interventions/intervention.ts';
import * as interventions from '#interventions/interventions.server.ts';
import { Motive } from '#surveys/motive.ts';
import { dayOf } from '#time/day.ts';
import { PEAK_NAMES } from '../adoption/annotations/words.ts';
import { marksOf } from '../marks.server.ts';
import type { PageServerLoad } from './$types';

/** A choice in the address; what is none of the choices asks for all. */
const chosen = <T extends string>(of: z.ZodType<T>, url: URL, name: string): T | undefined =>
  of.safeParse(url.searchParams.get(name)).data;

export const load: PageServerLoad = async ({ url, locals }) => {
  const asked = {
    status: chosen(z.enum(STATUSES), url, 'status'),
    population: chosen(z.enum(CLIMBERS), url, 'population'),
    motive: chosen(Motive, url, 'motive')
  };
  const all = await interventions.list();
  const contacted = await interventions.contacted(all);
  const taking = all.filter(({ status }) => status !== 'cancelled');
  const rows = all
    .filter(({ status }) => asked.status === undefined || status === asked.status)
    .filter(({ plan }) => asked.population === undefined || plan.population === asked.population)
    .filter(({ plan }) => asked.motive === undefined || plan.motive === asked.motive)
    .map(({ id, slug, plan, status, hours, euros }) => ({
      slug,
      ...plan,
      status,
      spent: { hours, euros },
      contacts: contacted.get(id)?.contacts,
      overlaps: isOpen(status)
        ? taking.filter((other) => other.slug !== slug && overlap(plan, other.plan)).map((other) => other.plan.title)
        : [],
      peaks: isOpen(status) ? peaksIn(plan).map(({ name }) => PEAK_NAMES[name]()) : []
    }));
  const drawn = rows.filter(({ status }) => status !== 'cancelled');
  const today = dayOf(Date.now());
  const ends = drawn.map((one) => one.ends);
  const period = {
    from: drawn.map(({ begins }) => begins).sort()[0] ?? today,
    to: [...ends, today].sort().at(-1)!
  };
  return {
    asked,
    rows,
    drawn: period,
    // The interventions themselves are the bars.
    marks: (await marksOf(period, asked.population)).filter(({ href }) => !href?.startsWith('/interventions/')),
    today,
    mayPlan: locals.account ? may(locals.account.role, 'interventions') : false
  };
};
