/** What is in the registry on a day, and what is missing from it. */
import { suppressedWithin } from '#statistics/hiding.ts';
import * as messages from '#events/messages.server.ts';
import { BOUNDARIES, todayOf } from '#organisations/municipality.ts';
import * as organisations from '#organisations/organisations.server.ts';
import { Population } from '#organisations/organisation.ts';
import { chosen, withoutFaults, WrongParameter } from '#adoption/question.ts';
import { dayOf, type Day } from '#time/day.ts';
import { lastDays, periodOf, WrongPeriod } from '#time/period.ts';
import { partly, wrongIn } from '../wrong.ts';
import type { PageServerLoad } from './$types';

/** @throws WrongParameter */
function ask(parameters: URLSearchParams, today: Day) {
  const day = parameters.get('day') || today;
  try {
    periodOf(day, day);
  } catch (error) {
    if (error instanceof WrongPeriod) throw new WrongParameter('day', error.message, error.fault);
    throw error;
  }
  return {
    population: Population.catch('company').parse(parameters.get('population')),
    day,
    boundaries: chosen(parameters, 'boundaries', BOUNDARIES) ?? 'now'
  };
}

export const load: PageServerLoad = async ({ url, locals }) => {
  const today = dayOf(Date.now());
  const { asked, faults } = withoutFaults(ask, url.searchParams, today);
  const wrong = faults.map((fault) => wrongIn(fault, url));
  locals.refusal = partly(wrong);
  const { population, day, boundaries } = asked;
  const [rows, quality, opened, sources] = await Promise.all([
    organisations.overview(population, day, boundaries),
    organisations.quality(today),
    messages.openedWithin(3, lastDays(today, 365)),
    messages.list()
  ]);
  const dimensions = ['region', 'sector', 'size', 'municipality'].map((dimension) => {
    const groups = rows.filter((row) => row.dimension === dimension);
    const hidden = suppressedWithin(
      groups.map((group) => group.organisations),
      groups.map(({ value }) => (dimension === 'municipality' ? todayOf(value) : value))
    );
    // Public bodies are no persons: their small numbers are not secret.
    return {
      dimension,
      groups: groups.map(({ value, organisations: n }, index) => ({
        value,
        n: population === 'company' && hidden[index] ? undefined : n
      }))
    };
  });
  return { ...asked, today, wrong, dimensions, quality, opened, sources };
};
