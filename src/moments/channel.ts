/** Channel shift as candidates: a process, a team or a group of companies of which a quarter, half, three quarters or nine tenths goes through the box. */
import { said, type Candidate } from '#moments/candidate.ts';
import { before, quarterName, type Quarter } from '#moments/quarter.ts';
import { groupName, type Dimension } from '#moments/shift.ts';
import { normalSurvival } from '#statistics/distribution.ts';
import { designEffect, type Clustered } from '#statistics/funnel-plot.ts';
import { wilson } from '#statistics/proportion.ts';
import { isSmall } from '#statistics/hiding.ts';
import type { Day } from '#time/day.ts';
import { number, share, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

const THRESHOLDS = [0.25, 0.5, 0.75, 0.9] as const;

/** Groups of companies of which the share is looked at: municipalities are too many, and too small. */
export const GROUPS = ['sector', 'size', 'region'] as const satisfies readonly Dimension[];

/** Items of a process, a team or a group of companies in a quarter (its first day), and how many went through the box. */
export interface Through extends Clustered {
  quarter: Day;
  by: 'process' | 'team' | (typeof GROUPS)[number];
  value: string;
  /** How many of the organisations used the box for any of them. */
  users: number;
}

/** Of companies no small number is told, nor a share out of which it could be worked out. */
const isHidden = ({ by, clusters, users }: Through): boolean =>
  (GROUPS as readonly string[]).includes(by) && [clusters, users, clusters - users].some(isSmall);

const WHOM: Readonly<Record<'process' | 'team', typeof m.moments_channel_whom_process>> = {
  process: m.moments_channel_whom_process,
  team: m.moments_channel_whom_team
};

/** Fewer items make no share of a quarter. */
const FEWEST = 30;

/** The next threshold above where it was in the quarter before, one a quarter, so that each is looked at for itself. */
export function candidatesOf(quarter: Quarter, all: readonly Through[]): Candidate[] {
  const last = before(quarter).from;
  return all
    .filter((one) => one.quarter === quarter.from && one.n >= FEWEST)
    .flatMap((now): Candidate[] => {
      const then = all.find(({ quarter: other, by, value }) => other === last && by === now.by && value === now.value);
      if (!then || then.n < FEWEST) return [];
      const was = then.count / then.n;
      const threshold = THRESHOLDS.find((one) => one > was);
      if (threshold === undefined) return [];
      const design = designEffect([now]);
      const is = now.count / now.n;
      const interval = wilson(now.count / design, now.n / design)!;
      // The score test against the threshold, of as many items as these are worth.
      const z = (is - threshold) / Math.sqrt((threshold * (1 - threshold) * design) / now.n);
      const isTeam = now.by === 'team';
      const name = (language: Language) =>
        now.by === 'process' || now.by === 'team' ? now.value : groupName(now.by, now.value, language);
      const whom = (language: Language) =>
        now.by === 'process' || now.by === 'team'
          ? WHOM[now.by]({ value: now.value }, { locale: language })
          : m.moments_channel_whom_group(
              { group: name(language), n: number(now.clusters, language) },
              { locale: language }
            );
      return [
        {
          kind: 'channel',
          tone: 'win',
          subject: `channel:${now.by}:${now.value}:${threshold}`,
          week: quarter.week,
          day: quarter.to,
          population: isTeam ? 'department' : 'company',
          team: isTeam ? now.value : '',
          site: '',
          p: isHidden(now) || isHidden(then) ? 1 : Math.min(1, 2 * normalSurvival(z)),
          none: threshold,
          tell: () => ({
            what: said((language) =>
              (isTeam ? m.moments_channel_team : m.moments_channel_process)(
                {
                  value: name(language),
                  threshold: number(threshold * 100, language),
                  quarter: quarterName(quarter, language),
                  was: share(was, language),
                  is: share(is, language)
                },
                { locale: language }
              )
            ),
            whom: said(whom),
            amount: {
              ...interval,
              value: is,
              unit: 'share',
              of: said((language) => m.moments_of_through({}, { locale: language }))
            },
            known: said((language) =>
              m.moments_channel_known(
                {
                  n: number(now.n, language),
                  low: share(interval.low, language),
                  high: share(interval.high, language)
                },
                { locale: language }
              )
            ),
            link: `/adoption/channels?from=${last}&to=${quarter.to}${now.by === 'process' || now.by === 'team' ? `&by=${now.by}` : ''}`,
            unknown: said((language) => m.moments_channel_unknown({}, { locale: language })),
            thanks: isTeam ? [now.value] : [],
            next: said((language) => m.moments_channel_next({}, { locale: language }))
          })
        }
      ];
    });
}
