// Exchanges the bytes of an all-reduce by ranges, with NATS's client alone, or with sockets and no server. Adds, checks
// and copies nothing, so no all-reduce over the same engine can be faster.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Returns the range of bytes that each rank owns. All are equal; only the last ones may be shorter. */
export function rangesOf(size, byteLength) {
  const each = Math.ceil(byteLength / 4 / size) * 4;
  return Array.from({ length: size }, (_, rank) => {
    const start = Math.min(byteLength, rank * each);
    return { start, end: Math.min(byteLength, start + each) };
  });
}

/** Counts the bytes that arrive. Each promise of `all` resolves when `wanted` more bytes have arrived. */
function counter(wanted) {
  let arrived = 0;
  let wake;
  function look() {
    if (wake === undefined || arrived < wanted) return;
    arrived -= wanted;
    wake();
    wake = undefined;
  }
  return {
    add(bytes) {
      arrived += bytes;
      look();
    },
    all() {
      return new Promise((resolve) => {
        wake = resolve;
        look();
      });
    },
  };
}

/** Each rank sends its part of each range to the owner of the range, and each owner sends its range once to all. */
export async function overNats(connection, { subject, rank, size, flat, chunk }) {
  const ranges = rangesOf(size, flat.length);
  const own = ranges[rank];
  const parts = counter((size - 1) * (own.end - own.start));
  const results = counter(flat.length - (own.end - own.start));
  connection.subscribe(`${subject}.part.${rank}`, { callback: (_, { data }) => parts.add(data.length) });
  connection.subscribe(`${subject}.result`, { callback: (_, { data }) => results.add(data.length) });
  await connection.flush();
  function send(to, { start, end }) {
    for (let at = start; at < end; at += chunk) connection.publish(to, flat.subarray(at, Math.min(end, at + chunk)));
  }
  return async () => {
    const [hasParts, hasResults] = [parts.all(), results.all()];
    for (let i = 1; i < size; i++) {
      const to = (rank + i) % size;
      send(`${subject}.part.${to}`, ranges[to]);
    }
    await hasParts;
    send(`${subject}.result`, own);
    await hasResults;
  };
}

/**
 * Does the same over a socket between each two ranks. `tellPort` publishes a port, and resolves to those of all ranks.
 */
export async function overSockets(tellPort, { rank, size, flat }) {
  const ranges = rangesOf(size, flat.length);
  const own = ranges[rank].end - ranges[rank].start;
  const sockets = [];
  const server = createServer((socket) => {
    socket.once('data', ([other]) => {
      sockets[other] = socket;
      server.emit('member');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const ports = await tellPort(server.address().port);
  for (let other = 0; other < rank; other++) {
    sockets[other] = connect(ports[other], '127.0.0.1');
    sockets[other].write(Uint8Array.of(rank));
  }
  while (sockets.filter(Boolean).length < size - 1) await once(server, 'member');
  server.close();

  const parts = counter((size - 1) * own);
  const results = counter(flat.length - own);
  for (const [other, socket] of sockets.entries()) {
    if (socket === undefined) continue;
    socket.setNoDelay();
    const both = own + ranges[other].end - ranges[other].start;
    let at = 0;
    socket.on('data', ({ length }) => {
      // First the part of the other rank, then its result, and so on in each round.
      for (let left = length; left > 0;) {
        const isPart = at < own;
        const n = Math.min(left, (isPart ? own : both) - at);
        (isPart ? parts : results).add(n);
        at = (at + n) % both;
        left -= n;
      }
    });
  }
  return async () => {
    const [hasParts, hasResults] = [parts.all(), results.all()];
    for (const [other, socket] of sockets.entries())
      socket?.write(flat.subarray(ranges[other].start, ranges[other].end));
    await hasParts;
    for (const socket of sockets) socket?.write(flat.subarray(ranges[rank].start, ranges[rank].end));
    await hasResults;
  };
}
