/** What tries an improvement: an experiment on a website, or one with a list; and what it says to whoever gave the tip. */
import * as experiments from '#experiments/experiments.server.ts';
import * as ledger from '#experiments/ledger.server.ts';
import * as metrics from '#experiments/metrics.server.ts';
import { Review } from '#experiments/review.ts';
import { shownComparison } from '#experiments/shown.server.ts';
import { phaseOf, TrialOutcome } from '#experiments/trial.ts';
import * as trials from '#experiments/trials.server.ts';
import { sentence } from '#experiments/words.ts';
import { dayOf } from '#time/day.ts';
import { getLocale } from '#ui/paraglide/runtime.js';
import { phaseWords, saysOf } from '../../experiments/lists/words.ts';
import { statusWords } from '../../experiments/words.ts';
import { isCarriedOut, listOutcomeOf, outcomeOf } from './trying.ts';

export interface Tried {
  key: string;
  name: string;
  href: string;
  /** How it stands, in the language of the page. */
  state: string;
  /** Another may be made. */
  isOver: boolean;
}

type Web = Awaited<ReturnType<typeof experiments.list>>[number];

const ofWeb = ({ experiment: { key, name }, state: { status } }: Web): Tried => ({
  key,
  name,
  href: `/experiments/${key}`,
  state: statusWords[status](),
  isOver: status === 'rolled_back' || status === 'discarded'
});

function ofList(trial: trials.Trial): Tried {
  const { key, name } = trial;
  const phase = phaseOf(trial, dayOf(Date.now()));
  return { key, name, href: `/experiments/lists/${key}`, state: phaseWords[phase](), isOver: phase === 'done' };
}

/** All of them by key; a list experiment that was thrown away is none. */
export async function all(): Promise<Map<string, Tried>> {
  const [web, lists] = await Promise.all([experiments.list(), trials.list()]);
  return new Map([...web.map(ofWeb), ...lists.map(ofList)].map((one) => [one.key, one]));
}

/** What is proposed to whoever closes the improvement; of either nothing while it goes on. */
interface Came {
  outcome: string | undefined;
  closesAs: 'done' | 'dropped' | undefined;
}

async function cameOfWeb({ experiment: { key, design }, state }: Web): Promise<Came> {
  const came = outcomeOf(state);
  if (came === undefined) return { outcome: undefined, closesAs: undefined };
  const [records, known] = await Promise.all([ledger.of(key), metrics.list()]);
  const last = records
    .flatMap(({ kind, content }) => (kind === 'review' ? (Review.safeParse(content).data ?? []) : []))
    .findLast(({ rule }) => rule === 'decide');
  const byKey = new Map(known.map((metric) => [metric.key, metric]));
  const figures = last && sentence(last.decision, design, last.evidence, byKey, getLocale());
  return {
    outcome: [came, figures].filter(Boolean).join('\n\n'),
    closesAs: isCarriedOut(state) ? 'done' : 'dropped'
  };
}

async function cameOfList({ key, design: { population, outcome } }: trials.Trial): Promise<Came> {
  const found = TrialOutcome.safeParse((await ledger.last(key, 'review'))?.content).data;
  const shown = (found?.comparisons ?? []).map((one) => shownComparison(population, one));
  const came = listOutcomeOf(shown.map(({ side }) => side));
  if (came === undefined) return { outcome: undefined, closesAs: undefined };
  return {
    outcome: [came, ...shown.map((one) => saysOf(one, outcome, getLocale()))].join('\n\n'),
    // What helped some can still be done for the others.
    closesAs: shown.some(({ side }) => side === 'better') ? undefined : 'dropped'
  };
}

/** The one that an improvement names, with what came of it; undefined where there is none. */
export async function one(key: string): Promise<(Tried & Came) | undefined> {
  if (key === '') return undefined;
  const web = (await experiments.list()).find(({ experiment }) => experiment.key === key);
  if (web) return { ...ofWeb(web), ...(await cameOfWeb(web)) };
  const list = (await trials.list()).find((trial) => trial.key === key);
  return list && { ...ofList(list), ...(await cameOfList(list)) };
}
