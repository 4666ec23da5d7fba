// Reads a layout through its WGSL accessors in a compute shader, and finds what differs from the flat array.
import type { AnyLayout, Slot } from 'paramlayout';
import { wgsl, type BufferWindow, type WgslOptions } from 'paramlayout/webgpu';

/** The names in a text by the paths in its comments. In a path, `*` stands for the index of a block. */
export function namesIn(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of text.split('\n\n').slice(1)) {
    const path = /^\/\/ (?:(.*): )?\[/.exec(part);
    const name = /^fn (\S+)_index\(/m.exec(part)?.[1];
    if (path !== null && name !== undefined) found.set(path[1] ?? '', name);
  }
  return found;
}

/** A slot with the accessor that reads it, and the indices of its blocks. */
interface Accessed {
  readonly slot: Slot;
  readonly name: string;
  readonly blocks: readonly number[];
  readonly hasVec4: boolean;
}

export function accessorsOf(text: string, slots: readonly Slot[]): Accessed[] {
  const names = [...namesIn(text)].map(([pattern, name]) => ({ pattern: pattern.split('.'), name }));
  return slots.map((slot) => {
    const segments = slot.path.split('.');
    const fitting = names.filter(
      ({ pattern }) =>
        pattern.length === segments.length && pattern.every((each, i) => each === '*' || each === segments[i]),
    );
    // A key cannot be `*`, so a tuple's items are the only ones that both an index and a pattern could name.
    if (fitting.length !== 1) throw new Error(`${fitting.length} accessors for '${slot.path}'`);
    const [{ pattern, name }] = fitting as [(typeof names)[number]];
    const blocks = segments.filter((_, i) => pattern[i] === '*').map(Number);
    return { slot, name, blocks, hasVec4: text.includes(`fn ${name}_vec4(`) };
  });
}

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
/** The indices of the `e`th element of a shape, row-major, as WGSL; the last may count four elements as one. */
export function indicesOf(shape: readonly number[], e: string): string[] {
  return shape.map((dim, d) => `(${e} / ${product(shape.slice(d + 1))}u) % ${dim}u`);
}

export interface Dispatch {
  readonly device: GPUDevice;
  readonly code: string;
  readonly buffers: readonly GPUBindingResource[];
  /** How many 32-bit words the shader writes to the binding after the last of `buffers`. */
  readonly words: number;
}

/** Runs the entry point `main` once and returns what it wrote to its last binding. */
export async function dispatch({ device, code, buffers, words }: Dispatch): Promise<ArrayBuffer> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ code });
  const messages = (await module.getCompilationInfo()).messages.map(
    ({ type, message, lineNum }) => `${type} ${lineNum}: ${message}`,
  );
  if (messages.length > 0) throw new Error(`${messages.join('\n')}\n${code}`);
  const size = Math.max(words, 1) * 4;
  const out = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  const entries = [...buffers, { buffer: out }].map((resource, binding) => ({ binding, resource }));
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(out, 0, staging, 0, size);
  device.queue.submit([encoder.finish()]);
  const error = await device.popErrorScope();
  if (error !== null) throw new Error(`${error.message}\n${code}`);
  await staging.mapAsync(GPUMapMode.READ);
  const found = staging.getMappedRange().slice(0);
  for (const buffer of [out, staging]) buffer.destroy();
  return found;
}

/** One binding for each buffer. */
export const resourcesOf = (
  buffers: GPUBuffer | BufferWindow<GPUBuffer> | readonly GPUBuffer[],
): GPUBindingResource[] =>
  'length' in buffers ?
    buffers.map((buffer) => ({ buffer }))
  : ['buffer' in buffers ? { ...buffers } : { buffer: buffers }];

export const compiles = async (device: GPUDevice, code: string): Promise<string[]> => {
  device.pushErrorScope('validation');
  const { messages } = await device.createShaderModule({ code }).getCompilationInfo();
  await device.popErrorScope();
  return messages.map(({ type, message, lineNum }) => `${type} ${lineNum}: ${message}`);
};

