import type { Changes } from './changes.ts';
import { hasNoChanges } from './changes.ts';
import type { TensorPair, SideTensor } from './sides.ts';
import { isEqualInValue } from './values.ts';

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
