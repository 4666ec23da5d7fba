// What a user writes to save, judged by TypeScript 7 without skipLibCheck; tsd judges saving.test-d.ts with 5.9.
import { layout, repeat } from '../dist/src/index.js';
import { loadNpz, readNpy, save, saveNpz, serialize } from '../dist/src/checkpoint/index.js';

const model = layout({ wte: [50257, 768], h: repeat(12, { b: [768] }) });
export async function run(path: string): Promise<void> {
  const flat = model.zeros();
  const controller = new AbortController();
  await save(model, flat, path, {
    dtype: { '**': 'BF16', 'h.*.b': 'F32' },
    maxShardSize: 5e9,
    signal: controller.signal,
    onProgress: ({ done, total }) => console.log(done / total),
  });
  const bytes: Uint8Array<ArrayBuffer> = serialize(model, model.zeros(Int32Array), { dtype: 'I64', order: 'layout' });
  // @ts-expect-error -- floats are not written as integers
  await save(model, flat, path, { dtype: 'I64' });
  // @ts-expect-error -- numpy has no BF16
  await saveNpz(model, flat, path, { dtype: 'BF16' });
  const doubles: Float64Array = await loadNpz(model, bytes, { type: Float64Array });
  const { data } = await readNpy(path, { type: Float32Array });
  console.log(doubles.length, data.length);
}
