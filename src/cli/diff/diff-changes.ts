import type { Checkpoint } from '../input/open-checkpoint.ts';
import { type ComparedPair, isEqualInValue, isSameShape } from './compare-values.ts';
import type { PairedTensors, RenamedPair, SideTensor, TensorPair } from './pair-tensors.ts';

/** Everything in which two checkpoints differ. */
export interface Changes {
  readonly pairs: readonly TensorPair[];
  readonly added: readonly SideTensor[];
  readonly removed: readonly SideTensor[];
  readonly renamed: readonly RenamedPair[];
  readonly retyped: readonly TensorPair[];
  readonly reshaped: readonly TensorPair[];
  readonly metadata: readonly MetadataChange[];
  /** Undefined if the data were not compared. */
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

/** Whether names, dtypes and shapes are equal, and the values as far as they were compared. Metadata do not count. */
export function hasNoChanges({ added, removed, renamed, retyped, reshaped, values }: Changes): boolean {
  return (
    [added, removed, renamed, retyped, reshaped].every(({ length }) => length === 0) &&
    (values ?? []).every(isEqualInValue)
  );
}

/** A metadata entry that differs; undefined for a side that lacks it. */
interface MetadataChange {
  readonly key: string;
  readonly a: string | undefined;
  readonly b: string | undefined;
}

function metadataChangesOf(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): readonly MetadataChange[] {
  const keys = new Set([...a.keys(), ...b.keys()]);
  return Array.from(keys, (key) => ({ key, a: a.get(key), b: b.get(key) })).filter((each) => each.a !== each.b);
}

/** All changes as data for programs. */
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
          const { pair, identical, distance } = compared;
          return {
            ...pairEntryOf(pair),
            identical,
            equal: isEqualInValue(compared),
            ...(distance === undefined ?
              {}
            : { max: distance.max, rms: distance.rms, relativeRms: distance.relative, nan: distance.nans }),
          };
        }),
      }),
  };
}

/** A tensor of one side. */
const tensorEntryOf = ({ stored, info: { dtype, shape } }: SideTensor): object => ({ name: stored, dtype, shape });

const pairEntryOf = ({ a, b }: TensorPair): object => ({ name: b.name, a: tensorEntryOf(a), b: tensorEntryOf(b) });
