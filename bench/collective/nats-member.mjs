// One process of bench/collective/bare-nats.mjs.
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from '@nats-io/transport-node';
import { layout } from '../../dist/src/index.js';
import * as entryPoint from '../../dist/src/nats/index.js';
import { overNats, overSockets, rangesOf } from './bare-exchange.mjs';

const { url, serverPid, rank, size, length, rounds, chunk } = JSON.parse(process.argv[2]);
const model = layout({ weight: [length] });
const flat = model.zeros().fill(rank + 1);
const bytes = new Uint8Array(flat.buffer);
// Without noEcho, the server would send each rank its own results as well.
const connection = await connect({ servers: url, noEcho: true });

/** Resolves when all ranks have called it the same number of times. */
const meet = await (async () => {
  const arrived = [];
  let [calls, wake] = [0, () => {}];
  const look = () => (arrived[calls] ?? 0) === size - 1 && wake();
  connection.subscribe('meet', {
    callback: (_, message) => {
      const call = Number(message.string());
      arrived[call] = (arrived[call] ?? 0) + 1;
      look();
    },
  });
  await connection.flush();
  return () =>
    new Promise((resolve) => {
      wake = resolve;
      connection.publish('meet', String(++calls));
      look();
    });
})();

async function tellPort(port) {
  process.send({ port });
  const [ports] = await once(process, 'message');
  return ports;
}

const { start, end } = rangesOf(size, bytes.length)[rank];
const scratch = new Uint8Array(2 * bytes.length);
const calls = {
  'copies of the bytes': async () => {
    scratch.set(bytes); // what it sends
    for (let other = 1; other < size; other++) scratch.set(bytes.subarray(start, end), bytes.length);
    scratch.set(bytes.subarray(end - start), bytes.length); // what it gets
  },
  'bare sockets': await overSockets(tellPort, { rank, size, flat: bytes }),
  'bare exchange': await overNats(connection, { subject: 'bare', rank, size, flat: bytes, chunk }),
};
let member;
if ('nats' in entryPoint) {
  member = await entryPoint.nats(await connect({ servers: url, noEcho: true }), {
    group: `bench-${size}-${length}`,
    model,
    size,
    deadline: 60_000,
  });
  calls.allReduce = () => member.allReduce(flat, 'mean');
  calls['reduceScatter and allGather'] = async () => {
    await member.reduceScatter(flat, 'mean');
    await member.allGather(flat);
  };
  calls.broadcast = () => member.broadcast(flat);
  calls.barrier = () => member.barrier();
}

/** Returns the processor time of this process in ms. Rank 0 adds that of the server, which only Linux tells. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  let total = (user + system) / 1e3;
  if (rank > 0 || process.platform !== 'linux') return total;
  for (const thread of readdirSync(`/proc/${serverPid}/task`))
    total += Number(readFileSync(`/proc/${serverPid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  return total;
}

const times = Object.fromEntries(Object.keys(calls).map((name) => [name, []]));
for (let i = 0; i < rounds; i++)
  for (const [name, call] of Object.entries(calls)) {
    await meet();
    const used = processorTime();
    await meet();
    const from = performance.now();
    await call();
    const ms = performance.now() - from;
    // All ranks are done, so rank 0 also counts the work of the server for the others.
    await meet();
    times[name].push({ ms, processor: processorTime() - used });
  }
process.send({ times }, () => process.exit());
