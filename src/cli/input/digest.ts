import { createHash } from 'node:crypto';
import type { Checkpoint } from './checkpoint.ts';
import { BITS } from '../../checkpoint/dtype/dtype.ts';
import { piecesOf } from './data.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';

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

/** Tensors that can hold the same data at all: of one element type and shape. Tensors without elements have none to compare. */
export function groupBySignature(
  tensors: Iterable<readonly [name: string, info: TensorInfo]>,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, info] of tensors) {
    const kind = signatureOf(info);
    const known = groups.get(kind);
    if (known === undefined) groups.set(kind, [name]);
    else known.push(name);
  }
  return groups;
}

/** `F32[3,2]`: what tensors of equal data have in common. */
export const signatureOf = ({ dtype, shape }: TensorInfo): string => `${dtype}[${shape.join()}]`;
