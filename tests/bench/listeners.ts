/**
 * Open pages in a process of their own: so many streams that each note when a release arrives. Arguments: port, key, how
 * many. Prints "ready" once all have what is in force, and then for each release ("ronde N" somewhere in it) one line of
 * JSON with the moments at which they had all of it, milliseconds since 1970.
 */
import { connect } from 'node:net';

const [port = '', key = '', count = ''] = process.argv.slice(2);
const many = Number(count);
const arrived = new Map<number, number[]>();
let ready = 0;

const now = () => performance.timeOrigin + performance.now();

function listen(): Promise<void> {
  return new Promise((done, failed) => {
    let text = '';
    let begun = false;
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(`GET /sub/${key} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: text/event-stream\r\n\r\n`);
    });
    socket.on('error', failed);
    socket.on('close', () => failed(new Error('A stream was closed.')));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      // In chunks of HTTP/1.1 the end of an event is the end of a chunk.
      if (!text.endsWith('\n\n\r\n')) return;
      const at = now();
      const round = Number(/ronde (\d+)/.exec(text)?.[1] ?? NaN);
      const whole = text.includes('event: features');
      text = '';
      if (!whole) return;
      if (!begun) {
        begun = true;
        if (++ready === many) console.log('ready');
        done();
        return;
      }
      const moments = arrived.get(round) ?? [];
      arrived.set(round, moments);
      moments.push(at);
      if (moments.length === many) console.log(JSON.stringify({ round, moments }));
    });
  });
}

// A hundred at a time, so that the queue of new connections is not full.
for (let from = 0; from < many; from += 100) {
  await Promise.all(Array.from({ length: Math.min(100, many - from) }, listen));
}
