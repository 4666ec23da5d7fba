import type { Checkpoint } from '../input/checkpoint.ts';
import { metadataChangesOf, type MetadataChange } from './metadata.ts';
import type { RenamedPair } from './renamed.ts';
import type { TensorPair, SideTensor, PairedTensors } from './sides.ts';
import { isEqualInValue, isSameShape, type ComparedPair } from './values.ts';

/** All that two checkpoints differ in. */
export interface Changes {
  readonly pairs: readonly TensorPair[];
  readonly added: readonly SideTensor[];
  readonly removed: readonly SideTensor[];
  readonly renamed: readonly RenamedPair[];
  readonly retyped: readonly TensorPair[];
  readonly reshaped: readonly TensorPair[];
  readonly metadata: readonly MetadataChange[];
  /** Undefined where the data were not compared. */
  readonly values: readonly ComparedPair[] | undefined;
}

export function changesOf(
  sides: PairedTensors & { readonly renamed: readonly RenamedPair[] },
  a: Checkpoint,
  b: Checkpoint,
  values: readonly ComparedPair[] | undefined,
): Changes {
  const retyped = sides.pairs.filter((pair) => pair.a.info.dtype !== pair.b.info.dtype);
  const reshaped = sides.pairs.filter((pair) => !isSameShape(pair.a.info.shape, pair.b.info.shape));
  return { ...sides, retyped, reshaped, metadata: metadataChangesOf(a.metadata, b.metadata), values };
}

/** Whether names, element types and shapes are the same, and the values as far as they were compared. Metadata do not count. */
export function hasNoChanges({ added, removed, renamed, retyped, reshaped, values }: Changes): boolean {
  return (
    [added, removed, renamed, retyped, reshaped].every(({ length }) => length === 0) &&
    (values ?? []).every(isEqualInValue)
  );
}
