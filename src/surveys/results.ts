/** What came out of a survey: per question how many gave each answer, with its interval, and what is too few to show. */
import { isSmall, suppressed } from '#statistics/hiding.ts';
import { wilson, type Share } from '#statistics/proportion.ts';
import type { Definition, Question, QuestionKind } from '#surveys/survey.ts';

/** How many answered a question, and how many chose each option; of an open question also how many answers were coded. */
export interface Counted {
  answered: number;
  coded: number;
  options: ReadonlyMap<string, number>;
}

export interface OptionResult {
  key: string;
  text: string;
  /** Undefined where it is too small to show, or would give a small one away. */
  count: number | undefined;
  share: Share | undefined;
}

export interface QuestionResult {
  key: string;
  kind: QuestionKind;
  text: string;
  /** Of how many the shares are: who answered; of an open question whose answer was coded. */
  of: number | undefined;
  answered: number | undefined;
  options: OptionResult[];
}

const NOBODY: Counted = { answered: 0, coded: 0, options: new Map() };

/** Which options of a question must stay hidden. */
function hiddenOf({ kind, options }: Question, { options: counts }: Counted, of: number, careful: boolean): boolean[] {
  const each = options.map(({ key }) => counts.get(key) ?? 0);
  if (!careful) return each.map(() => false);
  // Whoever gave none of the shown answers gave one that is hidden: of a single small one that would tell how many at least. An open
  // answer may have no code at all.
  const shown = each.reduce((sum, count) => sum + (isSmall(count) ? 0 : count), 0);
  return kind !== 'open' && shown < of ? suppressed(each) : each.map(isSmall);
}

/**
 * Results as they may be shown. Companies are persons: fewer than ten are not told, nor who was asked because of an answer that is
 * not told, since the number asked would tell it.
 */
export function resultsOf(
  { questions, population }: Definition,
  counted: ReadonlyMap<string, Counted>
): QuestionResult[] {
  const careful = population === 'company';
  const untold = new Map<string, ReadonlySet<string>>();
  return questions.map((question) => {
    const { key, kind, text, options, ends, onlyAfter } = question;
    const found = counted.get(key) ?? NOBODY;
    const of = kind === 'open' ? found.coded : found.answered;
    const parent = onlyAfter && untold.get(onlyAfter.question);
    const derived = onlyAfter?.options.some((option) => parent?.has(option)) ?? false;
    const all = derived || (careful && isSmall(found.answered));
    const none = all || (careful && isSmall(of));
    const hidden = hiddenOf(question, found, of, careful).map((one) => one || none);
    untold.set(key, new Set(options.filter((_, place) => hidden[place]).map((option) => option.key)));
    return {
      key,
      kind,
      text,
      of: none ? undefined : of,
      answered: all ? undefined : found.answered,
      options: options.map((option, place) => {
        const count = found.options.get(option.key) ?? 0;
        return {
          key: option.key,
          text:
            ends && (place === 0 || place === options.length - 1)
              ? `${option.text} (${ends[place && 1]})`
              : option.text,
          count: hidden[place] ? undefined : count,
          share: hidden[place] ? undefined : wilson(count, of)
        };
      })
    };
  });
}

/** Classes of size by which the response is held against the registry; the registry has finer ones. */
export const SIZE_CLASSES = ['1', '2-10', '10+', ''] as const;
export type SizeClass = (typeof SIZE_CLASSES)[number];

export function sizeClassOf(size: string): SizeClass {
  if (size === '1') return '1';
  if (['2', '3-5', '5-10'].includes(size)) return '2-10';
  return size === '' ? '' : '10+';
}

export interface Standing {
  size: SizeClass;
  /** In the registry. */
  registered: number | undefined;
  invited: number | undefined;
  answered: number | undefined;
  response: Share | undefined;
}

/** Who was invited and who answered, beside who there is. */
export function standingsOf(
  registered: ReadonlyMap<SizeClass, number>,
  invited: ReadonlyMap<SizeClass, number>,
  answered: ReadonlyMap<SizeClass, number>
): Standing[] {
  const column = (counts: ReadonlyMap<SizeClass, number>) => SIZE_CLASSES.map((size) => counts.get(size) ?? 0);
  const there = column(registered);
  const unseen = suppressed(there);
  const asked = column(invited);
  const few = suppressed(asked);
  const hidden = suppressed(column(answered), few);
  return SIZE_CLASSES.map((size, place) => {
    const count = answered.get(size) ?? 0;
    return {
      size,
      registered: unseen[place] ? undefined : there[place]!,
      invited: few[place] ? undefined : asked[place]!,
      answered: hidden[place] ? undefined : count,
      response: hidden[place] ? undefined : wilson(count, asked[place]!)
    };
  }).filter((_, place) => there[place]! > 0 || asked[place]! > 0);
}
