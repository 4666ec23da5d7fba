import { showShape } from '../../checkpoint/text.ts';
import { createHash } from 'node:crypto';
import { BITS } from '../../checkpoint/dtype/dtype.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import { readData } from '../../checkpoint/load/data.ts';
import type { Checkpoint } from './open-checkpoint.ts';

/** Bytes of a tensor that are in memory at once. It is a multiple of every element's size. */
const MAX_PIECE_BYTES = 2 ** 20;

/**
 * The bytes of a tensor in pieces of whole elements, at most 1 MiB each (or another multiple of an element's size), lowest byte first. A piece
 * holds until the next is asked for, and begins at a multiple of an element's size in memory.
 *
 * @throws CheckpointError where the source ends within the tensor, the signal's reason where it stops the work
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
  const windows = [new Uint8Array(size), new Uint8Array(end - start > size ? size : 0)];
  // While one piece is looked at the next is read into the other window.
  const read = (at: number): Promise<Uint8Array> => {
    const window = windows[((at - start) / size) % 2] as Uint8Array;
    const piece = window.subarray(0, end - at);
    const reading = readData(data, piece, at, onRead).then(() => piece);
    reading.catch(() => undefined); // it is told of when its turn comes, if it does
    return reading;
  };
  for (let at = start, next = start < end ? read(start) : undefined; next !== undefined; at += size) {
    const piece = await next;
    signal.throwIfAborted();
    next = at + size < end ? read(at + size) : undefined;
    yield piece;
  }
}

/** Elements of a tensor. A shape's product is held against its bytes when the header is read, so it is a number. */
export const elementCountOf = ({ dtype, start, end }: TensorInfo): number => ((end - start) * 8) / BITS[dtype];

/** Bytes of a tensor in its file. */
export const byteCountOf = ({ start, end }: TensorInfo): number => end - start;

/** What tells the data of tensors apart without keeping them. */
export interface Digest {
  /** SHA-256 of its bytes. */
  readonly hash: string;
  /** Whether all its elements are of the same bits, as zeros and ones are that a model begins with: equal to others by chance. */
  readonly constant: boolean;
}

/** Reads a tensor through, 1 MiB at a time. */
export async function digestOf(
  checkpoint: Checkpoint,
  name: string,
  signal: AbortSignal,
  onRead: (bytes: number) => void,
): Promise<Digest> {
  const hash = createHash('sha256');
  const size = Math.max(1, BITS[(checkpoint.tensors.get(name) as TensorInfo).dtype] / 8);
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

/** `F32[3,2]`: what tensors of equal data have in common. */
export const signatureOf = ({ dtype, shape }: TensorInfo): string => `${dtype}[${shape.join()}]`;

/** `F32 [768, 2304]`. */
export const describeTensor = ({ dtype, shape }: TensorInfo): string => `${dtype} ${showShape(shape)}`;
