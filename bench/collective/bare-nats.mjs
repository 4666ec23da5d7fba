// npm run bench:collective: what a call of a group of processes costs over a NATS server, beside the bytes of an
// all-reduce that the same processes exchange by NATS's client alone. Needs `npm run build` and a nats-server.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import { isInstalled, startNatsServer } from '../../examples/federated/nats-server.mjs';
import { table } from '../types/table.mjs';

/** The size of a chunk with which the bare exchange was fastest, in bytes. */
const CHUNK = 24 * 1024;
const ROUNDS = [
  [25_000, 300],
  [250_000, 100],
  [2_500_000, 25],
];

async function timesOf(server, length, size, rounds) {
  const members = Array.from({ length: size }, (_, rank) => {
    const options = { url: server.url, serverPid: server.pid, rank, size, length, rounds, chunk: CHUNK };
    return fork(new URL('nats-member.mjs', import.meta.url), [JSON.stringify(options)]);
  });
  try {
    const answers = async (what) =>
      (
        await Promise.all(
          members.map((member) =>
            Promise.race([
              once(member, 'message'),
              once(member, 'exit').then(([code]) => {
                throw new Error(`a member ended with ${code} before it had sent its ${what}`);
              }),
            ]),
          ),
        )
      ).map(([message]) => message[what]);
    const ports = await answers('port');
    for (const member of members) member.send(ports);
    return await answers('times');
  } finally {
    for (const member of members) member.kill();
  }
}

if (!isInstalled) console.log('skipped: there is no nats-server for groups of processes; apt-get install nats-server');
else {
  const server = await startNatsServer();
  const rows = [];
  for (const [length, rounds] of ROUNDS)
    for (const size of [2, 4]) {
      const times = await timesOf(server, length, size, rounds);
      // A call ends when its last member ends. The processor time is that of all members and the server.
      const least = (name) =>
        Math.min(...times[0][name].map((_, i) => Math.max(...times.map((each) => each[name][i].ms))));
      const work = (name) =>
        Math.min(...times[0][name].map((_, i) => times.reduce((sum, each) => sum + each[name][i].processor, 0)));
      const [bare, bareWork] = [least('bare exchange'), work('bare exchange')];
      for (const name of Object.keys(times[0])) {
        const [ms, workMs] = [least(name), work(name)];
        const ratios = [(ms / bare).toFixed(2), workMs.toFixed(1), (workMs / bareWork).toFixed(2)];
        rows.push([`${size} processes, ${(4 * length) / 1e6} MB`, name, ms.toFixed(2), ...ratios]);
      }
    }
  await server.stop();
  console.log(
    `\n${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}; ` +
      'the least of many rounds, until the last process is done.\n' +
      `The bare exchange sends chunks of ${CHUNK / 1024} KiB.\n`,
  );
  console.log(table(['group', 'call', 'ms', 'of bare exchange', 'processor ms', 'of bare exchange'], rows));
}
