import type { Changes } from './changes.ts';
import { isSame } from './changes.ts';
import type { Pair, Side } from './sides.ts';
import { isEqual } from './values.ts';

/** All that two checkpoints differ in, as data. */
export function answer(changes: Changes, a: string, b: string): object {
  const { pairs, added, removed, renamed, retyped, reshaped, metadata, values } = changes;
  return {
    a,
    b,
    same: isSame(changes),
    compared: pairs.length,
    added: added.map(tensor),
    removed: removed.map(tensor),
    renamed: renamed.map((each) => ({
      from: each.a.stored,
      to: each.b.name,
      dtype: each.b.info.dtype,
      shape: each.b.info.shape,
      ambiguous: each.ambiguous,
    })),
    retyped: retyped.map(change),
    reshaped: reshaped.map(change),
    metadata: metadata.map((each) => ({ key: each.key, a: each.a ?? null, b: each.b ?? null })),
    ...(values === undefined ?
      {}
    : {
        values: values.map((compared) => {
          const { pair, identical, apart } = compared;
          return {
            ...change(pair),
            identical,
            equal: isEqual(compared),
            ...(apart === undefined ?
              {}
            : { max: apart.max, rms: apart.rms, relativeRms: apart.relative, nan: apart.nans }),
          };
        }),
      }),
  };
}

/** A tensor that only one side has. */
const tensor = ({ stored, info: { dtype, shape } }: Side): object => ({ name: stored, dtype, shape });

const change = ({ a, b }: Pair): object => ({ name: b.name, a: tensor(a), b: tensor(b) });
