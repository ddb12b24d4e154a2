/** Puts the clock of a process forward by what a file says, in milliseconds; so that weeks pass while a test runs. */
import { readFileSync } from 'node:fs';

const Real = Date;
let ahead = 0;
const look = () => {
  try {
    ahead = Number(readFileSync(process.env['HOERA_TEST_CLOCK'], 'utf8')) || 0;
  } catch {
    // Not written yet: no time has passed.
  }
};
look();
setInterval(look, 50).unref();

globalThis.Date = class extends Real {
  constructor(...given) {
    if (given.length === 0) super(Real.now() + ahead);
    else super(...given);
  }
  static now() {
    return Real.now() + ahead;
  }
};
