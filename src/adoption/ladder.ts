/** The ladder: on which rung an organisation stands at the end of a week, by rules that are written down and have a version. */
import { boxHandled, boxMessage, on, toAuthority, viaBox, type Matcher } from '#adoption/funnel.ts';

export const CLIMBERS = ['company', 'authority', 'department'] as const;
export type Climber = (typeof CLIMBERS)[number];

/** Somebody stands on the highest rung whose rule holds, whatever happened to the rungs below it. */
export interface Rung {
  name: string;
  /** Any of these happened … */
  any: readonly Matcher[];
  /** … so often, once where it does not say … */
  times?: number;
  /** … in the last so many weeks, ever where it does not say … */
  weeks?: number;
  /** … and makes up at least this share of these. */
  share?: { least: number; of: readonly Matcher[] };
}

export interface Ladder {
  /** Raised whenever a rule changes: then everybody's place is computed anew. */
  version: number;
  rungs: readonly Rung[];
  /** The first rung that is use of the box. */
  use: string;
  /** Whoever came to use it, and has not for so many weeks, has lapsed. */
  lapsedAfter?: number;
}

/** An occasion counts for a year, and so does use, which has one: who had neither has nothing to use the box for, and is no non-user. */
export const OCCASION_WEEKS = 52;

/** Source: the domain study, requirements 4 to 6 and section 3; a quarter and a year are our own choice, and said on the page. */
export const LADDERS: Readonly<Record<Climber, Ladder>> = {
  company: {
    version: 1,
    rungs: [
      { name: 'reached', any: [on('reached'), on('page_view'), on('information_read')] },
      { name: 'informed', any: [on('information_read')] },
      { name: 'tried', any: [on('login_started'), on('login_failed'), on('login_succeeded')] },
      { name: 'box_created', any: [on('box_created')] },
      { name: 'reachable', any: [on('reachability_declared')] },
      { name: 'first_message', any: [boxMessage] },
      { name: 'regular', any: [boxMessage], times: 2, weeks: 13 },
      {
        name: 'digital',
        any: [boxMessage],
        times: 3,
        weeks: 52,
        share: { least: 0.9, of: [on('message', [toAuthority])] }
      }
    ],
    use: 'first_message',
    lapsedAfter: 26
  },
  authority: {
    version: 1,
    rungs: [
      { name: 'connected', any: [on('authority_connected')] },
      { name: 'officer', any: [on('officer_appointed')] },
      { name: 'answers', any: [on('answered'), on('message_answered', [viaBox])] },
      { name: 'adequate', any: [on('answered_adequately')] },
      { name: 'designated', any: [on('procedure_designated')] },
      { name: 'default', any: [on('process_default_box')] }
    ],
    use: 'answers'
  },
  department: {
    version: 1,
    rungs: [
      { name: 'presentation', any: [on('presentation_attended')] },
      { name: 'first_handled', any: [boxHandled] },
      { name: 'regular', any: [boxHandled], times: 2, weeks: 13 },
      { name: 'digital', any: [boxHandled], times: 3, weeks: 52, share: { least: 0.9, of: [on('message_handled')] } }
    ],
    use: 'first_handled',
    lapsedAfter: 26
  }
};

/** Not in the registry; there without occasion; had occasion and did nothing. Then come the rungs, then lapsed. */
export const ABSENT = 0;
export const NO_OCCASION = 1;
export const NOTHING_YET = 2;
/** In the registry with other dimensions than those that are looked at. */
export const ELSEWHERE = 255;

export const codeOf = (rung: number): number => NOTHING_YET + 1 + rung;
export const lapsedOf = ({ rungs }: Ladder): number => codeOf(rungs.length);
/** From this state on somebody uses the box, or did until it lapsed. */
export const useOf = ({ rungs, use }: Ladder): number => codeOf(rungs.findIndex(({ name }) => name === use));

/** Whether somebody in this state uses the box now. */
export const isUse = (ladder: Ladder, state: number): boolean => state >= useOf(ladder) && state < lapsedOf(ladder);

/** States of a ladder in order, those without occasion first, with their names. */
export function statesOf(ladder: Ladder): { code: number; name: string }[] {
  return [
    { code: NO_OCCASION, name: 'no_occasion' },
    { code: NOTHING_YET, name: 'nothing_yet' },
    ...ladder.rungs.map(({ name }, index) => ({ code: codeOf(index), name })),
    ...(ladder.lapsedAfter === undefined ? [] : [{ code: lapsedOf(ladder), name: 'lapsed' }])
  ];
}
