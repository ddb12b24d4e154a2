/** Answers statistical cases that come as the text of a file or a request. */
import { setImmediate as pause } from 'node:timers/promises';
import { Refusal } from '#refusal.ts';
import { analyse, Cases, type Answer } from '#statistics/analyse.ts';

/** Bytes. */
export const CASES_LIMIT = 20_000_000;

/** After so many cases others get their turn: a server has more to do. */
const TURN = 100;

/** @throws Refusal when the text is too large, or not a list of cases */
export async function answerCases(text: string): Promise<{ cases: Answer[] }> {
  if (Buffer.byteLength(text) > CASES_LIMIT) throw tooLarge();
  const { cases } = casesOf(text);
  const answered: Answer[] = [];
  for (let start = 0; start < cases.length; start += TURN) {
    answered.push(...analyse({ cases: cases.slice(start, start + TURN) }).cases);
    await pause();
  }
  return { cases: answered };
}

export const tooLarge = () =>
  new Refusal('body_too_large', `At most ${CASES_LIMIT / 1_000_000} MB of cases at a time.`, { status: 413 });

function casesOf(text: string): { cases: unknown[] } {
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch {
    throw new Refusal('cases_malformed', 'The cases are not JSON.');
  }
  const { success, data } = Cases.safeParse(written);
  if (!success)
    throw new Refusal('cases_malformed', 'Give the cases as {"cases": [{"id", "kind", "inputs", "settings"}]}.');
  return data;
}
