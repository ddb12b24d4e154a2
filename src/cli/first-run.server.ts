/** What a start does beyond opening: the first administrator, example data for an empty installation, the running roll-ups. */
import { z } from 'zod';
import * as accounts from '#accounts/accounts.server.ts';
import * as journeys from '#adoption/journeys.server.ts';
import { environment } from '#environment.ts';
import * as example from '#example/example.server.ts';
import { DEFAULT_SIZE } from '#example/size.ts';
import * as importing from '#files/importing.server.ts';
import * as rules from '#motives/rules.server.ts';
import * as signals from '#motives/signals.server.ts';
import * as municipalities from '#organisations/municipalities.server.ts';
import { fact, setFact } from '#store/facts.server.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, dayOf } from '#time/day.ts';

async function isEmpty(): Promise<boolean> {
  const [row] = await ask(
    'SELECT (SELECT count() FROM events) + (SELECT count() FROM organisations) AS n',
    {},
    z.object({ n: z.coerce.number() })
  );
  return row?.n === 0;
}

/** @returns how to stop what was started */
export async function firstRun(): Promise<() => Promise<void>> {
  await importing.resume();
  await municipalities.fill();
  await rules.renew();
  // Once in the life of an installation: whoever removes the example does not get it back at the next start.
  if ((await fact('started')) === undefined) {
    const login = await accounts.addFirst();
    if (environment().example && (await isEmpty())) {
      console.log('Filling the empty installation with example data (HOERA_EXAMPLE=0 starts without) …');
      // Until yesterday: today's hours are still to come.
      const yesterday = addDays(dayOf(Date.now()), -1);
      await example.fill({ ...DEFAULT_SIZE, until: yesterday });
    }
    await setFact('started', true);
    if (login) console.log(`Example login: ${login.email} with password ${login.password}`);
  }
  const stops = [journeys.keepFresh(), signals.keepFresh()];
  return async () => {
    for (const stop of stops) await stop();
  };
}
