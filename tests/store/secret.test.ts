import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { fc } from '../property.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

let starts = 0;
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    return found.url.includes('/src/') ? { ...found, url: `${found.url}?${starts}` } : found;
  }
});

/** The modules anew, as a process with these variables would have them. */
async function start(variables: Record<string, string>) {
  starts++;
  Object.assign(process.env, variables);
  return { ...(await import('#store/secret.server.ts')), ...(await import('#store/pseudonym.server.ts')) };
}

let data = '';
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'hoera-secret-'));
  folders.push(data);
});

test('without a key one is made: apart from the databases, for the owner alone, once, with a warning', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const first = await start({ HOERA_DATA: data, HOERA_SECRET: '' });
  const fingerprint = first.secretFingerprint();
  const path = join(data, 'secret');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, 'utf8').trim()).toHaveLength(43);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]?.[0]).toContain(path);
  expect(warn.mock.calls[0]?.[0]).not.toContain(readFileSync(path, 'utf8').trim());
  expect((await start({ HOERA_DATA: data })).secretFingerprint()).toBe(fingerprint);
  expect(warn).toHaveBeenCalledTimes(1);
  warn.mockRestore();
});

test('a key file that is empty or cut off is refused: the pseudonyms would be worth nothing', async () => {
  for (const left of ['', '\n', 'abc']) {
    writeFileSync(join(data, 'secret'), left);
    const { secretFingerprint } = await start({ HOERA_DATA: data, HOERA_SECRET: '' });
    expect(() => secretFingerprint()).toThrow('empty or cut off');
  }
});

test('a pseudonym is the same each time, another under another key or purpose, and empty for nothing', async () => {
  const one = await start({ HOERA_DATA: data, HOERA_SECRET: 'a'.repeat(32) });
  // The environment is read at the first question.
  one.secretFingerprint();
  const other = await start({ HOERA_DATA: data, HOERA_SECRET: 'b'.repeat(32) });
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{8}$/), (number) => {
      expect(one.organisationKey(number)).toBe(one.organisationKey(number));
      expect(one.organisationKey(number)).not.toBe(other.organisationKey(number));
      expect(one.organisationKey(number)).not.toBe(one.visitorKey(number));
      expect(one.visitorKey(number)).not.toBe(one.sessionKey(number));
      expect(one.organisationKey(number)).toMatch(/^[1-9]\d{0,19}$/);
    })
  );
  expect(one.organisationKey('')).toBe('0');
});
