/** What happens to experiments: designing, starting, deciding, shipping; each change a transition with its evidence. */
import { and, asc, desc, eq } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { slugOf } from '#events/site.ts';
import * as sites from '#events/sites.server.ts';
import { RULE } from '#experiments/decision.ts';
import { METHOD_VERSION } from '#experiments/evidence.ts';
import { Design, faults, measuredBy, type Experiment } from '#experiments/experiment.ts';
import * as ledger from '#experiments/ledger.server.ts';
import { after, detailsOf, fold, LIVE, type Action, type State, type Transition } from '#experiments/lifecycle.ts';
import * as metrics from '#experiments/metrics.server.ts';
import { freeRange, overlaps, type Other, type Overlap } from '#experiments/overlap.ts';
import * as placing from '#experiments/placing.server.ts';
import { proposed } from '#experiments/plan.server.ts';
import * as features from '#interventions/features.server.ts';
import { releasing } from '#interventions/releases.server.ts';
import { Refusal, wellFormed } from '#refusal.ts';
import { register } from '#store/register.server.ts';
import { experiments, transitions } from '#store/tables.server.ts';
import { dayOf } from '#time/day.ts';

export interface Known {
  experiment: Experiment;
  state: State;
  history: Transition[];
}

/** Who acts, when and why; `evidence` is what the ledger keeps of it. */
export interface Deed {
  by: string;
  at: Date;
  why: string;
  evidence?: unknown;
}

type Row = typeof experiments.$inferSelect;

const opened = (row: Row): Experiment => ({ ...row, design: Design.parse(row.design) });

function known(row: Row, history: Transition[]): Known {
  const experiment = opened(row);
  return { experiment, history, state: fold(history, experiment.design.ramp.length) };
}

/**
 * @throws Refusal experiment_unknown
 */
export async function one(key: string): Promise<Known> {
  const database = await register();
  const [row] = await database.select().from(experiments).where(eq(experiments.key, key));
  if (!row) throw new Refusal('experiment_unknown', 'Dit experiment bestaat niet.', { status: 404 });
  const history = await database
    .select()
    .from(transitions)
    .where(eq(transitions.experiment, row.id))
    .orderBy(asc(transitions.number));
  return known(row, history);
}

/** All experiments, the newest first. */
export async function list(): Promise<Known[]> {
  const database = await register();
  const [rows, histories] = await Promise.all([
    database.select().from(experiments).orderBy(desc(experiments.createdAt)),
    database.select().from(transitions).orderBy(asc(transitions.number))
  ]);
  const of = Map.groupBy(histories, ({ experiment }) => experiment);
  return rows.map((row) => known(row, of.get(row.id) ?? []));
}

/** Those that can give visitors something else than the control. */
const live = async (): Promise<Known[]> => (await list()).filter(({ state }) => LIVE.includes(state.status));

/** The control of a value is what a site gets now, unless something else was filled in. */
async function withControl({ touchpoint, variants }: Design): Promise<Design['variants']> {
  const [control, ...others] = variants;
  if (touchpoint.kind === 'page' || !control || control.value !== undefined) return variants;
  const known = (await features.list()).find(({ key }) => key === touchpoint.feature);
  return known ? [{ ...control, value: known.defaultValue }, ...others] : variants;
}

async function checkDesign(input: unknown): Promise<Design> {
  const given = wellFormed(Design, input, 'design_malformed');
  const design = { ...given, variants: await withControl(given) };
  for (const { metric } of measuredBy(design)) await metrics.one(metric);
  return design;
}

/**
 * A new draft.
 * @throws Refusal design_malformed | metric_unknown | site_unknown
 */
export async function create(
  given: { name: string; site: string; team: string; design: unknown },
  by: string,
  at: Date,
  example = false
): Promise<Experiment> {
  const design = await checkDesign(given.design);
  const site = (await sites.list()).find(({ slug }) => slug === given.site);
  if (!site) throw new Refusal('site_unknown', `Er is geen site "${given.site}".`, { status: 404 });
  const name = given.name.trim().slice(0, 80);
  if (name === '') throw new Refusal('name_empty', 'Geef het experiment een naam.');
  const stem = slugOf(name).slice(0, 32);
  const database = await register();
  for (let copy = 1; ; copy++) {
    const row = {
      id: randomUUID(),
      key: copy === 1 ? stem : `${stem}-${copy}`,
      site: site.slug,
      team: given.team || site.team,
      name,
      design,
      revision: 1,
      createdBy: by,
      createdAt: at,
      example
    };
    const made = await database.insert(experiments).values(row).onConflictDoNothing().returning();
    if (made[0]) return opened(made[0]);
  }
}

/**
 * Replaces the design of a draft.
 * @param revision the one it was read at
 * @throws Refusal not_a_draft | changed_meanwhile
 */
export async function save(key: string, revision: number, input: unknown): Promise<void> {
  const design = await checkDesign(input);
  const { experiment, state } = await one(key);
  if (state.status !== 'draft')
    throw new Refusal('not_a_draft', 'Het ontwerp ligt vast zodra een experiment gestart is.', { status: 409 });
  const changed = await (
    await register()
  )
    .update(experiments)
    .set({ design, revision: revision + 1 })
    .where(and(eq(experiments.id, experiment.id), eq(experiments.revision, revision)))
    .returning({ id: experiments.id });
  if (changed.length === 0) {
    throw new Refusal(
      'changed_meanwhile',
      'Iemand anders heeft dit ontwerp intussen gewijzigd. Bekijk het opnieuw en pas dan aan.',
      { status: 409 }
    );
  }
}

