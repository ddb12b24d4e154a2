import { describe, expect, test } from 'vitest';
import { help, Misuse, understand, usage, type Command } from '#cli/command.ts';

const nothing = async function* () {};
const known: Command[] = [
  {
    words: ['site', 'create'],
    argument: 'NAME',
    options: {
      origin: { value: 'URL', required: true, many: true, meaning: 'origin' },
      team: { value: 'TEAM', meaning: 'team' }
    },
    scope: 'admin',
    meaning: 'Make a site.',
    run: nothing
  },
  {
    words: ['example'],
    options: { organisations: { value: 'N', meaning: 'how many' } },
    scope: 'admin',
    meaning: 'Fill.',
    run: nothing
  },
  {
    words: ['example', 'remove'],
    options: { yes: { meaning: 'do not ask' } },
    scope: 'admin',
    meaning: 'Remove.',
    run: nothing
  }
];

describe('understanding a line', () => {
  test('finds the command, its argument and repeated options', () => {
    const line = ['site', 'create', 'Ondernemersplein', '--origin', 'https://a.example', '--origin=https://b.example'];
    expect(understand(line, known)).toEqual({
      command: known[0],
      argument: 'Ondernemersplein',
      options: { origin: ['https://a.example', 'https://b.example'] }
    });
  });

  test('prefers the longest command that fits', () => {
    expect(understand(['example', 'remove', '--yes'], known).command).toBe(known[2]);
    expect(understand(['example', '--organisations', '10'], known)).toMatchObject({
      command: known[1],
      options: { organisations: ['10'] }
    });
  });

  test.each([
    [['sites'], /no command "sites"/],
    [['site', 'create', 'A'], /--origin is missing/],
    [['site', 'create', '--origin', 'https://a.example'], /Give one NAME/],
    [['site', 'create', 'A', 'B', '--origin', 'x'], /Give one NAME/],
    [['site', 'create', 'A', '--origin'], /needs a value/],
    [['site', 'create', 'A', '--colour', 'red'], /--colour is not known/],
    [['site', 'create', 'A', '--origin', 'x', '--team', 'a', '--team', 'b'], /once/],
    [['example', 'now'], /one word too many/]
  ])('refuses %j and says why', (line, reason) => {
    expect(() => understand(line, known)).toThrow(Misuse);
    expect(() => understand(line, known)).toThrow(reason);
  });

  test('help names every command and option', () => {
    for (const command of known) expect(help(known)).toContain(usage(command));
  });
});
