// npm run bench:webgpu: what uploads, readbacks and texts cost beside the same by hand, on Dawn. Needs `npm run build` and `npm run adapters`.
import { existsSync } from 'node:fs';
import { create, globals } from '../../test/adapters/node_modules/webgpu/index.js';
import { layout, repeat, select, tied } from '../../dist/src/index.js';
import { readback, upload, uploadRange, wgsl } from '../../dist/src/webgpu/index.js';
import { compare, median } from '../runtime/measure.mjs';

const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (existsSync(DRIVER)) process.env.VK_ICD_FILENAMES ??= DRIVER;
Object.assign(globalThis, globals, { gpu: create([]) });
const adapter = await globalThis.gpu.requestAdapter();
if (adapter === null) {
  console.log('skipped: there is no Vulkan driver; apt-get install libvulkan1 chromium-common');
  process.exit(0);
}
const device = await adapter.requestDevice();

const d = 256;
const block = {
  ln_1: { weight: [d], bias: [d] },
  attn: { c_attn: { weight: [d, 3 * d], bias: [3 * d] }, c_proj: { weight: [d, d], bias: [d] } },
  ln_2: { weight: [d], bias: [d] },
  mlp: { c_fc: { weight: [d, 4 * d], bias: [4 * d] }, c_proj: { weight: [4 * d, d], bias: [d] } },
};
const model = layout({ wte: { weight: [5000, d] }, h: repeat(12, block), lm_head: { weight: tied('wte.weight') } });
const flat = model.zeros();
const buffer = upload(device, model, flat);
const flush = () => device.queue.submit([]);

const rows = [];
for (const path of ['h.7.ln_1.bias', 'h.7.attn.c_proj.weight', 'h.7']) {
  const { offset, length } = model.at(path);
  const write = () => device.queue.writeBuffer(buffer, 4 * offset, flat.buffer, 4 * offset, 4 * length);
  let n = 0;
  const flushed = (run) => () => {
    run();
    if (++n % 64 === 0) flush(); // or the copies pile up
  };
  rows.push(
    ...compare(
      'uploadRange',
      `${path}, ${(4 * length).toLocaleString('en-US')} bytes`,
      { ours: flushed(() => uploadRange(device, buffer, model, flat, path)), 'writeBuffer by hand': flushed(write) },
      {},
      { rounds: 21 },
    ),
  );
}
const biases = select(model, '**.bias');
const ranges = biases.ranges;
let turns = 0;
rows.push(
  ...compare('uploadRange', `a selection of ${ranges.length} ranges`, {
    ours: () => {
      uploadRange(device, buffer, model, flat, biases);
      if (++turns % 16 === 0) flush();
    },
    'a loop of writeBuffer by hand': () => {
      for (const { start, end } of ranges)
        device.queue.writeBuffer(buffer, 4 * start, flat.buffer, 4 * start, 4 * (end - start));
      if (++turns % 16 === 0) flush();
    },
  }),
);
for (const { group, what, against, ratio, ours } of rows)
  console.log(`${group}: ${what}: ${ratio.toFixed(2)} of ${against} (${(ours / 1e3).toFixed(1)} µs)`);

async function timed(run, rounds = 9) {
  const times = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return median(times);
}
const whole = async () => {
  const staging = device.createBuffer({ size: buffer.size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  flat.set(new Float32Array(staging.getMappedRange(), 0, model.length));
  staging.destroy();
};
const read = await timed(() => readback(device, buffer, model, { out: flat }));
console.log(
  `readback: ${(read / (await timed(whole))).toFixed(2)} of the same by hand (${read.toFixed(0)} ms, ${(model.byteLength / 1e6).toFixed(0)} MB)`,
);
const up = await timed(() => upload(device, model, flat).destroy());
const byHand = () => {
  const made = device.createBuffer({ size: model.byteLength, usage: buffer.usage });
  device.queue.writeBuffer(made, 0, flat);
  flush();
  made.destroy();
};
console.log(`upload: ${(up / (await timed(byHand))).toFixed(2)} of createBuffer and writeBuffer (${up.toFixed(0)} ms)`);

const listed = layout({ h: Array.from({ length: 12 }, () => block), wte: { weight: [5000, d] } });
for (const [what, each] of [
  ['12 blocks in a repeat', model],
  ['148 leaves and no repeat', listed],
]) {
  const text = wgsl(each);
  const ms = await timed(() => wgsl(each), 41);
  const compile = await timed(() => device.createShaderModule({ code: text }).getCompilationInfo());
  console.log(
    `wgsl: ${what}: ${ms.toFixed(2)} ms, ${text.length.toLocaleString('en-US')} characters, which Dawn compiles in ${compile.toFixed(1)} ms`,
  );
}
device.destroy();
