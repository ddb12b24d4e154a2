/** List experiments among the invented companies: one that did nothing, two that helped, one step by step, one that is over, and one that runs. */
import { createHash, randomUUID } from 'node:crypto';
import { DAYS, reference } from '#example/actors.server.ts';
import { company, DEPARTMENTS, random, STAGES, type Company } from '#example/brabant.ts';
import type { Size } from '#example/size.ts';
import * as drawing from '#experiments/drawing.server.ts';
import type { Unit } from '#experiments/trial-draw.ts';
import { endOf, type Delivery, type TrialDesign } from '#experiments/trial.ts';
import * as stepped from '#experiments/stepped.server.ts';
import * as figures from '#experiments/trial-figures.server.ts';
import * as trials from '#experiments/trials.server.ts';
import * as touches from '#interventions/touches.server.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { insertLines } from '#store/warehouse.server.ts';
import { addDays, DAY, daysBetween, startOf } from '#time/day.ts';

/** Nobody: what an example did, nobody did. */
const BY = 'voorbeeld';

/** Fewer units would make groups that nothing can be told of. */
const FEWEST = 50;

interface Script {
  key: string;
  name: string;
  question: string;
  arm: { name: string; intervention: string };
  cluster: TrialDesign['cluster'];
  /** Days before the last day of the example, from which the first Monday is the start. */
  ago: number;
  /** Who is on the list, given how many stages it came to before. */
  listed: (it: Company, index: number, stages: number) => boolean;
  /** What became of it, in order of likelihood, and the share of the first: those were reached. */
  fates: readonly [Delivery, Delivery];
  reached: number;
  /** The truth: by how much being reached raises the chance of a first message. */
  effect: number;
  /** It stays open: there is something left to be done on its page. */
  open?: true;
  /** Of a stepped roll-out: how many steps, and days from one to the next. */
  stepped?: { steps: number; stepDays: number };
}

/** So many offices act for the companies of a sector. */
const OFFICES = 40;

const SCRIPTS: readonly Script[] = [
  {
    key: 'list_voorbeeld-brief',
    name: 'Voorbeeld: brief met één regel',
    question: 'Sturen meer bedrijven een eerste bericht als er één regel over de Berichtenbox in de brief staat?',
    arm: { name: 'brief met één regel', intervention: 'brief-een-regel' },
    cluster: 'organisation',
    ago: 210,
    listed: (_, index) => index % 3 === 0,
    fates: ['delivered', 'bounced'],
    reached: 0.94,
    effect: 0
  },
  {
    key: 'list_voorbeeld-bellen',
    name: 'Voorbeeld: bellen wie vastliep',
    question: 'Helpt het om te bellen met bedrijven die bij het inloggen vastliepen?',
    arm: { name: 'bellen', intervention: 'bellen-vastgelopen' },
    cluster: 'organisation',
    ago: 140,
    listed: (_, __, stages) => stages >= 3,
    fates: ['delivered', 'bounced'],
    reached: 0.72,
    effect: 0.3
  },
  {
    key: 'list_voorbeeld-naast-elkaar',
    name: 'Voorbeeld: naast elkaar in de bouw',
    question: 'Helpt het om bij het administratiekantoor van een bouwbedrijf aan tafel te gaan zitten?',
    arm: { name: 'naast elkaar zitten', intervention: 'naast-elkaar-bouw' },
    cluster: 'intermediary',
    ago: 100,
    listed: ({ sector }) => sector === 'F Bouw',
    fates: ['attended', 'declined'],
    reached: 0.6,
    effect: 0.35
  },
  {
    key: 'list_voorbeeld-herinnering',
    name: 'Voorbeeld: herinnering per e-mail',
    question: 'Sturen meer winkels een eerste bericht na een herinnering per e-mail?',
    arm: { name: 'herinnering', intervention: '' },
    cluster: 'organisation',
    ago: 64,
    listed: ({ sector }, index) => sector === 'G Handel' && index % 3 > 0,
    fates: ['delivered', 'bounced'],
    reached: 0.9,
    effect: 0.02,
    open: true
  },
  {
    key: 'list_voorbeeld-branche',
    name: 'Voorbeeld: presentatie bij de branche',
    question: 'Sturen meer bouwbedrijven een eerste bericht na een presentatie van hun branche in de gemeente?',
    arm: { name: 'presentatie', intervention: 'branche-bouw' },
    cluster: 'municipality',
    ago: 24,
    listed: ({ sector }) => sector === 'F Bouw',
    fates: ['attended', 'declined'],
    reached: 0.5,
    effect: 0.1,
    open: true
  },
  {
    key: 'list_voorbeeld-op-bezoek',
    name: 'Voorbeeld: stap voor stap op bezoek',
    question: 'Sturen meer adviesbureaus, scholen en zorginstellingen een eerste bericht nadat iemand op bezoek kwam?',
    arm: { name: 'op bezoek', intervention: '' },
    cluster: 'organisation',
    ago: 100,
    listed: ({ sector }, _, stages) => /^(M|O-Q) /.test(sector) && stages < 3,
    fates: ['attended', 'declined'],
    reached: 0.7,
    effect: 0.4,
    stepped: { steps: 3, stepDays: 28 }
  }
];

