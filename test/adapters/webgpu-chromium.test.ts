import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Chromium, isMissing, startChromium, WEBGPU_FLAGS, whyMissing } from '../browser/chromium.ts';
import { isBuilt, type Site, startSite } from '../browser/site.ts';

/** Runs in a page: reads parameters in a shader, copies ranges there and back, and loses its device. */
const PAGE = `
import { layout, repeat, tied } from 'paramlayout';
import { readback, upload, uploadRange, wgsl } from '/node_modules/paramlayout/dist/src/webgpu/index.js';

export async function run() {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) return 'no adapter';
  const device = await adapter.requestDevice();
  const model = layout({ h: repeat(2, { 'größe': [2, 4], 'σ₀': [4] }), back: tied('h.1.größe', { transpose: true }), out: [10] });
  const flat = model.zeros().map((_, i) => i);
  const buffer = upload(device, model, flat);
  flat[16] = 100;
  uploadRange(device, buffer, model, flat, 'h.1.größe');
  const code = wgsl(model, { prefix: 'net', access: 'read_write' }) + \`
    @compute @workgroup_size(1) fn main() {
      for (var i = 0u; i < 8u; i++) { net_out_set(i, net_back(i / 2u, i % 2u)); }
      net_out_set(8u, net_h_σ0(1u, 2u));
      net_out_set(9u, net_h_größe_vec4(1u, 1u, 0u).w);
    }\`;
  const module = device.createShaderModule({ code });
  const messages = (await module.getCompilationInfo()).messages.map(({ message }) => message);
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer } }] }));
  pass.dispatchWorkgroups(1);
  pass.end();
  device.queue.submit([encoder.finish()]);
  const out = [...await readback(device, buffer, model, { at: 'out' })];

  const odd = layout({ a: [3], b: [4] }); // 16-bit elements that end within a word
  const halves = Uint16Array.from([1, 2, 3, 4, 5, 6, 7]);
  const words = upload(device, odd, odd.zeros(Uint16Array));
  uploadRange(device, words, odd, halves, 'b');
  const half = [...await readback(device, words, odd, { type: Uint16Array, at: 'b' })];

  const shared = model.zeros({ shared: true }).fill(3);
  uploadRange(device, buffer, model, shared, 'out');
  const fromShared = [...await readback(device, buffer, model, { at: 'out', out: shared })].slice(-1);
  const refusal = ({ message }) => message;
  buffer.destroy();
  const refused = await readback(device, buffer, model).catch(refusal);
  device.destroy();
  const lost = await readback(device, words, odd, { type: Uint16Array }).catch(refusal);
  return { messages, out, half, fromShared, refused, lost };
}`;

describe.skipIf(isMissing || !isBuilt)(
  `WebGPU in Chromium${whyMissing}${isBuilt ? '' : ' (skipped: npm run build first)'}`,
  () => {
    let chromium: Chromium;
    let site: Site;
    beforeAll(async () => {
      [chromium, site] = await Promise.all([startChromium(WEBGPU_FLAGS), startSite()]);
      site.texts.set('/webgpu-page.js', PAGE);
    });
    afterAll(() => Promise.all([chromium?.close(), site?.close()]));

    it('a page reads, writes and copies parameters as a program in Node does', async ({ skip }) => {
      const page = await site.run<{ run(): Promise<Record<string, unknown> | string> }>(chromium, '/webgpu-page.js', {
        isolated: true,
      });
      const found = await page.call('run');
      if (typeof found === 'string') {
        console.warn('WebGPU in Chromium (skipped: this Chromium finds no adapter)');
        skip();
        return;
      }
      expect(found).toEqual({
        messages: [],
        out: [12, 100, 13, 17, 14, 18, 15, 19, 22, 19],
        half: [4, 5, 6, 7],
        fromShared: [3],
        refused: expect.stringContaining('readback: [Buffer "paramlayout"] used in submit while destroyed'),
        lost: 'readback: the device was lost',
      });
    });
  },
);
