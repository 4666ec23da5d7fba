import { type Array, jit, valueAndGrad as valueAndGradOf } from '@jax-js/jax';
import type { AnyArray } from '../../types/array/kind.ts';
import type { FlatValueAndGrad, Loss, LossArguments, ValueAndGradOptions } from '../../types/jax/value-and-grad.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { ValueAndGrad } from '../../types/view/value-and-grad.ts';
import { describe } from '../array/describe.ts';
import { kindOf } from '../array/kind.ts';
import { rootOfLayout } from '../schema/compile-schema.ts';
import { requireOptions } from '../schema/options.ts';
import { bindFlat } from '../view/flat.ts';
import { outOf, requireOut } from '../view/out.ts';
import { ownerArraysOf } from './owner-arrays.ts';
import { joinSome } from './pieces.ts';
import { requireArray } from './require-array.ts';

/**
 * Returns a function of a flat array that resolves to the value of a loss and its flat gradient. It differentiates with
 * respect to the owners' arrays, so the gradients of an owner and its ties add up in the owner's range. The pads of an
 * aligned layout get zeros. Further arguments are passed on to the loss as jax-js arrays.
 *
 * In the loss, jax-js's rule holds: it consumes each array once, and takes `.ref` for each further use. The error for a
 * second use names the parameter's path. Arrays that the loss leaves unused are freed. A call copies the flat array at
 * once, and consumes the arrays among the further arguments, unless it throws.
 *
 * With `{ jit: true }` the loss is traced once for each shape of its arguments, which makes each later call much
 * faster. With `{ out }`, for all calls or as the last argument of one, the gradient is written there. A call that
 * throws leaves `out` as it was.
 *
 * @example
 * const step = valueAndGrad(model, ({ wte, h }) => np.square(wte.weight).sum().add(h[1].bias.sum()));
 * const { value, grad } = await step(flat.fill(1));
 * [value, grad.length]; // [24, 60]
 * model.view(grad).wte.weight[0]; // 2
 *
 * @throws TypeError for anything but a layout, a function and known options. Calls reject with
 *   RangeError for a flat array of another length, for an `out` over the same memory, and for a loss that is no scalar;
 *   TypeError for a kind of array that jax-js does not differentiate, for an `out` of another kind, and for a loss that
 *   is no jax-js array; and with all that the loss throws
 */
export function valueAndGrad<L extends LayoutLike, const A extends LossArguments>(
  model: L,
  loss: Loss<L, A>,
  options: ValueAndGradOptions = {},
): FlatValueAndGrad<L, A> {
  const { size } = rootOfLayout(model);
  requireOptions('valueAndGrad', options, ['jit', 'out']);
  if (typeof loss !== 'function') throw new TypeError(`valueAndGrad: a loss was expected, found ${describe(loss)}`);
  const arrays = ownerArraysOf(model);
  const ofOwners = valueAndGradOf((owners: Array[], ...args: unknown[]) =>
    requireArray('the loss', (loss as (...args: unknown[]) => unknown)(arrays.structure(owners), ...args), []),
  );
  const trace = () =>
    jit((owners: Array[], ...args: Array[]): [Array, ...Array[]] => {
      const [value, grads] = ofOwners(owners, ...args);
      return [value, ...joinSome(arrays.vectors(grads))];
    });
  const kept = options.jit === true ? trace() : undefined;

  async function step(source: AnyArray, ...rest: Array[]): Promise<ValueAndGrad<AnyArray>> {
    const flat = requireFloats(bindFlat(size, source));
    const given = outOf(rest.at(-1)); // no tree of jax-js arrays contains a typed array
    const args = given === undefined ? rest : rest.slice(0, -1);
    const out = requireOut('valueAndGrad', flat, given ?? (options.out as AnyArray | undefined));
    // A copy for each owner takes less time than one copy of all and kernels that split it.
    const owners = arrays.copy(flat);
    const traced = kept ?? trace();
    let results: [Array, ...Array[]];
    try {
      results = traced(owners, ...args);
    } catch (error) {
      for (const each of owners) if (each.refCount > 0) each.dispose(); // no longer ours once the traced loss runs
      throw error;
    } finally {
      if (kept === undefined) traced.dispose();
    }
    const [first, ...joined] = results;
    const [value] = await first.data(); // this runs all kernels, so the other arrays do not wait for each of them
    const runs = await Promise.all(joined.map((run) => run.data()));
    const grad = out ?? (flat instanceof Float64Array ? new Float64Array(size) : new Float32Array(size));
    let end = 0;
    for (const run of runs) {
      grad.set(run, end);
      end += run.length;
    }
    return { value: value as number, grad };
  }
  // `as`: the compiler cannot compare its half with this one.
  return Object.assign(step, { dispose: () => kept?.dispose() }) as unknown as FlatValueAndGrad<L, A>;
}

/** Kinds that jax-js takes and differentiates. */
function requireFloats(flat: AnyArray): Float32Array | Float64Array {
  const kind = kindOf(flat);
  if (kind !== 'Float32Array' && kind !== 'Float64Array')
    throw new TypeError(`valueAndGrad: a Float32Array or Float64Array was expected, found ${kind}`);
  if (kind === 'Float64Array' && !('Float16Array' in globalThis))
    throw new TypeError(
      'valueAndGrad: jax-js takes a Float64Array only where JavaScript has Float16Array, as in Node 24; ' +
        'pass a Float32Array',
    );
  return flat as Float32Array | Float64Array; // `as`: its kind is one of the two
}
