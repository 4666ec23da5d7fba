// `tensors` with the real onnxruntime-node.
import { describe, expect, it } from 'vitest';
import type * as Ort from 'onnxruntime-node';
import type * as Core from 'paramlayout';
import type * as Adapter from 'paramlayout/ort';
import { isInstalled, whyNotInstalled } from './installed.ts';
import type * as Models from './onnx-models.ts';

describe.skipIf(!isInstalled)(`tensors of onnxruntime${whyNotInstalled}`, async () => {
  if (!isInstalled) return;
  const ort: typeof Ort = await import('onnxruntime-node');
  const { layout, repeat, tied }: typeof Core = await import('paramlayout');
  const { tensors }: typeof Adapter = await import('paramlayout/ort');
  const { FLOAT, modelBytes, node, valueInfo }: typeof Models = await import('./onnx-models.ts');

  const net = layout({
    h: repeat(2, { weight: [2, 3], bias: [3] }),
    scale: [],
    copy: tied('h.0'),
    rows: tied('h.1.weight', { rows: [1, 2] }),
  });

  it('has the structure of the layout, and the type of each tensor holds its shape', () => {
    const flat = net.zeros().map((_, i) => i);
    const t = tensors(ort, net, flat);
    const dims: readonly [2, 3] = t.h[1].weight.dims;
    const type: 'float32' = t.scale.type;
    const none: readonly [] = t.scale.dims;
    const data: Float32Array = t.copy.bias.data;
    // A tensor of the library, as its functions take it.
    const tensor: Ort.Tensor = t.rows;
    expect([dims, type, none, [...data], tensor.dims]).toEqual([[2, 3], 'float32', [], [0, 1, 2], [1, 3]]);
    // @ts-expect-error there is no third block
    expect(t.h[2]).toBe(undefined);
    // @ts-expect-error the shape is [2, 3]
    const wrong: readonly [3, 2] = t.h[0].weight.dims;
    expect(wrong).toEqual([2, 3]);
    expect(t.copy.weight).toBe(t.h[0].weight);
    expect(t.h[0].weight.data.buffer).toBe(flat.buffer);
  });

  it('a run reads the memory of the flat array, so the next run sees an edit', async () => {
    const line = layout({ slope: [], start: [1] });
    const flat = Float32Array.of(2, 1);
    const { slope, start } = tensors(ort, line, flat);
    const session = await ort.InferenceSession.create(
      modelBytes({
        input: [valueInfo('x', FLOAT, [3]), valueInfo('slope', FLOAT, []), valueInfo('start', FLOAT, [1])],
        output: [valueInfo('y', FLOAT, [3])],
        node: [node('Mul', ['x', 'slope'], ['m']), node('Add', ['m', 'start'], ['y'])],
      }),
    );
    const x = new ort.Tensor('float32', [1, 2, 3], [3]);
    const before = await session.run({ x, slope, start });
    expect([...(before['y']!.data as Float32Array)]).toEqual([3, 5, 7]);
    flat[0] = 10;
    flat[1] = -1;
    const after = await session.run({ x, slope, start });
    expect([...(after['y']!.data as Float32Array)]).toEqual([9, 19, 29]);
    // A tensor that the caller gives for an output is written, but the result holds another object.
    const given = new ort.Tensor('float32', new Float32Array(3), [3]);
    const { y } = await session.run({ x, slope, start }, { y: given });
    expect([...given.data]).toEqual([9, 19, 29]);
    expect(y).not.toBe(given);
    await session.release();
  });

  it('takes each kind of flat array that onnxruntime has', () => {
    const kinds = [Float32Array, Float64Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array];
    for (const Kind of kinds)
      expect(tensors(ort, net, new Kind(net.length)).scale.type).toBe(
        Kind.name.replace('Array', '').replace('F', 'f').replace('I', 'i').replace('U', 'u').replace('uInt', 'uint'),
      );
    const integers: 'int32' = tensors(ort, net, new Int32Array(19)).scale.type;
    expect(integers).toBe('int32');
    expect(() => tensors(ort, net, new Uint8ClampedArray(19))).toThrow(
      'tensors: onnxruntime has no tensors over a Uint8ClampedArray',
    );
  });

  it('a Uint16Array holds float16 where the option says so', () => {
    const words = new Uint16Array(19).fill(0x3c00);
    const { weight } = tensors(ort, net, words, { type: 'float16' }).h[0];
    const type: 'float16' = weight.type;
    expect([type, weight.data.buffer === words.buffer, weight.data.byteLength]).toEqual(['float16', true, 12]);
    // @ts-expect-error no such type
    expect(() => tensors(ort, net, words, { type: 'float8' })).toThrow(
      "type must be 'float16' or 'bool', found 'float8'",
    );
    expect(() => tensors(ort, net, new Float32Array(19), { type: 'float16' })).toThrow(
      "type 'float16' needs a Uint16Array, found a Float32Array",
    );
  });

  it('refuses a transposed tie, or copies it where the option says so', () => {
    const model = layout({ w: [2, 3], t: tied('w', { transpose: true }) });
    const flat = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect(() => tensors(ort, model, flat)).toThrow("'t' reads 'w' as its transpose, and a tensor has no strides");
    const { t } = tensors(ort, model, flat, { transposed: 'copy' });
    const dims: readonly [3, 2] = t.dims;
    expect([dims, [...t.data]]).toEqual([
      [3, 2],
      [1, 4, 2, 5, 3, 6],
    ]);
    flat.fill(0);
    expect(t.data[0]).toBe(1);
  });

  it('says which argument is wrong', () => {
    // @ts-expect-error a flat array of another length
    expect(() => tensors(ort, net, Object.assign(new Float32Array(3), { length: 3 as const }))).toThrow();
    expect(() => tensors(ort, net, new Float32Array(3))).toThrow(
      'a flat array of length 19 was expected, found one of 3',
    );
    // @ts-expect-error not the library
    expect(() => tensors({}, net, net.zeros())).toThrow('the library was expected as the first argument');
    // @ts-expect-error no such option
    expect(() => tensors(ort, net, net.zeros(), { transpose: 'copy' })).toThrow("tensors has no option 'transpose'");
  });

  it('onnxruntime-node takes shared memory from Node 22 on, and not in Node 20', async () => {
    const shared = layout({ w: [2] }).zeros({ shared: true });
    const { w } = tensors(ort, layout({ w: [2] }), shared);
    const session = await ort.InferenceSession.create(
      modelBytes({
        input: [valueInfo('w', FLOAT, [2])],
        output: [valueInfo('y', FLOAT, [2])],
        node: [node('Neg', ['w'], ['y'])],
      }),
    );
    const isOld = Number(process.versions.node.split('.')[0]) < 22;
    if (isOld) await expect(session.run({ w })).rejects.toThrow();
    else await session.run({ w });
    await session.release();
  });
});
