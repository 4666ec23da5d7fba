import { fromBytes, load, mapping, readHeader, serialize } from '../../src/checkpoint/index.ts';
import { type AnyLayout, layout } from '../../src/index.ts';
import type {
  AnyMapping,
  LoadOptions,
  MappingOptions,
  MappingRule,
  SerializeOptions,
} from '../../src/checkpoint/index.ts';

// The tests of this folder check at run time what the compiler checks too, so these functions hide the types from it.

/** A layout of a schema that the compiler does not know. */
export const openLayout: (schema: unknown) => AnyLayout = layout as never;
/** A mapping of rules that the compiler does not know. */
export const openMapping: (model: AnyLayout, rules: readonly MappingRule[], options?: MappingOptions) => AnyMapping =
  mapping as never;

/** The numbers 1, 2, 3, … as the flat array of a layout. */
export const counted = (model: AnyLayout): Float32Array => Float32Array.from({ length: model.length }, (_, i) => i + 1);

/** The bytes of a file with tensors of the given shapes. Their elements count on from 1 in the order of the names. */
export function fileOf(shapes: Readonly<Record<string, readonly number[]>>): Uint8Array<ArrayBuffer> {
  const model = openLayout(nested(shapes));
  return serialize(model, counted(model) as never);
}

/** The schema of leaves by path. */
export function nested(shapes: Readonly<Record<string, readonly number[]>>): unknown {
  const schema: Record<string, unknown> = {};
  for (const [path, shape] of Object.entries(shapes)) {
    const keys = path.split('.');
    let at = schema;
    for (const key of keys.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>;
    at[keys.at(-1) as string] = shape;
  }
  return schema;
}

/** What `load` gives for options that the compiler does not know, as a list. */
export const openLoad = async (model: AnyLayout, bytes: Uint8Array, options: LoadOptions): Promise<number[]> =>
  Array.from((await load(model, bytes, options as never)) as never as Float32Array);
export const openSerialize: (
  model: AnyLayout,
  flat: ArrayLike<number>,
  options?: SerializeOptions<Float32Array>,
) => Uint8Array<ArrayBuffer> = serialize as never;
export const openFromBytes: (model: AnyLayout, bytes: Uint8Array, options: LoadOptions) => Float32Array =
  fromBytes as never;

/** The elements and the shape of each tensor of a file of 32-bit floats. */
export async function tensorsOf(bytes: Uint8Array): Promise<Record<string, readonly [readonly number[], ...number[]]>> {
  const header = await readHeader(bytes);
  return Object.fromEntries(
    Array.from(header, ([name, { shape, start, end }]) => {
      const data = bytes.slice(header.dataStart + start, header.dataStart + end);
      return [name, [shape as readonly number[], ...new Float32Array(data.buffer)]];
    }),
  );
}