/** Rung of the ladder on which a company stands that came to so many stages. */
const RUNGS = [2, 3, 4, 5, 5, 6, 7] as const;

const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');

/** Always the same for the same words. */
function idOf(...words: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(words.join('\n')).digest('hex').slice(0, 32);
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}

interface Member extends Unit {
  index: number;
  it: Company;
  stages: number;
}

/**
 * Who could take part on a day: occasion in the past year, no message through the box yet.
 * @param users who came to use it by an earlier one
 */
function membersOn(
  script: Script,
  { organisations, seed, changes }: Size,
  day: number,
  users: ReadonlySet<number>
): Member[] {
  const found: Member[] = [];
  for (let index = 0; index < organisations; index++) {
    const it = company(seed, index, DAYS, changes);
    const stages = it.stages.filter((at) => at <= day).length;
    if (!script.listed(it, index, stages)) continue;
    if (!it.occasions.some((occasion) => occasion.day <= day && day < occasion.day + 360)) continue;
    if (users.has(index) || it.messages.some((at) => at <= day)) continue;
    const organisation = organisationKey(reference(index));
    const cluster =
      script.cluster === 'intermediary'
        ? organisationKey(`voorbeeld kantoor ${index % OFFICES}`)
        : script.cluster === 'municipality'
          ? organisationKey(`voorbeeld plaats ${it.municipality}`)
          : organisation;
    const stratum = `${it.sector} ${it.size === '1' ? '1' : 'meer'}`;
    found.push({ organisation, cluster, stratum, state: RUNGS[stages]!, sole: it.size === '1', index, it, stages });
  }
  return found;
}

/** The rest of the way to a first message, on one day. */
function adoption({ key }: Script, { index, organisation, it, stages }: Member, at: number) {
  const events = STAGES.slice(Math.max(1, stages)).map((name, step) => ({
    id: idOf(key, index, name),
    source: 'voorbeeld-beheer',
    name,
    at: at - (STAGES.length - step) * 600_000,
    received_at: at,
    actor: organisation,
    organisation,
    import_id: 'example',
    example: true
  }));
  const team = DEPARTMENTS[index % DEPARTMENTS.length]!;
  const message = {
    id: idOf(key, index, 'message'),
    source: 'voorbeeld-bvb',
    organisation,
    authority: organisationKey('voorbeeld Provincie Noord-Brabant'),
    authority_name: 'Provincie Noord-Brabant',
    process: it.occasions[0]?.process ?? 'Melding',
    type: 'procedurebericht',
    direction: 'to_authority',
    channel: 'berichtenbox',
    team,
    department: organisationKey(`voorbeeld afdeling ${team}`),
    sent_at: at,
    delivered_at: at + 60_000,
    import_id: 'example',
    imported_at: at,
    example: true
  };
  return { events, message };
}

