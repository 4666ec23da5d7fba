import { LITTLE_ENDIAN } from './byte-order.ts';

/** What simd.wat exports: each kernel reads from byte 0 up to `end`, and writes from `to` on. */
interface Kernels extends Readonly<Record<KernelName, (to: number, end: number) => void>> {
  readonly memory: { readonly buffer: ArrayBuffer };
}
type KernelName = 'widenBf16' | 'widenF16' | 'narrowToBf16' | 'narrowToF16';

// WebAssembly is no part of ES2022, so the compiler is told its shape here.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};
declare const atob: (text: string) => string;

/** simd.wat, assembled; `npm run bench:checkpoint` assembles it anew and compares. */
const WASM_MODULE =
  'AGFzbQEAAAABBgFgAn9/AAMFBAAAAAAFAwEAAwc+BQZtZW1vcnkCAAl3aWRlbkJmMTYAAAh3aWRlbkYxNgABDG5hcnJvd1RvQmYxNgACC25hcnJvd1RvRjE2AAMKygQEKwEBfwNAIAAg' +
  'Av0EAwBBEP2rAf0LBAAgAEEQaiEAIAJBCGoiAiABSQ0ACwueAQIBfwh7Qf//Af0RIQVBgICAgHj9ESEGQf/3Af0RIQdBgAj9ESEIQYCAgMAD/REhCUMAAIAz/RMhCgNAIAL9BAMAIQMg' +
  'AyAF/U4hBCAAIANBEP2rASAG/U4gBP36ASAK/eYBIARBDf2rASAJ/a4BIAQgB/07IAn9Tv2uASAEIAj9Of1S/VD9CwQAIABBEGohACACQQhqIgIgAUkNAAsLggECAX8He0EB/REhBkH/' +
  '/wH9ESEHQYCAAv0RIQhBwP8B/REhCQNAIAL9AAQAIQMgA0EQ/a0BIQQgBCAI/U4gCf1QIAMgB/2uASAEIAb9Tv2uAUEQ/a0BIAMgA/1C/VIhBSAAIAUgBf2GAf1bAwAAIABBCGohACAC' +
  'QRBqIgIgAUkNAAsL9wECAX8Me0EB/REhBkH/////B/0RIQdB/5+AwHz9ESEIQwAAAD/9EyEJQYCAgMQD/REhCkH///+7BP0RIQtBgPgB/REhDEH/B/0RIQ1BgIAC/REhDgNAIAL9AAQA' +
  'IQMgAyAH/U4hBCAEIAn95AEgCf2xASAEIAj9rgEgBEEN/a0BIAb9Tv2uAUEN/a0BIAQgCv05/VIhBSAMIAUgBCAL/Tv9UiEFIAwgA0EN/a0BIA39TiAG/bgB/VAgBSADIAP9Qv1SIQUg' +
  'BSADQRD9rQEgDv1O/VAhBSAAIAUgBf2GAf1bAwAAIABBCGohACACQRBqIgIgAUkNAAsL';

/** Bytes that are converted at once: with what they become they stay in a core's own cache. */
const SIMD_WINDOW_BYTES = 2 ** 15;
/** The widest result of a window follows its source; a last step that is not full reaches 32 bytes further. */
const RESULT_ADDRESS = 2 ** 16 + 64;
/** Below so many bytes the way in and out costs more than it saves. */
const MIN_SIMD_BYTES = 2 ** 10;

let kernels: Kernels | 'none' | undefined;

/** WebAssembly where there is any with SIMD: a page's security policy may forbid it. */
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
 * Converts elements of `from` bytes to ones of `to` bytes by a kernel, through the memory of the module; false, and nothing done, where there
 * is none or too little to convert.
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
