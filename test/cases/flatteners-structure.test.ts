// What flatteners (Flux.destructure, Optimisers, PyTorch, JAX) do with structure and content, declared as schemas.
// Row-major. See test/README.md.
import { describe, expect, it } from 'vitest';
import { layout, tied, tuple } from '../../src/index.ts';
import { dense, run, untyped } from './fixtures.ts';

describe('structure and content', () => {
  it('1 a layout may be a single leaf', () => {
    const model = layout([3]);
    const length: 3 = model.length;
    expect([...model.pack([1, 2, 3])]).toEqual([1, 2, 3]);
    const leaf = model.view(new Float32Array([7, 8, 9]));
    const size: 3 = leaf.length;
    expect([length, size, ...leaf]).toEqual([3, 3, 7, 8, 9]);
  });

  it('3 a function is not a parameter and stays outside the schema', () => {
    expect(() => untyped({ x: [3], y: Math.sin, z: [3] })).toThrow(
      "'y': a shape, a struct or a marker such as repeat(…) was expected, found function",
    );
    const model = layout({ x: [3], z: [3] });
    const rebuilt = { ...model.view(new Float32Array(run(1, 6))), y: Math.sin };
    expect([...rebuilt.x, ...rebuilt.z]).toEqual(run(1, 6));
    expect(rebuilt.y).toBe(Math.sin);
  });

  it('4 a tied leaf counts once, and shares memory after a rebuild', () => {
    const model = layout({ x: [3], y: tied('x'), z: [3] });
    const length: 6 = model.length;
    const p = model.view(new Float32Array(run(4, 6)));
    expect([length, ...p.x, ...p.y, ...p.z]).toEqual([6, 4, 5, 6, 4, 5, 6, 7, 8, 9]);
    expect([p.y.buffer, p.y.byteOffset]).toEqual([p.x.buffer, p.x.byteOffset]);
  });

  it('7 a step on the layout of the trainable subset changes nothing else', () => {
    const trained = layout({ a: [3] });
    const frozen = layout({ b: [3], c: [3] });
    const kept = frozen.pack({ b: [4, 5, 6], c: [7, 8, 9] });
    const flat = trained.pack({ a: [1, 2, 3] });
    const p = { ...trained.view(flat), ...frozen.view(kept) };
    flat.set([10, 20, 30]);
    expect([[...p.a], [...p.b], [...p.c]]).toEqual([
      [10, 20, 30],
      [4, 5, 6],
      [7, 8, 9],
    ]);
    const length: 3 = trained.length;
    expect(length).toBe(3);
  });

  it('10 view and pack refuse a vector of a wrong length', () => {
    const model = layout({ a: [3] });
    for (const length of [2, 4]) {
      const wrong = new Float32Array(length).fill(8);
      expect(() => model.view(wrong)).toThrow(RangeError);
      expect(() => model.unpack(wrong)).toThrow(RangeError);
      expect(() => model.pack({ a: [1, 2, 3] }, wrong)).toThrow(RangeError);
      expect(() => model.pack({ a: wrong })).toThrow("'a': 3 numbers were expected");
      expect([...wrong]).toEqual(Array.from({ length }, () => 8));
    }
  });

  it('11 a layout without parameters has length 0 and refuses a vector of length 1', () => {
    const model = layout({ layers: tuple({}, {}) });
    const length: 0 = model.length;
    expect(model.view(new Float32Array(length))).toEqual({ layers: [{}, {}] });
    const one: number[] = [1];
    expect(() => model.view(new Float32Array(one))).toThrow('a flat array of length 0 was expected, found one of 1');
  });

  it('12 the flat array alone decides the element type', () => {
    const model = layout([{ y: [] }, { x: [2], y: [1] }]);
    // Float16Array from Node 24 on
    const half = (globalThis as { Float16Array?: typeof Float32Array }).Float16Array ?? Float64Array;
    const p = model.view(new half([0, 1, 2, 3]));
    expect([p[1].x, p[1].y]).toEqual([new half([1, 2]), new half([3])]);
  });

  it('13 a scalar is a parameter where the schema says so', () => {
    const model = layout([[], []]);
    const length: 2 = model.length;
    const flat = model.pack([3, 4]);
    const p = model.view(flat);
    p[1] = 5;
    expect([length, ...flat]).toEqual([2, 3, 5]);
  });

  it('14 the schema alone says what is a parameter: integers may be, strings may not', () => {
    const model = layout({ n: [2] });
    expect([...model.pack({ n: new Int32Array([1, 2]) })]).toEqual([1, 2]);
    expect(() => untyped({ n: [2], s: 'name' })).toThrow(
      "'s': a shape, a struct or a marker such as repeat(…) was expected, found string",
    );
    expect(() => model.pack({ n: '12' })).toThrow("'n'");
  });

  it('15 a dense layer holds the weight before the bias', () => {
    const model = layout(dense(2, 2));
    const flat = model.pack({
      weight: [
        [1, 2],
        [3, 4],
      ],
      bias: [0, 0],
    });
    const length: 6 = model.length;
    expect([length, ...flat]).toEqual([6, 1, 2, 3, 4, 0, 0]);
  });

  it('16 a chain of Dense(2 => 1) and Dense(1 => 1) has 5 parameters', () => {
    const model = layout({ layers: [dense(2, 1), dense(1, 1)] });
    const length: 5 = model.length;
    expect(model.slots.map((slot) => [slot.path, slot.offset])).toEqual([
      ['layers.0.weight', 0],
      ['layers.0.bias', 2],
      ['layers.1.weight', 3],
      ['layers.1.bias', 4],
    ]);
    expect(model.unpack(model.zeros())).toEqual({
      layers: [
        { weight: [[0, 0]], bias: [0] },
        { weight: [[0]], bias: [0] },
      ],
    });
    expect(length).toBe(5);
  });

  it('17 running statistics go into a second layout', () => {
    const norm = layout({ gamma: [3], beta: [3] });
    const statistics = layout({ mean: [3], variance: [3] });
    const lengths: [6, 6] = [norm.length, statistics.length];
    expect(lengths).toEqual([6, 6]);
    const counter = layout({ batches: [] });
    expect(counter.zeros(Int32Array)).toBeInstanceOf(Int32Array);
  });

  it('19 an array and `tuple` are one layout', () => {
    const list = layout([{ weight: [4, 3] }, dense(4, 2)]);
    const pair = layout(tuple({ weight: [4, 3] }, dense(4, 2)));
    const lengths: [22, 22] = [list.length, pair.length];
    expect(lengths).toEqual([22, 22]);
    expect(list.fingerprint).toBe(pair.fingerprint);
    const flat = new Float32Array(run(1, 22));
    expect(list.unpack(flat)).toEqual(pair.unpack(flat));
  });

  it('21 a schema may declare two of three fields', () => {
    expect([...layout({ a: [1], b: [1] }).pack({ a: [1], b: [2] })]).toEqual([1, 2]);
    expect(() => layout({ a: [1], b: [1] }).pack({ a: [1], b: [2], c: [3] })).toThrow("there is no 'c'");
  });

  it('23 a transposed tie adds no parameter', () => {
    const model = layout({ m: [2, 2], a: tied('m', { transpose: true }) });
    const length: 4 = model.length;
    const flat = model.pack({
      m: [
        [1, 2],
        [3, 4],
      ],
      a: [
        [1, 3],
        [2, 4],
      ],
    });
    expect([length, ...flat]).toEqual([4, 1, 2, 3, 4]);
    expect(model.unpack(flat)).toEqual({
      m: [
        [1, 2],
        [3, 4],
      ],
      a: [
        [1, 3],
        [2, 4],
      ],
    });
    const { a } = model.view(flat);
    expect([a.shape, a.strides]).toEqual([
      [2, 2],
      [1, 2],
    ]);
    expect(a.byteOffset).toBe(model.view(flat).m.byteOffset);
  });

  it('24 every leaf has a path, and every tie names its owner', () => {
    const model = layout({ x: [3], y: tied('x'), z: [3] });
    expect(model.slots.map((slot) => [slot.path, slot.tiedTo])).toEqual([
      ['x', undefined],
      ['y', 'x'],
      ['z', undefined],
    ]);
  });

  it('25 paths of nested leaves have all names, with dots between them', () => {
    const model = layout({ a: [2], b: [{ c: [2], d: [] }, [2]] });
    expect(model.slots.map((slot) => slot.path)).toEqual(['a', 'b.0.c', 'b.0.d', 'b.1']);
    expect([...model.pack({ a: [1, 2], b: [{ c: [3, 4], d: 5 }, [6, 7]] })]).toEqual(run(1, 7));
  });
});
