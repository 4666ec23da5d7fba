// No twin in types: the compiler does not see shared memory.
import type { FloatKind } from '../../types/optim/float.ts';

// ES2022 does not include WebAssembly, and not this function, so this file declares their types.
declare const WebAssembly: {
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number; readonly shared: true }) => {
    readonly buffer: SharedArrayBuffer;
  };
};
declare const structuredClone: (value: object) => object;

const PAGE_BYTES = 2 ** 16;
/** The kernels count in 32 bits, up to the byte after the last. */
const MAX_PAGES = 2 ** 16 - 1;
/** Kernels save little time on a smaller group, and each memory takes gigabytes of a program's addresses. */
const MIN_BYTES = 2 ** 18;

/** Shared memory that begins as zeros; as a `memory`, kernels of WebAssembly can compute in it. */
interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
  readonly memory?: object;
}

export function makeSharedMemory(bytes: number, kind: FloatKind): SharedMemory {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  // A page that is not isolated has no SharedArrayBuffer, and could not send the memory to its workers.
  if (kind === 'Float32Array' && bytes >= MIN_BYTES && pages <= MAX_PAGES && typeof SharedArrayBuffer === 'function')
    try {
      const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
      structuredClone(memory); // a seat must be able to travel
      return { buffer: memory.buffer, memory };
    } catch {
      // No WebAssembly, or none for threads, or too few addresses are left.
    }
  return { buffer: new SharedArrayBuffer(bytes) };
}

/** Whether memory for so many bytes may have a length: the same, or whole pages. */
export const isSharedLength = (length: number, bytes: number): boolean =>
  length >= bytes && length < bytes + PAGE_BYTES;
