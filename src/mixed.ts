import type { AnyArray } from '../types/view.ts';
import { isInherited } from './fields.ts';
import type { Part } from './part.ts';
import { accessor, type Naming, Scalars } from './scalar.ts';

/** How to put a view together field by field with `defineProperty`: the slow way, for scalars and for keys of Object.prototype. */
export interface Mixed extends Naming {
  /** Undefined for a list. */
  readonly keys: readonly string[] | undefined;
  /** Whether the item at each index is a scalar. */
  readonly isScalar: readonly boolean[];
}

/** How to put a part together that needs the slow way; undefined for all other parts. */
export function mixedOf(part: Part, pathOf: (leaf: number) => string): Mixed | undefined {
  if (part.kind === 'leaf' || part.kind === 'scalar') return undefined;
  if (part.kind === 'repeat') {
    if (part.of.kind !== 'scalar') return undefined;
    const scalars = Array.from({ length: part.count }, (_, i) => i);
    return { keys: undefined, isScalar: scalars.map(() => true), scalars, pathOf };
  }
  const isScalar = part.parts.map(({ kind }) => kind === 'scalar');
  const keys = part.kind === 'struct' ? part.keys : undefined;
  if (!isScalar.includes(true) && !keys?.some(isInherited)) return undefined;
  return { keys, isScalar, scalars: part.parts.filter((_, i) => isScalar[i]).map(({ before }) => before), pathOf };
}

/** Puts a view together, not frozen yet. `items` holds the index in flat for a scalar, the finished view for all else. */
export function mix(mixed: Mixed, flat: AnyArray, firstLeaf: number, items: readonly unknown[]): object {
  const { keys, isScalar } = mixed;
  const at = items.filter((_, i) => isScalar[i]) as number[];
  const view: object = new Scalars(keys === undefined ? [] : {}, flat, at, firstLeaf, mixed);
  let k = 0;
  for (let i = 0; i < items.length; i++) {
    const key = keys === undefined ? i : (keys[i] as string);
    Object.defineProperty(view, key, isScalar[i] ? accessor(k++) : { value: items[i], enumerable: true, configurable: true, writable: true });
  }
  return view;
}
