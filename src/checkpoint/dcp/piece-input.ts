// No twin in types: deals with files.
import { DTYPE_BITS } from '../dtype/dtype.ts';
import { type ByteRange, fillTarget, type Input } from '../source/input.ts';
import type { PiecedTensor, TensorPiece } from './pieces.ts';

/** A tensor in the order of the input: its rows from `firstRow` to `endRow`, in the bytes from `start` to `end`. */
export interface PlacedTensor extends PiecedTensor {
  readonly firstRow: number;
  readonly endRow: number;
  readonly start: number;
  readonly end: number;
}

/** Shorter stretches of a part are read in windows, many of them at once. */
const MIN_DIRECT_BYTES = 2 ** 16;
/** The most that the windows of all parts of a tensor take. */
const MAX_WINDOWS_BYTES = 2 ** 22;
/** One read returns after this many bytes, so that an abort takes effect. */
const MAX_GATHERED_BYTES = 2 ** 20;

/**
 * The parts of all tensors as one file, in which each tensor lies whole. A read goes to the parts that hold the bytes.
 * If the parts are columns, a row has a stretch in each of them; then each part has a window, which is read ahead to
 * the end of the rows that are needed.
 */
export function inputOfPieces(tensors: readonly PlacedTensor[]): Input {
  const placed = tensors.filter(({ start, end }) => start < end);
  const size = placed.at(-1)?.end ?? 0;
  const windows = new Map<TensorPiece, { readonly start: number; readonly bytes: Uint8Array }>();
  let open: PlacedTensor | undefined;

  const readInto = async (target: Uint8Array, offset: number): Promise<number> => {
    let done = 0;
    while (done < Math.min(target.length, MAX_GATHERED_BYTES) && offset + done < size) {
      const tensor = findTensor(placed, offset + done);
      if (tensor !== open) windows.clear();
      open = tensor;
      const { piece, at, length, isDirect } = stretchAt(tensor, offset + done - tensor.start);
      const part = target.subarray(done, done + length);
      if (isDirect) {
        if (done > 0) return done; // the next read goes straight into its target
        return piece.data.input.readInto(part, piece.data.header.dataStart + at);
      }
      const window = windows.get(piece);
      const from = at - (window?.start ?? 0);
      const held =
        window === undefined || from < 0 ? new Uint8Array(0) : window.bytes.subarray(from, from + part.length);
      if (held.length > 0) {
        part.set(held);
        done += held.length;
        continue;
      }
      const room = Math.floor(MAX_WINDOWS_BYTES / tensor.pieces.length);
      const bytes = new Uint8Array(Math.min(Math.max(room, length), endInPiece(tensor, piece) - at));
      const read = await fillTarget(piece.data.input, bytes, piece.data.header.dataStart + at);
      if (read === 0) return done;
      windows.set(piece, { start: at, bytes: bytes.subarray(0, read) });
    }
    return done;
  };

  const inputs = new Set(placed.flatMap(({ pieces }) => pieces.map(({ data }) => data.input)));
  return {
    size,
    readInto,
    plan: (ranges) => planPieces(placed, ranges),
    requireUnchanged: async () => {
      for (const input of inputs) await input.requireUnchanged?.();
    },
    close: () => Promise.resolve(), // who opened the files closes them
  };
}

/** Bytes that are adjacent in a part and in the input. */
interface Stretch {
  readonly piece: TensorPiece;
  /** First byte in the data of the part's file. */
  readonly at: number;
  readonly length: number;
  readonly isDirect: boolean;
}

/** The stretch that begins at a byte of a tensor. */
function stretchAt({ shape, dtype, pieces, firstRow, start, end }: PlacedTensor, byte: number): Stretch {
  const size = DTYPE_BITS[dtype] / 8;
  const place = placeOf(shape, Math.floor(byte / size));
  if (place.length > 0) place[0] = (place[0] as number) + firstRow;
  const piece = pieces.find(({ offsets, shape: sizes }) =>
    place.every((at, i) => at >= (offsets[i] as number) && at < (offsets[i] as number) + (sizes[i] as number)),
  ) as TensorPiece; // the parts fill the tensor
  let index = 0;
  let rest = 1;
  for (let i = 0; i < place.length; i++) {
    index = index * (piece.shape[i] as number) + (place[i] as number) - (piece.offsets[i] as number);
  }
  // The last dimension of which the part has only some; it spans all inner ones.
  let cut = place.length - 1;
  while (cut > 0 && piece.shape[cut] === shape[cut]) rest *= shape[cut--] as number;
  const run = rest * (cut < 0 ? 1 : (piece.shape[cut] as number));
  const inFile = index * size + (byte % size);
  const length = Math.min((run - (index % run)) * size - (byte % size), end - start - byte);
  return { piece, at: piece.start + inFile, length, isDirect: cut <= 0 || run * size >= MIN_DIRECT_BYTES };
}

/** The indices of an element, from its index in row-major order. */
function placeOf(shape: readonly number[], index: number): number[] {
  const place = shape.map(() => 0);
  let left = index;
  for (let i = shape.length - 1; i >= 0; i--) {
    const size = i === 0 ? Infinity : (shape[i] as number);
    place[i] = size === Infinity ? left : left % size;
    left = Math.floor(left / size);
  }
  return place;
}

/** The bytes of one row in a part. */
const rowBytesOf = ({ dtype }: PlacedTensor, { shape }: TensorPiece): number =>
  (shape.slice(1).reduce((product, size) => product * size, 1) * DTYPE_BITS[dtype]) / 8;

/** Where the rows that are needed begin and end in the data of the part's file. */
const startInPiece = (tensor: PlacedTensor, piece: TensorPiece): number =>
  piece.start + Math.max(0, tensor.firstRow - (piece.offsets[0] ?? 0)) * rowBytesOf(tensor, piece);
const endInPiece = (tensor: PlacedTensor, piece: TensorPiece): number =>
  piece.start + Math.min(piece.shape[0] ?? 1, tensor.endRow - (piece.offsets[0] ?? 0)) * rowBytesOf(tensor, piece);

function findTensor(placed: readonly PlacedTensor[], offset: number): PlacedTensor {
  let [low, high] = [0, placed.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((placed[middle] as PlacedTensor).end > offset) high = middle;
    else low = middle + 1;
  }
  return placed[low] as PlacedTensor;
}

/** Announces to each file the ranges of the tensors that will be read. */
function planPieces(placed: readonly PlacedTensor[], ranges: readonly ByteRange[]): void {
  const planned = new Map<Input, ByteRange[]>();
  for (const [start, end] of ranges) {
    if (start >= end) continue;
    const tensor = findTensor(placed, start);
    for (const piece of tensor.pieces) {
      const { input, header } = piece.data;
      const [from, to] = [startInPiece(tensor, piece), endInPiece(tensor, piece)];
      if (from >= to) continue;
      const known = planned.get(input) ?? [];
      planned.set(input, known);
      known.push([header.dataStart + from, header.dataStart + to]);
    }
  }
  for (const [input, all] of planned) input.plan?.(all.sort(([a], [b]) => a - b));
}
