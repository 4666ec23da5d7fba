import { open } from 'node:fs/promises';
import { load } from '../../dist/src/checkpoint/index.js';
import { against, rounds } from './measure.mjs';
import { peers, reads } from './peers.mjs';

/** (a): as many bytes as the flat array has, read into one that is there, as few reads as the system takes. */
async function readInto(path, bytes) {
  const handle = await open(path);
  for (let at = 0; at < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, at, Math.min(2 ** 30, bytes.length - at), at);
    at += bytesRead;
  }
  await handle.close();
  return bytes;
}

/**
 * What no load of a file that says what is in it can do without: to open it, to read its header, to parse that, to read
 * as many bytes as there are of data, and to close it. Nothing is checked.
 */
async function readParsed(path, bytes) {
  const handle = await open(path);
  const head = new Uint8Array(2 ** 16);
  await handle.read(head, 0, head.length, 0);
  const end = 8 + Number(new DataView(head.buffer).getBigUint64(0, true));
  JSON.parse(new TextDecoder().decode(head.subarray(8, end)));
  for (let at = 0; at < bytes.length;)
    at += (await handle.read(bytes, at, Math.min(2 ** 30, bytes.length - at), end + at)).bytesRead;
  await handle.close();
  return bytes;
}

/** Into a new array, and into one that is in use. */
const TARGETS = { F32: [0.7, 1], BF16: [0.9, 1.3] };

/**
 * Loading one size and element type, against (a) and against others. `plain` is a file of F32 with the same numbers.
 */
export async function loadRows(size, dtype, path, plain, model, count) {
  const present = model.zeros().fill(1);
  const contestants = {
    ours: () => load(model, path),
    'read into a new array': () => readInto(plain, new Uint8Array(4 * model.length)),
    ...(dtype === 'F32' ?
      { 'JSON.parse of the header, and read': () => readParsed(plain, new Uint8Array(4 * model.length)) }
    : {}),
    'ours, into an array in use': () => load(model, path, { into: present, staged: false }),
    'read into an array in use': () => readInto(plain, new Uint8Array(present.buffer)),
    ...Object.fromEntries(
      Object.entries(peers)
        .filter(([peer]) => reads(peer, dtype))
        .map(([peer, run]) => [peer, () => run(path, model)]),
    ),
  };
  const times = await rounds(contestants, count, model.length < 1e6 ? 20 : 1);
  const { ours, 'ours, into an array in use': inUse, ...others } = times;
  return Object.entries(others).map(([other, theirs]) => ({
    what: `load ${dtype}`,
    size,
    against: other,
    target: other.startsWith('read') ? TARGETS[dtype][other.endsWith('in use') ? 1 : 0] : undefined,
    ...against(other.endsWith('in use') ? inUse : ours, theirs),
  }));
}
