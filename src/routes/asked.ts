/** Parameters of a URL into what a deed takes; a wrong one is refused by name. */
import { Refusal } from '#refusal.ts';
import { WrongParameter } from '#adoption/question.ts';
import { dayOf, type Day } from '#time/day.ts';
import { periodOf, WrongPeriod, type Period } from '#time/period.ts';

/** @throws Refusal parameter_wrong */
export function asked<Question>(url: URL, asks: (parameters: URLSearchParams, today: Day) => Question): Question {
  try {
    return asks(url.searchParams, dayOf(Date.now()));
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
