/** A process that imports a file and says how far it is, or tells what is in the stores, in turn; for a walk that ends it halfway. */
import { count, eq } from 'drizzle-orm';
import { z } from 'zod';
import { USAGE } from '#events/messages.server.ts';
import { importFile, resume } from '#files/importing.server.ts';
import { register } from '#store/register.server.ts';
import { closeStores, openStores } from '#store/store.server.ts';
import { imports } from '#store/tables.server.ts';
import { ask } from '#store/warehouse.server.ts';

async function bring(path: string): Promise<void> {
  const database = await register();
  const look = setInterval(() => {
    void database
      .select({ n: count() })
      .from(imports)
      .where(eq(imports.status, 'publishing'))
      .then(([row]) => row && row.n > 0 && console.log('publishing'));
  }, 20);
  try {
    const account = await importFile({ kind: USAGE, source: 'bvb', path, filename: 'berichten.csv', by: 'test' }, () =>
      console.log('reading')
    );
    console.log(JSON.stringify(account));
  } catch (error) {
    console.log(JSON.stringify({ code: (error as { code?: string }).code }));
  }
  clearInterval(look);
}

async function look(): Promise<object> {
  const number = z.coerce.number();
  const [seen] = await ask(
    `SELECT (SELECT count() FROM messages FINAL) AS messages, (SELECT uniqExact(id) FROM messages) AS ids, (SELECT count() FROM events FINAL WHERE name = 'message') AS events,
       (SELECT count() FROM messages_staging) AS staged, (SELECT sum(events) FROM ledger WHERE outcome = 'accepted') AS ledger`,
    {},
    z.object({ messages: number, ids: number, events: number, staged: number, ledger: number })
  );
  const rows = await (await register()).select({ status: imports.status }).from(imports).orderBy(imports.startedAt);
  return { ...seen, statuses: rows.map(({ status }) => status) };
}

await openStores();
for (const word of process.argv.slice(2)) {
  if (word !== 'look') await bring(word);
  else {
    const before = await look();
    await resume();
    console.log(JSON.stringify({ before, after: await look() }));
  }
}
await closeStores();
