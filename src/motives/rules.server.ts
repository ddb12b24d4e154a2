/** Versions of the rules: appended to, never changed, the newest of a population in force. */
import { desc } from 'drizzle-orm';
import { CLIMBERS, type Climber } from '#adoption/ladder.ts';
import { DEFAULT_RULES } from '#motives/default-rules.ts';
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

/** Version in force of each population. */
export async function numbers(): Promise<number[]> {
  return Promise.all(CLIMBERS.map(async (population) => (await inForce(population)).version));
}

/**
 * Puts rules in force.
 * @param since the version that they were made from
 * @throws Refusal rules_wrong | why_missing | changed_meanwhile
 */
export async function save(given: unknown, since: number, why: string, by: string): Promise<number> {
  const rules = wellFormed(RuleSet, given, 'rules_wrong');
  if (why.trim() === '') throw new Refusal('why_missing', 'Schrijf op waarom de regels veranderen.');
  return (await register()).transaction(async (transaction) => {
    const rows = await transaction.select().from(motiveRules).orderBy(desc(motiveRules.version));
    const newest = rows.find((row) => RuleSet.parse(row.rules).population === rules.population)?.version ?? 1;
    if (newest !== since)
      throw new Refusal(
        'changed_meanwhile',
        'Iemand anders heeft de regels intussen veranderd. Begin bij die versie.',
        {
          status: 409
        }
      );
    const version = (rows[0]?.version ?? 1) + 1;
    await transaction.insert(motiveRules).values({ version, rules, why: why.trim().slice(0, 500), by });
    return version;
  });
}
