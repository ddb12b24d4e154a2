/** What is said of teams, in the language of the page. */
import type { PathsAnswer } from '#adoption/team-paths.ts';
import type { Measure, TeamView, Unit } from '#adoption/team-question.ts';
import type { Comparison } from '#adoption/team-shares.ts';
import type { Pace } from '#adoption/team-paces.ts';
import type { TimesAnswer } from '#adoption/team-times.ts';
import { CHANNELS, type Channel } from '#events/message.ts';
import type { Place } from '#statistics/funnel-plot.ts';
import { number, share, type Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';
import { CHANNEL_NAMES } from '../channels/words.ts';

export const VIEW_NAMES: Readonly<Record<TeamView, () => string>> = {
  share: m.teams_view_share,
  time: m.teams_view_time,
  paths: m.teams_view_paths
};
export const UNIT_NAMES: Readonly<Record<Unit, () => string>> = {
  team: m.channels_team,
  authority: m.channels_authority
};
/** More of them, in a sentence. */
export const unitsOf = (by: Unit): string => ({ team: m.teams_units_team, authority: m.teams_units_authority })[by]();

export const MEASURE_NAMES: Readonly<Record<Measure, () => string>> = {
  box: m.teams_measure_box,
  digital: m.teams_measure_digital
};
/** As in "goes …". */
export const wayOf = (measure: Measure): string => ({ box: m.teams_way_box, digital: m.teams_way_digital })[measure]();

export const PLACE_NAMES: Readonly<Record<Place, () => string>> = {
  above: m.teams_place_above,
  below: m.teams_place_below,
  edge: m.teams_place_edge,
  within: m.teams_place_within
};
export const PACE_NAMES: Readonly<Record<Pace, () => string>> = {
  faster: m.teams_pace_faster,
  similar: m.teams_pace_similar,
  slower: m.teams_pace_slower
};

const isChannel = (step: string): step is Channel => (CHANNELS as readonly string[]).includes(step);
export const pathName = (path: string): string =>
  path
    .split('>')
    .map((step) => (isChannel(step) ? CHANNEL_NAMES[step]() : m.teams_path_more()))
    .join(' → ');

/** Names that a sentence can hold. */
const MOST_NAMES = 3;

function named(values: readonly string[], language: Language): string {
  const shown = values.slice(0, MOST_NAMES);
  const more = values.length - shown.length;
  return new Intl.ListFormat(language).format(
    more > 0 ? [...shown, m.teams_more({ count: number(more, language) })] : shown
  );
}

/** The answer in a few sentences, the first of which is the most important. */
export function shareHeadline(
  { teams, judged, share: whole, n, count }: Comparison,
  by: Unit,
  measure: Measure,
  language: Language
): string[] {
  if (!whole) return [m.teams_headline_few()];
  const total = { count: number(n, language), share: share(whole.value, language), way: wayOf(measure) };
  if (count === 0) return [m.teams_headline_nothing(total)];
  if (count === n) return [m.teams_headline_everything(total)];
  if (judged === 0) return [m.teams_headline_alone({ ...total, units: unitsOf(by) })];
  const at = (place: Place) => teams.filter((one) => one.place === place).map(({ value }) => value);
  const [above, below, edge] = [at('above'), at('below'), at('edge')];
  const say = (values: readonly string[], sentence: (names: { names: string; way: string }) => string) =>
    values.length === 0 ? [] : [sentence({ names: named(values, language), way: wayOf(measure) })];
  const within = judged - above.length - below.length;
  const counted = { judged: number(judged, language), within: number(within, language), units: unitsOf(by) };
  return [
    (within === judged ? m.teams_headline_share_all : m.teams_headline_share)(counted),
    ...say(above, m.teams_headline_above),
    ...say(below, m.teams_headline_below),
    ...say(edge, m.teams_headline_edge),
    m.teams_headline_whole(total)
  ];
}

export function timeHeadline({ all, teams }: TimesAnswer, by: Unit, language: Language): string[] {
  if (all.n === 0) return [all.notProvided > 0 ? m.teams_headline_not_provided() : m.teams_headline_none_received()];
  const at = (pace: Pace) => teams.filter((one) => one.pace === pace).map(({ value }) => value);
  const [faster, slower] = [at('faster'), at('slower')];
  const half = all.median?.time;
  return [
    half === undefined ? m.teams_headline_time_unknown() : m.teams_headline_time({ days: number(half, language) }),
    ...(faster.length + slower.length === 0
      ? [(at('similar').length > 1 ? m.teams_headline_time_alike : m.teams_headline_time_few)({ units: unitsOf(by) })]
      : []),
    ...(slower.length > 0 ? [m.teams_headline_slower({ names: named(slower, language) })] : []),
    ...(faster.length > 0 ? [m.teams_headline_faster({ names: named(faster, language) })] : [])
  ];
}

/** Where a correlation is called small, or medium: different where the whole interval is at least small, alike where it is all below medium. Source: Cohen (1988), Statistical Power Analysis, 7.2. */
const [SMALL, MEDIUM] = [0.1, 0.3];

export function pathsHeadline({ association, paths, all }: PathsAnswer, by: Unit, language: Language): string[] {
  const units = unitsOf(by);
  const [path, count] = [paths[0], all.counts[0]];
  const most =
    path !== undefined && count !== undefined && all.organisations !== undefined
      ? [m.teams_headline_path_most({ path: pathName(path), share: share(count / all.organisations, language) })]
      : [];
  if (!association) return [m.teams_headline_paths_few(), ...most];
  const [isApart, isNear] = [association.low >= SMALL, association.high < MEDIUM];
  if (isApart) return [(isNear ? m.teams_headline_paths_some : m.teams_headline_paths_differ)({ units }), ...most];
  return [(isNear ? m.teams_headline_paths_alike : m.teams_headline_paths_unsure)({ units }), ...most];
}
