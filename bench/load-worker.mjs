import { Agent, request } from 'node:http';

// One round of load, in a process of its own so that it doesn't share a thread with what it measures by. Prints the
// time of every answer, as JSON.

/** @type {{ url: string, cookie: string, connections: number, durationMs: number }} */
const { url, cookie, connections, durationMs } = JSON.parse(process.argv[2] ?? '');

const agent = new Agent({ keepAlive: true, maxSockets: connections });
const headers = { 'accept-encoding': 'gzip', accept: 'text/html', cookie };

const started = performance.now();
const end = started + durationMs;
const perConnection = await Promise.all(Array.from({ length: connections }, askUntilEnd));
const seconds = (performance.now() - started) / 1000;
agent.destroy();
process.stdout.write(JSON.stringify({ seconds, latenciesMs: perConnection.flat() }));

async function askUntilEnd() {
  const latenciesMs = [];
  while (performance.now() < end) {
    const asked = performance.now();
    await ask();
    latenciesMs.push(performance.now() - asked);
  }
  return latenciesMs;
}

/** Until the last byte: the pages stream. */
function ask() {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answers ${response.statusCode}`));
      response.on('error', reject).on('end', resolve).resume();
    });
    sent.on('error', reject).end();
  });
}
