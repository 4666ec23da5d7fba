/** The sentences of errors about GPU buffers. types/webgpu/issues.ts has the one that the compiler says as well. */

const expected = (what: string, found: unknown): string => `${what} was expected, found ${String(found)}`;

export const badOption = (name: string, what: string, found: unknown): string =>
  `wgsl: for ${name}, ${expected(what, found)}`;
export const nameTaken = (name: string): string => `wgsl: the name '${name}' is taken; choose another variable`;
export const beyondU32 = (path: string, found: number): string =>
  `wgsl: ${path && `'${path}': `}${expected('a number below 4294967296, a u32,', found)}`;

export const noWhere = (found: string): string => expected('a path or a selection', found);
export const OTHER_SELECTION = expected('a selection of this layout', 'one of another layout');
export const noGpuKind = (found: string): string =>
  expected('a Float32Array, Int32Array, Uint32Array, or for f16 a Uint16Array or Float16Array', found);
export const noDevice = (found: string): string => expected('a GPUDevice', found);
export const noBuffer = (found: string): string => expected('a GPUBuffer, a window on one or a list of them', found);
export const noUsage = (flag: string, found: number): string => expected(`a buffer with the usage ${flag}`, found);
export const badLimit = (found: number): string => expected('a limit of at least 32 bytes', found);

export const tooLarge = (bytes: number, most: number): string =>
  `the flat array takes ${bytes} bytes, but maxStorageBufferBindingSize or maxBufferSize is ${most}; ` +
  'request the device with larger limits (requiredLimits), or pass { split: true }';
export const wrongBuffers = (bytes: number, found: number, count: number): string =>
  `the flat array takes ${bytes} bytes, found ${found} (buffers: ${count})`;
export const badWindow = (bytes: number): string =>
  `a window must lie in its buffer of ${bytes} bytes and start at a multiple of 4`;

export const ownsNothing = (path: string): string => `'${path}' owns no elements; name the owner of its ties`;
export const noBinding = (path: string, why: string): string => `'${path}' cannot be bound: it ${why}`;
export const notAligned = (byte: number, multiple: number, elements: number): string =>
  `starts at byte ${byte}, not at a multiple of ${multiple} (minStorageBufferOffsetAlignment); ` +
  `align it to ${elements} elements, with aligned(${elements}, …)`;
