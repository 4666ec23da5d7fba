import { LITTLE_ENDIAN } from './byte-order.ts';

/** The exports of simd.wat. Each kernel reads from byte 0 up to `end` and writes from `to` on. */
interface Kernels extends Readonly<Record<KernelName, (to: number, end: number) => void>> {
  readonly memory: { readonly buffer: ArrayBuffer };
}
type KernelName = 'widenBf16' | 'widenF16' | 'narrowToBf16' | 'narrowToF16';

// ES2022 does not include WebAssembly, so this file declares its types.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};
declare const atob: (text: string) => string;

/** simd.wat, assembled. `npm run bench:checkpoint` assembles it again and compares. */
const WASM_MODULE =
  'AGFzbQEAAAABBgFgAn9/AAMFBAAAAAAFAwEAAwc+BQZtZW1vcnkCAAl3aWRlbkJmMTYAAAh3aWRlbkYxNgABDG5hcnJvd1RvQmYxNgACC25hcnJv' +
  'd1RvRjE2AAMKygQEKwEBfwNAIAAgAv0EAwBBEP2rAf0LBAAgAEEQaiEAIAJBCGoiAiABSQ0ACwueAQIBfwh7Qf//Af0RIQVBgICAgHj9ESEGQf/3' +
  'Af0RIQdBgAj9ESEIQYCAgMAD/REhCUMAAIAz/RMhCgNAIAL9BAMAIQMgAyAF/U4hBCAAIANBEP2rASAG/U4gBP36ASAK/eYBIARBDf2rASAJ/a4B' +
  'IAQgB/07IAn9Tv2uASAEIAj9Of1S/VD9CwQAIABBEGohACACQQhqIgIgAUkNAAsLggECAX8He0EB/REhBkH//wH9ESEHQYCAAv0RIQhBwP8B/REh' +
  'CQNAIAL9AAQAIQMgA0EQ/a0BIQQgBCAI/U4gCf1QIAMgB/2uASAEIAb9Tv2uAUEQ/a0BIAMgA/1C/VIhBSAAIAUgBf2GAf1bAwAAIABBCGohACAC' +
  'QRBqIgIgAUkNAAsL9wECAX8Me0EB/REhBkH/////B/0RIQdB/5+AwHz9ESEIQwAAAD/9EyEJQYCAgMQD/REhCkH///+7BP0RIQtBgPgB/REhDEH/' +
  'B/0RIQ1BgIAC/REhDgNAIAL9AAQAIQMgAyAH/U4hBCAEIAn95AEgCf2xASAEIAj9rgEgBEEN/a0BIAb9Tv2uAUEN/a0BIAQgCv05/VIhBSAMIAUg' +
  'BCAL/Tv9UiEFIAwgA0EN/a0BIA39TiAG/bgB/VAgBSADIAP9Qv1SIQUgBSADQRD9rQEgDv1O/VAhBSAAIAUgBf2GAf1bAwAAIABBCGohACACQRBq' +
  'IgIgAUkNAAsL';

/** Bytes of source per call: source and result together stay in a core's own cache. */
const SIMD_WINDOW_BYTES = 2 ** 15;
/** Where the result starts: after the largest source. A last, partial step may read or write up to 32 bytes further. */
const RESULT_ADDRESS = 2 ** 16 + 64;
/** Below this size, copying in and out of the module costs more than it saves. */
const MIN_SIMD_BYTES = 2 ** 10;

let kernels: Kernels | 'none' | undefined;

/** Makes the kernels if the engine has WebAssembly with SIMD. A page's security policy may forbid it. */
function instantiate(): Kernels | 'none' {
  try {
    if (!LITTLE_ENDIAN) return 'none';
    const bytes = Uint8Array.from(atob(WASM_MODULE), (character) => character.charCodeAt(0));
    return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Kernels;
  } catch {
    return 'none';
  }
}

/**
 * Converts elements of `from` bytes to elements of `to` bytes in the module's memory. Returns false, and does nothing,
 * if there is no WebAssembly or the source is too short.
 */
export function convertBySimd(
  kernel: KernelName,
  source: Uint8Array,
  from: 2 | 4,
  target: Uint8Array,
  to: 2 | 4,
): boolean {
  if (source.length < MIN_SIMD_BYTES) return false;
  kernels ??= instantiate();
  if (kernels === 'none') return false;
  const memory = new Uint8Array(kernels.memory.buffer);
  for (let at = 0; at < source.length; at += SIMD_WINDOW_BYTES) {
    const piece = source.subarray(at, at + SIMD_WINDOW_BYTES);
    memory.set(piece);
    kernels[kernel](RESULT_ADDRESS, piece.length);
    target.set(memory.subarray(RESULT_ADDRESS, RESULT_ADDRESS + (piece.length / from) * to), (at / from) * to);
  }
  return true;
}
