// What a user writes, judged by TypeScript 7 without skipLibCheck; tsd judges checkpoint.test-d.ts with 5.9.
import { layout, repeat, tied, type FlatOf } from '../dist/src/index.js';
import { CheckpointError, checkpointSchema, load, readHeader, save, serialize } from '../dist/src/checkpoint/index.js';

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
