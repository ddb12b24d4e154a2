/** Links by which an organisation answers for itself: made for a list of staff, known here by a pseudonym and a hash alone. */
import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import standingSql from '#clickhouse/queries/surveys/standing.sql?raw';
import { readList } from '#organisations/address-list.server.ts';
import { Refusal } from '#refusal.ts';
import type { Pseudonym } from '#store/pseudonym.server.ts';
import { register, type Transaction } from '#store/register.server.ts';
import { surveyLinks } from '#store/tables.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { DAY, dayOf } from '#time/day.ts';
import { draw } from '#surveys/sampling.ts';
import type { Survey } from '#surveys/surveys.server.ts';

/** Links that are made at once: the page that gives them back holds them all. */
const LINKS_AT_ONCE = 5_000;

/** Organisations in the address of one question, and rows in one statement. */
const AT_ONCE = 500;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

export interface Standing {
  /** Itself, or of a branch the organisation it belongs to. */
  head: Pseudonym;
  sector: string;
  size: string;
}

const Row = z.object({ organisation: z.string(), head: z.string(), sector: z.string(), size: z.string() });

/** What the registry says of organisations on a day; who is not in it is left out. */
export async function standing(organisations: readonly Pseudonym[], day: string): Promise<Map<Pseudonym, Standing>> {
  const found = new Map<Pseudonym, Standing>();
  for (let from = 0; from < organisations.length; from += AT_ONCE) {
    const some = organisations.slice(from, from + AT_ONCE).map(BigInt);
    for (const { organisation, ...rest } of await ask(standingSql, { organisations: some, day }, Row))
      found.set(organisation, rest);
  }
  return found;
}

interface Chosen {
  /** Row in the file of which the cells come back. */
  cells: Record<string, string>;
  organisation: Pseudonym;
  stratum: string;
}

export interface Invited {
  /** The rows of the list that were picked, with the link; first the names of the columns. */
  lines: string[][];
  /** Rows in the list. */
  received: number;
  /** Rows without a number that can be one. */
  refused: number;
  /** Rows about an organisation that stands higher in the list. */
  twice: number;
  /** Organisations that the registry does not know; they take part, as a group of their own. */
  unregistered: number;
  /** Picked, but not to be approached now. */
  left: number;
  /** Links that replaced an earlier one. */
  replaced: number;
  links: number;
  seed: number | undefined;
}

/** Remembers who may answer with which link; of who had one already, the old one works no more. */
async function keep(
  transaction: Transaction,
  survey: Survey,
  tokens: ReadonlyMap<Pseudonym, string>,
  at: Date
): Promise<number> {
  const all = [...tokens].map(([organisation, token]) => ({
    tokenHash: hashOf(token),
    survey: survey.id,
    organisation,
    createdAt: at,
    example: survey.example
  }));
  let replaced = 0;
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const some = all.slice(from, from + AT_ONCE);
    const organisations = some.map(({ organisation }) => organisation);
    const mine = and(eq(surveyLinks.survey, survey.id), inArray(surveyLinks.organisation, organisations));
    replaced += await transaction.$count(surveyLinks, mine);
    await transaction
      .insert(surveyLinks)
      .values(some)
      .onConflictDoUpdate({
        target: [surveyLinks.survey, surveyLinks.organisation],
        set: { tokenHash: sql`excluded.token_hash`, createdAt: sql`excluded.created_at` }
      });
  }
  return replaced;
}

const tokensFor = (organisations: readonly Pseudonym[]) =>
  new Map(organisations.map((key) => [key, randomBytes(16).toString('base64url')] as const));

/** Makes the links of organisations, without a list; the tokens by organisation. */
export async function link(survey: Survey, organisations: readonly Pseudonym[], at: Date) {
  const tokens = tokensFor(organisations);
  await (await register()).transaction((transaction) => keep(transaction, survey, tokens, at));
  return tokens;
}

/**
 * Makes a link for the organisations of a list, or for a part of them that is drawn. Of the list nothing stays but pseudonyms.
 * @param leaveOut who of those picked may not be approached now; it may take note of the others, which stands or falls with the links
 * @param how the column with the numbers ('' to find it), how many to draw ('all' without), by which seed, and the address of a token
 * @throws Refusal survey_not_open | column_missing | file_unreadable | file_empty | list_unknown | links_many
 */
