/** Changing the rules: a draft that travels with its form, what it would change, and putting it in force. */
import { fail, redirect } from '@sveltejs/kit';
import { createHash, randomUUID } from 'node:crypto';
import { may, type Account } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import { choices } from '#adoption/adoption.server.ts';
import type { Climber } from '#adoption/ladder.ts';
import { WrongParameter, withoutFaults } from '#adoption/question.ts';
import * as evidence from '#motives/evidence.server.ts';
import { INFERRED } from '#motives/motive.ts';
import { MOTIVES } from '#surveys/motive.ts';
import { changesBetween } from '#motives/rule-changes.ts';
import type { RuleSet } from '#motives/rule.ts';
import * as rules from '#motives/rules.server.ts';
import { isAsExpected, type Row } from '#motives/sample-table.ts';
import { askRules, askSample, type Sample } from '#motives/sample.ts';
import { Refusal } from '#refusal.ts';
import { dayOf } from '#time/day.ts';
import { m } from '#ui/paraglide/messages.js';
import { attempt, text } from '../../../attempt.ts';
import { partly, wrongIn, wrongSentence } from '../../../wrong.ts';
import { rowsIn, wrongRow } from './sample-rows.ts';
import { draftOf, read, ruleSetOf, withoutRule, withRule } from './draft.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals }) => {
  const { asked, faults } = withoutFaults(askRules, url.searchParams, dayOf(Date.now()));
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  const { population, sample } = asked;
  const [now, choice] = await Promise.all([rules.inForce(population), choices(population)]);
  return {
    population,
    wrong,
    sample,
    draft: draftOf(now.version, now.rules),
    sides: { sector: choice.sector, size: choice.size }
  };
};

/** @throws Refusal forbidden */
function keeper(account: Account | undefined): Account {
  if (account && may(account.role, 'motives')) return account;
  throw new Refusal('forbidden', m.rules_edit_forbidden(), { status: 403 });
}

/** Characters of a pasted table. */
const LONGEST = 50_000;

/** Tells whether what is put in force is what was looked at. */
const digestOf = (ruleSet: RuleSet): string => createHash('sha256').update(JSON.stringify(ruleSet)).digest('hex');

/** What is filled in of a sample, or what is wrong with it. */
function sampleIn(form: FormData, population: Climber): { sample?: Sample | undefined; fault?: string } {
  try {
    return { sample: askSample(population, (name) => text(form, name)) };
  } catch (error) {
    if (!(error instanceof WrongParameter)) throw error;
    const { parameter, fault } = error;
    return { fault: wrongSentence({ parameter, fault, value: text(form, parameter).slice(0, 40) }) };
  }
}

/** What is tried besides all organisations there are. */
interface Tried {
  sample: Sample | undefined;
  rows: readonly Row[];
}

async function preview(ruleSet: RuleSet, { sample, rows }: Tried) {
  const own = rows.flatMap((row) => ('sample' in row ? [row.sample] : []));
  const samples = [...own, ...(sample ? [sample] : [])];
  const [told, now] = await Promise.all([evidence.preview(ruleSet, samples), rules.inForce(ruleSet.population)]);
  let place = 0;
  return {
    seen: digestOf(ruleSet),
    changes: changesBetween(now.rules, ruleSet),
    shares: INFERRED.map((motive) => {
      const { was, becomes } = told.shares.find((one) => one.motive === motive)!;
      return {
        motive,
        was: { estimate: was.powered?.estimate, has: was.has },
        becomes: { estimate: becomes.powered?.estimate, has: becomes.has }
      };
    }),
    table: told.table,
    changed: told.changed,
    trial: told.trials[own.length],
    rows: rows.map((row) => {
      if ('wrong' in row) return { line: row.line, wrong: wrongRow(row.wrong) };
      const { was, becomes } = told.trials[place++]!;
      const of = (trial: typeof was) => ({
        main: trial.main,
        isObliged: trial.isObliged,
        asExpected: isAsExpected(trial, row.expected)
      });
      return { line: row.line, expected: row.expected, was: of(was), becomes: of(becomes) };
    })
  };
}

interface Answer {
  preview?: Awaited<ReturnType<typeof preview>>;
  /** Key of the rule that was added. */
  added?: string;
  removed?: boolean;
  /** Something changed after it was looked at. */
  notSeen?: boolean;
  refused?: string;
}

async function save(ruleSet: RuleSet, tried: Tried, since: number, form: FormData, by: Account) {
  if (text(form, 'seen') !== digestOf(ruleSet)) return { preview: await preview(ruleSet, tried), notSeen: true };
  const why = text(form, 'why').trim();
  if (why === '') return { preview: await preview(ruleSet, tried), refused: m.rules_adopt_no_why() };
  const version = await rules.save(ruleSet, since, why, by.id);
  await audit.note(by.id, 'motive_rules_saved', String(version), { population: ruleSet.population, why });
  redirect(303, `/motives/rules?${new URLSearchParams({ population: ruleSet.population, saved: String(version) })}`);
}

export const actions: Actions = {
  default: async ({ request, locals, url }) => {
    const form = await request.formData();
    const { population } = withoutFaults(askRules, url.searchParams, dayOf(Date.now())).asked;
    const [deed, about = ''] = text(form, 'deed').split(':');
    let draft = read(form);
    const { sample, fault } = sampleIn(form, population);
    const table = text(form, 'table').slice(0, LONGEST);
    const answer = await attempt(async (): Promise<Answer> => {
      const by = keeper(locals.account);
      const motive = MOTIVES.find((one) => one === about);
      if (deed === 'add' && motive) {
        const added = `rule-${randomUUID().slice(0, 8)}`;
        draft = withRule(draft, population, motive, added);
        return { added };
      }
      if (deed === 'remove') {
        draft = withoutRule(draft, about);
        return { removed: true };
      }
      if (fault) return { refused: fault };
      const ruleSet = ruleSetOf(population, draft);
      const tried = { sample, rows: rowsIn(population, table) };
      return deed === 'save' ? save(ruleSet, tried, draft.since, form, by) : { preview: await preview(ruleSet, tried) };
    });
    // What was filled in stays, right or wrong.
    const told: Answer = 'status' in answer ? answer.data : answer;
    const all = { ...told, draft, sample, table, why: text(form, 'why') };
    return told.refused === undefined ? all : fail('status' in answer ? answer.status : 400, all);
  }
};
