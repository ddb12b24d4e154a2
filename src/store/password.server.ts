/** Passwords as they are kept, and how often one may be guessed. */
import { hash as argon2, verify } from '@node-rs/argon2';
import { and, desc, eq, gt, inArray, lt } from 'drizzle-orm';
import { randomBytes } from 'node:crypto';
import { register } from '#store/register.server.ts';
import { loginFailures } from '#store/tables.server.ts';

/** OWASP Password Storage Cheat Sheet: Argon2id, 19 MiB, 2 iterations, 1 lane. The library's default variant is Argon2id. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hash = (password: string): Promise<string> => argon2(password, ARGON2);

let decoy: Promise<string> | undefined;

/** Whether a password is the one that was kept; without one it takes as long, so that the answer does not tell that there is none. */
export const isRight = async (password: string, kept: string | undefined): Promise<boolean> => {
  const right = await verify(kept ?? (await (decoy ??= hash(randomBytes(16).toString('hex')))), password);
  return right && kept !== undefined;
};

/** For how long failed guesses count. */
export const WINDOW_MINUTES = 15;
const WINDOW = WINDOW_MINUTES * 60_000;

/** When a key may try again: undefined when at once. Counts attempts noted before `own`, so that attempts at the same moment count too. */
async function waitsUntil(key: string, own: number, allowed: number, since: Date): Promise<Date | undefined> {
  const [row] = await (
    await register()
  )
    .select({ at: loginFailures.at })
    .from(loginFailures)
    .where(and(eq(loginFailures.key, key), gt(loginFailures.at, since), lt(loginFailures.id, own)))
    .orderBy(desc(loginFailures.at))
    .offset(allowed - 1)
    .limit(1);
  return row && new Date(row.at.getTime() + WINDOW);
}

/**
 * Notes a guess, as failed until it is said to be right.
 * @param limits what is guessed at first, then who guesses: keyed digests, with how many may fail within the window
 * @returns seconds to wait before the next, 0 when this one may be looked at; and `right`, which forgets it and all others of the first key
 */
export async function guess(
  limits: readonly { key: string; allowed: number }[],
  now: Date
): Promise<{ wait: number; right: () => Promise<void> }> {
  const database = await register();
  const since = new Date(now.getTime() - WINDOW);
  await database.delete(loginFailures).where(lt(loginFailures.at, since));
  // Noted as a failure first: many attempts at once could otherwise all be counted before any had failed.
  const noted = await database
    .insert(loginFailures)
    .values(limits.map(({ key }) => ({ key, at: now })))
    .returning({ id: loginFailures.id });
  const own = noted.map(({ id }) => id);
  const forget = () => database.delete(loginFailures).where(inArray(loginFailures.id, own));
  const waits = await Promise.all(limits.map(({ key, allowed }) => waitsUntil(key, Math.min(...own), allowed, since)));
  const until = waits.flatMap((at) => (at ? [at.getTime()] : []));
  if (until.length > 0) await forget();
  return {
    wait: until.length === 0 ? 0 : Math.max(1, Math.ceil((Math.max(...until) - now.getTime()) / 1000)),
    right: async () => {
      await forget();
      await database.delete(loginFailures).where(eq(loginFailures.key, limits[0]!.key));
    }
  };
}
