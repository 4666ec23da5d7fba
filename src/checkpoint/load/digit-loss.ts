// No twin in types: reads data, which the compiler does not see.
import type { AnyArray } from '../../../types/array/kind.ts';
import { type ArrayType, kindOf, typeOfKind } from '../../array/kind.ts';
import { SCRATCH_WORDS } from '../dtype/byte-order.ts';
import type { Decode } from '../dtype/codec.ts';
import { decoderOf, isFloat } from '../dtype/decode.ts';
import { type Dtype, DTYPE_BITS } from '../dtype/dtype.ts';
import { countLoss, describeLoss, type RoundingLoss } from '../dtype/loss.ts';
import type { CheckpointWarning } from '../error.ts';
import type { TensorInfo } from '../header/header.ts';
import { clipText } from '../text.ts';
import { chunksOf, type TensorToRead } from './leaf-chunks.ts';
import type { Chunk, ReadWatch } from './read-chunks.ts';

/** Values of a tensor that the array cannot hold. */
interface LeafLoss extends RoundingLoss {
  readonly dtype: Dtype;
  /** The number of values that are rounded to other values than 0 and infinity. */
  rounded: number;
}

/**
 * Counts the floats of each tensor that a shorter float kind cannot hold. A Float32Array loses digits of F64; a
 * Float16Array also values of the other dtypes.
 */
export class DigitLoss {
  readonly #flat: AnyArray;
  readonly #kind: string;
  readonly #own: Dtype;
  readonly #infos: ReadonlyMap<string, TensorInfo>;
  readonly #tensors = new Map<string, LeafLoss>();

  constructor(flat: AnyArray, tensors: ReadonlyMap<string, TensorInfo>) {
    this.#flat = flat;
    this.#infos = tensors;
    this.#kind = kindOf(flat) as string;
    this.#own = this.#kind === 'Float16Array' ? 'F16' : 'F32';
  }

  /** The chunks of tensors. Those that may lose digits stay apart, because a warning names the tensor. */
  *chunksOf(tensors: readonly TensorToRead[], onWrite: ReadWatch['onWrite']): Generator<Chunk> {
    let others: TensorToRead[] = [];
    for (const tensor of tensors) {
      const dtype = this.#infos.get(tensor.name)?.dtype;
      if (dtype === undefined || !this.#mayLose(dtype)) {
        others.push(tensor);
        continue;
      }
      yield* chunksOf(others, this.#flat, onWrite);
      others = [];
      for (const chunk of chunksOf([tensor], this.#flat, onWrite)) yield this.#counted(chunk, tensor.name, dtype);
    }
    yield* chunksOf(others, this.#flat, onWrite);
  }

  #mayLose(dtype: Dtype): boolean {
    if (!isFloat(dtype) || dtype === this.#own) return false;
    return this.#kind === 'Float32Array' ? dtype === 'F64' : this.#kind === 'Float16Array';
  }

  #counted(chunk: Chunk, name: string, dtype: Dtype): Chunk {
    const loss = this.#tensors.get(name) ?? { dtype, infinite: 0, zero: 0, rounded: 0 };
    this.#tensors.set(name, loss);
    const put = (source: Uint8Array): void => {
      this.#count(source, loss);
      chunk.put?.(source);
    };
    return { ...chunk, put };
  }

  #count(source: Uint8Array, loss: LeafLoss): void {
    const size = DTYPE_BITS[loss.dtype] / 8;
    const values = new Float64Array(SCRATCH_WORDS);
    const rounded = new (typeOfKind(this.#kind) as ArrayType)(SCRATCH_WORDS);
    const decode = decoderOf(loss.dtype, 'Float64Array') as Decode; // every float has one
    for (let at = 0; at < source.length; at += SCRATCH_WORDS * size) {
      const piece = source.subarray(at, at + SCRATCH_WORDS * size);
      const count = piece.length / size;
      decode(piece, values, 0, undefined);
      rounded.set(values);
      for (let i = 0; i < count; i++) if (rounded[i] !== values[i] && !Number.isNaN(values[i])) loss.rounded++;
      const before = loss.infinite + loss.zero;
      countLoss(values, 0, count, this.#own, loss);
      loss.rounded -= loss.infinite + loss.zero - before;
    }
  }

  /** Warns once for each tensor that lost a value. */
  report(onWarning: (warning: CheckpointWarning) => void): void {
    for (const [name, loss] of this.#tensors) {
      const { rounded, dtype } = loss;
      const digits = rounded === 0 ? [] : [rounded === 1 ? '1 value loses digits' : `${rounded} values lose digits`];
      const what = [...digits, ...describeLoss(loss, this.#own)];
      if (what.length === 0) continue;
      const message =
        `'${clipText(name)}' is ${dtype}, and a ${this.#kind} cannot ` + `hold all of its values: ${what.join(', ')}`;
      onWarning({ code: 'lossy', tensor: name, path: name, message });
    }
  }
}
