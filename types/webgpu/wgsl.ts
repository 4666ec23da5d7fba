import type { StorageLimits } from './device.ts';

/**
 * What the storage buffer holds, and what the accessors return. `f16` needs the feature `shader-f16`. `packed-f16`
 * reads the same memory without it: as words of two halves, which the accessors return as `f32`.
 */
export type WgslElement = 'f32' | 'f16' | 'packed-f16' | 'i32' | 'u32';

/** Options of `wgsl`. */
export interface WgslOptions {
  /** The beginning of all names. `params` by default: `params_h_weight`, `params_flat`. */
  readonly prefix?: string;
  /** The name of the storage variable; the prefix and `_flat` by default. A reserved word of WGSL does not compile. */
  readonly variable?: string;
  /** The bind group of the storage variable; 0 by default. */
  readonly group?: number;
  /** Its binding; 0 by default. If the flat array is split, the other buffers have the bindings after it. */
  readonly binding?: number;
  /** `read_write` adds functions that write. `read` by default. */
  readonly access?: 'read' | 'read_write';
  /** `f32` by default. */
  readonly element?: WgslElement;
  /**
   * Whether a variable that is only read is an array of `vec4`, so that `_vec4` loads four elements at once. True by
   * default. A variable that is written is an array of elements.
   */
  readonly vec4?: boolean;
  /** False leaves out the variable and `enable f16;`, so that you can declare them yourself. True by default. */
  readonly declare?: boolean;
  /** `device.limits`: splits a flat array that is too large for one binding, as `upload` with `split: true` does. */
  readonly limits?: StorageLimits;
}
