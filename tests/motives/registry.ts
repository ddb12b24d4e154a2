/** A small registry of departments with deeds, put through the whole way from events to evidence. */
import { randomUUID } from 'node:crypto';
import * as journeys from '#adoption/journeys.server.ts';
import * as signals from '#motives/signals.server.ts';
import { insertRows, run } from '#store/warehouse.server.ts';
import { addDays, dayOf, startOf } from '#time/day.ts';

export interface Department {
  /** Whether it had occasion in the past year. */
  occasion: boolean;
  presentations: number;
  mailed: number;
  /** Through the box: it is a user then. */
  handled: number;
}

const FOREVER = '2149-01-01';

/** @param keys under which they are; 1, 2, … where left out */
export async function put(
  all: readonly Department[],
  keys: readonly string[] = all.map((_, index) => String(index + 1))
): Promise<void> {
  for (const table of ['events', 'organisations', 'eligibilities', 'ladders', 'journeys', 'motive_signals'])
    await run(`TRUNCATE TABLE ${table}`);
  const today = dayOf(Date.now());
  const common = { import_id: 'test', imported_at: Date.now() };
  const rows = <Row>(of: (one: Department, organisation: string) => Row[]) =>
    all.flatMap((one, index) => of(one, keys[index]!));
  await insertRows(
    'organisations',
    rows((_, organisation) => [
      {
        ...common,
        organisation,
        population: 'department',
        head: organisation,
        valid_from: addDays(today, -700),
        valid_to: FOREVER
      }
    ]),
    randomUUID()
  );
  await insertRows(
    'eligibilities',
    rows(({ occasion }, organisation) =>
      occasion
        ? [
            {
              ...common,
              organisation,
              process: 'Melding',
              valid_from: addDays(today, -60),
              valid_to: addDays(today, -30)
            }
          ]
        : []
    ),
    randomUUID()
  );
  await insertRows(
    'events',
    rows(({ presentations, mailed, handled }, organisation) =>
      [
        ...Array.from({ length: presentations }, () => ['presentation_attended', {}] as const),
        ...Array.from({ length: mailed }, () => ['message_handled', { channel: 'email' }] as const),
        ...Array.from({ length: handled }, () => ['message_handled', { channel: 'berichtenbox' }] as const)
      ].map(([name, properties], index) => ({
        id: randomUUID(),
        source: 'test',
        name,
        at: startOf(addDays(today, -50)) + index * 60_000,
        received_at: Date.now(),
        actor: organisation,
        organisation,
        properties
      }))
    ),
    randomUUID()
  );
  await journeys.refresh({ all: true });
  await signals.refresh({ all: true });
}
