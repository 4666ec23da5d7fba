import { narrowToBf16Scalar, widenBf16Scalar } from '../../dist/src/checkpoint/dtype/bf16.js';
import { decoderOf } from '../../dist/src/checkpoint/dtype/decode.js';
import { narrowToF16Scalar, widenF16Scalar } from '../../dist/src/checkpoint/dtype/f16.js';
import { encoderOf } from '../../dist/src/checkpoint/dtype/encode.js';
import { against, rounds } from './measure.mjs';
import { fill } from './models.mjs';

const LENGTH = 2 ** 24;

/** Conversions alone, in memory, against copying as many bytes of F32. */
export async function convertRows(count) {
  const flat = fill(new Float32Array(LENGTH));
  const target = new Float32Array(LENGTH).fill(1);
  const stored = Object.fromEntries(
    ['BF16', 'F16', 'F64'].map((dtype) => {
      const bytes = new Uint8Array(LENGTH * (dtype === 'F64' ? 8 : 2));
      encoderOf('Float32Array', dtype)(flat, 0, LENGTH, bytes, 'x');
      return [dtype, bytes];
    }),
  );
  stored.F8_E4M3 = stored.BF16.subarray(0, LENGTH);
  const contestants = { 'copy the same bytes': () => target.set(flat) };
  for (const [dtype, bytes] of Object.entries(stored))
    contestants[`${dtype} to F32`] = () => decoderOf(dtype, 'Float32Array')(bytes, target, 0, 'x');
  for (const dtype of ['BF16', 'F16'])
    contestants[`F32 to ${dtype}`] = () => encoderOf('Float32Array', dtype)(flat, 0, LENGTH, stored[dtype], 'x');
  const words = new Uint32Array(target.buffer);
  const bits = new Uint32Array(flat.buffer);
  for (const [dtype, widen, narrow] of [
    ['BF16', widenBf16Scalar, narrowToBf16Scalar],
    ['F16', widenF16Scalar, narrowToF16Scalar],
  ]) {
    contestants[`${dtype} to F32, without WebAssembly`] = () => widen(stored[dtype], words);
    contestants[`F32 to ${dtype}, without WebAssembly`] = () => narrow(bits, new Uint16Array(stored[dtype].buffer));
  }
  const { 'copy the same bytes': copy, ...others } = await rounds(contestants, count);
  return Object.entries(others).map(([what, times]) => ({
    what,
    size: `${LENGTH / 2 ** 20} Mi numbers`,
    against: 'copy as many numbers of F32',
    ...against(times, copy),
  }));
}
