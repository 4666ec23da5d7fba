import type { AnyArray, NumberArray, TypedArrayType } from '../../../types/array/kind.ts';
import type { CheckOptions } from '../../../types/checkpoint/options.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { FlatOf } from '../../../types/view/flat.ts';
import { type ArrayType, kindOf } from '../../array/kind.ts';
import type { Owner, Owners } from '../../place/owner.ts';
import { requireNumberType } from '../../view/source.ts';
import type { Dtype } from '../dtype/dtype.ts';
import { LITTLE_ENDIAN } from '../dtype/endian.ts';
import { nativeDtype } from '../dtype/kind.ts';
import { CheckpointError } from '../error.ts';
import { type Fit, type FitOptions, judgeOf } from '../fit/fit.ts';
import { lengthOf, ownersOf } from '../fit/owner.ts';
import { headerIn } from '../header/read.ts';
import { fromBytes } from '../source/input.ts';
import { fitting } from './load.ts';
import { comparisons } from './tied.ts';

/** How a file is held against a layout; everything but `partial`, since what is missing has no place in the file. */
export interface MapOptions extends Omit<FitOptions, 'partial'> {
  /** The kind of the array, which must be the element type of the file: `Float64Array` for F64. Float32Array if not given. */
  readonly type?: TypedArrayType<NumberArray> | undefined;
  readonly strict?: boolean | undefined;
}
/** What `map` gives: an array of the layout over the file's bytes. */
export type Window<L, B, O> =
  O extends { readonly type: TypedArrayType<infer A> } ? FlatOf<L, A>
  : [B] extends [SharedArrayBuffer] ? FlatOf<L, Float32Array<SharedArrayBuffer>>
  : FlatOf<L>;

/**
 * The flat array of a layout as a window on a safetensors file's own bytes: nothing is copied, and what is written to it is written to
 * them. That takes a file whose tensors have the array's element type and lie in the order of the layout without others between them,
 * as `save` with `order: 'layout'` writes it, and data that begin at a multiple of the element's size.
 *
 * @example
 * const flat = map(model, await file.arrayBuffer());
 *
 * @throws CheckpointError that says what stands against it and names the tensor: then `load` copies
 */
export function map<L extends LayoutLike, B extends ArrayBufferLike | ArrayBufferView, const O extends MapOptions>(
  layout: L,
  bytes: B,
  options?: O & CheckOptions<L, O, MapOptions>,
): Window<L, B, O> {
  return mapped(layout, bytes, options ?? {}) as unknown as Window<L, B, O>; // its kind is the one that was asked for, its length the layout's
}

function mapped(layout: LayoutLike, source: ArrayBufferLike | ArrayBufferView, options: MapOptions): AnyArray {
  const bytes =
    ArrayBuffer.isView(source) ?
      new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
  const Type = requireNumberType((options.type as ArrayType | undefined) ?? Float32Array);
  const native = nativeDtype(kindOf(new Type(0)) as string) as Dtype; // checked saw that it holds numbers
  const judge = judgeOf(layout, options, {
    native,
    whyNot: (dtype) => (dtype === native ? undefined : 'load converts, a window cannot'),
  });
  const header = headerIn(bytes, options);
  const fit = fitting(judge, header);
  const owners = ownersOf(layout);
  const begin = header.dataStart + (beginOf(owners, fit, header.dataStart, Type.BYTES_PER_ELEMENT) ?? 0);
  const length = lengthOf(owners);
  if (length === 0) return new Type(bytes.buffer, 0, 0);
  refuseUnless(LITTLE_ENDIAN, 'this machine orders the bytes of a number the other way');
  const at = bytes.byteOffset + begin;
  refuseUnless(
    at % Type.BYTES_PER_ELEMENT === 0,
    'its data are not aligned',
    `a multiple of ${Type.BYTES_PER_ELEMENT} as their place in the buffer`,
    `byte ${at}`,
  );
  const flat = new Type(bytes.buffer, at, length);
  const copies = [...fit.stored].flatMap(([path, { name, copies: all }]) =>
    all.map((copy) => ({ slot: (owners.get(path) as Owner).slot, owner: name, ...copy })),
  );
  for (const { start, length: size, put } of comparisons(copies, flat, { header, input: fromBytes(bytes) }))
    put?.(bytes.subarray(header.dataStart + start, header.dataStart + start + size));
  return flat;
}

/** Where the window begins in the data: every leaf must lie as far from there as it lies in the flat array. */
function beginOf(owners: Owners, { stored }: Fit, dataStart: number, size: number): number | undefined {
  let begin: number | undefined;
  for (const [path, { slot }] of owners) {
    const found = stored.get(path);
    if (found === undefined || slot.length === 0) continue;
    refuseUnless(!found.transposed, 'the file holds its transpose', undefined, undefined, found.name);
    begin ??= found.start - slot.offset * size;
    const expected = begin + slot.offset * size;
    refuseUnless(
      found.start === expected,
      'the file does not hold it where the layout has it',
      `byte ${dataStart + expected}`,
      `byte ${dataStart + found.start}`,
      found.name,
    );
  }
  return begin;
}

function refuseUnless(holds: boolean, problem: string, expected?: string, found?: string, tensor?: string): void {
  if (!holds) throw new CheckpointError(`the file cannot be used in place, ${problem}`, { tensor, expected, found });
}
