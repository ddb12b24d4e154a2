/**
 * In a process of its own, because the engine binds one folder: own five-step funnels as the product asks them against the
 * shortest SQL we could write by hand for the same figures, turn by turn. Prints JSON: milliseconds, medians.
 */
import { z } from 'zod';
import * as adoption from '#adoption/adoption.server.ts';
import { Funnel } from '#adoption/funnel.ts';
import { closeStores, openStores } from '#store/store.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, dayOf, startOf } from '#time/day.ts';

const TURNS = 7;
const EVENTS = ['page_view', 'information_read', 'login_started', 'login_succeeded', 'box_created'];
const steps = EVENTS.map((event) => ({ name: event, any: [{ event, filters: [] }] }));
const to = dayOf(Date.now());
const period = { from: addDays(to, -364), to };
const until = startOf(addDays(to, 1));
const since = startOf(period.from);

const NAMES = EVENTS.map((name) => `'${name}'`).join(', ');
const LEVEL = `windowFunnel(${30 * 86_400_000})(toUInt64(toUnixTimestamp64Milli(at)), ${EVENTS.map((name) => `name = '${name}'`).join(', ')})`;
const COUNTS = EVENTS.map((_, index) => `countIf(level > ${index})`).join(', ');

/** Visitors: one pass in the order of the table. */
const VISITORS = `
  SELECT [${COUNTS}] AS steps FROM (
    SELECT ${LEVEL} AS level FROM events
    WHERE name IN (${NAMES}) AND visitor != 0 AND at >= fromUnixTimestamp64Milli(${since}) AND at < fromUnixTimestamp64Milli(${until})
    GROUP BY visitor)`;

/** Organisations with occasion in the period, anonymous visits included where the visitor proved to be theirs. */
const ORGANISATIONS = `
  SELECT [${COUNTS}] AS steps FROM (
    SELECT organisation, level FROM (
      SELECT if(e.organisation != 0, e.organisation, l.linked) AS organisation, ${LEVEL} AS level
      FROM events AS e
      LEFT ANY JOIN (SELECT visitor, any(organisation) AS linked FROM links GROUP BY visitor HAVING uniqExact(organisation) = 1) AS l ON e.visitor = l.visitor
      WHERE e.name IN (${NAMES}) AND e.at < fromUnixTimestamp64Milli(${until})
      GROUP BY organisation)
    WHERE organisation IN (
      SELECT organisation FROM eligibilities FINAL
      WHERE valid_from <= '${period.to}' AND valid_to > '${period.from}' AND organisation IN (
        SELECT organisation FROM organisations FINAL
        WHERE population = 'company' AND valid_from <= '${period.to}' AND valid_to > '${period.from}')))`;

const Row = z.object({ steps: z.array(z.coerce.number()) });

async function compare(what: string, population: 'visitor' | 'company', sql: string): Promise<object> {
  const funnel = Funnel.parse({ population, window: 30, steps, exclusions: [] });
  const times: Record<'ours' | 'byHand', number[]> = { ours: [], byHand: [] };
  for (let turn = -1; turn < TURNS; turn++) {
    let started = performance.now();
    const { steps: counts } = await adoption.counted({ funnel, period, times: false });
    const ours = performance.now() - started;
    started = performance.now();
    const [row] = await ask(sql, {}, Row, { memory: 6e9 });
    const byHand = performance.now() - started;
    if (String(counts) !== String(row?.steps)) throw new Error(`${what}: ${counts} is not ${row?.steps}`);
    if (turn >= 0) {
      times.ours.push(ours);
      times.byHand.push(byHand);
    }
  }
  const middle = (of: number[]) => of.sort((a, b) => a - b)[Math.floor(TURNS / 2)];
  return { what, ours: middle(times.ours), byHand: middle(times.byHand) };
}

await openStores();
const results = [
  await compare('funnel of five events by visitor', 'visitor', VISITORS),
  await compare('funnel of five events by company', 'company', ORGANISATIONS)
];
await closeStores();
console.log(JSON.stringify(results));
