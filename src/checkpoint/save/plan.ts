import type { Laid } from '../../../types/checkpoint/any.ts';
import type { Slot } from '../../../types/slot.ts';
import type { AnyArray } from '../../../types/view.ts';
import { flatOver } from '../../flat.ts';
import { kindOf } from '../../leaf.ts';
import { BITS, type Dtype } from '../dtype/dtype.ts';
import { composeHeader, type Metadata } from './compose.ts';
import { lengthOf, ownersOf } from '../fit/owner.ts';
import { savedDtypes, type DtypeOption } from './save-dtype.ts';

/** A leaf that will be written, under its path. */
export interface Written {
  readonly slot: Pick<Slot, 'path' | 'shape' | 'offset' | 'length'>;
  readonly dtype: Dtype;
  /** In bytes. */
  readonly size: number;
}

/** In the order of the official library, or in that of the layout and so of the flat array. */
export type Order = 'official' | 'layout';

/** A file that will be written: the bytes before its data, and the tensors in the order of their data. */
export interface PlannedFile {
  readonly header: Uint8Array;
  readonly tensors: readonly Written[];
  /** Of the whole file, in bytes. */
  readonly size: number;
}

/** The leaves that own storage, in the layout's order, and how each is written. @throws where the flat array or the option does not fit */
export function plan(layout: Laid, flat: AnyArray, dtype?: DtypeOption): readonly Written[] {
  const slots = Array.from(ownersOf(layout).values(), ({ slot }) => slot);
  const kind = kindOf(flat);
  if (kind === undefined) throw new TypeError(`a flat array was expected, found ${flat === null ? 'null' : typeof flat}`);
  flatOver(lengthOf(ownersOf(layout)), flat);
  const dtypes = savedDtypes(slots.map(({ path }) => path), kind, dtype);
  return slots.map((slot, i) => ({ slot, dtype: dtypes[i] as Dtype, size: (slot.length * BITS[dtypes[i] as Dtype]) / 8 }));
}

const RANKS = Object.fromEntries(Object.keys(BITS).map((dtype, i) => [dtype, i])) as Readonly<Record<Dtype, number>>;

/** The official writer sorts by element type, the last of its enum first, and then by name as UTF-8. Paths are printable ASCII, whose code units are in the same order. */
function officially(a: Written, b: Written): number {
  return RANKS[b.dtype] - RANKS[a.dtype] || (a.slot.path < b.slot.path ? -1 : 1);
}

export function planFile(written: readonly Written[], order: Order, metadata?: Metadata): PlannedFile {
  const tensors = order === 'layout' ? written : [...written].sort(officially);
  let end = 0;
  const entries = tensors.map(({ slot, dtype, size }) => {
    const start = end;
    end += size;
    return { name: slot.path, dtype, shape: slot.shape, start, end };
  });
  const header = composeHeader(entries, metadata);
  return { header, tensors, size: header.length + end };
}
