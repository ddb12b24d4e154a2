/**
 * fast-check with the same cases every time, so that what fails here fails there and nothing fails by chance;
 * `HOERA_SEED=123 npm test` tries others.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['HOERA_SEED'] ?? 20_261_125) });

/** Whether the stores are servers: the engine and what it is asked are the same there, only the way to them is another. */
export const ON_SERVERS = Boolean(process.env['CLICKHOUSE_URL']);

/** How many cases of a question to the stores: all of them in `npm run faults`, fewer in `npm test`, and fewest on servers. */
export const runs = (times: number): number =>
  Math.ceil(times / ((process.env['HOERA_FAULTS'] ? 1 : 2) * (ON_SERVERS ? 4 : 1)));

/** Which cases that ask the stores the same: fewer on servers. */
export const some = <T>(cases: readonly T[]): T[] => cases.filter((_, index) => !ON_SERVERS || index % 4 === 0);

export { fc };
