import type { AnyArray } from '../../types/array/kind.ts';
import type { KindOfView } from '../../types/view/brand.ts';
import { ReturnOverride } from './return-override.ts';

/** Puts the flat array and the layout on a root view, in private fields. It must run before the view is frozen. */
class OwnViewBrand extends ReturnOverride {
  readonly #flat: AnyArray;
  readonly #layout: object;
  constructor(view: object, flat: AnyArray, layout: object) {
    super(view);
    this.#flat = flat;
    this.#layout = layout;
  }
  /** Returns what a root view carries; undefined for any other value. */
  static of(view: unknown): { readonly flat: AnyArray; readonly layout: object } | undefined {
    return typeof view === 'object' && view !== null && #flat in view ?
        { flat: view.#flat, layout: view.#layout }
      : undefined;
  }
}

// A private field can be read only by the class that wrote it. Two copies of this library (two versions in
// node_modules) share the class that was loaded first, so `flatOf` also accepts views of the other copy. The 1 is the
// version of the interface of that class.
const SHARED_KEY = Symbol.for('paramlayout.root.1');
// This changes nothing if another copy was first, or if globals are frozen.
Reflect.defineProperty(globalThis, SHARED_KEY, { value: OwnViewBrand });
export const ViewBrand: typeof OwnViewBrand =
  (Reflect.get(globalThis, SHARED_KEY) as typeof OwnViewBrand | undefined) ?? OwnViewBrand;

/**
 * Returns the flat array of a root view.
 *
 * @example
 * flatOf(model.view(flat)) === flat; // true
 *
 * @throws TypeError for anything but a view that `layout.view` returned
 */
export function flatOf<V extends object>(view: V): KindOfView<V> {
  const carried = ViewBrand.of(view);
  if (carried === undefined) throw new TypeError('a root view was expected: one that layout.view(…) returned');
  return carried.flat as KindOfView<V>;
}
