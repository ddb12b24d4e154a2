/** From the list of signals to one parameterised question: how often each was there, per organisation. */
import { deeds, matches, Parameters } from '#adoption/compile.ts';
import type { Climber } from '#adoption/ladder.ts';
import { MOST, SIGNALS } from '#motives/signal.ts';
import type { Day } from '#time/day.ts';

/** Somebody has to, in this process, between these days. */
export interface Obligation {
  process: string;
  validFrom: string;
  validTo: string;
}

export interface Occasion {
  from: Day;
  /** The first day after it. */
  to: Day;
  process: string;
}

/** As the engine takes a year off: of the 29th of February it is the 28th. */
const yearBefore = (day: Day): Day =>
  `${Number(day.slice(0, 4)) - 1}${day.endsWith('-02-29') ? '-02-28' : day.slice(4)}`;

/** Whether somebody with this occasion has to, as of a day. The engine does the same, see below. */
export function holdsFor({ process, validFrom, validTo }: Obligation, occasion: Occasion, day: Day): boolean {
  const isRecent = occasion.from <= day && occasion.to > yearBefore(day);
  return (
    isRecent && process === occasion.process && occasion.from < validTo && occasion.to > validFrom && validFrom <= day
  );
}

/**
 * Rows are (organisation, signals), of whoever of the population had occasion or did something.
 * Parameters beside those of the signals: until, only, slice and slices as for deeds; population; and `at`, the day up to which a year of
 * occasions counts.
 * @param occasions a question that gives occasions of whose, with their processes
 */
export function compileSignals(
  population: Climber,
  { occasions, obligations }: { occasions: string; obligations: readonly Obligation[] }
): { sql: string; parameters: Record<string, unknown> } {
  const parameters = new Parameters();
  const most = parameters.add('UInt64', MOST);
  const signals = SIGNALS[population];
  const matchers = signals.flatMap(({ counts }) => (typeof counts === 'string' ? [] : counts));
  const names = parameters.add('Array(String)', [...new Set(matchers.map(({ event }) => event))]);
  const [process, begin, end] = (['process', 'validFrom', 'validTo'] as const).map((part) =>
    parameters.add(
      part === 'process' ? 'Array(String)' : 'Array(Date)',
      obligations.map((obligation) => obligation[part])
    )
  );
  // In the year up to the day: what is longer ago is no reason now, and what is to come is none yet.
  const recent = 'f <= {at:Date} AND t > subtractYears({at:Date}, 1)';
  const counted = signals.map(({ counts }, place) => {
    if (counts === 'occasions') return `arrayCount((f, t) -> ${recent}, e.eligible_from, e.eligible_to)`;
    if (counts === 'obligations')
      return `arrayCount((f, t, p) -> ${recent} AND arrayExists((q, b, u) -> q = p AND f < u AND t > b AND b <= {at:Date}, ${process}, ${begin}, ${end}), e.eligible_from, e.eligible_to, e.eligible_process)`;
    return `d.n${place}`;
  });
  // An event may have come twice: it is counted once for its id.
  const often = signals.flatMap(({ counts }, place) =>
    typeof counts === 'string' ? [] : [`uniqExactIf(id, ${matches(counts, parameters)}) AS n${place}`]
  );
  const sql = `
    SELECT if(e.whose != 0, e.whose, d.who) AS organisation, arrayMap(n -> toUInt32(least(n, ${most})), [${counted.join(', ')}]) AS signals
    FROM (${occasions}) AS e
    FULL JOIN (
      SELECT who, ${often.join(', ')}
      FROM (${deeds(names, 'at, id, name, source, host, path, campaign, medium, referrer, device, properties')})
      GROUP BY who
    ) AS d ON e.whose = d.who
    WHERE organisation IN (SELECT organisation FROM organisations WHERE population = {population:String} AND head = organisation)`;
  return { sql, parameters: parameters.values };
}
