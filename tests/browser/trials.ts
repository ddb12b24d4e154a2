/** Experiments that change one thing on pages of a site, put in force as the forms of the product do. */
import type { APIRequestContext } from '@playwright/test';
import { addDays, dayOf } from '../../src/time/day.ts';
import { HOERA, submit } from './session.ts';

const act = (by: APIRequestContext, key: string, action: string, form: Record<string, string> = {}) =>
  submit(by, `${HOERA}/experiments/${key}?/${action}`, form);

interface Trial {
  site: string;
  /** Addresses of the pages. */
  urls: string;
  /** What is changed, and into which text. */
  selector?: string;
  text?: string;
  /** Of the form; without weights nearly everybody gets the variant. */
  fields?: Record<string, string>;
}

export async function draft(by: APIRequestContext, { site, urls, fields }: Trial): Promise<string> {
  const made = await submit(by, `${HOERA}/experiments/new`, {
    name: `Proef ${new URL(urls).pathname.slice(0, -2)}`,
    site,
    hypothesis: 'Een duidelijker kop helpt bedrijven verder.',
    motive: 'kunnen',
    urls,
    control_name: 'Nu',
    variants: 'Duidelijk',
    metric: 'form_submitted',
    effect: '15',
    end: addDays(dayOf(Date.now()), 21),
    more: '1',
    assumed_baseline: '30',
    weights: '0,01 99,99',
    ramp: '100',
    ...fields
  });
  return made.split('/').at(-1)!;
}

export async function begin(by: APIRequestContext, trial: Trial): Promise<string> {
  const key = await draft(by, trial);
  const change = {
    domMutations: [{ selector: trial.selector ?? 'h1', action: 'set', attribute: 'html', value: trial.text ?? '' }]
  };
  await act(by, key, 'change', { revision: '1', variant: '1', change: JSON.stringify(change) });
  await act(by, key, 'start');
  return key;
}

export const stop = (by: APIRequestContext, key: string): Promise<string> => act(by, key, 'stop', { why: 'Proef' });

/** From a test to everybody at once. */
export async function ship(by: APIRequestContext, key: string): Promise<void> {
  await stop(by, key);
  await act(by, key, 'ship', { variant: '1', why: 'Proef' });
}
