/** Legal facts: in which process somebody has to use the box, since and until when, and on what basis. */
import { asc, eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import processesSql from '#clickhouse/queries/motives/processes.sql?raw';
import { CLIMBERS, type Climber } from '#adoption/ladder.ts';
import type { Obligation as Fact } from '#motives/counting.ts';
import { FOREVER } from '#organisations/municipality.ts';
import { wellFormed } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { obligations } from '#store/tables.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { Day } from '#time/day.ts';

const Obligation = z
  .object({
    population: z.enum(CLIMBERS),
    process: z.string().trim().min(1).max(80),
    basis: z.string().trim().min(5).max(300),
    validFrom: Day,
    validTo: z.preprocess((given) => (given === '' ? FOREVER : given), Day)
  })
  .refine(({ validFrom, validTo }) => validFrom < validTo, { path: ['validTo'] });

export async function list(): Promise<(typeof obligations.$inferSelect)[]> {
  return (await register())
    .select()
    .from(obligations)
    .orderBy(asc(obligations.population), asc(obligations.process), asc(obligations.validFrom));
}

/** Those of a population. */
export async function of(population: Climber): Promise<Fact[]> {
  return (await list()).filter((one) => one.population === population);
}

/** All that matters to who has to what, to tell whether it changed. */
export async function facts(): Promise<unknown> {
  return (await list()).map(({ population, process, validFrom, validTo }) => [population, process, validFrom, validTo]);
}

/** @throws Refusal obligation_wrong */
export async function add(given: unknown, by: string, example = false): Promise<string> {
  const obligation = wellFormed(Obligation, given, 'obligation_wrong');
  const id = randomUUID();
  await (await register()).insert(obligations).values({ id, ...obligation, by, example });
  return id;
}

/** @returns what it was; undefined when it was gone already */
export async function remove(id: string): Promise<typeof obligations.$inferSelect | undefined> {
  const [gone] = await (await register()).delete(obligations).where(eq(obligations.id, id)).returning();
  return gone;
}

/** Processes in which organisations of a population have had occasion: what an obligation can be about. */
export async function processes(population: Climber): Promise<string[]> {
  const rows = await ask(processesSql, { population }, z.object({ process: z.string() }));
  return rows.map(({ process }) => process);
}
