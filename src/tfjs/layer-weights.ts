// No twin in types: the compiler does not see the weights of a model of tfjs.
import { clone, tidy, transpose, type Tensor } from '@tensorflow/tfjs-core';
import type { AnyArray } from '../../types/array/kind.ts';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { Slot } from '../../types/place/slot.ts';
import type { LayersLike, WeightsOptions } from '../../types/tfjs/weights.ts';
import { describe, shapeText } from '../array/describe.ts';
import { renamerOf } from '../checkpoint/fit/names.ts';
import { layerNames } from '../checkpoint/model-json/layer-names.ts';
import { slotsOfOwners } from '../place/owner.ts';
import { requireOptions } from '../schema/options.ts';
import { suggest } from '../schema/suggest.ts';
import { bindFloat32 } from './bind-float32.ts';
import { readOwners, tensorOver } from './owner-tensors.ts';
import { requireTensor } from './require-tensor.ts';

/** Does what `toWeights` promises. */
export function writeWeights(
  model: LayoutLike,
  source: Float32Array,
  net: LayersLike,
  options: WeightsOptions,
): Tensor[] {
  requireOptions('toWeights', options, ['names']);
  const flat = bindFloat32('toWeights', model, source);
  const slots = slotsOfWeights('toWeights', model, net, options);
  const old = net.getWeights();
  return tidy(() =>
    slots.map((slot, i) => {
      if (slot === undefined) return clone(old[i] as Tensor);
      return slot.transposed ?
          transpose(tensorOver(flat, { ...slot, shape: [...slot.shape].reverse() }))
        : tensorOver(flat, slot);
    }),
  );
}

/** Does what `fromWeights` promises. */
export async function readWeights(
  model: LayoutLike,
  net: LayersLike,
  options: WeightsOptions & { readonly out?: Float32Array | undefined },
): Promise<AnyArray> {
  requireOptions('fromWeights', options, ['names', 'out']);
  const out = options.out && bindFloat32('fromWeights', model, options.out);
  const slots = slotsOfWeights('fromWeights', model, net, options);
  const list = net.getWeights();
  const byPath = new Map(slots.map((slot, i) => [slot?.path, list[i]]));
  const owners = slotsOfOwners(model);
  return readOwners(
    model,
    owners.map(({ path, shape }) => requireTensor(`'${path}'`, byPath.get(path), shape)),
    out,
  );
}

/** The slot of each weight; undefined for a weight that has none. Each owner has a weight. */
function slotsOfWeights(
  caller: string,
  model: LayoutLike,
  net: LayersLike,
  { names = layerNames }: WeightsOptions,
): (Slot | undefined)[] {
  const owners = slotsOfOwners(model);
  if (!Array.isArray(net?.weights) || typeof net.getWeights !== 'function')
    throw new TypeError(`${caller}: a layers model of tfjs was expected, found ${describe(net)}`);
  if (names === 'order') {
    if (net.weights.length !== owners.length)
      throw new RangeError(`${caller}: ${owners.length} weights were expected, found ${net.weights.length}`);
    net.weights.forEach((weight, i) => requireWeightShape(owners[i] as Slot, weight));
    return [...owners];
  }
  const rename = renamerOf({ names });
  const byPath = new Map(model.slots.map((slot) => [slot.path, slot]));
  const found = new Map<string, string>();
  const slots = net.weights.map((weight) => {
    const { originalName: name } = weight;
    const renamed = rename(name);
    if (renamed === undefined || renamed.ignored) return undefined;
    const { path } = renamed;
    const slot = byPath.get(path);
    if (slot === undefined)
      throw new TypeError(
        `${caller}: the weight '${name}' has no leaf: there is no '${path}'${suggest(path, [...byPath.keys()])}`,
      );
    if (found.has(path))
      throw new TypeError(`'${path}': one weight was expected, found '${found.get(path)}' and '${name}'`);
    found.set(path, name);
    requireWeightShape(slot, weight);
    return slot;
  });
  const lost = owners.find(({ path }) => !found.has(path));
  if (lost !== undefined) throw new TypeError(`'${lost.path}': no weight of the model has this path`);
  return slots;
}

function requireWeightShape({ path, shape }: Slot, weight: LayersLike['weights'][number]): void {
  if (shape.join() !== weight.shape.join())
    throw new RangeError(
      `'${path}': a weight of shape ${shapeText(shape)} was expected, ` +
        `found '${weight.originalName}' of ${shapeText(weight.shape)}`,
    );
}
