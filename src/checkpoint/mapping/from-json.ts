import type { AnyMapping, Mapping, MappingJson } from '../../../types/checkpoint/mapping/mapping.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { FlatSchemaOf } from '../../../types/view/flat.ts';
import type { KnownLeaf } from './relate.ts';
import { readParts } from './mapping.ts';
import { TensorMapping } from './tensor-mapping.ts';

/**
 * Restores a mapping from its JSON, as text or parsed. With a layout, the mapping must be for that layout, and gets its
 * type.
 *
 * @example
 * const restored = fromJSON(JSON.stringify(hub), model);
 *
 * @throws TypeError for anything but a mapping as JSON, and for a mapping of another layout
 */
export function fromJSON(json: unknown): Mapping<unknown>;
export function fromJSON<L extends LayoutLike>(json: unknown, layout: L): Mapping<FlatSchemaOf<L>>;
export function fromJSON(json: unknown, layout?: LayoutLike): AnyMapping {
  const data: unknown = typeof json === 'string' ? JSON.parse(json) : json;
  const parts = (data as Partial<MappingJson> | null | undefined)?.mapping;
  if (typeof parts !== 'object' || parts === null)
    throw new TypeError("a mapping as JSON was expected: an object with the key 'mapping'");
  const leaves = new Map([...readLeaves(parts.leaves, false), ...readLeaves(parts.ties, true)]);
  const restored = new TensorMapping(readParts(parts.rules, parts.prefix, parts.ignore, leaves));
  if (layout !== undefined) restored.requireLayout(layout);
  return restored;
}

function* readLeaves(shapes: unknown, tied: boolean): Generator<[string, KnownLeaf]> {
  if (typeof shapes !== 'object' || shapes === null || Array.isArray(shapes))
    throw new TypeError('the JSON of a mapping must hold the shapes of leaves by path');
  for (const [path, shape] of Object.entries(shapes)) {
    if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0))
      throw new TypeError(`the JSON of a mapping must hold a shape for '${path}', found ${JSON.stringify(shape)}`);
    yield [path, { shape, tied }];
  }
}
