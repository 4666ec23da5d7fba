// No twin in types: only `dtype` depends on the flat array; see saved-dtype.ts.
import type { SavedPart, SavedPartOptions } from '../../../types/checkpoint/save/saved-parts.ts';
import type { SavedDtype } from '../../../types/checkpoint/save/saved-dtype.ts';
import type { AnyArray, NumberArray } from '../../../types/array/kind.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { SavedBits } from '../../../types/checkpoint/fit/bits.ts';
import type { CheckpointWarning } from '../error.ts';
import type { Metadata } from '../header/compose.ts';
import { A_BOOLEAN, A_FUNCTION, CHECKED_BY_USER, DTYPES, isPlain, oneOf, type OptionCheck } from '../option-checks.ts';
import { NAMING_OPTIONS } from '../fit/options.ts';
import type { CheckpointSource } from '../store/store.ts';
import type { AbortSignalLike } from '../../../types/checkpoint/signal.ts';
import { A_SIGNAL_STATE, type Progress } from '../source/signal.ts';
import type { SavedNaming } from './tensors-to-save.ts';
import type { TensorOrder } from './plan.ts';

/** How to write a flat array as a file. `A` is the kind of the array. */
export interface SerializeOptions<A = NumberArray> extends SavedNaming {
  /** Texts to store with the tensors, under the file's `__metadata__`, in their order. */
  readonly metadata?: Metadata | undefined;
  /**
   * The dtype to write; by default the array's own. One dtype for all leaves, or one for each pattern of paths: `{
   * '**': 'BF16', '**.ln_*.*': 'F32' }`. If several patterns match a path, the one with most characters other than `*`
   * and dots counts. Paths that no pattern matches keep the array's dtype.
   */
  readonly dtype?: SavedDtype<A> | { readonly [pattern: string]: SavedDtype<A> } | undefined;
  /**
   * The dtype whose bits the array holds: BF16 or F16 for a Uint16Array, F8 for a Uint8Array. One dtype for all leaves,
   * or one for each pattern of paths, as for `dtype`. The bits are written unchanged.
   */
  readonly bits?: SavedBits<A> | { readonly [pattern: string]: SavedBits<A> } | undefined;
  /**
   * `'official'` (the default) orders tensors by dtype and name, byte for byte as the official library does. `'layout'`
   * keeps the layout's order. If the dtype is the array's own, the file's data then equal the flat array, so that a
   * reader can take them in one read or use them in place.
   */
  readonly order?: TensorOrder | undefined;
  /**
   * Also writes each tied leaf under its own path, for programs that expect it there. The metadata then have its name
   * with the name of its owner. Default: false.
   */
  readonly aliases?: boolean | undefined;
  /**
   * Called once for each tensor with values that become infinite, NaN or 0 in the dtype in which they are written.
   * Without it they are not counted.
   */
  readonly onWarning?: ((warning: CheckpointWarning) => void) | undefined;
}

/** The options of each of several flat arrays. */
export const SAVED_PART_OPTIONS = { ...NAMING_OPTIONS, dtype: DTYPES, bits: DTYPES } satisfies Record<
  keyof SavedPartOptions,
  OptionCheck
>;
/** The options of `serialize` for several flat arrays: those that no part has. */
export const SERIALIZE_PARTS_OPTIONS = {
  metadata: {
    expected: 'an object or a Map of texts',
    accepts: (value) => isPlain(value) || value instanceof Map,
  },
  order: oneOf('official', 'layout'),
  aliases: A_BOOLEAN,
  onWarning: A_FUNCTION,
} satisfies Record<Exclude<keyof SerializeOptions, keyof SavedPartOptions>, OptionCheck>;
/** The options of `serialize`. */
export const SERIALIZE_OPTIONS = { ...SERIALIZE_PARTS_OPTIONS, ...SAVED_PART_OPTIONS };

export interface SaveOptions<A = NumberArray> extends SerializeOptions<A> {
  /**
   * The most bytes of data in a file. A larger checkpoint is written as shards beside `target`
   * (`model-00001-of-00003.safetensors` and so on for `model.safetensors`), with `model.safetensors.index.json`. A
   * tensor that is larger gets a shard of its own.
   */
  readonly maxShardSize?: number | undefined;
  /**
   * An older checkpoint, for a mapping that takes only some rows of a tensor: the remaining rows come from there. It
   * must have the dtype that is written.
   */
  readonly into?: CheckpointSource | undefined;
  /** Called before each piece of at most 16 MiB, with the bytes written so far and in total. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Stops the save. The old file stays as it was. */
  readonly signal?: Pick<AbortSignalLike, 'aborted' | 'reason'> | undefined;
}

/** How to watch and stop what is written. */
export const WRITE_OPTIONS = { onProgress: A_FUNCTION, signal: A_SIGNAL_STATE };
/** The options of `save` for several flat arrays. */
export const SAVE_PARTS_OPTIONS = {
  ...SERIALIZE_PARTS_OPTIONS,
  ...WRITE_OPTIONS,
  maxShardSize: {
    expected: 'a positive number of bytes',
    accepts: (value) => typeof value === 'number',
  },
} satisfies Record<Exclude<keyof SaveOptions, keyof SavedPartOptions | 'into'>, OptionCheck>;
/** The options of `save`. The files of `into` are checked when they are opened. */
export const SAVE_OPTIONS = {
  ...SAVE_PARTS_OPTIONS,
  ...SAVED_PART_OPTIONS,
  into: CHECKED_BY_USER,
} satisfies Record<keyof SaveOptions, OptionCheck>;

/** A value that writes a checkpoint itself: what `dcp` or `modelJson` returned. */
export interface SaveTarget {
  readonly kind: 'dcp' | 'model.json';
  /** @internal */
  writeCheckpoint(layout: LayoutLike, flat: AnyArray, options: SaveOptions): Promise<void>;
}

/** A target for several flat arrays as well: what `dcp` returned. */
export interface PartsTarget extends SaveTarget {
  readonly kind: 'dcp';
  /** @internal */
  writeParts(parts: readonly SavedPart[], options: SaveOptions): Promise<void>;
}
