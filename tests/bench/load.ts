/**
 * Load from a process of its own: posts ready-made batches over keep-alive sockets and measures each answer.
 * Arguments: port, key, events per request, connections, requests. Prints one line of JSON.
 */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';

const [port, key, perRequest, connections, requests] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string
];
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
const PATHS = ['', 'aanmelden', 'inloggen', 'voorwaarden', 'veelgestelde-vragen'];

function event(visitor: number): object {
  return {
    id: randomUUID(),
    name: 'page_view',
    at: Date.now(),
    visitor: `visitor-${visitor}`,
    session: `session-${visitor}`,
    url: `https://www.brabant.example/berichtenbox/${PATHS[visitor % PATHS.length]}`,
    referrer: 'https://zoeken.example/',
    properties: { title: 'Berichtenbox voor bedrijven', group: 'onboarding' },
    context: { language: 'nl-NL' }
  };
}

/** Made before the clock starts, so that the measurement is of the server and not of this process. */
const bodies = Array.from({ length: Number(requests) }, (_, request) => {
  const text = JSON.stringify({
    events: Array.from({ length: Number(perRequest) }, (_, index) => event((request * 7 + index) % 5_000))
  });
  return Buffer.from(
    `POST /collect?key=${key} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: ${AGENT}\r\n` +
      `Content-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
  );
});

const milliseconds: number[] = [];
let refused = 0;
const startedAt = Date.now();
const started = performance.now();

await Promise.all(
  Array.from(
    { length: Number(connections) },
    () =>
      new Promise<void>((resolve, reject) => {
        const socket = connect(Number(port), '127.0.0.1');
        let sentAt = 0;
        let answer = '';
        const next = () => {
          const body = bodies.pop();
          if (!body) {
            socket.destroy();
            resolve();
            return;
          }
          sentAt = performance.now();
          socket.write(body);
        };
        socket.setNoDelay(true);
        socket.on('connect', next);
        socket.on('error', reject);
        socket.on('data', (chunk) => {
          answer += chunk.toString('latin1');
          const head = answer.indexOf('\r\n\r\n');
          const length = /content-length: (\d+)/i.exec(answer)?.[1];
          if (head < 0 || length === undefined || answer.length < head + 4 + Number(length)) return;
          milliseconds.push(performance.now() - sentAt);
          if (!answer.startsWith('HTTP/1.1 202')) refused++;
          answer = '';
          next();
        });
      })
  )
);

const seconds = (performance.now() - started) / 1000;
milliseconds.sort((a, b) => a - b);
const at = (share: number) =>
  milliseconds[Math.min(milliseconds.length - 1, Math.floor(milliseconds.length * share))] ?? 0;
console.log(
  JSON.stringify({
    refused,
    startedAt,
    seconds,
    requestsPerSecond: milliseconds.length / seconds,
    eventsPerSecond: (milliseconds.length * Number(perRequest)) / seconds,
    p50: at(0.5),
    p99: at(0.99)
  })
);
