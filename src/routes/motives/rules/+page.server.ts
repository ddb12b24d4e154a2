/** The rules of a population for everybody to read, an example to try them on, and legal facts, which the project team keeps. */
import { redirect } from '@sveltejs/kit';
import { may, type Account } from '#accounts/account.ts';
import * as accounts from '#accounts/accounts.server.ts';
import * as audit from '#accounts/audit.server.ts';
import { choices } from '#adoption/adoption.server.ts';
import type { Climber } from '#adoption/ladder.ts';
import { withoutFaults } from '#adoption/question.ts';
import { INFERRED } from '#motives/motive.ts';
import { learnedOf } from '#motives/learning.ts';
import * as motives from '#motives/motives.server.ts';
import * as obligations from '#motives/obligations.server.ts';
import * as reach from '#motives/reach.server.ts';
import { changesBetween } from '#motives/rule-changes.ts';
import * as rules from '#motives/rules.server.ts';
import { askRules, trialOf } from '#motives/sample.ts';
import { Refusal } from '#refusal.ts';
import { addDays, Day, dayOf } from '#time/day.ts';
import { m } from '#ui/paraglide/messages.js';
import { attempt, text, type Labels } from '../../attempt.ts';
import { partly, wrongIn } from '../../wrong.ts';
import type { Actions, PageServerLoad } from './$types';

/** What was counted and learned by the rules, and by which version of them. */
async function known(population: Climber) {
  const ready = await motives.model(population);
  if (!ready) return undefined;
  const { model } = ready;
  const held = await reach.of(ready.version, model.rules);
  return {
    by: ready.rules,
    computedAt: ready.version,
    model,
    answers: INFERRED.map((motive) => ({ motive, count: model.motives[motive].labelled })),
    rules: Object.fromEntries(
      model.rules.rules.map(({ key, motive }, place) => [
        key,
        { held: held[place], learned: motive === 'moeten' ? undefined : learnedOf(model, motive, key) }
      ])
    )
  };
}

export const load: PageServerLoad = async ({ url, locals }) => {
  const { asked, faults } = withoutFaults(askRules, url.searchParams, dayOf(Date.now()));
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  const { population, sample } = asked;
  const [versions, counted, choice, nameOf, facts, processes] = await Promise.all([
    rules.versions(population),
    known(population),
    choices(population),
    accounts.names(),
    obligations.list(),
    obligations.processes(population)
  ]);
  const now = versions[0]!;
  const model = counted?.by === now.version ? counted.model : undefined;
  return {
    population,
    wrong,
    sample,
    now: { version: now.version, rules: now.rules },
    versions: versions.map(({ version, at, by, why, rules: own }, index) => {
      const before = versions[index + 1];
      return { version, at, by: nameOf(by), why, changes: before ? changesBetween(before.rules, own) : [] };
    }),
    counted: counted && {
      by: counted.by,
      computedAt: counted.computedAt,
      answers: counted.answers,
      rules: counted.rules
    },
    trial: sample && trialOf(now.rules, model, sample),
    sides: { sector: choice.sector, size: choice.size },
    obligations: facts
      .filter((fact) => fact.population === population)
      .map(({ id, process, basis, validFrom, validTo, by, at }) => ({
        id,
        process,
        basis,
        validFrom,
        validTo,
        by: nameOf(by),
        at
      })),
    processes,
    saved: url.searchParams.get('saved') ?? '',
    fact: url.searchParams.get('fact') ?? '',
    mayChange: locals.account ? may(locals.account.role, 'motives') : false
  };
};

/** @throws Refusal forbidden */
function keeper(account: Account | undefined): Account {
  if (account && may(account.role, 'motives')) return account;
  throw new Refusal('forbidden', m.rules_edit_forbidden(), { status: 403 });
}

const LABELS: Labels = {
  process: m.rules_law_process,
  basis: m.rules_law_basis,
  validFrom: m.rules_law_from,
  validTo: m.rules_law_to
};

/** People name the last day; what is kept is the day after it. */
const dayAfter = (last: string): string => (Day.safeParse(last).success ? addDays(last, 1) : last);

const goOn = (population: string, fact: string): never =>
  redirect(303, `/motives/rules?${new URLSearchParams({ population, fact })}#moeten`);

export const actions: Actions = {
  add: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const by = keeper(locals.account);
      const [population, process, basis, validFrom, last] = ['population', 'process', 'basis', 'from', 'to'].map(
        (name) => text(form, name)
      ) as [string, string, string, string, string];
      const given = { population, process, basis, validFrom, validTo: dayAfter(last) };
      await obligations.add(given, by.id);
      await audit.note(by.id, 'obligation_added', process.trim(), { population, basis, from: validFrom, to: last });
      return goOn(population, 'added');
    }, LABELS);
  },
  remove: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const by = keeper(locals.account);
      const gone = await obligations.remove(text(form, 'id'));
      if (!gone) throw new Refusal('obligation_unknown', m.rules_law_gone(), { status: 404 });
      const { population, process, basis, validFrom, validTo } = gone;
      await audit.note(by.id, 'obligation_removed', process, { population, basis, validFrom, validTo });
      return goOn(population, 'removed');
    });
  }
};
