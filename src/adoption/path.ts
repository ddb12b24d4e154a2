/** Paths: what visitors did right before and right after a step, with what is too rare put together. */
import { isSmall, SMALLEST } from '#statistics/hiding.ts';
import { wilson, type Share } from '#statistics/proportion.ts';

/** What a visitor does on a website, in the order in which it is offered. */
export const VISITED = [
  'page_view',
  'information_read',
  'help_viewed',
  'login_started',
  'login_succeeded',
  'login_failed',
  'form_start',
  'form_step',
  'form_error',
  'form_abandon',
  'form_submit',
  'upload_failed',
  'box_created',
  'reachability_declared',
  'link_outbound',
  'download'
] as const;

/** Steps before it and after it. */
export const DISTANCES = [-3, -2, -1, 1, 2, 3] as const;

/** The share above which one may say nearly all. */
const NEARLY = 0.8;

/** So many different steps at each distance; all others are told together. */
const MOST = 8;

export interface Beside {
  distance: number;
  /** A path (with its slash), the name of an event, or empty: there was nothing more in the visit. */
  steps: { name: string; visitors: number; share: Share }[];
  /** In place of these: nearly all did this, more than this share (NEARLY at least), and of the others no more may be said. */
  nearly: { name: string; above: number } | undefined;
  /** All else together, none of it shown by itself. */
  rest: { visitors: number; share: Share } | undefined;
}

/**
 * The steps at one distance as they may be shown: never fewer than ten visitors, also not in what is left.
 * @param counts visitors by step; together they are all visitors
 */
export function besideOf(distance: number, counts: readonly { name: string; visitors: number }[]): Beside {
  const all = counts.reduce((sum, { visitors }) => sum + visitors, 0);
  const steps = counts
    .filter(({ visitors }) => visitors > 0 && !isSmall(visitors))
    .sort((a, b) => b.visitors - a.visitors || (a.name < b.name ? -1 : 1))
    .slice(0, MOST);
  const left = () => all - steps.reduce((sum, { visitors }) => sum + visitors, 0);
  while (isSmall(left()) && steps.length > 1) steps.pop();
  const [most] = steps;
  if (most && isSmall(left())) {
    const above = (all - SMALLEST) / all;
    if (above >= NEARLY) return { distance, steps: [], nearly: { name: most.name, above }, rest: undefined };
    steps.pop();
  }
  const shareOf = (visitors: number) => ({ visitors, share: wilson(visitors, all)! });
  return {
    distance,
    steps: steps.map(({ name, visitors }) => ({ name, ...shareOf(visitors) })),
    nearly: undefined,
    rest: left() > 0 ? shareOf(left()) : undefined
  };
}
