import type { SavedDtype } from '../../../types/checkpoint/save/saved-dtype.ts';
import type { NumberArray } from '../../../types/view.ts';
import type { Metadata } from '../header/compose.ts';
import type { AbortSignalLike, Progress } from '../source/signal.ts';
import type { Order } from './plan.ts';

/** How a flat array is turned into a file; `A` is the kind of the array. */
export interface SerializeOptions<A = NumberArray> {
  /** Texts to keep with the tensors, under the file's `__metadata__`, in their order. */
  readonly metadata?: Metadata | undefined;
  /**
   * The element type to write; by default that of the array. One for all, or by patterns of paths: `{ '**': 'BF16', '**.ln_*.*': 'F32' }`. Of
   * several that match a path the one with most characters other than `*` and dots holds; paths that none matches keep the array's type.
   */
  readonly dtype?: SavedDtype<A> | { readonly [pattern: string]: SavedDtype<A> } | undefined;
  /**
   * `'official'`, the default: by element type and name, byte for byte as the official library writes. `'layout'`: in the layout's order; if
   * the element type is the array's, the file's data are the flat array, to be read at once or used in place.
   */
  readonly order?: Order | undefined;
}

export interface SaveOptions<A = NumberArray> extends SerializeOptions<A> {
  /**
   * The most bytes of data in a file. If there are more, shards are written beside `target`, `model-00001-of-00003.safetensors` and so on for
   * `model.safetensors`, with `model.safetensors.index.json`; a tensor that is larger has a shard of its own.
   */
  readonly maxShardSize?: number | undefined;
  /** Told before each piece of at most 16 MiB how many bytes have been written, and of how many. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Stops the save: what was there before stays. */
  readonly signal?: Pick<AbortSignalLike, 'aborted' | 'reason'> | undefined;
}