async function tell(script: Script, size: Size, users: Set<number>) {
  const { seed, until } = size;
  const effect = size.changes === false ? 0 : script.effect;
  const starts = trials.mondayFrom(addDays(until, -script.ago));
  const day = daysBetween(addDays(until, 1 - DAYS), starts);
  const open = membersOn(script, size, day - 3, users);
  const { steps, stepDays } = script.stepped ?? { steps: 1, stepDays: 0 };
  // Whoever was spoken with lately is left in peace here too, on the day of each step.
  let members = open;
  for (let step = 0; step < steps; step++) {
    const blocked = await touches.blocked(
      members.map(({ organisation }) => organisation),
      addDays(starts, step * stepDays)
    );
    members = members.filter(({ organisation }) => !blocked.has(organisation));
  }
  if (members.length < FEWEST) return undefined;
  const drawnAt = new Date(startOf(addDays(starts, -3)) + 10 * 3_600_000);
  const arms = [
    { name: 'geen contact', weight: 0.5 },
    { ...script.arm, weight: 0.5 }
  ];
  const design = {
    question: script.question,
    population: 'company',
    cluster: script.cluster,
    arms,
    outcome: 'first_message',
    starts,
    days: 56,
    seed: seed + script.ago,
    effect: 0.05,
    ...(script.stepped && { shape: 'stepped', ...script.stepped })
  };
  const trial = await trials.create({ name: script.name, design }, BY, new Date(drawnAt.getTime() - 5 * DAY), {
    key: script.key
  });
  const { fresh } = await drawing.drawUnits(trial, members, {}, BY, drawnAt);
  const of = new Map(members.map((member) => [member.organisation, member]));
  const [events, messages, deliveries]: object[][] = [[], [], []];
  const last = startOf(until) + 20 * 3_600_000;
  for (const { organisation, arm, starts: turn } of fresh) {
    if (arm === 0) continue;
    const member = of.get(organisation)!;
    const chance = random(seed + 1_000 + script.ago, member.index);
    const isReached = chance() < script.reached;
    const at = startOf(addDays(turn, Math.floor(chance() * 10))) + 14 * 3_600_000;
    if (at < last)
      deliveries!.push({
        trial: trial.key,
        organisation,
        status: script.fates[isReached ? 0 : 1],
        at,
        imported_at: at + DAY,
        example: true
      });
    if (!isReached || chance() >= effect) continue;
    const adopted = at + Math.floor(1 + chance() * 40) * DAY;
    if (adopted >= last || member.it.messages.some((own) => own <= day + daysBetween(starts, turn) + 60)) continue;
    const did = adoption(script, member, adopted);
    events!.push(...did.events);
    messages!.push(did.message);
    users.add(member.index);
  }
  await insertLines('trial_deliveries', lines(deliveries!), randomUUID());
  await insertLines('events', lines(events!), randomUUID());
  await insertLines('messages', lines(messages!), randomUUID());
  return { key: trial.key, reached: script.reached, effect, open: script.open ?? false };
}

export type Truth = NonNullable<Awaited<ReturnType<typeof tell>>>;

/** Lets them be drawn, approached and answered by what companies do. @returns what is true of each that there is */
export async function fill(size: Size): Promise<Truth[]> {
  const told: Truth[] = [];
  const users = new Set<number>();
  for (const script of SCRIPTS) {
    const one = await tell(script, size, users);
    if (one) told.push(one);
  }
  return told;
}

/** Ends those that are over, once everybody's place on the ladder is counted. */
export async function conclude(told: readonly Truth[]): Promise<void> {
  for (const { key, open } of told) {
    if (open) continue;
    const { design } = await trials.one(key);
    const { conclude } = design.shape === 'stepped' ? stepped : figures;
    await conclude(key, BY, new Date(startOf(addDays(endOf(design), 1)) + 10 * 3_600_000));
  }
}
