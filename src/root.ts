import type { AnyArray } from '../types/view.ts';
import { ReturnOverride } from './itself.ts';

/** Puts the flat array and the layout on a root view, in private fields. Must run before the view is frozen. */
class ViewBrand extends ReturnOverride {
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
const SHARED = Symbol.for('paramlayout.root.1');
Reflect.defineProperty(globalThis, SHARED, { value: ViewBrand }); // does nothing where it is there already, or where globals are frozen
const shared = (Reflect.get(globalThis, SHARED) as typeof ViewBrand | undefined) ?? ViewBrand;

export { shared as Root };
