import type { CheckpointWarning } from '../../src/checkpoint/error.ts';

/** How `lower` writes a model. */
export interface LowerOptions {
  /**
   * Called once for each tensor with values that become infinite or 0 in the type that the file has for it, such as
   * float16. Without it they are not counted.
   */
  readonly onWarning?: ((warning: CheckpointWarning) => void) | undefined;
}
