// The names that the `@example`s of doc comments may use.
import { truncateSync, writeFileSync } from 'node:fs';
import { layout, repeat, tied } from 'paramlayout';

export function dense<const I extends number, const O extends number>(i: I, o: O) {
  return { weight: [o, i], bias: [o] } as const;
}
export const model = layout({
  wte: { weight: [5, 4] },
  h: repeat(2, dense(4, 4)),
  lm_head: { weight: tied('wte.weight') },
});
export const flat = model.zeros();

/** A checkpoint of GPT-2's embedding alone, as PyTorch saves it: a sparse file of 154 MB. */
export async function sparseFile(path: string): Promise<void> {
  const end = 4 * 50257 * 768;
  const header = JSON.stringify({
    __metadata__: { format: 'pt' },
    'wte.weight': { dtype: 'F32', shape: [50257, 768], data_offsets: [0, end] },
  });
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  writeFileSync(path, Buffer.concat([length, Buffer.from(header)]));
  truncateSync(path, 8 + header.length + end);
}
