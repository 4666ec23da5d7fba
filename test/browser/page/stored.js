// Writes a checkpoint to the page's own file system and to IndexedDB, and reads it back.
import { asFlat, layout } from 'paramlayout';
import { load, open, readHeader, serialize } from 'paramlayout/checkpoint';

const model = layout({ weight: [300, 7], bias: [300] });
const flat = model.zeros().map((_, i) => Math.sin(i));
const bits = (/** @type {Float32Array} */ array) => [...new Uint32Array(array.buffer, array.byteOffset, array.length)];

const handleOf = async (/** @type {string} */ name) =>
  (await navigator.storage.getDirectory()).getFileHandle(name, { create: true });
const said = (/** @type {unknown} */ error) => String(error);

/** Saves by a writable stream. An aborted second save leaves the first. */
export async function streamed() {
  const handle = await handleOf('streamed.safetensors');
  const stream = await handle.createWritable();
  await stream.write(serialize(model, flat));
  await stream.close();
  const second = await handle.createWritable();
  await second.write(serialize(model, model.zeros()).subarray(0, 99));
  await second.abort();
  const loaded = await load(model, handle);
  return {
    names: [...(await readHeader(handle)).keys()],
    isSame: `${bits(loaded)}` === `${bits(asFlat(model, flat))}`,
  };
}

/** Opens a file that has more data than `open` reads, replaces it, and then loads. */
export async function replaced() {
  const large = layout({ w: [300, 700] });
  const handle = await handleOf('replaced.safetensors');
  const write = async (/** @type {number} */ value) => {
    const stream = await handle.createWritable();
    await stream.write(serialize(large, large.zeros().fill(value)));
    await stream.close();
  };
  await write(1);
  const opened = await open(handle);
  try {
    await write(2);
    return await load(large, opened).then((loaded) => [...new Set(loaded)], said);
  } finally {
    await opened.close();
  }
}

/** The same in a worker, which has sync access handles. */
export async function inWorker() {
  const worker = new Worker(new URL('stored-worker.js', import.meta.url), { type: 'module' });
  const answer = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ json: JSON.stringify(model), flat });
  });
  worker.terminate();
  return answer;
}
