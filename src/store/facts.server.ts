/** Facts about this installation, by name. */
import { eq } from 'drizzle-orm';
import { register } from '#store/register.server.ts';
import { facts } from '#store/tables.server.ts';

export async function fact(name: string): Promise<unknown> {
  const [row] = await (await register()).select({ value: facts.value }).from(facts).where(eq(facts.name, name));
  return row?.value;
}

/** Sets a fact, or removes it when the value is undefined. */
export async function setFact(name: string, value: unknown): Promise<void> {
  const database = await register();
  if (value === undefined) await database.delete(facts).where(eq(facts.name, name));
  else await database.insert(facts).values({ name, value }).onConflictDoUpdate({ target: facts.name, set: { value } });
}

/** Whether the installation holds example data. */
export async function isExample(): Promise<boolean> {
  return (await fact('example')) === true;
}
