import type { AnyArray } from '../types/view.ts';
import { Itself } from './itself.ts';

/** Which scalars a view holds: the leaf number of each, counted from the view's first leaf, and how leaf numbers are called. */
export interface Naming {
  readonly scalars: readonly number[];
  pathOf(leaf: number): string;
}

/**
 * The scalars of one struct or list, in private fields of its view. The accessors find them through `this`, so the k-th accessor is
 * one function for all views there are: views of one shape share their hidden class, and reads stay monomorphic.
 */
export class Scalars extends Itself {
  readonly #flat: AnyArray;
  /** The index in flat of each scalar. */
  readonly #at: readonly number[];
  readonly #firstLeaf: number;
  readonly #naming: Naming;

  constructor(view: object, flat: AnyArray, at: readonly number[], firstLeaf: number, naming: Naming) {
    super(view);
    this.#flat = flat;
    this.#at = at;
    this.#firstLeaf = firstLeaf;
    this.#naming = naming;
  }

  #gone(k: number): never {
    const { buffer } = this.#flat;
    // A detached buffer has no length left to grow to; without one, only a resizable buffer can have left its array behind.
    const how = 'maxByteLength' in buffer && buffer.maxByteLength !== 0 ? 'shrunk' : 'detached';
    const path = this.#naming.pathOf(this.#firstLeaf + (this.#naming.scalars[k] as number));
    throw new TypeError(`'${path}' cannot be reached: the buffer of its flat array was ${how}`);
  }

  static accessor(k: number): PropertyDescriptor {
    return {
      get(this: Scalars): number {
        const value = this.#flat[this.#at[k] as number];
        return value === undefined ? this.#gone(k) : value;
      },
      // Checked after the assignment: converting the value may run code that detaches the buffer.
      set(this: Scalars, value: number) {
        const i = this.#at[k] as number;
        this.#flat[i] = value;
        if (i >= this.#flat.length) this.#gone(k);
      },
      enumerable: true,
      configurable: true,
    };
  }
}

const accessors: PropertyDescriptor[] = [];

/** The accessor of the k-th scalar of any view. */
export function accessor(k: number): PropertyDescriptor {
  return (accessors[k] ??= Scalars.accessor(k));
}