/**
 * Reads each element of each slot by its accessor, its index by `_index`, and where there is one, all by `_vec4`; and
 * each constant. Returns a line for each that is not as the layout and the flat array say.
 */
export async function differencesInShader(
  device: GPUDevice,
  model: Pick<AnyLayout, 'slots' | 'length' | 'schema' | 'fingerprint'>,
  values: ArrayLike<number>,
  buffers: Parameters<typeof resourcesOf>[0],
  options: WgslOptions,
): Promise<string[]> {
  const text = wgsl(model as AnyLayout, options);
  const accessed = accessorsOf(text, model.slots);
  const resources = resourcesOf(buffers);
  const body: string[] = [];
  const expected: [string, number][] = [];
  const element = options.element ?? 'f32';
  const bits = (value: string): string =>
    element === 'i32' || element === 'u32' ? `bitcast<u32>(${value})` : `bitcast<u32>(f32(${value}))`;
  for (const { slot, name, blocks, hasVec4 } of accessed) {
    const { shape, strides, length, offset, path } = slot;
    const base = expected.length;
    const args = (indices: readonly string[]): string => [...blocks.map((block) => `${block}u`), ...indices].join(', ');
    const numbers = Array.from({ length }, (_, e) =>
      shape.reduce(
        (at, dim, d) => at + (Math.floor(e / product(shape.slice(d + 1))) % dim) * (strides[d] as number),
        offset,
      ),
    );
    for (const at of numbers) expected.push([path, NaN], [`${path} index`, at]);
    numbers.forEach((at, e) => {
      (expected[base + 2 * e] as [string, number])[1] = values[at] as number;
    });
    const indices = indicesOf(shape, 'e');
    if (length > 0)
      body.push(
        `for (var e = 0u; e < ${length}u; e++) { out[${base}u + 2u * e] = ${bits(`${name}(${args(indices)})`)}; out[${base}u + 2u * e + 1u] = ${name}_index(${args(indices)}); }`,
      );
    if (hasVec4 && length > 0) {
      const start = expected.length;
      for (const at of numbers) expected.push([`${path} vec4`, values[at] as number]);
      const quads = [...shape.slice(0, -1), (shape.at(-1) as number) / 4];
      body.push(
        `for (var e = 0u; e < ${length / 4}u; e++) { let v = ${name}_vec4(${args(indicesOf(quads, 'e'))}); for (var k = 0u; k < 4u; k++) { out[${start}u + 4u * e + k] = ${bits('v[k]')}; } }`,
      );
    }
    if (blocks.some((block) => block > 0)) continue; // the constants are those of the first blocks
    for (const [what, number] of [
      ['offset', offset],
      ['length', length],
    ] as const) {
      body.push(`out[${expected.length}] = ${name}_${what};`);
      expected.push([`${path} ${what} index`, number]);
    }
    for (const [what, list] of [
      ['shape', shape],
      ['strides', strides],
    ] as const)
      list.forEach((number, d) => {
        body.push(`out[${expected.length}] = ${name}_${what}[${d}];`);
        expected.push([`${path} ${what} index`, number]);
      });
  }
  const code = `${text}\n@group(0) @binding(${resources.length}) var<storage, read_write> out: array<u32>;
@compute @workgroup_size(1) fn main() { out[0] = 0u; let unused = ${options.prefix ?? 'params'}_flat_load(0u);\n${body.join('\n')}\n}`;
  const found = await dispatch({ device, code, buffers: resources, words: expected.length });
  const words = new Uint32Array(found);
  const read =
    element === 'u32' ? words
    : element === 'i32' ? new Int32Array(found)
    : new Float32Array(found);
  return expected.flatMap(([what, value], i) => {
    const got = what.endsWith(' index') ? words[i] : read[i];
    return Object.is(got, value) ? [] : [`${what}: ${got}, not ${value}`];
  });
}
