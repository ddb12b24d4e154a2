/**
 * fast-check with the same cases every time, so that what fails here fails there and nothing fails by chance;
 * `HOERA_SEED=123 npm test` tries others.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['HOERA_SEED'] ?? 20_261_125) });

export { fc };
