/** The sentences of errors about GPU buffers. types/webgpu/issues.ts has the one that the compiler says as well. */

export const OTHER_SELECTION = 'a selection of this layout was expected, found one of another layout';
export const noIdentifier = (option: string, found: string): string =>
  `wgsl: ${option} must be a WGSL identifier that does not start with two underscores, found ${found}`;
export const badChoice = (what: string, choices: readonly string[], found: string): string =>
  `${what} must be ${choices.join(' or ')}, found ${found}`;
export const badNumber = (what: string, found: string): string =>
  `${what} must be a non-negative integer, found ${found}`;
export const badFlag = (what: string, found: string): string => `${what} must be true or false, found ${found}`;
export const PACKED_WRITE =
  "wgsl: two elements of 'packed-f16' share a word, so a shader cannot write one of them; use the element 'f16' with the feature shader-f16";
export const tooManyBuffers = (needed: number, most: number): string =>
  `wgsl: the flat array lies in ${needed} buffers, but maxStorageBuffersPerShaderStage is ${most}; request the device with larger limits (requiredLimits)`;
export const nameTaken = (name: string, path: string): string =>
  `wgsl: the name '${name}' belongs to ${path === '' ? 'the layout' : `'${path}'`}; choose another variable or prefix`;
export const beyondU32 = (path: string, what: string, found: number): string =>
  `wgsl: ${path === '' ? 'the layout' : `'${path}'`}: its ${what} must fit in a u32, at most 4294967295, found ${found}`;

export const noGpuKind = (found: string): string =>
  `a flat array that a shader can read was expected (Float32Array, Int32Array, Uint32Array, or for f16 Uint16Array or Float16Array), found ${found}`;
export const noDevice = (found: string): string => `a GPUDevice was expected, found ${found}`;
export const noQueue = (found: string): string => `a GPUDevice or its queue was expected, found ${found}`;
export const noBuffer = (found: string): string =>
  `a GPUBuffer, a window { buffer, offset, size } or a list of them was expected, found ${found}`;
export const badLimit = (name: string, found: string): string =>
  `limits.${name} must be a number of bytes, at least 32, found ${found}`;
export const tooLarge = (bytes: number, limit: string, most: number): string =>
  `upload: the flat array takes ${bytes} bytes, but ${limit} of this device is ${most}; request the device with a larger limit (requiredLimits), or pass { split: true }`;
export const tooSmall = (bytes: number, found: number): string =>
  `the flat array takes ${bytes} bytes, but the buffer has ${found}`;
export const badPart = (index: number, bytes: number): string =>
  `buffer ${index} must hold a multiple of 16 bytes, as all but the last that upload returns, found ${bytes}`;
export const extraBuffer = (needed: number, found: number): string =>
  `the flat array lies in ${needed === 1 ? 'one buffer' : `${needed} buffers`}, found a list of ${found}`;
export const badWindow = (offset: number, size: number, bytes: number): string =>
  `a window must lie in its buffer of ${bytes} bytes and start at a multiple of 4, found offset ${offset} and size ${size}`;
export const noUsage = (flag: string, usage: number): string =>
  `a buffer with the usage ${flag} was expected, found one with the usage ${usage}`;

export const ownsNothing = (path: string): string =>
  `'${path}' owns no elements, because all its leaves are tied; name their owner`;
export const noBinding = (path: string): string => `'${path}' has no elements, and a binding cannot be empty`;
export const notAligned = (path: string, byte: number, multiple: number, elements: number): string =>
  `'${path}' starts at byte ${byte}, but a binding starts at a multiple of ${multiple} (minStorageBufferOffsetAlignment); ` +
  `align it to ${elements} elements: layout(schema, { align: ${elements} }), or aligned(${elements}, …) around it`;
export const severalBuffers = (path: string, parts: readonly number[]): string =>
  `'${path}' lies in the buffers ${parts.join(', ')}, and a binding is a range of one`;
export const bindingTooLarge = (path: string, bytes: number, most: number): string =>
  `'${path}' takes ${bytes} bytes, but maxStorageBufferBindingSize is ${most}`;
export const lostDevice = (message: string): string => `readback: the device was lost: ${message}`;
export const failedRead = (message: string): string => `readback: the GPU could not copy the buffer: ${message}`;
