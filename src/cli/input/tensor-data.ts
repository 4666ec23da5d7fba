import { createHash } from 'node:crypto';
import { DTYPE_BITS } from '../../checkpoint/dtype/dtype.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { readFileData } from '../../checkpoint/store/store-file.ts';
import { formatShape } from '../../checkpoint/text.ts';
import type { Checkpoint } from './open-checkpoint.ts';

/** The most bytes of a piece. It is a multiple of the size of every dtype. */
const MAX_PIECE_BYTES = 2 ** 20;

/**
 * Reads a tensor in pieces of whole elements, little-endian, of at most `most` bytes each: 1 MiB or another multiple of
 * the element size. A piece is valid until the next one is requested. In memory it begins at a multiple of the element
 * size.
 *
 * @throws CheckpointError if the source ends within the tensor, the reason of the signal if it aborts
 */
export async function* piecesOf(
  checkpoint: Checkpoint,
  name: string,
  signal: AbortSignal,
  onRead?: (bytes: number) => void,
  most = MAX_PIECE_BYTES,
): AsyncGenerator<Uint8Array> {
  const { start, end } = checkpoint.tensors.get(name) as TensorInfo;
  const data = checkpoint.dataOf(name);
  const size = Math.min(most, end - start);
  const { parallel = 1 } = data.input;
  const windows: Uint8Array[] = [];
  // The next pieces are read into other windows while the caller uses this one.
  const read = (at: number): Promise<Uint8Array> => {
    const turn = ((at - start) / size) % (parallel + 1);
    const piece = (windows[turn] ??= new Uint8Array(size)).subarray(0, end - at);
    const reading = readFileData(data, piece, at, onRead).then(() => piece);
    reading.catch(() => undefined); // the loop throws it when it awaits this read
    return reading;
  };
  const started: Promise<Uint8Array>[] = [];
  let next = start;
  const fill = (): void => {
    for (; next < end && started.length < parallel; next += size) started.push(read(next));
  };
  try {
    for (let at = start; at < end; at += size) {
      fill();
      const piece = await (started.shift() as Promise<Uint8Array>);
      signal.throwIfAborted();
      fill();
      yield piece;
    }
  } finally {
    await Promise.allSettled(started); // the file must stay open until nothing reads it
  }
}

/**
 * The number of elements of a tensor. The header check compares the shape with the bytes, so this is a safe integer.
 */
export const elementCountOf = ({ dtype, start, end }: TensorInfo): number => ((end - start) * 8) / DTYPE_BITS[dtype];

/** The number of bytes of a tensor in its file. */
export const byteCountOf = ({ start, end }: TensorInfo): number => end - start;

/** Identifies the data of a tensor without keeping them. */
interface Digest {
  /** The SHA-256 of the bytes. */
  readonly hash: string;
  /**
   * Whether all elements have the same bits. Fresh models have many such tensors, of zeros or ones, that are equal by
   * chance.
   */
  readonly constant: boolean;
}

/** Reads a whole tensor, 1 MiB at a time, and computes its digest. */
export async function digestOf(
  checkpoint: Checkpoint,
  name: string,
  signal: AbortSignal,
  onRead: (bytes: number) => void,
): Promise<Digest> {
  const hash = createHash('sha256');
  const size = Math.max(1, DTYPE_BITS[(checkpoint.tensors.get(name) as TensorInfo).dtype] / 8);
  let first: Uint8Array | undefined;
  let constant = Number.isInteger(size);
  for await (const piece of piecesOf(checkpoint, name, signal, onRead)) {
    hash.update(piece);
    first ??= piece.slice(0, size);
    constant &&=
      Buffer.compare(first, piece.subarray(0, size)) === 0 &&
      Buffer.compare(piece.subarray(size), piece.subarray(0, -size)) === 0;
  }
  return { hash: hash.digest('hex'), constant };
}

/** `F32[3,2]`: tensors with equal data have equal signatures. */
export const signatureOf = ({ dtype, shape }: TensorInfo): string => `${dtype}[${shape.join()}]`;

/** A dtype and shape as people read them: `F32 [768, 2304]`. */
export const describeTensor = ({ dtype, shape }: TensorInfo): string => `${dtype} ${formatShape(shape)}`;
