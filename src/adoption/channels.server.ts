/** Which channels items take, out of message-box usage and its paper and e-mail counterparts. */
import { z } from 'zod';
import choicesSql from '#clickhouse/queries/adoption/channel_choices.sql?raw';
import baselineSql from '#clickhouse/queries/adoption/channel_baseline.sql?raw';
import channelsSql from '#clickhouse/queries/adoption/channels.sql?raw';
import { Baseline, endOf, FEWEST, firmer, shiftOf, sumOf, total, type Items, type Shift } from '#adoption/channels.ts';
import { GROUPINGS, type ChannelsAsked, type Grouping } from '#adoption/channel-question.ts';
import { Refusal } from '#refusal.ts';
import { fact, isExample, setFact } from '#store/facts.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, Day, startOf } from '#time/day.ts';
import { monthsOf } from '#time/period.ts';

const count = z.coerce.number();
const Row = z.object({
  month: z.string(),
  process: z.string(),
  value: z.string(),
  berichtenbox: count,
  portal: count,
  email: count,
  paper: count
});

export interface ChannelsAnswer {
  items: Items;
  /** In order; a month that the period has only part of is not whole. */
  months: (Items & { month: string; isWhole: boolean })[];
  /** Largest first; undefined when not asked for. */
  groups: (Items & { value: string })[] | undefined;
  /** With the baseline; undefined when there is none, or no whole month after it. */
  shift: Shift | undefined;
}

/** Months, processes and groups together that one answer holds. */
const MOST = 50_000;

const KEPT = 'channel_baseline';
const Part = Row.omit({ month: true, value: true }).extend({ since: Day, authority: z.string(), team: z.string() });

/** The first months of what is there now. */
async function found(): Promise<Baseline | undefined> {
  const rows = await ask(baselineSql, { fewest: FEWEST, most: MOST }, Part);
  return rows[0] && { since: rows[0].since, parts: rows.map(({ since: _, ...part }) => part) };
}

/** @returns undefined as long as there is none; what of its months has not ended or come in is not in it yet */
export async function baseline(): Promise<Baseline | undefined> {
  // Of what was invented none is kept, and of what it was mixed with neither.
  const kept = (await isExample()) ? undefined : Baseline.safeParse(await fact(KEPT)).data;
  return kept ?? found();
}

/** Keeps the baseline, because files are removed after their term; earlier ones that come later move it. @param today whose month has not ended */
export async function keepBaseline(today: Day): Promise<void> {
  if (await isExample()) return;
  const [kept, now] = [Baseline.safeParse(await fact(KEPT)).data, await found()];
  const firm = firmer(kept, now && endOf(now) <= today ? now : undefined);
  if (firm && firm !== kept) await setFact(KEPT, firm);
}

/** @throws Refusal question_too_wide */
export async function channels({ period, by, filters }: ChannelsAsked): Promise<ChannelsAnswer> {
  const { from, to } = period;
  const span = { since: startOf(from), until: startOf(addDays(to, 1)) };
  const [rows, first] = await Promise.all([
    ask(channelsSql, { ...span, ...filters, by: by ?? '', most: MOST + 1 }, Row),
    baseline()
  ]);
  if (rows.length > MOST)
    throw new Refusal(
      'question_too_wide',
      'Deze vraag heeft te veel maanden, processen en groepen tegelijk. Kies een kortere periode of één proces.',
      { status: 422 }
    );
  const all = monthsOf(period);
  const months = all.map(({ month, isWhole }) => ({
    month,
    isWhole,
    ...sumOf(rows.filter((row) => row.month === month))
  }));
  const groups = [...Map.groupBy(rows, ({ value }) => value)].map(([value, own]) => ({ value, ...sumOf(own) }));
  groups.sort((a, b) => total(b) - total(a) || a.value.localeCompare(b.value, 'nl'));
  const whole = all.filter(({ isWhole }) => isWhole).map(({ month }) => month);
  const isAsked = (part: Record<Grouping, string>) =>
    GROUPINGS.every((name) => filters[name] === '' || part[name] === filters[name]);
  const shift = first && shiftOf({ ...first, parts: first.parts.filter(isAsked) }, rows, whole);
  return { items: sumOf(rows), months, groups: by && groups, shift };
}

/** What there is to filter on. */
export async function choices(): Promise<Record<Grouping, string[]>> {
  const names = z.array(z.string());
  const [row] = await ask(choicesSql, {}, z.object({ process: names, authority: names, team: names }));
  return row ?? { process: [], authority: [], team: [] };
}
