/**
 * fast-check with the same cases every time, so that what fails here fails there and nothing fails by chance;
 * `HOERA_SEED=123 npm test` tries others.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['HOERA_SEED'] ?? 20_261_125) });

/** How many cases of a question to the stores: fewer on servers, where only the way to them is another. */
export const runs = (times: number): number => (process.env['CLICKHOUSE_URL'] ? Math.ceil(times / 4) : times);

export { fc };
