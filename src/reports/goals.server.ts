/** Goals in the register: one for each figure and part, replaced when it is set anew. */
import { eq, like } from 'drizzle-orm';
import { Goal, type Aimed } from '#reports/goal.ts';
import { wellFormed } from '#refusal.ts';
import { knownPart } from '#reports/scope.ts';
import { setFact } from '#store/facts.server.ts';
import { register } from '#store/register.server.ts';
import { facts } from '#store/tables.server.ts';

const nameOf = (figure: string, scope: string) => `goal ${figure} ${scope}`;

/** All goals, by figure and part. */
export async function list(): Promise<Goal[]> {
  const rows = await (await register()).select().from(facts).where(like(facts.name, 'goal %')).orderBy(facts.name);
  return rows.flatMap(({ value }) => Goal.safeParse(value).data ?? []);
}

/**
 * Sets a goal in the place of the one that was.
 * @param given figure, scope, value (a share between 0 and 1) and day
 * @throws Refusal goal_malformed | scope_unknown
 */
export async function set(
  given: { figure: string; scope: string; value: number; day: string },
  by: string,
  now: Date,
  example = false
): Promise<Goal> {
  const goal = wellFormed(Goal, { ...given, by, at: now.toISOString(), example }, 'goal_malformed');
  knownPart(goal.scope);
  await setFact(nameOf(goal.figure, goal.scope), goal);
  return goal;
}

export async function remove(figure: Aimed, scope: string): Promise<void> {
  await setFact(nameOf(figure, scope), undefined);
}

/** Takes out those that were invented. */
export async function forgetExample(): Promise<void> {
  const database = await register();
  for (const { figure, scope, example } of await list())
    if (example) await database.delete(facts).where(eq(facts.name, nameOf(figure, scope)));
}
