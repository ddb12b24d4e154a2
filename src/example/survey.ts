/** How the invented companies answer the example survey: who does, and what each then says of itself. */
import { isObliged, type Company, type Random } from '#example/brabant.ts';
import type { Filled } from '#surveys/response.ts';

/** Part of the respondents that answers as if it were another: who is in a hurry, or misunderstands. */
export const CONTRADICTS = 0.04;

/** Why a company did not use the box on a day (since the start): what it came to later, it did not know then. */
function motiveOn(it: Company, reached: number, sent: number): Motive {
  if (sent > 0) return 'gebruiker';
  if (reached <= 1) return it.stages.length <= 1 ? it.motive : 'weten';
  if (reached === 2) return 'willen';
  return reached === 3 || it.motive === 'gebruiker' ? 'kunnen' : it.motive;
}

/** A company as it was on a day since the start. @param days how long all lasts */
export function asOf(it: Company, day: number, days: number): Company {
  const [stages, messages] = [it.stages, it.messages].map((moments) => moments.filter((at) => at <= day)) as [
    number[],
    number[]
  ];
  const occasions = it.occasions.filter((one) => one.day <= day);
  return {
    ...it,
    stages,
    messages,
    occasions,
    failures: stages.length >= 3 ? it.failures : 0,
    motive: motiveOn(it, stages.length, messages.length),
    must: isObliged(occasions, days)
  };
}

/** The chance to answer: larger companies and those that came further do so more often, as in any survey. */
export const answersChance = ({ size, stages }: Company): number =>
  Math.min(0.6, (size === '1' ? 0.14 : 0.29) + 0.075 * stages.length);

type Motive = Company['motive'];

const one = <T>(choices: readonly T[], chance: Random): T => choices[Math.floor(chance() * choices.length)]!;

const KNOWS = [
  'Een vergunning aanvragen.',
  'Berichten van de gemeente ontvangen.',
  'Subsidie aanvragen bij de provincie.',
  'Veilig post sturen naar de overheid.',
  'Stukken bij een aanvraag nasturen.'
];
const GUESSES: readonly (readonly [said: string, code: string])[] = [
  ['Geen idee.', 'weet-niet'],
  ['Dat weet ik niet precies.', 'weet-niet'],
  ['Is dat voor de belastingaangifte?', 'onjuist'],
  ['Reclame versturen?', 'onjuist']
];
const UNWILLING = ['geen-voordeel', 'liever-anders', 'liever-anders', 'gewoonte', 'gewoonte', 'geen-vertrouwen'];

/** What keeps somebody that cannot, after so many failures. */
function unableTo(failures: number, chance: Random): { stuck: string; keeps: string } {
  if (failures > 2) return { stuck: one(['inloggen', 'begrijpen'], chance), keeps: 'snap-niet' };
  if (failures > 0) return { stuck: one(['middel', 'machtiging'], chance), keeps: 'geen-middel' };
  return { stuck: 'lang', keeps: 'gedoe' };
}

const choose = (...options: string[]): Filled => ({ options, said: '' });

/** What the questions after the first get from who knows the box, if only by name. */
function ofWhoKnows(as: Motive, { failures, stages }: Company, chance: Random): Record<string, Filled> {
  if (as === 'gebruiker')
    return { geprobeerd: choose('gelukt'), tegen: choose('niets'), voornemen: choose(one(['4', '5'], chance)) };
  if (as === 'kunnen') {
    const { stuck, keeps } = unableTo(failures, chance);
    return {
      geprobeerd: choose('niet-gelukt'),
      vast: choose(stuck),
      tegen: choose(keeps, ...(chance() < 0.3 ? ['gedoe'] : [])),
      voornemen: choose(one(['3', '4', '5'], chance))
    };
  }
  if (as === 'willen')
    return {
      geprobeerd: choose(stages.length >= 4 ? 'gelukt' : 'nee'),
      tegen: choose(one(UNWILLING, chance), ...(chance() < 0.4 ? [one(UNWILLING, chance)] : [])),
      voornemen: choose(one(['1', '2', '2', '3'], chance))
    };
  return {
    geprobeerd: choose('nee'),
    tegen: choose(chance() < 0.8 ? 'geen-aanleiding' : 'anders'),
    voornemen: choose('3')
  };
}

export interface Response {
  filled: Map<string, Filled>;
  /** What staff makes of the answer in own words. */
  code: string;
}

/** What a company fills in. */
export function responseOf(company: Company, chance: Random): Response {
  const others = (['weten', 'willen', 'kunnen'] as const).filter((motive) => motive !== company.motive);
  const as = chance() < CONTRADICTS ? one(others, chance) : company.motive;
  const knows = as !== 'weten' ? 'goed' : chance() < 0.75 ? 'niet' : 'naam';
  const [said, code] = as === 'weten' ? one(GUESSES, chance) : [one(KNOWS, chance), 'juist'];
  const obliged = company.must
    ? one(['ja', 'ja', 'ja', 'ja', 'ja', 'ja', 'ja', 'weet-niet', 'weet-niet', 'nee'], chance)
    : chance() < CONTRADICTS
      ? 'ja'
      : one(['nee', 'nee', 'nee', 'nee', 'weet-niet'], chance);
  const filled = new Map<string, Filled>([['bekend', choose(knows)]]);
  if (chance() < 0.7) filled.set('waarvoor', { options: [], said });
  for (const [question, answer] of Object.entries(ofWhoKnows(as, company, chance))) filled.set(question, answer);
  filled.set('verplicht', choose(obliged));
  return { filled, code };
}
