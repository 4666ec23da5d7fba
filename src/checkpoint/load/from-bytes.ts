import type { AnyArray, ArrayTypeOf, NumberArray } from '../../../types/array/kind.ts';
import type { CheckOptions } from '../../../types/checkpoint/fit/options.ts';
import type { FlatOverBytes } from '../../../types/checkpoint/load/from-bytes.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import { type ArrayType, kindOf } from '../../array/kind.ts';
import type { Owner, Owners } from '../../place/owner.ts';
import { requireNumberType } from '../../view/source.ts';
import { bytesWithin } from '../../array/bytes-within.ts';
import { LITTLE_ENDIAN } from '../dtype/byte-order.ts';
import type { Dtype } from '../dtype/dtype.ts';
import { nativeDtypeOf } from '../dtype/native-dtype.ts';
import { CheckpointError } from '../error.ts';
import { fitErrorOf } from '../fit/fit-error.ts';
import { fitCheckerOf, type FitResult } from '../fit/fit.ts';
import { type AcceptedDtypes, type FitOptions, WHOLE_FIT_OPTIONS } from '../fit/options.ts';
import { flatLengthOf, ownersOf } from '../fit/owners.ts';
import { HEADER_OPTIONS, parseFile } from '../header/read.ts';
import { CHECKED_BY_USER, checkOptions, type OptionCheck } from '../option-checks.ts';
import { inputOfBytes } from '../source/input.ts';
import { comparisonChunksOf } from './comparison-chunks.ts';
import { bitsKeeperOf } from './keep-bits.ts';
import { type LoadOptions, READ_BITS } from './options.ts';

/** How to match a file with a layout. Without `partial`: a missing tensor has no place in the file. */
export interface FromBytesOptions extends Omit<FitOptions, 'partial'> {
  /** The kind of the array. It must match the dtype of the file: `Float64Array` for F64. Default: Float32Array. */
  readonly type?: ArrayTypeOf<NumberArray> | undefined;
  readonly strict?: boolean | undefined;
  /** As for `load`: the array holds the bits of BF16, F16 or F8. */
  readonly bits?: LoadOptions['bits'];
}

/**
 * Gives the flat array of a layout over the bytes of a safetensors file, without a copy: writing to it writes to the
 * bytes. The tensors must have the array's dtype and lie in the layout's order without others between them, as `save`
 * with `order: 'layout'` writes them. The data must be aligned to the element's size.
 *
 * @example
 * const flat = fromBytes(model, await file.arrayBuffer());
 *
 * @throws CheckpointError with the tensor and the reason if the bytes cannot be used in place; use `load` then
 */
export function fromBytes<
  L extends LayoutLike,
  B extends ArrayBufferLike | ArrayBufferView,
  const O extends FromBytesOptions,
>(layout: L, bytes: B, options?: O & CheckOptions<L, O, FromBytesOptions>): FlatOverBytes<L, B, O> {
  checkOptions('fromBytes', options ?? {}, FROM_BYTES_OPTIONS);
  // Its kind comes from the options, its length from the layout.
  return flatOverBytes(layout, bytes, options ?? {}) as unknown as FlatOverBytes<L, B, O>;
}

const FROM_BYTES_OPTIONS = {
  type: CHECKED_BY_USER,
  strict: HEADER_OPTIONS.strict,
  ...WHOLE_FIT_OPTIONS,
  bits: READ_BITS,
} satisfies Record<keyof FromBytesOptions, OptionCheck>;

function flatOverBytes(
  layout: LayoutLike,
  source: ArrayBufferLike | ArrayBufferView,
  options: FromBytesOptions,
): AnyArray {
  const { buffer, byteOffset } = ArrayBuffer.isView(source) ? source : { buffer: source, byteOffset: 0 };
  const Type = requireNumberType((options.type as ArrayType | undefined) ?? Float32Array);
  const kind = kindOf(new Type(0)) as string;
  const native = nativeDtypeOf(kind) as Dtype; // requireNumberType ensures that it holds numbers
  const { bits = false } = options;
  const keeper = bits === false ? undefined : bitsKeeperOf(layout, kind, bits);
  const accepted: AcceptedDtypes = keeper?.accepted ?? {
    native,
    whyNot: (dtype) => (dtype === native ? undefined : 'load can convert it, fromBytes cannot'),
  };
  const checkFit = fitCheckerOf(layout, options, accepted);
  const header = parseFile(source, options);
  const found = checkFit(header);
  if (found.issues.length > 0) throw fitErrorOf({ layout, options, accepted, tensors: header, fit: found });
  const fit = keeper?.keep(found, header, checkFit) ?? found;
  requireInPlace((fit.arranged?.tensors.length ?? 0) === 0, 'the mapping arranges its tensors in another way');
  const owners = ownersOf(layout);
  let end = 0;
  for (const { slot } of owners.values()) end += slot.length;
  requireInPlace(end === flatLengthOf(layout), 'the layout has pads, and a file has none');
  const begin = header.dataStart + (findDataStart(owners, fit, header.dataStart, Type.BYTES_PER_ELEMENT) ?? 0);
  const length = flatLengthOf(layout);
  if (length === 0) return new Type(buffer, 0, 0);
  requireInPlace(LITTLE_ENDIAN, 'this machine is big-endian');
  const at = byteOffset + begin;
  requireInPlace(
    at % Type.BYTES_PER_ELEMENT === 0,
    'its data are not aligned',
    `a multiple of ${Type.BYTES_PER_ELEMENT} as their offset in the buffer`,
    `byte ${at}`,
  );
  const flat = new Type(buffer, at, length);
  const copies = [...fit.stored].flatMap(([path, { name, copies: all }]) =>
    all.map((copy) => ({ slot: (owners.get(path) as Owner).slot, owner: name, ...copy })),
  );
  for (const { start, length: size, put } of comparisonChunksOf(copies, flat, { header, input: inputOfBytes(source) }))
    put?.(bytesWithin(source, header.dataStart + start, header.dataStart + start + size));
  return flat;
}

/** Finds where the flat array begins in the data: all leaves must lie at the same distance from their offsets. */
function findDataStart(owners: Owners, { stored }: FitResult, dataStart: number, size: number): number | undefined {
  let begin: number | undefined;
  for (const [path, { slot }] of owners) {
    const found = stored.get(path);
    if (found === undefined || slot.length === 0) continue;
    requireInPlace(!found.transposed, 'it stores the transpose', undefined, undefined, found.name);
    begin ??= found.start - slot.offset * size;
    const expected = begin + slot.offset * size;
    requireInPlace(
      found.start === expected,
      'it stores the tensor elsewhere than the layout',
      `byte ${dataStart + expected}`,
      `byte ${dataStart + found.start}`,
      found.name,
    );
  }
  return begin;
}

function requireInPlace(holds: boolean, reason: string, expected?: string, found?: string, tensor?: string): void {
  if (!holds)
    throw new CheckpointError(`the file cannot be used in place, because ${reason}`, { tensor, expected, found });
}
