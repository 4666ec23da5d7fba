import { engine, type Tensor, tidy, variable, type Variable } from '@tensorflow/tfjs-core';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { VariablesOptions } from '../../types/tfjs/variables.ts';
import type { OutOption } from '../../types/view/out.ts';
import type { FlatIn, FlatOf, FlatSchemaOf } from '../../types/view/flat.ts';
import { slotsOfOwners } from '../place/owner.ts';
import { requireOptions } from '../schema/options.ts';
import { bindFloat32 } from './bind-float32.ts';
import { readOwners, tensorOver } from './owner-tensors.ts';
import { requireOwners } from './require-tensor.ts';

/**
 * Makes a variable of tfjs for each owner, in the order of `ownerSlots`, over the values of a flat array. A variable's
 * name is `prefix` and the owner's path, so optimisers save their state under it. `unflatten(model, list)` gives the
 * named tensors with the ties, also in the function that an optimiser minimises.
 *
 * The cpu backend keeps the flat array's own memory: until something assigns to a variable, it sees what you write to
 * the flat array. Other backends copy. After an optimiser's step the values are elsewhere on every backend:
 * `readVariables` copies them into a flat array, and `setVariables` sets them from one.
 *
 * @example
 * const list = variables(model, flat.fill(1), { prefix: 'net.' });
 * list[0]?.name; // 'net.h.0.bias'
 * for (const each of list) each.dispose();
 *
 * @throws RangeError for a flat array of another length
 * @throws TypeError for anything but a layout and a Float32Array
 * @throws Error for a name that a variable has already, and if the program has imported no backend; then no variable is
 *   made
 */
export function variables<L extends LayoutLike, F extends Float32Array>(
  model: L,
  flat: FlatIn<FlatSchemaOf<L>, F>,
  options: VariablesOptions = {},
): Variable[] {
  requireOptions('variables', options, ['prefix', 'trainable']);
  const { prefix = '', trainable = true } = options;
  const bound = bindFloat32('variables', model, flat);
  const slots = slotsOfOwners(model);
  const { registeredVariables, registryFactory } = engine();
  if (!Object.keys(registryFactory)[0]) throw new Error("variables: tfjs has no backend; import '@tensorflow/tfjs'");
  for (const { path } of slots)
    if (Object.hasOwn(registeredVariables, prefix + path))
      throw new Error(`'${path}': tfjs has a variable '${prefix + path}' already; pass a prefix`);
  return tidy(() => slots.map((slot) => variable(tensorOver(bound, slot), trainable, prefix + slot.path)));
}

/**
 * Sets the variables of a layout to the values of a flat array. On the cpu backend they then have the flat array's own
 * memory again; other backends copy.
 *
 * @example
 * const list = variables(model, flat, { prefix: 'net.' });
 * setVariables(model, list, flat.fill(2));
 * (await readVariables(model, list))[59]; // 2
 * for (const each of list) each.dispose();
 *
 * @throws RangeError for a flat array or a list of another length, and for a variable of another shape
 * @throws TypeError for anything but a layout, variables and a Float32Array; then no variable is set
 */
export function setVariables<L extends LayoutLike, F extends Float32Array>(
  model: L,
  list: readonly Variable[],
  flat: FlatIn<FlatSchemaOf<L>, F>,
): void {
  const bound = bindFloat32('setVariables', model, flat);
  requireOwners('setVariables', model, list);
  tidy(() => slotsOfOwners(model).forEach((slot, i) => list[i]?.assign(tensorOver(bound, slot))));
}

/**
 * Resolves to a flat array with the values of a layout's variables, or of other tensors in the order of its owners:
 * a new one, or `out`. Pads get zeros.
 *
 * @throws RangeError for a list of another length, and for a tensor of another shape
 * @throws TypeError for anything but a layout, tensors of float32, and an `out` that is a Float32Array
 */
export async function readVariables<L extends LayoutLike>(
  model: L,
  list: readonly Tensor[],
  options?: OutOption<FlatIn<FlatSchemaOf<L>, Float32Array>>,
): Promise<FlatOf<L>> {
  const owners = requireOwners('readVariables', model, list);
  const out = options && bindFloat32('readVariables', model, options.out);
  // `as`: the compiler cannot compare its half with this one.
  return (await readOwners(model, owners, out)) as FlatOf<L>;
}
