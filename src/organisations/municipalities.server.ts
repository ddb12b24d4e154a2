/** Puts the municipalities into the warehouse, where regions are looked up. */
import { MUNICIPALITIES } from '#organisations/municipality.ts';
import { insertRows } from '#store/warehouse.server.ts';

/** Repeatable: the same list under the same token is inserted once. */
export async function fill(): Promise<void> {
  await insertRows(
    'municipalities',
    MUNICIPALITIES.map(({ name, region, validFrom, validTo, successor }) => ({
      municipality: name,
      region,
      valid_from: validFrom,
      valid_to: validTo,
      successor,
      imported_at: 0
    })),
    'municipalities-2026'
  );
}
