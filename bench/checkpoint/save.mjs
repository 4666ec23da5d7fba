import { open } from 'node:fs/promises';
import { save } from '../../dist/src/checkpoint/index.js';
import { against, rounds } from './measure.mjs';

/**
 * The same bytes in as few writes as the system takes, flushed to the disk: a file that a crash can leave half written.
 */
async function write(path, bytes) {
  const handle = await open(path, 'w');
  for (let at = 0; at < bytes.length;)
    at += (await handle.write(bytes, at, Math.min(2 ** 30, bytes.length - at))).bytesWritten;
  await handle.sync();
  await handle.close();
}

/** Saving one size and element type against writing as many bytes. */
export async function saveRows(size, dtype, path, model, flat, count) {
  const bytes = new Uint8Array(flat.buffer, 0, flat.byteLength / (dtype === 'F32' ? 1 : 2));
  const times = await rounds(
    {
      ours: () => save(model, flat, path, { dtype }),
      "ours, order: 'layout'": () => save(model, flat, path, { dtype, order: 'layout' }),
      'write and sync the same bytes': () => write(`${path}.plain`, bytes),
    },
    count,
  );
  const theirs = times['write and sync the same bytes'];
  return ['ours', "ours, order: 'layout'"].map((name) => ({
    what: name === 'ours' ? `save ${dtype}` : `save ${dtype}, order: 'layout'`,
    size,
    against: 'write and sync the same bytes',
    ...against(times[name], theirs),
  }));
}
