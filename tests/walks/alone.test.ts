/** The command line without a running server, from a folder that is not there yet to data that is removed again. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { holderOf } from '#store/lock.server.ts';
import { SECRET } from '../template.ts';
import { NODE } from './server.ts';

const folder = mkdtempSync(join(tmpdir(), 'hoera-alone-'));
const data = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function hoera(words: readonly string[], more: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...NODE, ...words], {
    encoding: 'utf8',
    env: { ...process.env, HOERA_DATA: data, HOERA_SECRET: SECRET, DATABASE_URL: '', CLICKHOUSE_URL: '', ...more }
  });
  return { status, said: stdout.trimEnd(), wrong: stderr.trimEnd() };
}
/** What a command says that does what it should, and says nothing else. */
function said(...words: string[]): string {
  const { status, said, wrong } = hoera(words);
  expect([status, wrong], words.join(' ')).toEqual([0, '']);
  return said;
}
function file(name: string, ...lines: string[]): string {
  writeFileSync(join(folder, name), lines.join('\n'));
  return join(folder, name);
}

describe('before anything is opened', () => {
  const COMMANDS = [
    'start',
    'site create NAME --origin URL',
    'token create --scope SCOPE',
    'import messages FILE',
    'import organisations FILE',
    'import access-log FILE --site SLUG',
    'example ',
    'example remove'
  ];
  test('help names every command', { timeout: 120_000 }, () => {
    const help = said('help');
    for (const command of COMMANDS) expect(help).toContain(`hoera ${command}`);
  });

  test('a wrong setting is named, with a status for scripts, and leaves nothing behind', { timeout: 120_000 }, () => {
    const { status, said, wrong } = hoera(['example'], { PORT: 'x', HOERA_EXAMPLE: 'maybe' });
    expect([status, said]).toEqual([1, '']);
    expect(wrong).toMatch(/PORT: .*\n.*HOERA_EXAMPLE: /);
    expect(wrong).not.toMatch(/^\s+at /m);
    expect(existsSync(data)).toBe(false);
    const none = hoera(['token', 'create', '--scope', 'read'], { HOERA_DATA: file('no-folder') });
    expect([none.status, none.said]).toEqual([1, '']);
    expect(none.wrong).toMatch(/^HOERA_DATA: .*no-folder cannot be used as a folder/);
    expect(none.wrong).not.toMatch(/^\s+at /m);
  });
});

