/** A command of `hoera`: its words, its options and what it says while it runs; the same beside a running server and without one. */

/** What a token needs to let a command be run over HTTP. */
export type Scope = 'read' | 'import' | 'admin';

export interface Option {
  /** What the value stands for, such as URL; absent for a switch. */
  value?: string;
  required?: boolean;
  /** May be given several times. */
  many?: boolean;
  meaning: string;
}

/** One line of what a command tells: words for a person, or how far it is. */
export type Said =
  { say: string } | { progress: { done: number; total: number; perSecond: number; secondsLeft: number; what: string } };

export interface Call {
  /** The word after the command, such as a file name or a site's name; empty when there is none. */
  argument: string;
  options: Readonly<Record<string, readonly string[]>>;
  /** Local path of the file to read; only for commands that take one. */
  file: string | undefined;
  /** Who asks, for the audit. */
  by: string;
}

export interface Command {
  words: readonly string[];
  /** What the argument stands for, such as FILE or NAME. */
  argument?: string;
  /** The argument is a file to read, sent along when a server does the work. */
  takesFile?: boolean;
  /** It touches no store, so this process does it, also beside a running server. */
  needsNoStore?: boolean;
  options: Readonly<Record<string, Option>>;
  scope: Scope;
  meaning: string;
  run: (call: Call) => AsyncIterable<Said>;
}

/** A command line that does not fit; the message says what would. */
export class Misuse extends Error {
  override name = 'Misuse';
}

export function usage(command: Command): string {
  const options = Object.entries(command.options).map(([name, option]) => {
    const text = `--${name}${option.value ? ` ${option.value}` : ''}`;
    return option.required ? text : `[${text}]`;
  });
  return ['hoera', ...command.words, command.argument, ...options].filter(Boolean).join(' ');
}

/** All commands as a help text. */
export function help(commands: readonly Command[]): string {
  const lines = commands.flatMap((command) => [
    `  ${usage(command)}`,
    `      ${command.meaning}`,
    ...Object.entries(command.options).map(([name, option]) => `      --${name}: ${option.meaning}`)
  ]);
  return ['hoera COMMAND', '', '  hoera start', '      Start the server and keep it running.', ...lines].join('\n');
}

/**
 * Finds the command a line asks for and checks its options.
 * @throws Misuse naming what is wrong
 */
export function understand(
  line: readonly string[],
  commands: readonly Command[]
): { command: Command; argument: string; options: Record<string, string[]> } {
  const words = line.slice(0, line.findIndex((word) => word.startsWith('--')) >>> 0);
  const command = commands
    .filter((candidate) => candidate.words.every((word, index) => words[index] === word))
    .sort((a, b) => b.words.length - a.words.length)[0];
  if (!command) throw new Misuse(`There is no command "${words.join(' ')}". See hoera help.`);
  const options: Record<string, string[]> = {};
  const loose: string[] = [];
  for (let index = command.words.length; index < line.length; index++) {
    const word = line[index]!;
    if (!word.startsWith('--')) {
      loose.push(word);
      continue;
    }
    const [name = '', inline] = word.slice(2).split(/=(.*)/s);
    const option = command.options[name];
    if (!option) throw new Misuse(`Option --${name} is not known. Usage: ${usage(command)}`);
    const value = option.value === undefined ? 'yes' : (inline ?? line[++index]);
    if (value === undefined) throw new Misuse(`Option --${name} needs a value. Usage: ${usage(command)}`);
    if (options[name] && !option.many) throw new Misuse(`Option --${name} can be given once.`);
    (options[name] ??= []).push(value);
  }
  for (const [name, option] of Object.entries(command.options)) {
    if (option.required && !options[name]) throw new Misuse(`Option --${name} is missing. Usage: ${usage(command)}`);
  }
  if (command.argument && loose.length !== 1)
    throw new Misuse(`Give one ${command.argument}. Usage: ${usage(command)}`);
  if (!command.argument && loose.length > 0)
    throw new Misuse(`"${loose[0]}" is one word too many. Usage: ${usage(command)}`);
  return { command, argument: loose[0] ?? '', options };
}
