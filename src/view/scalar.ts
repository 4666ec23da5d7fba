import type { AnyArray } from '../../types/array/kind.ts';
import type { ScalarWindow } from '../../types/view/scalar.ts';
import { describe } from '../array/describe.ts';
import type { ViewPlan } from './plan.ts';
import { ReturnOverride } from './return-override.ts';

/**
 * Holds the scalars of one struct or list, in private fields of its view. An accessor finds them through `this`, so one
 * accessor serves item k of all views. Views of one shape therefore share their hidden class, and reads stay
 * monomorphic.
 */
class Scalars extends ReturnOverride {
  readonly #flat: AnyArray;
  /** The index in the flat array of each item that is a scalar. */
  readonly #items: readonly unknown[];
  readonly #plan: ViewPlan;

  constructor(view: object, flat: AnyArray, items: readonly unknown[], plan: ViewPlan) {
    super(view);
    this.#flat = flat;
    this.#items = items;
    this.#plan = plan;
  }

  #throwGone(k: number): never {
    const path = this.#plan.pathOf(this.#items[k] as number, this.#plan.keys[k] ?? `${k}`);
    throw new TypeError(`'${path}' cannot be reached: the buffer of its flat array was detached or shrunk`);
  }

  static accessorOf(k: number): PropertyDescriptor {
    return {
      get(this: Scalars): number {
        const value = this.#flat[this.#items[k] as number];
        return value === undefined ? this.#throwGone(k) : value;
      },
      // The check follows the assignment, because converting the value may run code that detaches the buffer.
      set(this: Scalars, value: number) {
        const i = this.#items[k] as number;
        this.#flat[i] = value;
        if (i >= this.#flat.length) this.#throwGone(k);
      },
      enumerable: true,
      configurable: true,
    };
  }
}

const scalarAccessors: PropertyDescriptor[] = [];

/**
 * Builds the view of a plan that `isMixed`, item by item with `defineProperty`. `items` has the index in the flat array
 * for a scalar, and the finished view for any other item.
 */
export function assembleMixed(plan: ViewPlan, flat: AnyArray, items: readonly unknown[]): object {
  const view: object = new Scalars(plan.kind === 'struct' ? {} : [], flat, items, plan);
  for (let k = 0; k < items.length; k++) {
    const { kind } = (plan.inner[k] ?? plan.inner[0]) as ViewPlan;
    const descriptor = { value: items[k], enumerable: true, configurable: true, writable: true };
    Object.defineProperty(
      view,
      plan.keys[k] ?? k,
      kind === 'scalar' ? (scalarAccessors[k] ??= Scalars.accessorOf(k)) : descriptor,
    );
  }
  return view;
}

/** Whether the options of `viewAt` request a scalar as an array of one element. */
export function wantsWindow(options: ScalarWindow | undefined): boolean {
  if (options === undefined) return false;
  if (typeof options !== 'object' || options?.scalar !== 'window')
    throw new TypeError(`{ scalar: 'window' } was expected, found ${describe(options)}`);
  return true;
}
