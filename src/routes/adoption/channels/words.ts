/** Channels and what items can be divided by, in the language of the page. */
import type { Cost, Grouping } from '#adoption/channel-question.ts';
import type { Channel } from '#events/message.ts';
import { m } from '#ui/paraglide/messages.js';

/** In the order in which they are shown: digital first. */
export const CHANNEL_NAMES: Readonly<Record<Channel, () => string>> = {
  berichtenbox: m.channels_berichtenbox,
  portal: m.channels_portal,
  email: m.channels_email,
  paper: m.channels_paper
};
export const SHOWN = Object.keys(CHANNEL_NAMES) as Channel[];

export const GROUPING_NAMES: Readonly<Record<Grouping, () => string>> = {
  process: m.channels_process,
  authority: m.channels_authority,
  team: m.channels_team
};

export const costName = (cost: Cost, channel: Channel): string =>
  ({ euro: m.channels_euro, minutes: m.channels_minutes })[cost]({ channel: CHANNEL_NAMES[channel]() });
