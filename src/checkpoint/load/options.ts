import type { TypedArrayType } from '../../../types/flat.ts';
import type { NumberArray } from '../../../types/view.ts';
import type { FitOptions } from '../fit/fit.ts';
import type { CheckpointWarning } from '../fit/warning.ts';
import type { ReadHeaderOptions } from '../header/read.ts';
import type { Progress } from '../source/abort.ts';

export interface LoadOptions extends FitOptions, ReadHeaderOptions {
  /** A flat array to load into. It is written only when all has been read and found right: until then it stays as it was. */
  readonly into?: NumberArray | undefined;
  /** The kind of the new array, `Float64Array` for instance; Float32Array if not given. */
  readonly type?: TypedArrayType<NumberArray> | undefined;
  /**
   * `false` reads into `into` itself, which spares a second array of its length. Where that fails, the error's `written` says which
   * elements no longer hold what they held.
   */
  readonly staged?: boolean | undefined;
  /** Is told of bytes as they are read, out of those that are needed; the header is not counted. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Is told what is odd but was let pass: by `partial`, by `extra`, or because it is no more than advice. */
  readonly onWarning?: ((warning: CheckpointWarning) => void) | undefined;
}
