import type { Checkpoint } from '../input/open-checkpoint.ts';
import { type ComparedPair, isEqualInValue, isSameShape } from './compare-values.ts';
import type { PairedTensors, RenamedPair, SideTensor, TensorPair } from './pair-tensors.ts';

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

/** A text of the metadata that is not the same on both sides; undefined where a side has none. */
export interface MetadataChange {
  readonly key: string;
  readonly a: string | undefined;
  readonly b: string | undefined;
}

export function metadataChangesOf(
  a: ReadonlyMap<string, string>,
  b: ReadonlyMap<string, string>,
): readonly MetadataChange[] {
  const keys = new Set([...a.keys(), ...b.keys()]);
  return Array.from(keys, (key) => ({ key, a: a.get(key), b: b.get(key) })).filter((each) => each.a !== each.b);
}

/** All that two checkpoints differ in, as data. */
export function diffAnswerOf(changes: Changes, a: string, b: string): object {
  const { pairs, added, removed, renamed, retyped, reshaped, metadata, values } = changes;
  return {
    a,
    b,
    same: hasNoChanges(changes),
    compared: pairs.length,
    added: added.map(tensorEntryOf),
    removed: removed.map(tensorEntryOf),
    renamed: renamed.map((each) => ({
      from: each.a.stored,
      to: each.b.name,
      dtype: each.b.info.dtype,
      shape: each.b.info.shape,
      ambiguous: each.ambiguous,
    })),
    retyped: retyped.map(pairEntryOf),
    reshaped: reshaped.map(pairEntryOf),
    metadata: metadata.map((each) => ({ key: each.key, a: each.a ?? null, b: each.b ?? null })),
    ...(values === undefined ?
      {}
    : {
        values: values.map((compared) => {
          const { pair, identical, apart } = compared;
          return {
            ...pairEntryOf(pair),
            identical,
            equal: isEqualInValue(compared),
            ...(apart === undefined ?
              {}
            : { max: apart.max, rms: apart.rms, relativeRms: apart.relative, nan: apart.nans }),
          };
        }),
      }),
  };
}

/** A tensor that only one side has. */
const tensorEntryOf = ({ stored, info: { dtype, shape } }: SideTensor): object => ({ name: stored, dtype, shape });

const pairEntryOf = ({ a, b }: TensorPair): object => ({ name: b.name, a: tensorEntryOf(a), b: tensorEntryOf(b) });
