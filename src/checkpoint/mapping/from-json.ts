import type { AnyMapping, Mapping, MappingOf } from '../../../types/checkpoint/mapping/mapping.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { describe } from '../../array/describe.ts';
import { elementCount } from '../arrange/strides.ts';
import { clipText, formatShape } from '../text.ts';
import { showData } from './expression.ts';
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
export function fromJSON(json: unknown): Mapping;
export function fromJSON<L extends LayoutLike>(json: unknown, layout: L): MappingOf<L>;
export function fromJSON(json: unknown, layout?: LayoutLike): AnyMapping {
  const data: unknown = typeof json === 'string' ? parseText(json) : json;
  const { mapping } = readRecord(data, `${EXPECTED}: an object with the key 'mapping'`, ['mapping']);
  const what = `${EXPECTED}: its mapping must be an object`;
  const parts = readRecord(mapping, what, ['rules', 'prefix', 'ignore', 'leaves', 'ties']);
  const leaves = new Map(readLeaves('leaves', parts['leaves'], false));
  for (const [path, tie] of readLeaves('ties', parts['ties'], true)) {
    if (leaves.has(path)) throw new TypeError(`${EXPECTED}: '${clipText(path)}' is among its leaves and its ties`);
    leaves.set(path, tie);
  }
  const restored = new TensorMapping(readParts(parts['rules'], parts['prefix'], parts['ignore'], leaves));
  if (layout !== undefined) restored.requireLayout(layout);
  return restored;
}

const EXPECTED = 'a mapping as JSON was expected';

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TypeError(`${EXPECTED}, found text that is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** The data of a plain object, or of anything with a `toJSON`, such as a mapping. */
function readRecord(value: unknown, what: string, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${what}, found ${describe(value)}`);
  const data = (value instanceof TensorMapping ? value.toJSON() : value) as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(data).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw new TypeError(`${EXPECTED}, found the unknown key '${clipText(unknown)}'`);
  return data;
}

function* readLeaves(name: string, shapes: unknown, tied: boolean): Generator<[string, KnownLeaf]> {
  if (typeof shapes !== 'object' || shapes === null || Array.isArray(shapes))
    throw new TypeError(`${EXPECTED}: its ${name} must be an object of shapes by path, found ${describe(shapes)}`);
  for (const [path, shape] of Object.entries(shapes)) {
    if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0))
      throw new TypeError(
        `${EXPECTED}: its ${name} must hold a shape for '${clipText(path)}', found ${showData(shape)}`,
      );
    if (!Number.isSafeInteger(elementCount(shape)))
      throw new TypeError(`${EXPECTED}: the shape ${formatShape(shape)} of '${clipText(path)}' has too many elements`);
    yield [path, { shape, tied }];
  }
}
