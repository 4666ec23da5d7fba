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
  'd1RvRjE2AAMK+wQEXAIBfwJ7A0AgAv0ABAAhAyAAIAQgA/0NAAEQEQIDEhMEBRQVBgcWF/0LBAAgACAEIAP9DQgJGBkKCxobDA0cHQ4PHh/9CwQQ' +
  'IABBIGohACACQRBqIgIgAUkNAAsLngECAX8Ie0H//wH9ESEFQYCAgIB4/REhBkH/9wH9ESEHQYAI/REhCEGAgIDAA/0RIQlDAACAM/0TIQoDQCAC' +
  '/QQDACEDIAMgBf1OIQQgACADQRD9qwEgBv1OIAT9+gEgCv3mASAEQQ39qwEgCf2uASAEIAf9OyAJ/U79rgEgBCAI/Tn9Uv1Q/QsEACAAQRBqIQAg' +
  'AkEIaiICIAFJDQALC4IBAgF/B3tBAf0RIQZB//8B/REhB0GAgAL9ESEIQcD/Af0RIQkDQCAC/QAEACEDIANBEP2tASEEIAQgCP1OIAn9UCADIAf9' +
  'rgEgBCAG/U79rgFBEP2tASADIAP9Qv1SIQUgACAFIAX9hgH9WwMAACAAQQhqIQAgAkEQaiICIAFJDQALC/cBAgF/DHtBAf0RIQZB/////wf9ESEH' +
  'Qf+fgMB8/REhCEMAAAA//RMhCUGAgIDEA/0RIQpB////uwT9ESELQYD4Af0RIQxB/wf9ESENQYCAAv0RIQ4DQCAC/QAEACEDIAMgB/1OIQQgBCAJ' +
  '/eQBIAn9sQEgBCAI/a4BIARBDf2tASAG/U79rgFBDf2tASAEIAr9Of1SIQUgDCAFIAQgC/07/VIhBSAMIANBDf2tASAN/U4gBv24Af1QIAUgAyAD' +
  '/UL9UiEFIAUgA0EQ/a0BIA79Tv1QIQUgACAFIAX9hgH9WwMAACAAQQhqIQAgAkEQaiICIAFJDQALCw==';

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
