/** A question about channels as it stands in a URL. */
import { z } from 'zod';
import { askedPeriod, WrongParameter } from '#adoption/question.ts';
import { CHANNELS } from '#events/message.ts';
import type { UnitCosts } from '#adoption/channels.ts';
import type { Day } from '#time/day.ts';
import type { Period } from '#time/period.ts';

export const GROUPINGS = ['process', 'authority', 'team'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** What an item can cost through a channel, and the parameter `euro_paper` says it of paper. */
export const COSTS = ['euro', 'minutes'] as const;
export type Cost = (typeof COSTS)[number];

export interface ChannelsAsked {
  period: Period;
  by: Grouping | undefined;
  /** Empty is all. */
  filters: Readonly<Record<Grouping, string>>;
  costs: Readonly<Record<Cost, UnitCosts>>;
}

/** Of one item: up to a hundred thousand, with a comma or a point. */
const Amount = z.coerce.number().min(0).max(100_000);

function costsOf(parameters: URLSearchParams, cost: Cost): UnitCosts {
  return Object.fromEntries(
    CHANNELS.flatMap((channel) => {
      const name = `${cost}_${channel}`;
      const text = (parameters.get(name) ?? '').trim();
      if (text === '') return [];
      const amount = Amount.safeParse(text.replace(',', '.'));
      if (!amount.success) throw new WrongParameter(name, 'must be a number from 0 to 100,000', 'number');
      return [[channel, amount.data]];
    })
  );
}

/**
 * @param today the last day of a period that does not say so
 * @throws WrongParameter
 */
export function askChannels(parameters: URLSearchParams, today: Day): ChannelsAsked {
  const by = z
    .enum(GROUPINGS)
    .optional()
    .safeParse(parameters.get('by') || undefined);
  if (!by.success) throw new WrongParameter('by', `must be one of ${GROUPINGS.join(', ')}`);
  const filters = Object.fromEntries(
    GROUPINGS.map((name) => {
      const value = parameters.get(name) ?? '';
      if (value.length > 200) throw new WrongParameter(name, 'has at most 200 characters');
      return [name, value];
    })
  ) as Record<Grouping, string>;
  const costs = { euro: costsOf(parameters, 'euro'), minutes: costsOf(parameters, 'minutes') };
  return { period: askedPeriod(parameters, today), by: by.data, filters, costs };
}