export async function invite(
  survey: Survey,
  file: { path: string; filename: string },
  how: { column: string; wanted: number | 'all'; seed: number; address: (token: string) => string },
  at: Date,
  leaveOut: (organisations: readonly Pseudonym[], transaction: Transaction) => Promise<ReadonlySet<Pseudonym>> = () =>
    Promise.resolve(new Set())
): Promise<Invited> {
  if (survey.status !== 'open')
    throw new Refusal('survey_not_open', 'Zet de vragenlijst eerst open: tot dan werkt er geen link.', { status: 409 });
  const { header, rows, received, refused } = await readList(file.path, file.filename, how.column);
  const known = await standing([...new Set(rows.map(({ organisation }) => organisation))], dayOf(at.getTime()));
  const listed = new Map<Pseudonym, Chosen>();
  let unregistered = 0;
  for (const { organisation: own, cells } of rows) {
    const found = known.get(own);
    // One box an organisation, so one link: a branch stands for its head.
    const organisation = found?.head ?? own;
    if (listed.has(organisation)) continue;
    if (!found) unregistered++;
    const size = found?.size === '1' ? '1' : found?.size === '' ? '' : 'more';
    listed.set(organisation, { organisation, cells, stratum: found ? `${size} ${found.sector}` : '-' });
  }
  if (listed.size === 0)
    throw new Refusal('list_unknown', 'In deze lijst staat geen enkel KvK-nummer. Kies een andere kolom.');
  const units = [...listed.values()].map(({ organisation, stratum }) => ({ key: organisation, stratum }));
  const picked = how.wanted === 'all' ? undefined : draw(units, how.wanted, how.seed);
  const wanted = [...listed.values()].filter(({ organisation }) => picked?.has(organisation) ?? true);
  if (wanted.length > LINKS_AT_ONCE)
    throw new Refusal(
      'links_many',
      `De lijst heeft ${wanted.length} organisaties; we maken hoogstens ${LINKS_AT_ONCE} links tegelijk. Trek een steekproef of deel de lijst op.`
    );
  const { chosen, tokens, replaced } = await (
    await register()
  ).transaction(async (transaction) => {
    const organisations = wanted.map(({ organisation }) => organisation);
    const out = await leaveOut(organisations, transaction);
    const fresh = tokensFor(organisations.filter((organisation) => !out.has(organisation)));
    return {
      chosen: wanted.filter(({ organisation }) => fresh.has(organisation)),
      tokens: fresh,
      replaced: await keep(transaction, survey, fresh, at)
    };
  });
  const columns = header.filter((title) => title !== 'link');
  return {
    lines: [
      [...columns, 'link'],
      ...chosen.map(({ organisation, cells }) => [
        ...columns.map((title) => cells[title] ?? ''),
        how.address(tokens.get(organisation)!)
      ])
    ],
    received,
    refused,
    twice: rows.length - listed.size,
    unregistered,
    left: wanted.length - chosen.length,
    replaced,
    links: chosen.length,
    seed: picked && how.seed
  };
}

/** Whose link this is; undefined when it is none, or was replaced. */
export async function recipient(survey: Survey, token: string): Promise<Pseudonym | undefined> {
  const [row] = await (
    await register()
  )
    .select({ organisation: surveyLinks.organisation })
    .from(surveyLinks)
    .where(and(eq(surveyLinks.tokenHash, hashOf(token)), eq(surveyLinks.survey, survey.id)));
  return row?.organisation;
}

/** Who was invited to each of these surveys, by its id. */
export async function invited(surveys: readonly Survey[]): Promise<Map<string, Pseudonym[]>> {
  const ids = surveys.map(({ id }) => id);
  const rows = await (
    await register()
  )
    .select({ survey: surveyLinks.survey, organisation: surveyLinks.organisation })
    .from(surveyLinks)
    .where(inArray(surveyLinks.survey, ids));
  const by = Map.groupBy(rows, ({ survey }) => survey);
  return new Map([...by].map(([survey, links]) => [survey, links.map(({ organisation }) => organisation)]));
}

/** How many were invited. */
export async function count(survey: Survey): Promise<number> {
  return (await register()).$count(surveyLinks, eq(surveyLinks.survey, survey.id));
}

export async function isInvited(survey: Survey, organisation: Pseudonym): Promise<boolean> {
  const mine = and(eq(surveyLinks.survey, survey.id), eq(surveyLinks.organisation, organisation));
  return (await (await register()).$count(surveyLinks, mine)) > 0;
}

/** As long as the answers themselves are kept. Days. */
const KEPT = 395;

/** Forgets who was invited, after the term in which its answer is kept; the link works no more. @returns how many */
export async function expire(now: Date): Promise<number> {
  const before = new Date(now.getTime() - KEPT * DAY);
  const gone = await (await register()).delete(surveyLinks).where(lt(surveyLinks.createdAt, before)).returning();
  return gone.length;
}