const asOther = ({ experiment: { key, name, site, design } }: Known): Other => ({ key, name, site, design });

/** Which running experiments are in the way of a design. */
export async function inTheWay({ key, site, design }: Experiment): Promise<Overlap[]> {
  const others = (await live()).filter(({ experiment }) => experiment.key !== key);
  return overlaps(site, design, others.map(asOther));
}

/**
 * Codes of what keeps a draft from starting.
 * @param overlaps what is in its way, where that is known already
 */
export async function obstacles(
  experiment: Experiment,
  now: Date,
  overlaps: readonly Overlap[] | Promise<readonly Overlap[]> = inTheWay(experiment)
): Promise<string[]> {
  const { design, site } = experiment;
  const { touchpoint } = design;
  const unknown =
    touchpoint.kind !== 'page' &&
    !(await features.list()).some(({ key, sites }) => key === touchpoint.feature && sites.includes(site));
  const taken = (await overlaps).some(({ kind }) => kind === 'feature');
  return [
    ...faults(design, dayOf(now.getTime())),
    ...(unknown ? ['feature_unknown'] : []),
    ...(taken ? ['feature_taken'] : [])
  ];
}

async function starting(experiment: Experiment, overlaps: readonly Overlap[], now: Date): Promise<Action> {
  const found = await obstacles(experiment, now, overlaps);
  if (found.length > 0)
    throw new Refusal('design_unsound', `Dit ontwerp kan nog niet starten: ${found.join(', ')}.`, { status: 409 });
  const { layer, share } = experiment.design;
  if (layer === '') return { kind: 'start' };
  const taken = (await list())
    .filter(({ state, experiment: { design } }) => design.layer === layer && HOLDS_ITS_PLACE.includes(state.status))
    .flatMap(({ state }) => (state.layerRange ? [state.layerRange] : []));
  const layerRange = freeRange(taken, share);
  if (!layerRange) {
    throw new Refusal(
      'layer_full',
      `In laag "${layer}" is geen ${Math.round(share * 100)}% van de bezoekers meer vrij. Wacht tot een ander experiment klaar is of neem een kleiner deel.`,
      { status: 409 }
    );
  }
  return { kind: 'start', layerRange };
}

const HOLDS_ITS_PLACE = ['running', 'paused'];

/** What is registered at the start: what will be measured, on how many, and by which rule it will be judged. */
async function registration(experiment: Experiment, overlaps: readonly Overlap[], now: Date): Promise<unknown> {
  const { design } = experiment;
  const plan = await proposed(experiment, now);
  if (plan.obstacle === 'no_baseline' || plan.obstacle === 'effect_impossible') {
    throw new Refusal(
      'plan_impossible',
      plan.obstacle === 'no_baseline'
        ? 'Over deze maat is hier nog niets bekend. Vul onder "Meer" in wat je denkt dat hij nu is, of wacht tot er bezoekers gemeten zijn.'
        : 'Het gevraagde verschil kan niet: een aandeel wordt nooit meer dan 100% of minder dan 0%.',
      { status: 409 }
    );
  }
  return {
    version: METHOD_VERSION,
    rule: RULE,
    design,
    plan,
    metrics: await Promise.all(measuredBy(design).map(({ metric }) => metrics.one(metric))),
    overlaps
  };
}

/** What the ledger calls an action. */
const KIND: Readonly<Record<Action['kind'], ledger.Kind>> = {
  start: 'plan',
  pause: 'decision',
  resume: 'decision',
  decide: 'decision',
  ship: 'ship',
  advance: 'ship',
  widen: 'ship',
  roll_back: 'rollback',
  discard: 'decision'
};

/**
 * Takes an action: appends the transition and its evidence and brings what is in force in line with it, all of it or nothing.
 * @throws Refusal transition_impossible | design_unsound | layer_full | overtaken, and what inForce.put refuses
 */
export async function act(key: string, wanted: Action, { by, at, why, evidence }: Deed): Promise<Known> {
  const { experiment, state } = await one(key);
  const { design } = experiment;
  after(state, wanted, at, design.ramp.length);
  const overlaps = wanted.kind === 'start' ? await inTheWay(experiment) : undefined;
  const action = overlaps ? await starting(experiment, overlaps, at) : wanted;
  const next = after(state, action, at, design.ramp.length);
  const seen = overlaps ? await registration(experiment, overlaps, at) : evidence;
  await releasing(async (transaction) => {
    const appended = await transaction
      .insert(transitions)
      .values({
        experiment: experiment.id,
        number: next.transitions,
        at,
        by,
        action: action.kind,
        from: state.status,
        to: next.status,
        why,
        details: detailsOf(action),
        example: experiment.example
      })
      .onConflictDoNothing()
      .returning({ id: transitions.id });
    if (appended.length === 0) {
      throw new Refusal('overtaken', 'Iemand anders was net eerder. Bekijk eerst wat er nu is.', { status: 409 });
    }
    await ledger.append(transaction, {
      experiment: key,
      at,
      by,
      kind: KIND[action.kind],
      content: { action, from: state.status, to: next.status, why, ...(seen === undefined ? {} : { evidence: seen }) },
      example: experiment.example
    });
    await placing.placeWithin(transaction, experiment, next, { by, why, at });
  });
  return one(key);
}
