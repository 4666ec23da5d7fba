// No twin in types: the compiler does not see shared memory.
import type { FloatKind } from '../../types/optim/float.ts';

// ES2022 includes neither WebAssembly nor structuredClone, so this file declares their types.
declare const WebAssembly: {
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number; readonly shared: true }) => {
    readonly buffer: SharedArrayBuffer;
  };
};
declare const structuredClone: (value: object) => object;

const PAGE_BYTES = 2 ** 16;
/** The kernels' addresses have 32 bits, and must reach the byte after the last. */
const MAX_PAGES = 2 ** 16 - 1;
/** Kernels save little time in less memory, and each WebAssembly.Memory reserves gigabytes of address space. */
const MIN_BYTES = 2 ** 18;

/** Shared memory that begins as zeros. WebAssembly's kernels can use it if there is a `memory`. */
interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
  readonly memory?: object;
}

/** Makes shared memory of at least so many bytes. @throws RangeError if there is too little memory */
export function makeSharedMemory(bytes: number, kind: FloatKind): SharedMemory {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  // A page that is not isolated has no SharedArrayBuffer, and could not send the memory to its workers.
  if (kind === 'Float32Array' && bytes >= MIN_BYTES && pages <= MAX_PAGES && typeof SharedArrayBuffer === 'function')
    try {
      const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
      structuredClone(memory); // throws where postMessage could not send the seat
      return { buffer: memory.buffer, memory };
    } catch {
      // The engine has no WebAssembly, no shared one, or too little address space left.
    }
  return { buffer: new SharedArrayBuffer(bytes) };
}

/** Whether shared memory made for so many bytes can have this length: the same, or whole pages. */
export const isSharedLength = (length: number, bytes: number): boolean =>
  length >= bytes && length < bytes + PAGE_BYTES;
