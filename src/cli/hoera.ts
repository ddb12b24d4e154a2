/** The `hoera` command: understands the line, and has it done by the running server or, when none runs, by itself. */
import { commands } from '#cli/commands.server.ts';
import { help, Misuse, understand } from '#cli/command.ts';
import { hereOrThere } from '#cli/running.server.ts';
import { start } from '#cli/start.server.ts';
import { EnvironmentError } from '#environment.ts';
import { Refusal } from '#refusal.ts';
import { DirectoryLocked } from '#store/lock.server.ts';

const line = process.argv.slice(2);

try {
  if (line[0] === undefined || line[0] === 'help' || line[0] === '--help') {
    console.log(help(commands));
  } else if (line[0] === 'start') {
    await start();
  } else {
    const { command, argument, options } = understand(line, commands);
    let bar = false;
    for await (const said of hereOrThere(command, argument, options)) {
      if ('say' in said) {
        if (bar) process.stderr.write('\n');
        bar = false;
        console.log(said.say);
      } else {
        const { what, done, total, perSecond, secondsLeft } = said.progress;
        const share = total > 0 ? `${Math.floor((100 * done) / total)}%` : '';
        // On a terminal one line that moves; in a log file nothing but results.
        if (process.stderr.isTTY) {
          process.stderr.write(
            `\r\u001b[K${what} ${share} · ${Math.round(perSecond)}/s · ${Math.ceil(secondsLeft)} s left`
          );
          bar = true;
        }
      }
    }
    if (bar) process.stderr.write('\n');
  }
} catch (error) {
  const expected =
    error instanceof Misuse ||
    error instanceof Refusal ||
    error instanceof EnvironmentError ||
    error instanceof DirectoryLocked;
  console.error(expected ? error.message : error);
  process.exitCode = error instanceof Misuse ? 2 : 1;
}
