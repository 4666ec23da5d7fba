// What a user writes, judged by TypeScript 7 without skipLibCheck; tsd judges checkpoint.test-d.ts with 5.9.
import { open, readFile } from 'node:fs/promises';
import { layout, repeat, tied, type FlatOf } from '../dist/src/index.js';
import {
  CheckpointError,
  load,
  fromBytes,
  readHeader,
  readIndex,
  save,
  serialize,
} from '../dist/src/checkpoint/index.js';
import { checkpointSchema } from '../dist/src/zod/index.js';

const model = layout({ emb: { w: [50257, 768] }, h: repeat(12, { w: [768, 768], b: [768] }), head: tied('emb.w') });
export async function run(path: string): Promise<void> {
  const flat: FlatOf<typeof model> = await load(model, path);
  const again: FlatOf<typeof model> = await load(model, serialize(model, flat), { into: flat });
  await save(model, again, path, { metadata: { step: '12' } });
  const stored = checkpointSchema(model).parse(await readHeader(path, { strict: true }));
  const shape: readonly [50257, 768] = stored['emb.w'].shape;
  const dtype: 'F32' = stored['h.11.b'].dtype;
  // @ts-expect-error -- index 12 of a repeat of 12
  stored['h.12.b'];
  // @ts-expect-error -- the flat array of another layout
  await save(layout({ a: [2] }), flat, path);
  throw new CheckpointError(`${dtype} ${shape.join()}`);
}

export async function options(path: string): Promise<void> {
  const flat: FlatOf<typeof model> = await load(model, path, {
    prefix: 'transformer.',
    names: { 'wte.weight': 'emb.w', 'blocks.{i}.weight': 'h.{i}.w', 'blocks.{i}.bias': 'h.{i}.b' },
    transpose: ['h.*.w'],
    ignore: ['**.mask'],
    extra: 'ignore',
    onProgress: ({ done, total }) => console.log(done / total),
    onWarning: ({ message }) => console.warn(message),
  });
  // @ts-expect-error -- no leaf of the layout
  await load(model, path, { names: { 'blocks.{i}.weight': 'h.{i}.v' } });
  // @ts-expect-error -- a wildcard that the file's name does not have
  await load(model, path, { names: { 'blocks.{i}.weight': 'h.{j}.w' } });
  // @ts-expect-error -- a subtree
  await load(model, path, { names: { 'blocks.{i}': 'h.{i}' } });
  // @ts-expect-error -- no such option
  await load(model, path, { prefix: 'a', transposed: [] });
  await load(model, path, { names: (name) => name.slice(1), type: Float64Array });
  const handle = await open(path);
  await load(model, handle, { into: flat, staged: false, signal: AbortSignal.timeout(1000) });
  await load(model, new URL('https://example.org/model.safetensors'), { fetch, signal: new AbortController().signal });
  await load(model, new Blob([]));
  const window: FlatOf<typeof model> = fromBytes(model, await readFile(path));
  const { tensors } = await readIndex(path);
  const dtype: 'BF16' = checkpointSchema(model, { dtype: 'BF16' }).parse(tensors)['emb.w'].dtype;
  await save(model, window, dtype);
}
