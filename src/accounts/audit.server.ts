/** The audit: who did what, appended and read, never changed. */
import { desc } from 'drizzle-orm';
import { register } from '#store/register.server.ts';
import { audit } from '#store/tables.server.ts';

export async function note(
  by: string,
  action: string,
  subject: string,
  details: Record<string, unknown> = {}
): Promise<void> {
  await (await register()).insert(audit).values({ by, action, subject, details });
}

/** The newest entries, at most 500. */
export async function latest() {
  return (await register()).select().from(audit).orderBy(desc(audit.id)).limit(500);
}
