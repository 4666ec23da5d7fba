import type { AnyArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { Run } from '../../types/select/assignment.ts';
import { describe } from '../array/describe.ts';
import type { ArrayType } from '../array/kind.ts';
import { slotsOfOwners } from '../place/owner.ts';
import { findPlace, type LeafPlace, leafPlacesOf } from '../place/place.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { zeros } from '../view/flat.ts';

/** What `assign` and `groups` return, as the run time sees it. */
export interface AssignedValues<V> {
  readonly runs: readonly Run<V>[];
  readonly flatLength: number;
  readonly fingerprint: string;
  of(path: string): V;
  expand(number: (value: V) => number, type?: ArrayType): AnyArray;
}

/** Makes the result of `assign` and `groups` from the value of each owner. */
export function assignmentOf<V>(layout: LayoutLike, values: readonly V[]): AssignedValues<V> {
  const root = rootOfLayout(layout);
  const owners = slotsOfOwners(layout);
  const runs = runsOf(owners, values);
  let valueByPath: ReadonlyMap<string, V> | undefined;
  return {
    runs,
    flatLength: root.size,
    fingerprint: layout.fingerprint,
    of: (path) => {
      valueByPath ??= new Map(owners.map((slot, i) => [slot.path, values[i] as V]));
      return commonValue(path, leafPlacesOf(findPlace(root, path)), valueByPath);
    },
    expand: (number, type) => {
      const numbers = runs.map(({ value }) => toNumber(number, value));
      const flat = zeros(root.size, type);
      runs.forEach(({ start, end }, i) => flat.fill(numbers[i] as number, start, end));
      return flat;
    },
  };
}

/** Returns the values in memory order. Neighbours that touch and have one value become one run. */
function runsOf<V>(owners: readonly Slot[], values: readonly V[]): readonly Run<V>[] {
  const runs: { readonly start: number; end: number; readonly value: V }[] = [];
  owners.forEach(({ offset, length }, i) => {
    if (length === 0) return;
    const value = values[i] as V;
    const last = runs.at(-1);
    if (last !== undefined && last.end === offset && Object.is(last.value, value)) last.end += length;
    else runs.push({ start: offset, end: offset + length, value });
  });
  return Object.freeze(runs.map((run) => Object.freeze(run)));
}

/** Returns the value that all leaves at a path have. @throws RangeError if they have several, or if there are none */
function commonValue<V>(path: string, leaves: readonly LeafPlace[], valueByPath: ReadonlyMap<string, V>): V {
  const valueOf = (leaf: LeafPlace): V => valueByPath.get(leaf.tiedTo ?? leaf.path) as V;
  const [first] = leaves;
  if (first === undefined) throw new RangeError(`'${path}' has no value, because it has no leaves`);
  const value = valueOf(first);
  const other = leaves.find((leaf) => !Object.is(valueOf(leaf), value));
  if (other === undefined) return value;
  throw new RangeError(
    `'${path}' has several values: '${first.path}' has ${show(value)}, and '${other.path}' has ${show(valueOf(other))}`,
  );
}

const show = (value: unknown): string =>
  typeof value === 'string' ? `'${value}'`
  : typeof value === 'object' ? describe(value)
  : String(value);

function toNumber<V>(number: (value: V) => number, value: V): number {
  const found = number(value);
  if (typeof found !== 'number')
    throw new TypeError(`a number was expected for ${show(value)}, found ${describe(found)}`);
  return found;
}
