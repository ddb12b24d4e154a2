/** Milestones as candidates: firsts and round numbers, which are facts with a day and are told once. */
import { said, type Candidate, type Told } from '#moments/candidate.ts';
import { addDays, daysBetween, mondayOf, type Day } from '#time/day.ts';
import { day as dayText, number, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';

/** Round numbers of messages. */
const MESSAGES = [100, 1_000, 10_000, 100_000, 1_000_000] as const;
/** Round numbers of companies that use the box regularly; fewer than ten are not told of. */
const REGULARS = [10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000] as const;

/** Days after the first data within which everything would be a first. */
const SETTLING = 28;

type Words = (given: object, options: { locale: Language }) => string;

const plain = (unknown: Words, next: Words): Pick<Told, 'unknown' | 'next'> => ({
  unknown: said((language) => unknown({}, { locale: language })),
  next: said((language) => next({}, { locale: language }))
});

const fact = (day: Day, subject: string, more: Pick<Candidate, 'population' | 'team' | 'tell'>): Candidate => ({
  kind: 'milestone',
  tone: 'win',
  subject,
  week: mondayOf(day),
  day,
  site: '',
  ...more
});

/** Messages by day, as far as they are still there, with those of each week that were erased since on its Monday. */
export function withErased(
  daily: readonly { day: Day; messages: number; real: number }[],
  kept: readonly { week: Day; messages: number }[]
): { day: Day; messages: number }[] {
  const left = new Map<Day, number>();
  for (const { day, real } of daily) left.set(mondayOf(day), (left.get(mondayOf(day)) ?? 0) + real);
  const erased = kept
    .map(({ week, messages }) => ({ day: week, messages: messages - (left.get(week) ?? 0) }))
    .filter(({ messages }) => messages > 0);
  return [...erased, ...daily].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

/** What a first is about, in candidates and where it is kept. @param key as the messages have the authority */
export const subjectOfFirst = (key: string): string => `first_message:${key}`;
export const subjectOfTeam = (name: string): string => `digital_team:${name}`;

/** The hundredth, thousandth and so on, on the day on which it was sent. @param daily messages a day, in order */
export function roundMessages(daily: readonly { day: Day; messages: number }[], began: Day): Candidate[] {
  let before = 0;
  return daily.flatMap(({ day, messages }) => {
    const from = before;
    before += messages;
    return MESSAGES.filter((round) => from < round && before >= round).map((round) =>
      fact(day, `messages:${round}`, {
        population: 'company',
        team: '',
        tell: () => ({
          what: said((language) => m.moments_round_messages({ n: number(round, language) }, { locale: language })),
          whom: said((language) => m.moments_whom_all({}, { locale: language })),
          amount: {
            value: round,
            unit: 'count',
            of: said((language) => m.moments_of_messages({}, { locale: language }))
          },
          known: said((language) =>
            m.moments_round_messages_known(
              { day: dayText(began, language), n: number(before, language) },
              { locale: language }
            )
          ),
          link: `/adoption/channels?from=${began}&to=${day}`,
          thanks: [],
          ...plain(m.moments_round_messages_unknown, m.moments_round_messages_next)
        })
      })
    );
  });
}

/** Each authority by itself, so that it is told once. @param began first day of which anything is known */
export function firstMessages(firsts: readonly { key: string; name: string; day: Day }[], began: Day): Candidate[] {
  return firsts
    .filter(({ day }) => daysBetween(began, day) >= SETTLING)
    .map(({ key, name, day }) =>
      fact(day, subjectOfFirst(key), {
        population: 'authority',
        team: '',
        tell: () => ({
          what: said((language) => m.moments_first_message({ name }, { locale: language })),
          whom: said(() => name),
          known: said((language) =>
            m.moments_first_message_known({ day: dayText(began, language) }, { locale: language })
          ),
          link: `/adoption/teams?by=authority&from=${mondayOf(day)}&to=${addDays(mondayOf(day), 6)}`,
          thanks: [name],
          ...plain(m.moments_first_message_unknown, m.moments_first_message_next)
        })
      })
    );
}

/** Departments that came to do all by the box, as the ladder has it. */
export function digitalTeams(reached: readonly { name: string; week: Day }[], began: Day): Candidate[] {
  return reached
    .filter(({ week }) => daysBetween(began, week) >= SETTLING)
    .map(({ name, week }) =>
      // The ladder tells where somebody stands at the end of a week.
      fact(addDays(week, 6), subjectOfTeam(name), {
        population: 'department',
        team: name,
        tell: () => ({
          what: said((language) => m.moments_digital_team({ name }, { locale: language })),
          whom: said(() => name),
          known: said((language) => m.moments_digital_team_known({}, { locale: language })),
          link: `/adoption/ladder?population=department&to=${addDays(week, 6)}`,
          thanks: [name],
          ...plain(m.moments_digital_team_unknown, m.moments_digital_team_next)
        })
      })
    );
}

/** The first so many companies that use it regularly. @param weekly how many at the end of each week, in order; undefined where hidden */
export function roundRegulars(weekly: readonly { week: Day; regular: number | undefined }[]): Candidate[] {
  let most: number | undefined;
  return weekly.flatMap(({ week, regular }, index) => {
    if (regular === undefined) return [];
    // What was hidden was most likely under ten, but may have stood beside what was: then the round number was passed earlier.
    const wasHidden = index > 0 && most === undefined;
    const before = most ?? (wasHidden ? 0 : Infinity);
    const passed = REGULARS.filter((round) => before < round && regular >= round).at(-1);
    most = Math.max(most ?? 0, regular);
    const day = addDays(week, 6);
    if (passed === undefined || (wasHidden && passed > REGULARS[0])) return [];
    return [
      fact(day, `regulars:${passed}`, {
        population: 'company',
        team: '',
        tell: () => ({
          what: said((language) => m.moments_round_regulars({ n: number(passed, language) }, { locale: language })),
          whom: said((language) => m.moments_whom_companies({}, { locale: language })),
          amount: {
            value: passed,
            unit: 'count',
            of: said((language) => m.moments_of_regulars({}, { locale: language }))
          },
          known: said((language) =>
            m.moments_round_regulars_known({ day: dayText(day, language) }, { locale: language })
          ),
          link: `/adoption/ladder?population=company&to=${day}`,
          thanks: [],
          ...plain(m.moments_round_regulars_unknown, m.moments_round_regulars_next)
        })
      })
    ];
  });
}
