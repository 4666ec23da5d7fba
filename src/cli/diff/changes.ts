import type { Checkpoint } from '../input/checkpoint.ts';
import { changedTexts, type TextChange } from './metadata.ts';
import type { Renamed } from './renamed.ts';
import type { Pair, Side, Sides } from './sides.ts';
import { isEqual, isSameShape, type Compared } from './values.ts';

/** All that two checkpoints differ in. */
export interface Changes {
  readonly pairs: readonly Pair[];
  readonly added: readonly Side[];
  readonly removed: readonly Side[];
  readonly renamed: readonly Renamed[];
  readonly retyped: readonly Pair[];
  readonly reshaped: readonly Pair[];
  readonly metadata: readonly TextChange[];
  /** Undefined where the data were not compared. */
  readonly values: readonly Compared[] | undefined;
}

export function changesOf(
  sides: Sides & { readonly renamed: readonly Renamed[] },
  a: Checkpoint,
  b: Checkpoint,
  values: readonly Compared[] | undefined,
): Changes {
  const retyped = sides.pairs.filter((pair) => pair.a.info.dtype !== pair.b.info.dtype);
  const reshaped = sides.pairs.filter((pair) => !isSameShape(pair.a.info.shape, pair.b.info.shape));
  return { ...sides, retyped, reshaped, metadata: changedTexts(a.metadata, b.metadata), values };
}

/** Whether names, element types and shapes are the same, and the values as far as they were compared. Metadata do not count. */
export function isSame({ added, removed, renamed, retyped, reshaped, values }: Changes): boolean {
  return (
    [added, removed, renamed, retyped, reshaped].every(({ length }) => length === 0) && (values ?? []).every(isEqual)
  );
}
