// No twin in types: WebAssembly has no types.
import type { Reduction } from '../../types/collective/collective.ts';
import { LITTLE_ENDIAN } from '../checkpoint/dtype/byte-order.ts';
import type { FloatArray } from '../optim/float.ts';
import { totalOf, type Weighted } from './reduce.ts';
import { WEIGHTS_AT } from './seats.ts';

/** The exports of kernels.wat. Addresses, strides and `weights` are in bytes; `count` is a number of vectors. */
interface KernelExports {
  readonly hasNotFinite: (from: number, end: number) => number;
  readonly sum: (...args: [...StepArguments, total: number, factor: number]) => void;
  readonly weightedSum: (...args: [...StepArguments, total: number, factor: number, weights: number]) => void;
  readonly pick: (...args: [...StepArguments, takesMax: number]) => void;
}
type StepArguments = [from: number, stride: number, count: number, out: number, end: number];

// ES2022 does not include WebAssembly, so this file declares its types.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};
declare const atob: (text: string) => string;

/** The assembled kernels.wat, in base64. `npm run bench:collective` checks that it is up to date. */
const WASM_MODULE =
  'AGFzbQEAAAABJQRgAn9/AX9gB39/f39/fHwAYAh/f39/f3x8fwBgBn9/f39/fwACFAEFZ3JvdXAGbWVtb3J5AgMB//8DAwUEAAECAwcrBAxoYXNO' +
  'b3RGaW5pdGUAAANzdW0AAQt3ZWlnaHRlZFN1bQACBHBpY2sAAwr0BgSIAQEFewNAIAD9AAQAIQIgAyACIAL9rgH9uQEhAyAA/QAEECECIAQgAiAC' +
  '/a4B/bkBIQQgAP0ABCAhAiAFIAIgAv2uAf25ASEFIAD9AAQwIQIgBiACIAL9rgH9uQEhBiAAQcAAaiIAIAFJDQALIAMgBP25ASAFIAb9uQH9uQFB' +
  'gICAeP0R/UD9UwugAgICfwZ7IAb9FCEJIAX9FCEKA0AgAP1dAwD9XyELIAD9XQMI/V8hDCAA/V0DEP1fIQ0gAP1dAxj9XyEOIAAgAWohByACQQFr' +
  'IQgDQCALIAf9XQMA/V/98AEhCyAMIAf9XQMI/V/98AEhDCANIAf9XQMQ/V/98AEhDSAOIAf9XQMY/V/98AEhDiAHIAFqIQcgCEEBayIIDQALIAVE' +
  'AAAAAAAA8D9iBEAgCyAK/fMBIQsgDCAK/fMBIQwgDSAK/fMBIQ0gDiAK/fMBIQ4LIAMgCyAJ/fIB/V79WwMAACADIAwgCf3yAf1e/VsDCAAgAyAN' +
  'IAn98gH9Xv1bAxAAIAMgDiAJ/fIB/V79WwMYACAAQSBqIQAgA0EgaiIDIARJDQALC7ICAgN/B3sgBv0UIQsgBf0UIQwDQEQAAAAAAAAAgP0UIQ4g' +
  'DiEPIA4hECAOIREgACEIIAchCSACIQoDQCAJ/QoDACENIA4gDSAI/V0DAP1f/fIB/fABIQ4gDyANIAj9XQMI/V/98gH98AEhDyAQIA0gCP1dAxD9' +
  'X/3yAf3wASEQIBEgDSAI/V0DGP1f/fIB/fABIREgCCABaiEIIAlBCGohCSAKQQFrIgoNAAsgBUQAAAAAAADwP2IEQCAOIAz98wEhDiAPIAz98wEh' +
  'DyAQIAz98wEhECARIAz98wEhEQsgAyAOIAv98gH9Xv1bAwAAIAMgDyAL/fIB/V79WwMIACADIBAgC/3yAf1e/VsDEAAgAyARIAv98gH9Xv1bAxgA' +
  'IABBIGohACADQSBqIgMgBEkNAAsLkQECAn8CewNAIAD9AAQAIQggAP0ABBAhCSAAIQYgAiEHA0AgBQRAIAggBv0ABAD96QEhCCAJIAb9AAQQ/ekB' +
  'IQkFIAggBv0ABAD96AEhCCAJIAb9AAQQ/egBIQkLIAYgAWohBiAHQQFrIgcNAAsgAyAI/QsEACADIAn9CwQQIABBIGohACADQSBqIgMgBEkNAAsL';

let kernelModule: object | 'none' | undefined;

/**
 * Compiles the kernels. Returns 'none' if the engine lacks SIMD or threads, or if the page's security policy forbids
 * it.
 */
function compile(): object | 'none' {
  try {
    if (!LITTLE_ENDIAN) return 'none';
    return new WebAssembly.Module(Uint8Array.from(atob(WASM_MODULE), (character) => character.charCodeAt(0)));
  } catch {
    return 'none';
  }
}

/** Returns the kernels for the memory of a group; `undefined` if the engine cannot run them. */
export function makeKernels(memory: object): Kernels | undefined {
  kernelModule ??= compile();
  if (kernelModule === 'none') return undefined;
  try {
    return new Kernels(new WebAssembly.Instance(kernelModule, { group: { memory } }).exports as KernelExports);
  } catch {
    return undefined; // the seat holds something else than a WebAssembly.Memory
  }
}

/** How many elements the kernels process in one step. */
const [CHECK_STEP, REDUCE_STEP] = [16, 8];

/**
 * Checks and reduces vectors of 32-bit floats in the shared memory of a group. The kernels process whole steps; the
 * caller processes the remaining elements in JavaScript.
 */
export class Kernels {
  readonly #exports: KernelExports;
  constructor(exports: KernelExports) {
    this.#exports = exports;
  }

  /** Returns an index up to which all elements from `start` on are finite. The rest up to `end` is not checked. */
  checkFinite({ byteOffset }: FloatArray, start: number, end: number): number {
    const whole = end - ((end - start) % CHECK_STEP);
    const isFine = whole > start && this.#exports.hasNotFinite(byteOffset + 4 * start, byteOffset + 4 * whole) === 0;
    return isFine ? whole : start;
  }

  /**
   * Reduces the vectors of all members from `start` up to the index that it returns, to the same bits as `Reducer`. A
   * weighted mean reads the weights from the seats.
   */
  reduce(op: Reduction, { vectors, weights }: Weighted, out: FloatArray, start: number, end: number): number {
    const whole = end - ((end - start) % REDUCE_STEP);
    const [first, second] = vectors as readonly [FloatArray, FloatArray?];
    if (whole <= start || second === undefined || first.buffer !== out.buffer) return start;
    const step: StepArguments = [
      first.byteOffset + 4 * start,
      second.byteOffset - first.byteOffset,
      vectors.length,
      out.byteOffset + 4 * start,
      out.byteOffset + 4 * whole,
    ];
    if (op === 'min' || op === 'max') this.#exports.pick(...step, Number(op === 'max'));
    else if (op === 'sum' || weights.every((weight) => weight === 1))
      this.#exports.sum(...step, ...divisionBy(op === 'mean' ? vectors.length : 1));
    else this.#exports.weightedSum(...step, ...divisionBy(totalOf(weights)), WEIGHTS_AT);
    return whole;
  }
}

/**
 * Returns a divisor and a factor that divide by `total`. For a power of two, a product is faster and has the same bits.
 */
function divisionBy(total: number): [total: number, factor: number] {
  return total >= 1 && 2 ** Math.round(Math.log2(total)) === total ? [1, 1 / total] : [total, 1];
}
