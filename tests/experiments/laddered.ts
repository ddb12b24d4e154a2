/** Ladders as they are kept, of organisations that come to use the box in a week or never: to ask questions of. */
import { randomUUID } from 'node:crypto';
import { LADDERS, NOTHING_YET, useOf } from '#adoption/ladder.ts';
import { insertRows, run } from '#store/warehouse.server.ts';
import { addDays, type Day } from '#time/day.ts';

export interface Climbed {
  organisation: string;
  municipality: string;
  sector: string;
  /** Monday of the week at whose end it had come to use the box; undefined is never. */
  came: Day | undefined;
  /** Monday of the week at whose end it was no longer in the registry. */
  gone?: Day | undefined;
}

const USE = useOf(LADDERS.company);

/** All had occasion since the first week. */
export async function putLadders(all: readonly Climbed[], first: Day): Promise<void> {
  await run('TRUNCATE TABLE ladders');
  await insertRows(
    'ladders',
    all.map(({ organisation, municipality, sector, came, gone }) => {
      const changes: [Day, number][] = [[first, NOTHING_YET]];
      if (came !== undefined && (gone === undefined || came < gone)) {
        if (came === first) changes[0] = [first, USE];
        else changes.push([came, USE]);
      }
      if (gone !== undefined) changes.push([gone, 0]);
      return {
        population: 'company',
        organisation,
        valid_from: addDays(first, -30),
        municipality,
        region: 'Midden',
        sector,
        size: '1',
        came: 0,
        several: false,
        weeks: changes.map(([week]) => week),
        states: changes.map(([, state]) => state),
        example: false,
        computed_at: 1
      };
    }),
    randomUUID()
  );
}
