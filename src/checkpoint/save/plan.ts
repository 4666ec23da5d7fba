// No twin in types: the compiler does not see how tensors lie in a file.
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { Slot } from '../../../types/place/slot.ts';
import type { AnyArray } from '../../../types/array/kind.ts';
import { bindFlat } from '../../view/flat.ts';
import { kindOf } from '../../array/kind.ts';
import { DTYPE_BITS, type Dtype } from '../dtype/dtype.ts';
import { chooseBitsDtypes } from '../fit/bits-option.ts';
import { flatLengthOf, ownersOf } from '../fit/owners.ts';
import { composeHeader, type Metadata } from '../header/compose.ts';
import { CheckpointError } from '../error.ts';
import { type Gather, type NamingInto, type OpenTensor, tensorsToSave } from './tensors-to-save.ts';
import { chooseDtypes, type DtypeOption } from './saved-dtype.ts';

/** A tensor to write under its path. Its elements may come from anywhere. */
export interface PlannedTensor {
  readonly slot: { readonly path: string; readonly shape: readonly (number | bigint)[] };
  readonly dtype: Dtype;
  /** In bytes. */
  readonly size: number;
}

/** A leaf of a flat array to write. */
export interface PlannedLeaf extends PlannedTensor {
  readonly slot: Pick<Slot, 'path' | 'shape' | 'offset' | 'length'>;
  /** Gives the elements, if they do not lie in the file's order. */
  readonly gather?: Gather;
  /** If only some of its rows are written: where they lie. */
  readonly open?: OpenTensor;
  /** For a tied leaf: the owner's name in the file, as the metadata record it. */
  readonly alias?: string;
  /** Whether the array holds the bits of the dtype, so that they are written unchanged. */
  readonly bits?: boolean | undefined;
}

/** The order of the official library, or that of the layout and so of the flat array. */
export type TensorOrder = 'official' | 'layout';

/** A file to write: the bytes before its data, and the tensors in the order of their data. */
export interface PlannedFile<T extends PlannedTensor = PlannedLeaf> {
  readonly header: Uint8Array;
  readonly tensors: readonly T[];
  /** Size of the whole file in bytes. */
  readonly size: number;
}

/**
 * The leaves that own storage, in the layout's order, each with the dtype to write. @throws if the flat array or the
 * option does not fit the layout
 */
export function planLeaves(
  layout: LayoutLike,
  flat: AnyArray,
  dtype?: DtypeOption,
  naming: NamingInto & { readonly bits?: DtypeOption | undefined } = {},
): readonly PlannedLeaf[] {
  const kind = kindOf(flat);
  if (kind === undefined)
    throw new TypeError(`a flat array was expected, found ${flat === null ? 'null' : typeof flat}`);
  bindFlat(flatLengthOf(layout), flat);
  const paths = [...ownersOf(layout).keys()];
  const { bits } = naming;
  if (bits !== undefined && dtype !== undefined)
    throw new TypeError('one of the options bits and dtype was expected, found both');
  const dtypes = bits === undefined ? chooseDtypes(paths, kind, dtype) : chooseBitsDtypes(paths, kind, bits);
  const dtypeOf = new Map(paths.map((path, i) => [path, dtypes[i] as Dtype]));
  return tensorsToSave(layout, naming).map(({ slot, paths: held, gather, open, alias }) => {
    const chosen = oneDtype(slot.path, held, dtypeOf, bits === undefined ? 'dtype' : 'bits');
    return {
      slot,
      dtype: chosen,
      bits: bits !== undefined,
      size: (slot.length * DTYPE_BITS[chosen]) / 8,
      ...(gather && { gather }),
      ...(open && { open }),
      ...(alias !== undefined && { alias }),
    };
  });
}

/** The dtype of a tensor. @throws CheckpointError if the leaves that it holds have several */
function oneDtype(
  name: string,
  paths: readonly string[],
  dtypeOf: ReadonlyMap<string, Dtype>,
  option: 'dtype' | 'bits',
): Dtype {
  const [first, ...others] = paths;
  const dtype = dtypeOf.get(first as string) as Dtype; // a tensor holds at least one leaf
  const other = others.find((path) => dtypeOf.get(path) !== dtype);
  if (other === undefined) return dtype;
  throw new CheckpointError(`the option ${option} gives several dtypes to one tensor`, {
    tensor: name,
    expected: `${dtype}, as for '${first}'`,
    found: `${dtypeOf.get(other)} for '${other}'`,
  });
}

const DTYPE_RANKS = Object.fromEntries(Object.keys(DTYPE_BITS).map((dtype, i) => [dtype, i])) as Readonly<
  Record<Dtype, number>
>;

/** The order of the official writer: by dtype, the last of its enum first, then by name. */
export function compareOfficially(a: PlannedTensor, b: PlannedTensor): number {
  return DTYPE_RANKS[b.dtype] - DTYPE_RANKS[a.dtype] || compareUtf8(a.slot.path, b.slot.path);
}

/** Compares names in UTF-8 order. It equals the order of code units, except that surrogate pairs come last. */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return rankOf(a, at) - rankOf(b, at);
}

/** The rank of a code unit in UTF-8 order. The end of a text comes first. */
function rankOf(text: string, at: number): number {
  if (at >= text.length) return -1;
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

export function planFile<T extends PlannedTensor>(
  written: readonly T[],
  order: TensorOrder,
  metadata?: Metadata,
): PlannedFile<T> {
  const tensors = order === 'layout' ? written : [...written].sort(compareOfficially);
  let end = 0;
  const entries = tensors.map(({ slot, dtype, size }) => {
    const start = end;
    end += size;
    return { name: slot.path, dtype, shape: slot.shape, start, end };
  });
  const header = composeHeader(entries, metadata);
  return { header, tensors, size: header.length + end };
}
