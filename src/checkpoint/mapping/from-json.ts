import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { describe } from '../../array/describe.ts';
import { elementCount } from '../arrange/strides.ts';
import { clipText, formatShape } from '../text.ts';
import { showData } from './parse-arrangement.ts';
import type { KnownLeaf } from './relate.ts';
import { readParts } from './mapping.ts';
import { type MappingParts, TensorMapping } from './tensor-mapping.ts';

/** Restores a mapping from parsed JSON. @throws TypeError for anything but the JSON of a mapping */
export function mappingFromJSON(data: unknown, layout?: LayoutLike): TensorMapping {
  const restored = new TensorMapping(restoreParts(data));
  if (layout !== undefined) restored.requireLayout(layout);
  return restored;
}

/** Reads the parts of a mapping from parsed JSON. @throws TypeError as above */
export function restoreParts(data: unknown): MappingParts {
  const { mapping } = readRecord(data, `${EXPECTED}: an object with the key 'mapping'`, ['mapping']);
  const what = `${EXPECTED}: its mapping must be an object`;
  const parts = readRecord(mapping, what, ['rules', 'prefix', 'ignore', 'leaves', 'ties']);
  const leaves = new Map(readLeaves('leaves', parts['leaves'], false));
  for (const [path, tie] of readLeaves('ties', parts['ties'], true)) {
    if (leaves.has(path)) throw new TypeError(`${EXPECTED}: '${clipText(path)}' is among its leaves and its ties`);
    leaves.set(path, tie);
  }
  return readParts(parts['rules'], parts['prefix'], parts['ignore'], leaves);
}

const EXPECTED = 'a mapping as JSON was expected';

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
