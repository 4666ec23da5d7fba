import type { AnyArray } from '../../types/array/kind.ts';
import type { ScalarWindow } from '../../types/view/scalar.ts';
import { describe } from '../array/describe.ts';
import type { ViewPlan } from './plan.ts';
import { ReturnOverride } from './return-override.ts';

/**
 * The scalars of one struct or list, in private fields of its view. The accessors find them through `this`, so that of the k-th item is
 * one function for all views there are: views of one shape share their hidden class, and reads stay monomorphic.
 */
class Scalars extends ReturnOverride {
  readonly #flat: AnyArray;
  /** The index in flat of each item that is a scalar. */
  readonly #items: readonly unknown[];
  readonly #part: ViewPlan;
  readonly #leaf: number;

  constructor(view: object, flat: AnyArray, items: readonly unknown[], part: ViewPlan, leaf: number) {
    super(view);
    this.#flat = flat;
    this.#items = items;
    this.#part = part;
    this.#leaf = leaf;
  }

  #gone(k: number): never {
    const { buffer } = this.#flat;
    // A detached buffer has no length left to grow to; without one, only a resizable buffer can have left its array behind.
    const how = 'maxByteLength' in buffer && buffer.maxByteLength !== 0 ? 'shrunk' : 'detached';
    const path = this.#part.pathOf(this.#leaf + (this.#part.inner[k]?.before ?? k)); // a repeat has one part for all
    throw new TypeError(`'${path}' cannot be reached: the buffer of its flat array was ${how}`);
  }

  static accessor(k: number): PropertyDescriptor {
    return {
      get(this: Scalars): number {
        const value = this.#flat[this.#items[k] as number];
        return value === undefined ? this.#gone(k) : value;
      },
      // Checked after the assignment: converting the value may run code that detaches the buffer.
      set(this: Scalars, value: number) {
        const i = this.#items[k] as number;
        this.#flat[i] = value;
        if (i >= this.#flat.length) this.#gone(k);
      },
      enumerable: true,
      configurable: true,
    };
  }
}

const scalarAccessors: PropertyDescriptor[] = [];

/**
 * Puts the view of a mixed part together, field by field with `defineProperty`. `items` holds the index in flat for a scalar, the finished
 * view for all else; `leaf` is the number of leaves before it.
 */
export function assembleMixed(part: ViewPlan, flat: AnyArray, leaf: number, items: readonly unknown[]): object {
  const view: object = new Scalars(part.kind === 'struct' ? {} : [], flat, items, part, leaf);
  for (let k = 0; k < items.length; k++) {
    const { kind } = (part.inner[k] ?? part.inner[0]) as ViewPlan;
    const descriptor = { value: items[k], enumerable: true, configurable: true, writable: true };
    Object.defineProperty(
      view,
      part.keys[k] ?? k,
      kind === 'scalar' ? (scalarAccessors[k] ??= Scalars.accessor(k)) : descriptor,
    );
  }
  return view;
}

/** Whether `viewAt` is asked for a scalar as an array of one element. */
export function wantsWindow(options: ScalarWindow | undefined): boolean {
  if (options === undefined) return false;
  if (typeof options !== 'object' || options?.scalar !== 'window')
    throw new TypeError(`{ scalar: 'window' } was expected, found ${describe(options)}`);
  return true;
}
