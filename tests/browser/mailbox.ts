/** The mail server of the browser tests, beside the server that is tested: puts every letter in a folder, for all workers. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { startMailbox } from '../mailbox.ts';

const [port = '', folder = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
await startMailbox({
  port: Number(port),
  taking: (letter) => {
    // Whole at once: somebody may be reading along.
    const path = join(folder, randomUUID());
    writeFileSync(path, JSON.stringify(letter));
    renameSync(path, `${path}.json`);
    return Promise.resolve();
  }
});
