/** Which channels items take, out of message-box usage and its paper and e-mail counterparts. */
import { z } from 'zod';
import choicesSql from '#clickhouse/queries/adoption/channel_choices.sql?raw';
import channelsSql from '#clickhouse/queries/adoption/channels.sql?raw';
import { shiftOf, sumOf, total, type Items, type Shift } from '#adoption/channels.ts';
import type { ChannelsAsked, Grouping } from '#adoption/channel-question.ts';
import { Refusal } from '#refusal.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, startOf } from '#time/day.ts';
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
  shift: Shift | undefined;
}

/** Months, processes and groups together that one answer holds. */
const MOST = 50_000;

/** @throws Refusal question_too_wide */
export async function channels({ period, by, filters }: ChannelsAsked): Promise<ChannelsAnswer> {
  const { from, to } = period;
  const span = { since: startOf(from), until: startOf(addDays(to, 1)) };
  const rows = await ask(channelsSql, { ...span, ...filters, by: by ?? '', most: MOST + 1 }, Row);
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
  return { items: sumOf(rows), months, groups: by && groups, shift: shiftOf(rows, whole) };
}

/** What there is to filter on. */
export async function choices(): Promise<Record<Grouping, string[]>> {
  const names = z.array(z.string());
  const [row] = await ask(choicesSql, {}, z.object({ process: names, authority: names, team: names }));
  return row ?? { process: [], authority: [], team: [] };
}
