/** Parameters of a URL into what a deed takes; a wrong one is refused by name. */
import { Refusal } from '#refusal.ts';
import { ask, WrongParameter, type Asked } from '#adoption/question.ts';
import { dayOf } from '#time/day.ts';
import { periodOf, WrongPeriod, type Period } from '#time/period.ts';

export function askedFunnel(url: URL): Asked {
  try {
    return ask(url.searchParams, dayOf(Date.now()));
  } catch (error) {
    if (error instanceof WrongParameter) throw new Refusal('parameter_wrong', `${error.parameter}: ${error.message}`);
    throw error;
  }
}

export function askedPeriod(url: URL): Period {
  try {
    return periodOf(url.searchParams.get('from') ?? '', url.searchParams.get('to') ?? '');
  } catch (error) {
    if (error instanceof WrongPeriod)
      throw new Refusal('parameter_wrong', `${error.parameter}: ${error.message} (yyyy-mm-dd)`);
    throw error;
  }
}
