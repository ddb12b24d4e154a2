/** The headline: the largest thing that may honestly be said of a period, by rule. */
import type { Said, Kind as MomentKind } from '#moments/moment.ts';
import { amountText, besideText } from '#reports/rounding.ts';
import type { Content, Figure, Kind, Told } from '#reports/report.ts';
import { said } from '#reports/words.ts';
import { number } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

/** What was tried and measured before what was only seen to happen. */
const WEIGHT: readonly MomentKind[] = [
  'experiment',
  'intervention',
  'channel',
  'shift',
  'record',
  'customer',
  'tip',
  'milestone'
];

type Happened = Told & { p?: number | undefined };

/**
 * The one of these that is told first: by kind, then the least likely to be chance. How large an effect is does not count among
 * kinds: of what is different things it says nothing.
 */
export function foremost<One extends Happened>(all: readonly One[]): One | undefined {
  return [...all].sort(
    (a, b) =>
      WEIGHT.indexOf(a.kind) - WEIGHT.indexOf(b.kind) ||
      (a.p ?? 1) - (b.p ?? 1) ||
      (a.day < b.day ? 1 : a.day > b.day ? -1 : a.id < b.id ? -1 : 1)
  )[0];
}

const stop = (sentence: string): string => (/[.!?…]$/u.test(sentence.trim()) ? sentence.trim() : `${sentence.trim()}.`);
const sentences = (parts: readonly (Said | undefined)[]): Said => {
  const there = parts.filter((part) => part !== undefined);
  return { nl: there.map(({ nl }) => stop(nl)).join(' '), en: there.map(({ en }) => stop(en)).join(' ') };
};

/** A figure with what it was, as in "x is 34% (vorige: 33%)". */
function stands({ label, amount, previous, before }: Figure): Said | undefined {
  if (!amount) return undefined;
  return said((locale, language) => {
    const parts = { label: label[language], value: amountText(amount, language) };
    return previous === undefined || !before
      ? m.reports_headline_stands(parts, locale)
      : m.reports_headline_stood(
          { ...parts, previous: besideText(previous, amount, language), before: before[language] },
          locale
        );
  });
}

const QUIET: Readonly<Record<Kind, typeof m.reports_quiet_week>> = {
  week: m.reports_quiet_week,
  month: m.reports_quiet_month,
  quarter: m.reports_quiet_quarter,
  own: m.reports_quiet_own
};

/** How many were told of, when there is more than the one that is named. */
function counted(wins: number, lessons: number): Said | undefined {
  if (wins + lessons < 2) return undefined;
  return said((locale, language) =>
    m.reports_headline_counted({ wins: number(wins, language), lessons: number(lessons, language) }, locale)
  );
}

/**
 * A win before a lesson, and where there is a lesson that is told too; without either it was quiet, and that is said. That a figure
 * moved is no headline: only moments were held against all else that was looked at.
 */
export function headlineOf(
  kind: Kind,
  {
    moments,
    lessons,
    figures,
    waiting
  }: { moments: readonly Happened[]; lessons: readonly Happened[]; figures: readonly Figure[]; waiting: number }
): Pick<Content, 'headline' | 'quiet'> {
  const [win, lesson] = [foremost(moments), foremost(lessons)];
  const waits =
    waiting === 0
      ? undefined
      : said((locale, language) =>
          waiting === 1
            ? m.reports_headline_waits_one({}, locale)
            : m.reports_headline_waits({ count: number(waiting, language) }, locale)
        );
  if (win ?? lesson)
    return {
      quiet: false,
      headline: sentences([
        win?.what,
        lesson &&
          (win
            ? said((locale, language) => m.reports_headline_learned({ what: lesson.what[language] }, locale))
            : lesson.what),
        counted(moments.length, lessons.length),
        waits
      ])
    };
  const first = figures.find(({ amount }) => amount);
  return {
    quiet: true,
    headline: sentences([said((locale) => QUIET[kind]({}, locale)), first && stands(first), waits])
  };
}
