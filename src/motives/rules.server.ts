/** Versions of the rules: appended to, never changed, the newest of a population in force. */
import { desc } from 'drizzle-orm';
import { CLIMBERS, type Climber } from '#adoption/ladder.ts';
import { DEFAULT_RULES, NEWER_RULES } from '#motives/default-rules.ts';
import { changesBetween } from '#motives/rule-changes.ts';
import { RuleSet } from '#motives/rule.ts';
import { Refusal, wellFormed } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { motiveRules } from '#store/tables.server.ts';

/** Rules as they are, or were, in force. */
export interface Version {
  /** 1 is what every installation begins with. */
  version: number;
  rules: RuleSet;
  why: string;
  by: string;
  at: Date | undefined;
}

/** Newest first; the last is what every installation begins with. */
export async function versions(population: Climber): Promise<Version[]> {
  const rows = await (await register()).select().from(motiveRules).orderBy(desc(motiveRules.version));
  const saved = rows.map((row): Version => ({ ...row, rules: RuleSet.parse(row.rules) }));
  const first: Version = { version: 1, rules: DEFAULT_RULES[population], why: '', by: '', at: undefined };
  return [...saved.filter(({ rules }) => rules.population === population), first];
}

export async function inForce(population: Climber): Promise<Version> {
  return (await versions(population))[0]!;
}

/** Rules of a version that is, or was, in force. */
export async function at(population: Climber, version: number): Promise<Version> {
  return (await versions(population)).find((one) => one.version === version)!;
}

/** Version in force of each population. */
export async function numbers(): Promise<Record<Climber, number>> {
  const all = CLIMBERS.map(async (population) => [population, (await inForce(population)).version]);
  return Object.fromEntries(await Promise.all(all)) as Record<Climber, number>;
}

const changedMeanwhile = (): Refusal =>
  new Refusal('changed_meanwhile', 'Iemand anders heeft de regels intussen veranderd. Begin bij die versie.', {
    status: 409
  });

/**
 * Puts rules in force.
 * @param since the version that they were made from
 * @throws Refusal rules_wrong | why_missing | changed_meanwhile | nothing_changed
 */
export async function save(given: unknown, since: number, why: string, by: string): Promise<number> {
  const rules = wellFormed(RuleSet, given, 'rules_wrong');
  if (why.trim() === '') throw new Refusal('why_missing', 'Schrijf op waarom de regels veranderen.');
  return (await register()).transaction(async (transaction) => {
    const rows = await transaction.select().from(motiveRules).orderBy(desc(motiveRules.version));
    const newest = rows.find((row) => RuleSet.parse(row.rules).population === rules.population);
    if ((newest?.version ?? 1) !== since) throw changedMeanwhile();
    const before = newest ? RuleSet.parse(newest.rules) : DEFAULT_RULES[rules.population];
    if (changesBetween(before, rules).length === 0)
      throw new Refusal('nothing_changed', 'Dit zijn precies de regels die al in gebruik zijn.');
    const version = (rows[0]?.version ?? 1) + 1;
    const made = await transaction
      .insert(motiveRules)
      .values({ version, rules, why: why.trim().slice(0, 500), by })
      .onConflictDoNothing()
      .returning();
    // Somebody was first, with this number.
    if (made.length === 0) throw changedMeanwhile();
    return version;
  });
}

/** Who makes a version when nobody does. */
const OURS = 'Hoera';

/** Puts newer rules that come with Hoera in force, as a version like any other, where nobody made rules of their own. At every start. */
export async function renew(): Promise<void> {
  for (const population of CLIMBERS) {
    const newer = NEWER_RULES[population];
    const now = await inForce(population);
    const isOurs = now.version === 1 || now.by === OURS;
    if (!newer || !isOurs || changesBetween(now.rules, newer.rules).length === 0) continue;
    try {
      await save(newer.rules, now.version, newer.why, OURS);
    } catch (error) {
      // Another instance that starts was first.
      if (!(error instanceof Refusal && error.code === 'changed_meanwhile')) throw error;
    }
  }
}
