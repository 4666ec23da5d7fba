// Groups A (layout) and B (empty components) of ComponentArrays.jl's behaviour, declared as schemas. See
// test/README.md.
import { describe, expect, it } from 'vitest';
import { layout, ordered, repeat, scope, tuple } from '../../src/index.ts';
import { F1, F2, F3, f1, f1Flat, f2, f2Flat, f3, R, r, run, untyped } from './fixtures.ts';

describe('layout', () => {
  it('A1 the README example flattens, and a scalar written by name changes one element', () => {
    const length: 10 = R.length;
    const flat = R.pack(r);
    expect([length, ...flat]).toEqual([10, 5, 20, 0, 33, 0, 44, 3, 2, 1, 2]);
    R.view(flat).c.a = 400;
    expect([...flat]).toEqual([5, 20, 0, 33, 0, 44, 3, 400, 1, 2]);
  });

  it('A2 the quick start flattens, and a nested scalar is element 4', () => {
    const model = layout({ a: [], b: [3], c: { a: [], b: [2] } });
    const flat = model.pack({ a: 1, b: [2, 1, 4], c: { a: 2, b: [1, 2] } });
    expect([...flat]).toEqual([1, 2, 1, 4, 2, 1, 2]);
    const offset: 4 = model.at('c.a').offset;
    model.view(flat).c.a = 400;
    expect(flat[offset]).toBe(400);
  });

  it('A4 the outer product of a vector with itself has the shape [length, length]', () => {
    const length: 10 = F1.length;
    const hessian = layout({ outer: [F1.length, F1.length] });
    const shape: readonly [10, 10] = hessian.at('outer').shape;
    const entries: 100 = hessian.length;
    expect([length, ...shape, entries]).toEqual([10, 10, 10, 100]);
    expect([...F1.pack(f1, F1.zeros(Float64Array))]).toEqual(f1Flat);
  });

  it('A5 repeats and a matrix flatten row-major', () => {
    const length: 14 = F2.length;
    expect([...F2.pack(f2)]).toEqual(f2Flat);
    expect(F2.unpack(F2.pack(f2))).toEqual(f2);
    expect(length).toBe(f2Flat.length);
  });

  it('A6 a scalar, a vector and a matrix flatten to 1 … 11', () => {
    expect([...F3.pack(f3)]).toEqual(run(1, 11));
  });

  it('A8 a matrix beside a nested layout keeps its shape', () => {
    const model = layout({ a: scope(F1.schema), b: [3, 3] });
    const length: 19 = model.length;
    const flat = model.pack({
      a: f1,
      b: [
        [1, 4, 7],
        [2, 5, 8],
        [3, 6, 9],
      ],
    });
    const { b } = model.view(flat);
    const shape: readonly [3, 3] = b.shape;
    expect([length, ...shape]).toEqual([19, 3, 3]);
    const column = (j: number): unknown[] => [0, 1].map((i) => b[i * b.strides[0] + j * b.strides[1]]);
    expect(column(2)).toEqual([7, 8]);
    expect((model.unpack(flat) as { b: unknown }).b).toEqual([
      [1, 4, 7],
      [2, 5, 8],
      [3, 6, 9],
    ]);
  });

  it('A9 position and velocity lie one after the other', () => {
    const model = layout({ position: [2], velocity: [2] });
    const flat = model.pack({ position: [1, 2], velocity: [3, 4] });
    const range: [2, 2] = [model.at('velocity').offset, model.at('velocity').length];
    expect(range).toEqual([2, 2]);
    expect([...flat.subarray(0, 2)]).toEqual([1, 2]);
    expect([...flat]).toEqual([1, 2, 3, 4]);
  });

  it('A10 empty components take no room at any place', () => {
    const model = layout({ a: [0], b: [2], c: [3], d: [0] });
    const length: 5 = model.length;
    const offsets: [0, 2, 5] = [model.at('b').offset, model.at('c').offset, model.at('d').offset];
    expect([length, ...offsets]).toEqual([5, 0, 2, 5]);
    const p = model.view(model.pack({ a: [], b: [0, 1], c: [0, 0.5, 1], d: [] }));
    const none: 0 = p.a.length;
    expect([none, ...p.a, ...p.d]).toEqual([0]);
    p.a[0] = 9; // out of bounds: a typed array drops it, and so flat is untouched
    expect([...p.b, ...p.c, p.a[0], p.d[0]]).toEqual([0, 1, 0, 0.5, 1, undefined, undefined]);
  });

  it('A11 a repeat holds a list of equal vectors', () => {
    const model = layout({ a: repeat(2, [2]), b: [] });
    const flat = model.pack({
      a: [
        [3, 3],
        [4, 5],
      ],
      b: 1,
    });
    expect([...model.view(flat).a[0]]).toEqual([3, 3]);
    expect(model.view(flat).b).toBe(1);
    expect([...flat]).toEqual([3, 3, 4, 5, 1]);
  });

  it('A12 pack refuses ragged lists and writes nothing', () => {
    const model = layout({ a: repeat(2, [2]), b: [] });
    const flat = model.zeros();
    expect(() => model.pack({ a: [[4, 5], [3]], b: 1 }, flat)).toThrow("'a.1'");
    expect(() => layout({ a: [2, 2] }).pack({ a: [[3], [4, 5]] })).toThrow(
      "'a': nested arrays of shape [2, 2] were expected",
    );
    expect([...flat]).toEqual([0, 0, 0, 0, 0]);
  });

  it('A13 blocks with different keys are a tuple, and each keeps its keys', () => {
    const model = layout({
      v: [
        { a: [], b: [] },
        { a: [], c: [] },
      ],
    });
    const p = model.view(
      model.pack({
        v: [
          { a: 1, b: 2 },
          { a: 3, c: 4 },
        ],
      }),
    );
    expect([Object.keys(p.v[0]), Object.keys(p.v[1])]).toEqual([
      ['a', 'b'],
      ['a', 'c'],
    ]);
    expect([p.v[0].b, p.v[1].c]).toEqual([2, 4]);
    expect(() =>
      model.pack({
        v: [
          { a: 1, b: 2 },
          { a: 3, b: 4 },
        ],
      }),
    ).toThrow("'v.1': there is no 'b'");
  });

  it('A14 blocks of one length with different parts are a tuple, and each keeps its parts', () => {
    const model = layout({
      v: [
        { a: [2], b: [1] },
        { a: [1], b: [2] },
      ],
    });
    const p = model.view(
      model.pack({
        v: [
          { a: [1, 2], b: [3] },
          { a: [4], b: [5, 6] },
        ],
      }),
    );
    const lengths: [2, 1, 1, 2] = [p.v[0].a.length, p.v[0].b.length, p.v[1].a.length, p.v[1].b.length];
    expect(lengths).toEqual([2, 1, 1, 2]);
    expect([p.v[0].a, p.v[0].b, p.v[1].a, p.v[1].b].map((leaf) => [...leaf])).toEqual([[1, 2], [3], [4], [5, 6]]);
    const equal = layout({ v: repeat(2, { a: [2], b: [1] }) });
    expect(() =>
      equal.pack({
        v: [
          { a: [1, 2], b: [3] },
          { a: [4], b: [5, 6] },
        ],
      }),
    ).toThrow("'v.1.a'");
    expect(equal.fingerprint).not.toBe(model.fingerprint);
  });

  it('A15 an integer stays an integer in a flat array of integers', () => {
    const model = layout({ x: [] });
    const length: 1 = model.length;
    const flat = model.pack({ x: 1 }, model.zeros(Int32Array));
    expect(flat).toEqual(new Int32Array([1]));
    expect(() => model.pack({ x: 0.5 }, flat)).toThrow("'x': Int32Array cannot hold 0.5");
    expect([length, ...flat]).toEqual([1, 1]);
  });

  it('A17 a repeat partitions a vector', () => {
    const parts = layout(repeat(4, [3]));
    const p = parts.view(parts.zeros().map((_, i) => i + 1));
    expect(p.map((part) => [...part])).toEqual([run(1, 3), run(4, 3), run(7, 3), run(10, 3)]);
    const cube = layout(repeat(2, [1, 2, 2]));
    const blocks = cube.view(cube.zeros());
    const [count, shape]: [2, readonly [1, 2, 2]] = [blocks.length, blocks[1].shape];
    expect([count, ...shape]).toEqual([2, 1, 2, 2]);
  });

  it('A20 at returns the length, offset and shape of a leaf', () => {
    const slot = layout({ a: [], c: [2, 3] }).at('c');
    const [offset, length, shape]: [1, 6, readonly [2, 3]] = [slot.offset, slot.length, slot.shape];
    expect([offset, length, ...shape]).toEqual([1, 6, 2, 3]);
    const partition: 2 = layout(repeat(5, [2])).at('3').length;
    expect(partition).toBe(2);
  });

  it('A22 `ordered` keeps the order of declaration; a struct lies in key order', () => {
    const declared = layout(ordered(['b', []], ['a', []]));
    const flat = declared.pack({ b: 1, a: 2 });
    expect([...flat]).toEqual([1, 2]);
    expect(Object.keys(declared.view(flat))).toEqual(['b', 'a']);
    const sorted = layout({ b: [], a: [] });
    expect([...sorted.pack({ b: 1, a: 2 })]).toEqual([2, 1]);
    const { a, b } = declared.view(flat);
    expect(a / b).toBe(2);
  });
});

