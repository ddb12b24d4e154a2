/** An intervention: what is planned and done to help people use the box, for whom, by whom, when and at what cost. */
import { z } from 'zod';
import { peaks } from '#adoption/annotation.ts';
import { CLIMBERS } from '#adoption/ladder.ts';
import { MUNICIPALITIES } from '#organisations/municipality.ts';
import { Refusal, wellFormed } from '#refusal.ts';
import { Motive } from '#surveys/motive.ts';
import { Day } from '#time/day.ts';

/** What can be done, in the order in which it takes more of those who do it. */
export const KINDS = [
  'notification',
  'web_change',
  'mail',
  'letter',
  'call',
  'presentation',
  'instruction',
  'side_by_side',
  'process_analysis'
] as const;
export const Kind = z.enum(KINDS);
export type Kind = z.infer<typeof Kind>;

export const STATUSES = ['planned', 'running', 'done', 'cancelled'] as const;
export type Status = (typeof STATUSES)[number];

const Words = z.array(z.string().trim().min(1).max(120)).max(200).default([]);

/** For whom; empty is all. */
export const Audience = z.object({
  sectors: Words,
  sizes: Words,
  regions: Words,
  municipalities: Words,
  /** Names of teams or public bodies. */
  names: Words
});
export type Audience = z.infer<typeof Audience>;

export const Intervention = z.object({
  title: z.string().trim().min(3).max(120),
  /** Key of the card it follows; empty for none. */
  card: z.string().max(40).default(''),
  kind: Kind,
  population: z.enum(CLIMBERS),
  motive: Motive,
  audience: Audience,
  /** The text, the script of the call, or what is shown and done. */
  what: z.string().trim().max(5_000).default(''),
  begins: Day,
  /** The last day, part of it. */
  ends: Day,
  /** Who does it: a team or a person of the organisation itself. */
  by: z.string().trim().min(1).max(120),
  hours: z.number().min(0).max(10_000).default(0),
  euros: z.number().min(0).max(10_000_000).default(0),
  /** Where it obliges somebody: the law, decision or condition by which. */
  basis: z.string().trim().max(300).default('')
});
export type Intervention = z.infer<typeof Intervention>;

/**
 * What was given, as an intervention that can be planned.
 * @throws Refusal intervention_malformed | intervention_order | basis_missing
 */
export function sound(given: unknown): Intervention {
  const intervention = wellFormed(Intervention, given, 'intervention_malformed');
  const { begins, ends, motive, basis } = intervention;
  if (ends < begins)
    throw new Refusal('intervention_order', 'De laatste dag ligt vóór de eerste. Draai de dagen om of kies andere.');
  if (motive === 'moeten' && basis === '')
    throw new Refusal(
      'basis_missing',
      'Bij het motief moeten hoort een grondslag: wie iets verplicht, zegt waarop dat rust. Noem de wet, het besluit of de voorwaarde.'
    );
  return intervention;
}

export const ACTIONS = ['start', 'finish', 'cancel'] as const;
export type Action = (typeof ACTIONS)[number];

/** What can be done in each state, and what it leads to; hours and euros of what is done may be set right. */
const NEXT: Readonly<Record<Status, Partial<Record<Action, Status>>>> = {
  planned: { start: 'running', cancel: 'cancelled' },
  running: { finish: 'done', cancel: 'cancelled' },
  done: { finish: 'done' },
  cancelled: {}
};

/** Undefined where it cannot. */
export const after = (status: Status, action: Action): Status | undefined => NEXT[status][action];

/** What was done or dropped stays as it was planned. */
export const isOpen = (status: Status): boolean => status === 'planned' || status === 'running';

/** What stands on charts: what people may have noticed. */
export const isSeen = (status: Status): boolean => status === 'running' || status === 'done';

type Planned = Pick<Intervention, 'population' | 'audience' | 'begins' | 'ends'>;

/** Two lists of words have something in common; an empty one is all. */
const meet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === 0 || other.length === 0 || one.some((word) => other.includes(word));

/** Municipalities of now and then that an audience has part of: in one of its regions, and one of those that it names. */
const places = ({ regions, municipalities }: Audience): string[] =>
  MUNICIPALITIES.filter(({ name, region }) => meet(regions, [region]) && meet(municipalities, [name])).map(
    ({ name }) => name
  );

/** Whether an organisation can be in both. */
export function haveInCommon(one: Audience, other: Audience): boolean {
  const there = new Set(places(other));
  return (
    meet(one.sectors, other.sectors) &&
    meet(one.sizes, other.sizes) &&
    meet(one.names, other.names) &&
    places(one).some((name) => there.has(name))
  );
}

/** Whether two of them approach the same at the same time, so that nobody can tell which of the two did it. */
export const overlap = (one: Planned, other: Planned): boolean =>
  one.population === other.population &&
  one.begins <= other.ends &&
  other.begins <= one.ends &&
  haveInCommon(one.audience, other.audience);

/** Statutory peaks within it, for those who have them: public bodies deliver, departments receive. Companies have none of these. */
export const peaksIn = ({ population, begins, ends }: Planned): ReturnType<typeof peaks> =>
  population === 'company' ? [] : peaks({ from: begins, to: ends });
