/** A website of somebody else, on an origin of its own and without https, that carries the tracker. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

export interface FixtureSite {
  origin: string;
  /** Which site the pages say they are. */
  key: string;
  close: () => void;
}

/** Serves /FOLDER/PAGE from fixtures/PAGE.html, and `otherwise` where there is none; the folder tells tests apart. */
export async function startFixtureSite(tracker: string, otherwise = 'start'): Promise<FixtureSite> {
  const site: FixtureSite = { origin: '', key: '', close: () => server.close() };
  const server = createServer((request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (path.endsWith('.pdf')) {
      response
        .writeHead(200, { 'content-type': 'application/pdf', 'content-disposition': 'attachment' })
        .end('%PDF-1.4');
      return;
    }
    if (path.endsWith('.js')) {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end();
      return;
    }
    const page = ['form', 'hostile'].find((name) => path.endsWith(`/${name}`)) ?? otherwise;
    const html = readFileSync(join(import.meta.dirname, 'fixtures', `${page}.html`), 'utf8');
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      html
        .replace('%TRACKER%', tracker)
        .replace('%KEY%', site.key)
        .replace('%PORT%', new URL(site.origin).port)
        // Long, because a busy machine must not decide whether a visitor takes part.
        .replace('%TIMEOUT%', searchParams.get('timeout') ?? '20000')
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  // The browser is told that every name under .example is this machine (playwright.config.ts).
  site.origin = `http://www.brabant.example:${typeof address === 'object' && address ? address.port : 0}`;
  return site;
}
