// What the compiler says of paramlayout/webgpu, with the types of @webgpu/types. `npm run check:adapters` compiles this.
import type { create } from 'webgpu'; // brings @webgpu/types
import { type FlatOf, layout, repeat, select, tied } from 'paramlayout';
import { bindingAt, type DeviceLike, readback, upload, uploadRange, wgsl } from 'paramlayout/webgpu';

type Gpu = ReturnType<typeof create>;
export async function types(gpu: Gpu, device: GPUDevice): Promise<void> {
  const model = layout({
    wte: { weight: [5, 4] },
    h: repeat(2, { weight: [4, 4], bias: [4] }),
    head: tied('wte.weight'),
  });
  const other = layout({ a: [60] });
  const flat = model.zeros();
  const any: DeviceLike = device;
  void [gpu, any];

  // A buffer is the device's own.
  const buffer: GPUBuffer = upload(device, model, flat);
  const buffers: GPUBuffer[] = upload(device, model, flat, { split: true });
  const { buffer: bound, offset }: { buffer: GPUBuffer; offset: number } = bindingAt(device, buffer, model, 'h.1');
  const resource: GPUBindingResource = bindingAt(device, buffers, model, 'wte.weight');
  void [bound, offset, resource];
  // @ts-expect-error with split, the result is a list
  const one: GPUBuffer = upload(device, model, flat, { split: true });
  // @ts-expect-error an unknown option
  upload(device, model, flat, { spilt: true });
  // @ts-expect-error No overload matches this call.
  upload(device, model, other.zeros());
  // @ts-expect-error a device is expected
  upload({}, model, flat);

  // Paths and selections are those of the layout.
  uploadRange(device, buffer, model, flat, 'h.1.bias');
  uploadRange(device.queue, buffers, model, flat, `h.${1 as number}.weight`);
  uploadRange(device, buffer, model, flat, 'head' as string);
  uploadRange(device, bindingAt(device, buffer, model, 'h'), model.sub('h'), model.sub('h').zeros(), '0.bias');
  uploadRange(device, buffer, model, flat, select(model, '**.bias'));
  uploadRange(device, buffer, model, model.zeros(Uint16Array), select(model, 'h'));
  // @ts-expect-error there is no 'bais' in 'h.1'; did you mean 'bias'?
  uploadRange(device, buffer, model, flat, 'h.1.bais');
  // @ts-expect-error index 2 is out of range in 'h', which has 2 items
  uploadRange(device, buffer, model, flat, 'h.2');
  // @ts-expect-error a selection of this layout was expected, found one of another layout
  uploadRange(device, buffer, model, flat, select(other, 'a'));
  // @ts-expect-error a flat array of this layout was expected, found one of another layout of the same length
  uploadRange(device, buffer, model, other.zeros(), 'h');
  // @ts-expect-error neither a path nor a selection
  uploadRange(device, buffer, model, flat, 7);
  // @ts-expect-error there is no 'x' in 'h'
  bindingAt(device, buffer, model, 'h.x');

  // What is read back has the kind and the length of what was asked for.
  const whole: FlatOf<typeof model> = await readback(device, buffer, model);
  const length: 60 = whole.length;
  const halves = await readback(device, buffer, model, { type: Uint16Array });
  const words: Uint16Array = halves;
  const same: typeof flat = await readback(device, buffer, model, { out: flat });
  const bias = await readback(device, buffer, model, { at: 'h.1.bias' });
  const four: 4 = bias.length;
  const block: 20 = (await readback(device, buffer, model, { at: 'h.1', type: Int32Array })).length;
  const integers: Int32Array = await readback(device, buffer, model, { at: 'h.1', type: Int32Array });
  const eight: 8 = (await readback(device, buffer, model, { at: select(model, '**.bias') })).length;
  const into: typeof flat = await readback(device, buffer, model, { at: 'h', out: flat });
  const some: number = (await readback(device, buffer, model, { at: 'h' as string })).length;
  void [length, words, same, four, block, integers, eight, into, some, one];
  // @ts-expect-error there is no 'bais' in 'h.1'; did you mean 'bias'?
  await readback(device, buffer, model, { at: 'h.1.bais' });
  // @ts-expect-error a flat array of this layout was expected, found one of another layout of the same length
  await readback(device, buffer, model, { out: other.zeros() });
  // @ts-expect-error an array of BigInts
  await readback(device, buffer, model, { type: BigInt64Array });

  const text: string = wgsl(model, { prefix: 'net', limits: device.limits });
  // @ts-expect-error an unknown element
  wgsl(model, { element: 'f64' });
  void text;
}

/** The functions take any layout. */
export async function generic<L extends typeof first | typeof second>(device: GPUDevice, model: L): Promise<GPUBuffer> {
  const flat = model.zeros() as FlatOf<typeof first>;
  const buffer = upload(device, first, flat);
  await readback(device, buffer, first, { out: flat });
  return buffer;
}
const first = layout({ a: [2] });
const second = layout({ b: [3] });
