/** Runs the benches and prints one table; measures and judges, never fails a build. */
import { cpus, totalmem } from 'node:os';

export interface Measured {
  what: string;
  figure: string;
  /** The bound it is held to, empty when only shown. */
  bound: string;
  met: boolean | undefined;
}

const benches: Record<string, () => Promise<Measured[]>> = {
  start: async () => (await import('./start.ts')).start(),
  ingest: async () => (await import('./ingest.ts')).ingest(),
  import: async () => (await import('./import.ts')).importing(),
  adoption: async () => (await import('./adoption.ts')).adoption(),
  ladder: async () => (await import('./ladder.ts')).ladder(),
  outcomes: async () => (await import('./outcomes.ts')).outcomes(),
  delivery: async () => (await import('./delivery.ts')).delivery(),
  motives: async () => (await import('./motives.ts')).motives(),
  moments: async () => (await import('./moments.ts')).moments(),
  statistics: async () => (await import('./statistics.ts')).statistics(),
  decisions: async () => (await import('./decisions.ts')).decisions()
};

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const unknown = wanted.filter((name) => !benches[name]);
if (unknown.length > 0)
  throw new Error(`No bench called ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`);

const rows: Measured[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`${name} …`);
  rows.push(...(await bench()));
}

const width = (pick: (row: Measured) => string) => Math.max(...rows.map((row) => pick(row).length));
const [what, figure] = [width((row) => row.what), width((row) => row.figure)];
console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}\n`
);
for (const row of rows) {
  console.log(
    `${row.what.padEnd(what)}  ${row.figure.padEnd(figure)}  ${row.bound}${row.met === undefined ? '' : row.met ? '  met' : '  MISSED'}`
  );
}
process.exit(0);
