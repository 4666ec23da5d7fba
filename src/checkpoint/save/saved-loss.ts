// No twin in types: concerns data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import { type Dtype, DTYPE_BITS } from '../dtype/dtype.ts';
import { canLose, countLoss, describeLoss, type RoundingLoss } from '../dtype/loss.ts';
import type { CheckpointWarning } from '../error.ts';
import { clipText } from '../text.ts';

/** Counts the values of each tensor that are too large or small for the dtype in which they are written. */
export class SavedLoss {
  readonly #tensors = new Map<string, { readonly dtype: Dtype; readonly loss: RoundingLoss }>();

  count(source: AnyArray, start: number, end: number, dtype: Dtype, tensor: string | undefined): void {
    if (!canLose(dtype) || DTYPE_BITS[dtype] / 8 >= source.BYTES_PER_ELEMENT || tensor === undefined) return;
    let known = this.#tensors.get(tensor);
    if (known === undefined) this.#tensors.set(tensor, (known = { dtype, loss: { infinite: 0, zero: 0 } }));
    countLoss(source, start, end, dtype, known.loss);
  }

  /** Warns once for each tensor that lost a value. */
  report(onWarning: (warning: CheckpointWarning) => void): void {
    for (const [tensor, { dtype, loss }] of this.#tensors) {
      const what = describeLoss(loss, dtype);
      if (what.length === 0) continue;
      const message =
        `'${clipText(tensor)}' is written as ${dtype}, which cannot ` + `hold all of its values: ${what.join(', ')}`;
      onWarning({ code: 'lossy', tensor, path: tensor, message });
    }
  }
}
