// No twin in types: deals with files.
import { bytesOf, LITTLE_ENDIAN, readWords, swapBytes } from '../dtype/byte-order.ts';
import { CheckpointError } from '../error.ts';
import type { ByteRange, Input } from '../source/input.ts';
import type { ManifestWeight, Quantised } from './manifest.ts';

/** A weight file, and its range among the bytes of its group. */
export interface WeightFile {
  readonly input: Input;
  readonly start: number;
  readonly end: number;
}

/** A weight, and its range in the input that `inputOfWeights` makes. */
export interface PlacedWeight extends ManifestWeight {
  readonly start: number;
  readonly end: number;
  readonly files: readonly WeightFile[];
}

/** One read dequantises at most so many elements. */
const MAX_DEQUANTISED = 2 ** 16;
/** An element that is dequantised has four bytes: F32 or I32. */
const ELEMENT_BYTES = 4;

/** All weights as one input, with the elements of quantised ones dequantised when they are read. */
export function inputOfWeights(weights: readonly PlacedWeight[]): Input {
  const placed = weights.filter(({ start, end }) => start < end);
  const inputs = new Set(placed.flatMap(({ files }) => files.map(({ input }) => input)));
  return {
    size: placed.at(-1)?.end ?? 0,
    async readInto(target, offset) {
      const weight = placed[indexAt(placed, offset)];
      if (weight === undefined) return 0;
      const { at, start, end, files, quantised } = weight;
      if (quantised !== undefined) return readDequantised(weight, quantised, target, offset);
      return readFiles(files, target.subarray(0, end - offset), at + offset - start);
    },
    plan: (ranges) => planFiles(placed, ranges),
    async requireUnchanged() {
      for (const input of inputs) await input.requireUnchanged?.();
    },
    close: () => Promise.resolve(), // who opened the files closes them
  };
}

/** The index of the range that holds a byte. The ranges lie one after the other from byte 0. */
function indexAt(ranges: readonly { readonly end: number }[], byte: number): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.end as number) > byte) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Reads from the file that holds a byte of the group, at most to the end of that file. */
function readFiles(files: readonly WeightFile[], target: Uint8Array, at: number): Promise<number> {
  const file = files[indexAt(files, at)] as WeightFile; // openGroup compared their lengths
  return file.input.readInto(target.subarray(0, file.end - at), at - file.start);
}

async function readDequantised(
  { name, dtype, at, start, end, files }: PlacedWeight,
  { bytes, scale, min }: Quantised,
  target: Uint8Array,
  offset: number,
): Promise<number> {
  const first = Math.floor((offset - start) / ELEMENT_BYTES);
  const skip = (offset - start) % ELEMENT_BYTES;
  const wanted = Math.ceil((skip + target.length) / ELEMENT_BYTES);
  const count = Math.min(wanted, (end - start) / ELEMENT_BYTES - first, MAX_DEQUANTISED);
  const stored = new Uint8Array(count * bytes);
  for (let done = 0; done < stored.length;) {
    const read = await readFiles(files, stored.subarray(done), at + first * bytes + done);
    if (read === 0) throw new CheckpointError('a weight file ended within its data', { tensor: name });
    done += read;
  }
  const values = dtype === 'F32' ? new Float32Array(count) : new Int32Array(count);
  const exact = dtype === 'F32' ? (value: number) => value : Math.round; // as tfjs does
  readWords<Uint8Array | Uint16Array>(stored, bytes === 1 ? Uint8Array : Uint16Array, (words, from) => {
    for (let i = 0; i < words.length; i++) values[from + i] = exact((words[i] as number) * scale + min);
  });
  const decoded = bytesOf(values);
  if (!LITTLE_ENDIAN) swapBytes(decoded, ELEMENT_BYTES);
  const found = decoded.subarray(skip, skip + target.length);
  target.set(found);
  return found.length;
}

/** Announces to each file the ranges of the weights that will be read. */
function planFiles(placed: readonly PlacedWeight[], ranges: readonly ByteRange[]): void {
  const planned = new Map<Input, ByteRange[]>();
  for (const [from, to] of ranges)
    for (let i = indexAt(placed, from); i < placed.length && (placed[i] as PlacedWeight).start < to; i++) {
      const { at, start, end, length, files, quantised } = placed[i] as PlacedWeight;
      const share = quantised === undefined ? 1 : (length * quantised.bytes) / (end - start);
      const first = at + Math.floor((Math.max(from, start) - start) * share);
      const last = at + Math.ceil((Math.min(to, end) - start) * share);
      for (let k = indexAt(files, first); k < files.length && (files[k] as WeightFile).start < last; k++) {
        const file = files[k] as WeightFile;
        const known = planned.get(file.input) ?? [];
        planned.set(file.input, known);
        known.push([Math.max(first, file.start) - file.start, Math.min(last, file.end) - file.start]);
      }
    }
  for (const [input, all] of planned) input.plan?.(all.sort(([a], [b]) => a - b));
}