describe('on a folder of its own', () => {
  test('the registry makes the stores, for their owner alone, and takes in what is right', { timeout: 120_000 }, () => {
    const register = file(
      'register.csv',
      'kvk;doelgroep;hoofdnummer;gemeente;proces',
      '99000001;bedrijf;;Oss;Subsidie',
      '99000002;bedrijf;;Uden;Subsidie',
      '990000010001;vestiging;99000001;Oss;',
      '99000003;bedrijf;;Amsterdam;Subsidie'
    );
    expect(said('import', 'organisations', register).split('\n')).toEqual([
      '4 ontvangen: 3 geaccepteerd, 0 dubbel, 1 geweigerd.',
      '  1 geweigerd: Gemeente: is geen gemeente in Noord-Brabant (municipality.municipality)',
      expect.stringMatching(/^Geweigerde rijen: \/.*-geweigerd\.csv \(of onder \/imports\/[0-9a-f-]{36}\)$/)
    ]);
    expect(statSync(data).mode & 0o777).toBe(0o700);
  });

  test('message-box usage: what is refused comes back as a file', { timeout: 120_000 }, () => {
    const usage = file(
      'berichten.csv',
      'kenmerk;kvk;overheid;proces;kanaal;verzonden',
      'A1;99000001;Gemeente Oss;Subsidie;box;1-2-2026',
      'A2;990000;Gemeente Oss;Subsidie;box;1-2-2026',
      'A3;99000002;Gemeente Oss;Subsidie;duif;1-2-2026',
      'A1;99000001;Gemeente Oss;Subsidie;post;1-2-2026'
    );
    const lines = said('import', 'messages', usage, '--source', 'proef').split('\n');
    expect(lines.slice(0, 3)).toEqual([
      '4 ontvangen: 1 geaccepteerd, 1 dubbel, 2 geweigerd.',
      '  1 geweigerd: Organisatie (KvK-nummer): heeft geen 8, 9, 12 of 20 cijfers (organisation.digits)',
      '  1 geweigerd: Kanaal: is geen kanaal dat we kennen (channel.channel)'
    ]);
    const path = /^Geweigerde rijen: (\S+)/.exec(lines[3] ?? '')?.[1] ?? '';
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toBe(
      '\ufeffregel;kenmerk;kolom;reden;code\n' +
        '3;"A2";"kvk";"heeft geen 8 (KvK), 9 (RSIN), 12 (vestiging) of 20 (OIN) cijfers";digits\n' +
        '4;"A3";"kanaal";"is geen berichtenbox, e-mail, papier of portaal";channel\n'
    );
  });

  test('a file that is no table, or has no known organisation, is answered in words', { timeout: 120_000 }, () => {
    expect(hoera(['import', 'messages', file('verslag.csv', '%PDF-1.4 hallo')])).toEqual({
      status: 1,
      said: '',
      wrong: 'Dit bestand is een PDF. Kies een bestand in CSV, Excel (.xlsx), NDJSON of Parquet.'
    });
    const strange = file('vreemd.csv', 'kenmerk;kvk;proces;kanaal;verzonden', 'V1;99000009;Subsidie;box;1-2-2026');
    expect(said('import', 'messages', strange, '--source', 'proef').split('\n')[1]).toBe(
      'Let op: De eerste organisatie staat niet in het register. Is de kolom goed gekozen?'
    );
  });

  test('a site and a token, each said alone, for scripts; and the access log of the site', { timeout: 120_000 }, () => {
    expect(said('site', 'create', 'Mijn loket', '--origin', 'https://loket.example')).toMatch(/^site_[0-9a-f]{24}$/);
    const wrong = hoera(['site', 'create', 'Ander loket', '--origin', 'loket.example']);
    expect(wrong).toEqual({ status: 1, said: '', wrong: 'origins.0: an address such as https://www.example.nl' });
    expect(said('token', 'create', '--scope', 'read', '--scope', 'import')).toMatch(/^hoera_[\w-]{32}$/);
    const agent = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36';
    const log = file(
      'access.log',
      `192.0.2.1 - - [17/May/2026:10:00:00 +0200] "GET /a HTTP/1.1" 200 12 "-" "${agent}"`,
      `192.0.2.1 - - [17/May/2026:10:01:00 +0200] "GET /a.png HTTP/1.1" 200 12 "-" "${agent}"`
    );
    const nowhere = hoera(['import', 'access-log', log, '--site', 'ander-loket']);
    expect(nowhere).toEqual({ status: 1, said: '', wrong: 'Er is geen site "ander-loket". Maak hem eerst.' });
    expect(said('import', 'access-log', log, '--site', 'mijn-loket').split('\n').slice(0, 2)).toEqual([
      '2 ontvangen: 1 geaccepteerd, 0 dubbel, 1 geweigerd.',
      '  1 geweigerd: Rij: is een bestand bij een pagina (line.asset)'
    ]);
  });

  test('example data come and go', { timeout: 120_000 }, () => {
    expect(said('example', '--organisations', '40', '--events', '200')).toBe(
      'Example data is in: 40 companies. Remove it with: hoera example remove'
    );
    expect(existsSync(join(data, 'example-truth.json'))).toBe(true);
    expect(said('example', 'remove')).toBe('The example data is gone.');
    expect(existsSync(join(data, 'example-truth.json'))).toBe(false);
    expect(holderOf(data)).toBeUndefined();
  });
});