describe('empty components', () => {
  const kinds = [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array];

  it('B23 the empty struct and a 0 x 0 matrix are layouts of length 0', () => {
    const empty = layout({});
    const matrix = layout({ m: [0, 0] });
    const lengths: [0, 0] = [empty.length, matrix.length];
    expect(lengths).toEqual([0, 0]);
    expect(empty.view(empty.zeros())).toEqual({});
    expect(empty.zeros()).toBeInstanceOf(Float32Array);
    expect(empty.slots).toEqual([]);
    expect(matrix.view(matrix.zeros()).m.shape).toEqual([0, 0]);
  });

  it('B24 an empty struct is Float32 unless another kind is named', () => {
    expect(layout({}).zeros()).toBeInstanceOf(Float32Array);
    expect(layout({}).zeros(Float64Array)).toBeInstanceOf(Float64Array);
  });

  it('B25 an empty leaf keeps the kind of its flat array', () => {
    const model = layout({ a: [0] });
    for (const Kind of kinds) {
      const p = model.view(new Kind(0));
      expect(p.a).toBeInstanceOf(Kind);
      expect(p.a).toHaveLength(0);
    }
  });

  it('B26 a layout may have only empty leaves', () => {
    const model = layout({ a: [0], b: [0] });
    const length: 0 = model.length;
    expect(model.unpack(model.zeros())).toEqual({ a: [], b: [] });
    expect(model.slots.map((slot) => [slot.path, slot.offset, slot.length])).toEqual([
      ['a', 0, length],
      ['b', 0, length],
    ]);
  });

  it('B27 an empty struct and an empty vector take no room, but have different paths', () => {
    const struct = layout({ a: [0], b: {} });
    const vector = layout({ a: [0], b: [0] });
    const lengths: [0, 0] = [struct.length, vector.length];
    expect(lengths).toEqual([0, 0]);
    expect([...struct.zeros()]).toEqual([...vector.zeros()]);
    // 'b' is a leaf in one only: a checkpoint of it has another name list
    expect(struct.fingerprint).not.toBe(vector.fingerprint);
  });

  it('B28 pack converts all values to the element type of the flat array', () => {
    const model = layout({ a: [1], b: [0] });
    const wanted = model.pack({ a: [1], b: [] });
    expect(model.pack({ a: new Int32Array([1]), b: new Float64Array(0) })).toEqual(wanted);
    expect(wanted).toBeInstanceOf(Float32Array);
  });

  it('B30 a repeat may have empty blocks, or no blocks', () => {
    const blocks = layout({ a: repeat(1, { a1: [0] }), b: [] });
    const none = layout({ a: repeat(0, { a1: [3] }), b: [] });
    const tuples = layout({ a: tuple(), b: [] });
    const lengths: [1, 1, 1] = [blocks.length, none.length, tuples.length];
    expect(lengths).toEqual([1, 1, 1]);
    expect([...blocks.pack({ a: [{ a1: [] }], b: 1 })]).toEqual([1]);
    expect([...none.pack({ a: [], b: 1 })]).toEqual([1]);
    expect([...tuples.pack({ a: [], b: 1 })]).toEqual([1]);
    expect(() => untyped({ a: [{ a1: [] }, 1], b: [] })).toThrow("'a': an array must hold only numbers");
  });
});
