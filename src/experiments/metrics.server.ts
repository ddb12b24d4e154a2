/** Metrics: those that are always there, and own ones in the register. */
import { and, asc, eq, isNull } from 'drizzle-orm';
import { Metric, STANDARD_METRICS } from '#experiments/metric.ts';
import { Refusal, wellFormed } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { metrics } from '#store/tables.server.ts';

async function own(): Promise<Metric[]> {
  const rows = await (
    await register()
  )
    .select({ definition: metrics.definition })
    .from(metrics)
    .where(isNull(metrics.archivedAt))
    .orderBy(asc(metrics.createdAt));
  return rows.map(({ definition }) => Metric.parse(definition));
}

/** The standard ones first. */
export const list = async (): Promise<Metric[]> => [...STANDARD_METRICS, ...(await own())];

/**
 * Also one that was archived: an experiment that used it still does.
 * @throws Refusal metric_unknown
 */
export async function one(key: string): Promise<Metric> {
  const standard = STANDARD_METRICS.find((metric) => metric.key === key);
  if (standard) return standard;
  const [row] = await (await register()).select().from(metrics).where(eq(metrics.key, key));
  if (!row) throw new Refusal('metric_unknown', `Er is geen maat "${key}".`, { status: 404 });
  return Metric.parse(row.definition);
}

/**
 * @throws Refusal metric_malformed | metric_exists
 */
export async function create(input: unknown, by: string): Promise<Metric> {
  const metric = wellFormed(Metric, input, 'metric_malformed');
  const { key } = metric;
  const made = STANDARD_METRICS.some((standard) => standard.key === key)
    ? []
    : await (
        await register()
      )
        .insert(metrics)
        .values({ key, definition: metric, createdBy: by })
        .onConflictDoNothing()
        .returning({ key: metrics.key });
  if (made.length === 0) throw new Refusal('metric_exists', `Er is al een maat "${key}".`, { status: 409 });
  return metric;
}

/** Takes an own metric out of what can be chosen. */
export async function archive(key: string, at: Date): Promise<void> {
  const changed = await (
    await register()
  )
    .update(metrics)
    .set({ archivedAt: at })
    .where(and(eq(metrics.key, key), isNull(metrics.archivedAt)))
    .returning({ key: metrics.key });
  if (changed.length === 0) throw new Refusal('metric_unknown', `Er is geen eigen maat "${key}".`, { status: 404 });
}
