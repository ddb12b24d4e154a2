/** Parameters of a URL into what a deed takes; a wrong one is refused by name. */
import { Refusal } from '#refusal.ts';
import { ask, WrongParameter, type Asked } from '#adoption/question.ts';
import { dayOf } from '#time/day.ts';
import { Period } from '#time/period.ts';

export function askedFunnel(url: URL): Asked {
  try {
    return ask(url.searchParams, dayOf(Date.now()));
  } catch (error) {
    if (error instanceof WrongParameter) throw new Refusal('parameter_wrong', `${error.parameter}: ${error.message}`);
    throw error;
  }
}

export function askedPeriod(url: URL): Period {
  const parsed = Period.safeParse({ from: url.searchParams.get('from'), to: url.searchParams.get('to') });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Refusal('parameter_wrong', `${issue?.path.join('.') ?? 'from'}: ${issue?.message ?? ''} (yyyy-mm-dd)`);
  }
  return parsed.data;
}
