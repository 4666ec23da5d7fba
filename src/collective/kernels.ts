// No twin in types: WebAssembly has no types.
import type { Reduction } from '../../types/collective/collective.ts';
import { LITTLE_ENDIAN } from '../checkpoint/dtype/byte-order.ts';
import type { FloatArray } from '../optim/float.ts';
import type { Weighted } from './reduce.ts';
import { WEIGHTS_AT } from './seats.ts';

/** The exports of kernels.wat. All but numbers of vectors and the arguments after `end` are bytes. */
interface KernelExports {
  readonly hasNotFinite: (from: number, end: number) => number;
  readonly sum: (...args: [...Step, weights: number, total: number, factor: number]) => void;
  readonly pick: (...args: [...Step, takesMax: number]) => void;
}
type Step = [from: number, stride: number, count: number, out: number, end: number];

// ES2022 does not include WebAssembly, so this file declares its types.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};
declare const atob: (text: string) => string;

/** kernels.wat, assembled. `npm run bench:collective` assembles it again and compares. */
const WASM_MODULE =
  'AGFzbQEAAAABGwNgAn9/AX9gCH9/f39/f3x8AGAGf39/f39/AAIUAQVncm91cAZtZW1vcnkCAwH//wMDBAMAAQIHHQMMaGFzTm90RmluaXRlAAAD' +
  'c3VtAAEEcGljawACCtIEA4gBAQV7A0AgAP0ABAAhAiADIAIgAv2uAf25ASEDIAD9AAQQIQIgBCACIAL9rgH9uQEhBCAA/QAEICECIAUgAiAC/a4B' +
  '/bkBIQUgAP0ABDAhAiAGIAIgAv2uAf25ASEGIABBwABqIgAgAUkNAAsgAyAE/bkBIAUgBv25Af25AUGAgIB4/RH9QP1TC7ICAgN/B3sgB/0UIQsg' +
  'Bv0UIQwDQEQAAAAAAAAAgP0UIQ4gDiEPIA4hECAOIREgACEIIAUhCSACIQoDQCAJ/QoDACENIA4gDSAI/V0DAP1f/fIB/fABIQ4gDyANIAj9XQMI' +
  '/V/98gH98AEhDyAQIA0gCP1dAxD9X/3yAf3wASEQIBEgDSAI/V0DGP1f/fIB/fABIREgCCABaiEIIAlBCGohCSAKQQFrIgoNAAsgBkQAAAAAAADw' +
  'P2IEQCAOIAz98wEhDiAPIAz98wEhDyAQIAz98wEhECARIAz98wEhEQsgAyAOIAv98gH9Xv1bAwAAIAMgDyAL/fIB/V79WwMIACADIBAgC/3yAf1e' +
  '/VsDEAAgAyARIAv98gH9Xv1bAxgAIABBIGohACADQSBqIgMgBEkNAAsLkQECAn8CewNAIAD9AAQAIQggAP0ABBAhCSAAIQYgAiEHA0AgBQRAIAgg' +
  'Bv0ABAD96QEhCCAJIAb9AAQQ/ekBIQkFIAggBv0ABAD96AEhCCAJIAb9AAQQ/egBIQkLIAYgAWohBiAHQQFrIgcNAAsgAyAI/QsEACADIAn9CwQQ' +
  'IABBIGohACADQSBqIgMgBEkNAAsL';

let kernelModule: object | 'none' | undefined;

/** Compiles the kernels if the engine has WebAssembly with SIMD and threads. A page's security policy may forbid it. */
function compile(): object | 'none' {
  try {
    if (!LITTLE_ENDIAN) return 'none';
    return new WebAssembly.Module(Uint8Array.from(atob(WASM_MODULE), (character) => character.charCodeAt(0)));
  } catch {
    return 'none';
  }
}

/** Returns the kernels over the memory of a group; nothing if the engine cannot run them. */
export function makeKernels(memory: object): Kernels | undefined {
  kernelModule ??= compile();
  if (kernelModule === 'none') return undefined;
  try {
    return new Kernels(new WebAssembly.Instance(kernelModule, { group: { memory } }).exports as KernelExports);
  } catch {
    return undefined; // what the seat holds is no memory
  }
}

/** How many elements the kernels take in a step. */
const [CHECK_STEP, REDUCE_STEP] = [16, 8];

/** Works on vectors of 32 bits in the shared memory of a group. JavaScript does what the kernels leave. */
export class Kernels {
  readonly #exports: KernelExports;
  constructor(exports: KernelExports) {
    this.#exports = exports;
  }

  /** Returns an index: all elements from `start` up to it are finite. One of the others up to `end` may not be. */
  checkFinite({ byteOffset }: FloatArray, start: number, end: number): number {
    const whole = end - ((end - start) % CHECK_STEP);
    const isFine = whole > start && this.#exports.hasNotFinite(byteOffset + 4 * start, byteOffset + 4 * whole) === 0;
    return isFine ? whole : start;
  }

  /**
   * Reduces the vectors of all members, as `Reducer` does, from `start` up to the index that it returns. The weights
   * are those in the seats.
   */
  reduce(op: Reduction, { vectors, weights }: Weighted, out: FloatArray, start: number, end: number): number {
    const whole = end - ((end - start) % REDUCE_STEP);
    const [first, second] = vectors as readonly [FloatArray, FloatArray?];
    if (whole <= start || first.buffer !== out.buffer) return start;
    const step: Step = [
      first.byteOffset + 4 * start,
      second === undefined ? 0 : second.byteOffset - first.byteOffset,
      vectors.length,
      out.byteOffset + 4 * start,
      out.byteOffset + 4 * whole,
    ];
    if (op === 'min' || op === 'max') this.#exports.pick(...step, Number(op === 'max'));
    else this.#exports.sum(...step, WEIGHTS_AT, ...divisionBy(op === 'mean' ? weights : [1]));
    return whole;
  }
}

/** Returns a divisor and a factor. To multiply is faster, and gives the same bits for a power of two. */
function divisionBy(weights: readonly number[]): [total: number, factor: number] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total >= 1 && 2 ** Math.round(Math.log2(total)) === total ? [1, 1 / total] : [total, 1];
}
