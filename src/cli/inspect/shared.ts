import { elementCountOf, byteCountOf } from '../input/data.ts';
import type { Checkpoint } from '../input/checkpoint.ts';
import { groupBySignature, digestOf, signatureOf } from '../input/digest.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';
import type { OnProgress } from '../output/progress.ts';

/** Tensors of the same element type, shape and bytes. */
export interface EqualTensors {
  readonly groups: readonly (readonly string[])[];
  /** Tensors that hold one value only and are equal to others, which says nothing: they are not in the groups. */
  readonly constant: number;
}

/** Reads all tensors that can be equal by their shapes. */
export async function findEqualTensors(
  checkpoint: Checkpoint,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<EqualTensors> {
  const { tensors } = checkpoint;
  const sets = [...groupBySignature(tensors).values()].filter(
    (names) => names.length > 1 && elementCountOf(tensors.get(names[0] as string) as TensorInfo) > 0,
  );
  const wanted = new Set(sets.flat());
  const total = [...wanted].reduce((sum, name) => sum + byteCountOf(tensors.get(name) as TensorInfo), 0);
  let done = 0;
  const onRead = (bytes: number): void => onProgress({ done: (done += bytes), total });
  const byHash = new Map<string, { readonly names: string[]; readonly constant: boolean }>();
  for (const [name, info] of tensors) {
    if (!wanted.has(name)) continue; // in the order of the file, so that it is read once from front to back
    const { hash, constant } = await digestOf(checkpoint, name, signal, onRead);
    const key = `${signatureOf(info)}${hash}`;
    const known = byHash.get(key);
    if (known === undefined) byHash.set(key, { names: [name], constant });
    else known.names.push(name);
  }
  const equal = [...byHash.values()].filter(({ names }) => names.length > 1);
  return {
    groups: equal.filter(({ constant }) => !constant).map(({ names }) => names),
    constant: equal.reduce((sum, { names, constant }) => sum + (constant ? names.length : 0), 0),
  };
}
