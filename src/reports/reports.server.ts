/** Published reports: composed once, frozen with a digest, published when due, corrected only beside. */
import { and, asc, desc, eq, isNull, max } from 'drizzle-orm';
import { createHash, randomUUID } from 'node:crypto';
import { canonical } from '#experiments/canonical.ts';
import { began, referring } from '#moments/moments.server.ts';
import { Refusal } from '#refusal.ts';
import { compose } from '#reports/composing.server.ts';
import { Content, type Correction, type Kind, type Report } from '#reports/report.ts';
import { knownPart, partOf } from '#reports/scope.ts';
import { due, isWhole, REGULAR, type Regular } from '#reports/span.ts';
import { isExample } from '#store/facts.server.ts';
import { register } from '#store/register.server.ts';
import { corrections, reports, subscriptions } from '#store/tables.server.ts';
import { dayOf, type Day } from '#time/day.ts';
import { Period } from '#time/period.ts';
import { day as dayText, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

type Row = typeof reports.$inferSelect;
type About = Pick<Report, 'kind' | 'from' | 'to' | 'scope'>;

/** SHA-256 over the canonical JSON of what a report says, and of which period and part. */
const digestOf = ({ kind, from, to, scope }: About, content: unknown): string =>
  createHash('sha256').update(canonical({ kind, from, to, scope, content })).digest('hex');

const opened = (row: Row): Report => ({ ...row, kind: row.kind as Kind, content: Content.parse(row.content) });

/** Whether it still says what it said when it was published. */
export const isIntact = (report: Report | Row): boolean => report.digest === digestOf(report as About, report.content);

/** Reports that are asked for at once, at most. */
const MOST = 500;

/** Published reports, the newest period first; of one part, or of all. */
export async function list({ scope, most = MOST }: { scope?: string; most?: number } = {}): Promise<Report[]> {
  const rows = await (
    await register()
  )
    .select()
    .from(reports)
    .where(scope === undefined ? undefined : eq(reports.scope, scope))
    .orderBy(desc(reports.to), desc(reports.from), asc(reports.scope))
    .limit(Math.min(most, MOST));
  return rows.flatMap((row) => {
    // One that was changed outside Hoera takes no other with it.
    if (Content.safeParse(row.content).success) return [opened(row)];
    console.error(`report ${row.id} has a shape that is not known, and is left out`);
    return [];
  });
}

/**
 * One published report.
 * @throws Refusal report_unknown | report_altered
 */
export async function one(id: string): Promise<Report> {
  const [row] = await (await register()).select().from(reports).where(eq(reports.id, id));
  if (!row) throw new Refusal('report_unknown', 'Dit rapport bestaat niet.', { status: 404 });
  // Before its shape is looked at: what was changed may have none.
  if (row.digest !== digestOf(row as About, row.content))
    throw new Refusal(
      'report_altered',
      'Dit rapport is na de publicatie buiten Hoera om veranderd. Daarom staat het hier niet. Haal het terug uit een reservekopie.',
      { status: 409 }
    );
  return opened(row);
}

/** The report of a period and part, where there is one. */
export async function of({ kind, from, to, scope }: About): Promise<string | undefined> {
  const [row] = await (
    await register()
  )
    .select({ id: reports.id })
    .from(reports)
    .where(and(eq(reports.kind, kind), eq(reports.from, from), eq(reports.to, to), eq(reports.scope, scope)));
  return row?.id;
}

/**
 * Composes and freezes the report of a period that has ended; once, whoever else does so at the same moment.
 * @returns its id, also when it was there already, and whether it is new
 * @throws Refusal report_early | period_wrong | scope_unknown
 */
export async function publish(
  { kind, from, to, scope }: About,
  { by, now }: { by: string; now: Date }
): Promise<{ id: string; isNew: boolean }> {
  knownPart(scope);
  if (!Period.safeParse({ from, to }).success || !isWhole(kind, { from, to }))
    throw new Refusal('period_wrong', 'Deze periode kan niet: kijk naar de eerste en de laatste dag.');
  if (to >= dayOf(now.getTime()))
    throw new Refusal('report_early', 'Deze periode is nog niet voorbij. Publiceren kan vanaf de dag erna.', {
      status: 409
    });
  const there = await of({ kind, from, to, scope });
  if (there) return { id: there, isNew: false };
  const content = await compose(kind, { from, to }, scope, now, true);
  const about = { kind, from, to, scope };
  const made = await (
    await register()
  )
    .insert(reports)
    .values({
      id: randomUUID(),
      ...about,
      content,
      digest: digestOf(about, content),
      publishedBy: by,
      publishedAt: now,
      // Invented figures make an invented report, which goes when they do.
      example: await isExample()
    })
    .onConflictDoNothing()
    .returning({ id: reports.id });
  return made[0] ? { id: made[0].id, isNew: true } : { id: (await of(about))!, isNew: false };
}

/** The whole, and every part that somebody has reports sent of. */
async function scopesOf(kind: Regular): Promise<string[]> {
  const rows = await (
    await register()
  )
    .selectDistinct({ scope: subscriptions.scope })
    .from(subscriptions)
    .where(and(eq(subscriptions.kind, kind), isNull(subscriptions.endedAt)));
  return [...new Set(['', ...rows.map(({ scope }) => scope).filter((scope) => partOf(scope) !== undefined)])];
}

async function newest(kind: Regular, scope: string): Promise<Day | undefined> {
  const [row] = await (
    await register()
  )
    .select({ to: max(reports.to) })
    .from(reports)
    .where(and(eq(reports.kind, kind), eq(reports.scope, scope)));
  return row?.to ?? undefined;
}

/** Who publishes what is due. */
const BY_ITSELF = 'schedule';

/**
 * Publishes the week, month and quarter that ended, and those that were missed since the last, of the whole and of every part with
 * a subscription. One that cannot be made keeps no other from being made.
 * @returns ids of what is new
 */
export async function publishDue(now: Date): Promise<string[]> {
  const today = dayOf(now.getTime());
  const made: string[] = [];
  const failed: unknown[] = [];
  const first = await began();
  // Of time in which nothing was measured there is nothing to say, not even that it was quiet.
  if (first === undefined) return made;
  for (const kind of REGULAR)
    for (const scope of await scopesOf(kind))
      for (const { from, to } of due(kind, await newest(kind, scope), today).filter((one) => one.to >= first))
        try {
          const { id, isNew } = await publish({ kind, from, to, scope }, { by: BY_ITSELF, now });
          if (isNew) made.push(id);
        } catch (error) {
          failed.push(error);
          // What comes after would make it look published; the next run begins here again.
          break;
        }
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} reports could not be published`);
  return made;
}

/** What was found wrong with a report since, oldest first. */
export async function correctionsOf(report: string): Promise<Correction[]> {
  return (await register())
    .select({ id: corrections.id, text: corrections.text, by: corrections.by, at: corrections.at })
    .from(corrections)
    .where(eq(corrections.report, report))
    .orderBy(asc(corrections.at), asc(corrections.id));
}

/**
 * What has to be known beside a report as it was published: corrections, and which of the wins it tells were taken back since. In order.
 */
export async function since(
  { id, content }: Pick<Report, 'id' | 'content'>,
  language: Language
): Promise<Omit<Correction, 'by'>[]> {
  const told = new Set([...content.moments, ...content.lessons].map((one) => one.id));
  const [corrected, later] = await Promise.all([
    correctionsOf(id),
    Promise.all(content.moments.map(async (win) => ({ win, backs: await referring(win.id) })))
  ]);
  const takenBack = later.flatMap(({ win, backs }) =>
    backs
      // What the report itself tells needs no line beside it.
      .filter((one) => one.tone === 'lesson' && !told.has(one.id))
      .map((one) => ({
        id: one.id,
        text: m.reports_taken_back({ day: dayText(one.day, language), what: win.what[language] }, { locale: language }),
        at: one.at
      }))
  );
  return [...corrected.map(({ by: _, ...one }) => one), ...takenBack].sort((a, b) => a.at.getTime() - b.at.getTime());
}

const LONGEST = 2_000;

/**
 * Says beside a report what is wrong with it; the report stays as it was.
 * @throws Refusal report_unknown | correction_empty | correction_long
 */
export async function correct(report: string, text: string, by: string, now: Date): Promise<void> {
  const words = text.trim();
  if (words === '') throw new Refusal('correction_empty', 'Schrijf op wat er niet klopt, en wat wel.');
  if (words.length > LONGEST)
    throw new Refusal('correction_long', `Een correctie heeft hoogstens ${LONGEST} tekens. Maak de tekst korter.`);
  const { example } = await one(report);
  await (await register()).insert(corrections).values({ id: randomUUID(), report, text: words, by, at: now, example });
}
