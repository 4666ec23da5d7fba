// What a user of another library would write to get a file's tensors into one flat array. None of them converts BF16,
// so that is a loop by hand, and none checks names or shapes.
import { readFile } from 'node:fs/promises';
import { parseSafetensorsMetadata } from '@huggingface/hub';
import { safetensors as loaders } from '@jax-js/loaders';
import { SafeTensor } from 'safetensors/dist/safetensors.es.js';

/** Puts a tensor's bytes, at any byte offset, into the flat array. */
function put(bytes, dtype, flat, offset) {
  const length = bytes.length / (dtype === 'F32' ? 4 : 2);
  if (dtype === 'F32') return new Uint8Array(flat.buffer, 4 * offset, bytes.length).set(bytes);
  const halves =
    bytes.byteOffset % 2 === 0 ?
      new Uint16Array(bytes.buffer, bytes.byteOffset, length)
    : new Uint16Array(bytes.slice().buffer);
  const words = new Uint32Array(flat.buffer, 4 * offset, length);
  for (let i = 0; i < length; i++) words[i] = halves[i] << 16;
}

const owners = (model) => model.slots.filter((slot) => slot.tiedTo === undefined);

/** The parser reads repositories of a hub; it is given one that answers with the file's bytes. */
async function hubHeader(bytes) {
  const fetch = async (_, init) => {
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(new Headers(init.headers).get('range')) ?? [
      null,
      0,
      bytes.length - 1,
    ];
    const end = Math.min(Number(to), bytes.length - 1);
    const headers = { etag: '"x"', 'content-range': `bytes ${from}-${end}/${bytes.length}` };
    return new Response(bytes.subarray(Number(from), end + 1), { status: 206, headers });
  };
  return (await parseSafetensorsMetadata({ repo: 'a/b', path: 'model.safetensors', fetch })).header;
}

export const peers = {
  '@huggingface/hub, then slices': async (path, model) => {
    const bytes = new Uint8Array(await readFile(path));
    const header = await hubHeader(bytes);
    const start = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    const flat = model.zeros();
    for (const { path: name, offset } of owners(model)) {
      const {
        dtype,
        data_offsets: [from, to],
      } = header[name];
      put(bytes.subarray(start + from, start + to), dtype, flat, offset);
    }
    return flat;
  },
  'safetensors 0.0.1': async (path, model) => {
    const file = new SafeTensor(new Uint8Array(await readFile(path)));
    const flat = model.zeros();
    for (const { path: name, offset } of owners(model))
      put(file.getTensor(name), file.metadata.get(name).dtype, flat, offset);
    return flat;
  },
  '@jax-js/loaders': async (path, model) => {
    const { tensors } = loaders.parse(new Uint8Array(await readFile(path)));
    const flat = model.zeros();
    for (const { path: name, offset } of owners(model)) flat.set(tensors[name].data, offset);
    return flat;
  },
};

/** Which of them reads which element type. */
export const reads = (peer, dtype) => dtype === 'F32' || peer !== '@jax-js/loaders';
