import type { AnyArray } from '../../types/array/kind.ts';
import type { KindOf } from '../../types/view/brand.ts';
import { ReturnOverride } from './return-override.ts';

/** Puts the flat array and the layout on a root view, in private fields. Must run before the view is frozen. */
class OwnViewBrand extends ReturnOverride {
  readonly #flat: AnyArray;
  readonly #layout: object;
  constructor(view: object, flat: AnyArray, layout: object) {
    super(view);
    this.#flat = flat;
    this.#layout = layout;
  }
  /** What a root view carries; undefined for any other object. */
  static of(view: unknown): { readonly flat: AnyArray; readonly layout: object } | undefined {
    return typeof view === 'object' && view !== null && #flat in view ?
        { flat: view.#flat, layout: view.#layout }
      : undefined;
  }
}

// Only the class that wrote a private field can read it. So that flatOf knows the views of another copy of this library (two
// versions in one node_modules), the copies share the class that was loaded first. The 1 is the version of its interface.
const SHARED_KEY = Symbol.for('paramlayout.root.1');
Reflect.defineProperty(globalThis, SHARED_KEY, { value: OwnViewBrand }); // does nothing where it is there already, or where globals are frozen
export const ViewBrand: typeof OwnViewBrand =
  (Reflect.get(globalThis, SHARED_KEY) as typeof OwnViewBrand | undefined) ?? OwnViewBrand;

/**
 * The flat array of a root view.
 *
 * @example
 * flatOf(model.view(flat)) === flat; // true
 *
 * @throws TypeError for anything else
 */
export function flatOf<V extends object>(view: V): KindOf<V> {
  const carried = ViewBrand.of(view);
  if (carried === undefined) throw new TypeError('a root view was expected: one that layout.view(…) returned');
  return carried.flat as KindOf<V>;
}
