import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layout, ownerSlots, repeat, tied } from 'paramlayout';
import { readback, upload, uploadRange, wgsl } from 'paramlayout/webgpu';
import type * as TypeGpu from 'typegpu';
import { vulkan, whyNoDevice } from './webgpu-device.ts';

const model = layout({
  wte: [5, 3],
  h: repeat(2, { weight: [3, 3], bias: [3] }),
  head: tied('wte'),
  scale: [],
});

describe.skipIf(vulkan === null)(`TypeGPU over the buffers of paramlayout${whyNoDevice}`, () => {
  let device: GPUDevice;
  let typegpu: typeof TypeGpu;
  beforeAll(async () => {
    typegpu = await import('typegpu');
    device = await (vulkan as GPUAdapter).requestDevice();
  });
  afterAll(() => device?.destroy());

  it('a struct with an array for each owner has the offsets of the layout', () => {
    const { d } = typegpu;
    const Params = structOf();
    expect(d.sizeOf(Params)).toBe(4 * model.length);
    for (const { path, offset } of ownerSlots(model)) {
      const { offset: found } = d.memoryLayoutOf(Params, (p) => p[keyOf(path)]![0]);
      expect(found, path).toBe(4 * offset);
    }
  });

  it('TypeGPU reads and writes the same buffer as paramlayout', async () => {
    const { default: tgpu } = typegpu;
    const root = tgpu.initFromDevice({ device });
    const flat = model.zeros();
    for (let i = 0; i < flat.length; i++) flat[i] = i + 0.5;
    const gpu = upload(device, model, flat);
    const params = root.createBuffer(structOf(), gpu).$usage('storage');
    expect(root.unwrap(params)).toBe(gpu);
    const found = (await params.read()) as Record<string, number[]>;
    for (const { path, offset, length } of ownerSlots(model))
      expect([...(found[keyOf(path)] as number[])], path).toEqual([...flat.subarray(offset, offset + length)]);

    params.write({ ...found, h_1_bias: [7, 8, 9] });
    expect([...(await readback(device, gpu, model, { at: 'h.1.bias' }))]).toEqual([7, 8, 9]);
    flat.fill(2);
    uploadRange(device, root.unwrap(params), model, flat, 'scale');
    expect(((await params.read()) as Record<string, number[]>)['scale']).toEqual([2]);

    const own = root.createBuffer(structOf()).$usage('storage');
    uploadRange(device, root.unwrap(own), model, flat, 'h');
    expect([...(await readback(device, root.unwrap(own), model, { at: 'h' }))]).toEqual(
      Array.from({ length: 24 }, () => 2),
    );
  });

  it('the text of wgsl works with a bind group of TypeGPU', async () => {
    const { default: tgpu, d } = typegpu;
    const root = tgpu.initFromDevice({ device });
    const flat = model.zeros();
    for (let i = 0; i < flat.length; i++) flat[i] = i;
    const group = tgpu.bindGroupLayout({
      params: { storage: structOf() },
      out: { storage: d.arrayOf(d.f32, 3), access: 'mutable' },
    });
    const out = root.createBuffer(d.arrayOf(d.f32, 3)).$usage('storage');
    const bound = root.createBindGroup(group, { params: upload(device, model, flat), out });
    const code = `${wgsl(model, { prefix: 'net' })}
      @group(0) @binding(1) var<storage, read_write> out: array<f32, 3>;
      @compute @workgroup_size(3) fn main(@builtin(local_invocation_index) i: u32) { out[i] = net_h_bias(1, i); }`;
    const pipeline = device.createComputePipeline({
      layout: device.createPipelineLayout({ bindGroupLayouts: [root.unwrap(group)] }),
      compute: { module: device.createShaderModule({ code }) },
    });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, root.unwrap(bound));
    pass.dispatchWorkgroups(1);
    pass.end();
    device.queue.submit([encoder.finish()]);
    expect(await out.read()).toEqual([12, 13, 14]);
  });

  const keyOf = (path: string): string => path.replaceAll('.', '_');
  function structOf() {
    const { d } = typegpu;
    return d.struct(
      Object.fromEntries(ownerSlots(model).map(({ path, length }) => [keyOf(path), d.arrayOf(d.f32, length)])),
    );
  }
});
