/** Whom to approach: of a list that staff keep themselves, those that are said to have a motive. */
import type { Climber } from '#adoption/ladder.ts';
import * as evidence from '#motives/evidence.server.ts';
import type { Motive } from '#surveys/motive.ts';
import { readList } from '#organisations/address-list.server.ts';
import { Refusal } from '#refusal.ts';
import type { Pseudonym } from '#store/pseudonym.server.ts';
import * as links from '#surveys/links.server.ts';
import { dayOf } from '#time/day.ts';

/** Rows that come back at once: the page that gives them back holds them all. */
const MOST = 20_000;

export interface Target {
  population: Climber;
  motive: Motive;
  /** Column with the numbers; empty to find it. */
  column: string;
}

export interface Targets {
  /** First the names of the columns. */
  lines: string[][];
  /** Of each line after those names, in order, whose it is. */
  organisations: Pseudonym[];
  received: number;
  /** Rows without a number that can be one. */
  refused: number;
  /** Rows of organisations that are no non-users, or not in the registry. */
  others: number;
  /** Rows that come back. */
  chosen: number;
}

/**
 * The rows of a list of organisations that have a motive, with how sure that is: 1 where they said so or the law does.
 * @throws Refusal column_missing | file_unreadable | file_empty | list_long
 */
export async function targets(
  file: { path: string; filename: string },
  { population, motive, column }: Target
): Promise<Targets> {
  const { header, rows, received, refused } = await readList(file.path, file.filename, column);
  // One box an organisation: a branch is its head.
  const known = await links.standing([...new Set(rows.map(({ organisation }) => organisation))], dayOf(Date.now()));
  const headOf = (organisation: Pseudonym) => known.get(organisation)?.head ?? organisation;
  const judged = await evidence.judgements(population, [
    ...new Set(rows.map(({ organisation }) => headOf(organisation)))
  ]);
  const chosen = rows.flatMap(({ organisation, cells }) => {
    const verdict = judged.get(headOf(organisation))?.verdicts.find((one) => one.motive === motive);
    return verdict?.is ? [{ organisation: headOf(organisation), cells, verdict }] : [];
  });
  if (chosen.length > MOST)
    throw new Refusal(
      'list_long',
      `Het zijn ${chosen.length} organisaties; we geven er hoogstens ${MOST}. Deel de lijst op.`
    );
  const added = ['motief', 'kans', 'volgens'];
  const lines = chosen.map(({ cells, verdict }) => [
    ...header.map((title) => cells[title] ?? ''),
    motive,
    (verdict.chance ?? 0).toFixed(2).replace('.', ','),
    { answer: 'eigen antwoord', fact: 'wettelijk feit', evidence: 'gedrag', ruled_out: 'gedrag' }[verdict.basis]
  ]);
  return {
    lines: [[...header, ...added], ...lines],
    organisations: chosen.map(({ organisation }) => organisation),
    received,
    refused,
    others: rows.filter(({ organisation }) => !judged.has(headOf(organisation))).length,
    chosen: chosen.length
  };
}
