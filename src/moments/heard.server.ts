/** What was heard: tips that were carried out, and answers to whether something is an improvement. */
import { and, gte, lt, ne } from 'drizzle-orm';
import { z } from 'zod';
import calledSql from '#clickhouse/queries/moments/called_improvement.sql?raw';
import { CLIMBERS } from '#adoption/ladder.ts';
import * as experiments from '#experiments/experiments.server.ts';
import * as improvements from '#interventions/improvements.server.ts';
import type { Candidate } from '#moments/candidate.ts';
import { ofContacts, ofVariant, tipOf, type Answers } from '#moments/heard.ts';
import { endingIn } from '#moments/quarter.ts';
import { register } from '#store/register.server.ts';
import { contacts } from '#store/tables.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, startOf, type Day } from '#time/day.ts';
import type { Period } from '#time/period.ts';

async function tips({ from, to }: Period): Promise<Candidate[]> {
  const realised = await improvements.realised(from, to);
  return Promise.all(
    realised.map(async ({ heard: { remarks }, ...rest }) => {
      const names = (await improvements.heard(rest.id)).map(({ name }) => name).filter((name) => name !== '');
      return tipOf({ ...rest, remarks, names: [...new Set(names)].sort() });
    })
  );
}

/** The last that each organisation said counts; whom nobody knows is somebody each time. */
async function ofQuarters(weeks: readonly Day[]): Promise<Candidate[]> {
  const database = await register();
  const found = await Promise.all(
    endingIn(weeks).map(async (quarter) => {
      const rows = await database
        .select({
          id: contacts.id,
          population: contacts.population,
          organisation: contacts.organisation,
          name: contacts.name,
          day: contacts.day,
          answer: contacts.improvement
        })
        .from(contacts)
        .where(
          and(gte(contacts.day, quarter.from), lt(contacts.day, addDays(quarter.to, 1)), ne(contacts.improvement, ''))
        )
        .orderBy(contacts.day, contacts.at);
      const last = new Map(rows.map((row) => [row.organisation === '0' ? row.name || row.id : row.organisation, row]));
      return CLIMBERS.flatMap((population) => {
        const own = [...last.values()].filter((row) => row.population === population);
        const of = (answer: string) => own.filter((row) => row.answer === answer).length;
        return ofContacts(quarter, population, { yes: of('yes'), no: of('no') });
      });
    })
  );
  return found.flat();
}

async function ofVariants({ from, to }: Period): Promise<Candidate[]> {
  const [since, until] = [startOf(from), startOf(addDays(to, 1))];
  const over = (await experiments.list()).filter(({ experiment, state: { decidedAt } }) => {
    const at = decidedAt?.getTime() ?? 0;
    return experiment.design.survey && at >= since && at < until;
  });
  if (over.length === 0) return [];
  const said: (Answers & { experiment: string })[] = await ask(
    calledSql,
    { experiments: over.map(({ experiment: { key } }) => key) },
    z.object({ experiment: z.string(), yes: z.coerce.number(), no: z.coerce.number() })
  );
  return over.flatMap(({ experiment, state: { decidedAt } }) => {
    const answers = said.find((one) => one.experiment === experiment.key);
    return answers && decidedAt ? ofVariant({ ...experiment, decidedAt }, answers) : [];
  });
}

/** @param weeks Mondays, in order, which the period is made of */
export async function heard(weeks: readonly Day[], period: Period): Promise<Candidate[]> {
  const all = await Promise.all([tips(period), ofQuarters(weeks), ofVariants(period)]);
  return all.flat();
}
