// paramlayout/ndarray with both real libraries.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import type StdlibNdarray from '@stdlib/ndarray/ctor';
import type Dgemv from '@stdlib/blas/base/dgemv';
import type Ddot from '@stdlib/blas/ddot';
import type Sgemm from '@stdlib/blas/base/sgemm';
import type Scijs from 'ndarray';
import { describe, expect, it } from 'vitest';
import { isInstalled, whyNotInstalled } from './installed.ts';

const require = createRequire(import.meta.url);
const { aligned, blocks, layout, ndView, ndViewOf, ordered, repeat, scope, stacked, tied, tuple } = await core();
const { ndarrayOf, ndarrays } = await adapter();

async function core() {
  return isInstalled ? await import('paramlayout') : ({} as never);
}
async function adapter() {
  return isInstalled ? await import('paramlayout/ndarray') : ({} as never);
}
const stdlib = (isInstalled ? require('@stdlib/ndarray/ctor') : undefined) as typeof StdlibNdarray;

/** The arrays of a structure by their paths. */
function arraysByPath<N extends object>(structure: unknown): Map<string, N> {
  const found = new Map<string, N>();
  const collect = (value: object, path: string): void => {
    if ('data' in value) found.set(path, value as N);
    else
      for (const [key, each] of Object.entries(value) as [string, object][])
        collect(each, path === '' ? key : `${path}.${key}`);
  };
  collect(structure as object, '');
  return found;
}
/** All indices of a shape, in row-major order. */
function* indicesOf(shape: readonly number[]): Generator<readonly number[]> {
  const [dim, ...rest] = shape;
  if (dim === undefined) yield [];
  else for (let i = 0; i < dim; i++) for (const after of indicesOf(rest)) yield [i, ...after];
}
/** Node has this kind from version 24 on. */
const Float16 = (globalThis as { Float16Array?: typeof Float32Array }).Float16Array;
const whyNoFloat16 = Float16 === undefined ? ` (skipped: Node ${process.versions.node} has no Float16Array)` : '';

describe.skipIf(!isInstalled)(`paramlayout/ndarray${whyNotInstalled}`, () => {
  const schema = () =>
    layout({
      wte: [5, 4],
      h: repeat(3, { weight: [3, 2], bias: [3] }),
      scale: [],
      cube: [2, 3, 4],
      head: tied('wte', { transpose: true }),
      middle: tied('wte', { rows: [1, 3] }),
      third: tied('wte', { at: [2] }),
      again: tied('h.1'),
      empty: [0, 3],
    });
  const counted = () => {
    const model = schema();
    const flat = model.zeros(Float64Array);
    flat.forEach((_, i) => (flat[i] = i));
    return { model, flat };
  };

  describe('with ndarray of scijs', () => {
    it('ndarrays places an array over every leaf, and copies nothing', () => {
      const { model, flat } = counted();
      const p = ndarrays(model, flat);
      const shape: readonly [5, 4] = p.wte.shape;
      expect(shape).toEqual([5, 4]);
      const all = [
        p.wte,
        p.h[0].weight,
        p.h[2].bias,
        p.scale,
        p.cube,
        p.head,
        p.middle,
        p.third,
        p.again.bias,
        p.empty,
      ];
      for (const each of all) expect(each.data).toBe(flat);
      expect(p.h[2].bias.offset).toBe(model.at('h.2.bias').offset);
      expect(p.cube.get(1, 2, 3)).toBe(model.at('cube').offset + 23);
      expect([p.wte.dtype, p.wte.size, p.wte.dimension]).toEqual(['float64', 20, 2]);
      expect(p.empty.size).toBe(0);
    });
    it('a write to an array of ndarrays reaches the flat array and its views, and the other way round', () => {
      const { model, flat } = counted();
      const p = ndarrays(model, flat);
      p.h[1].weight.set(2, 1, -7);
      expect(model.view(flat).h[1].weight[5]).toBe(-7);
      expect(p.again.weight.get(2, 1)).toBe(-7);
      model.view(flat).scale = 11;
      expect(p.scale.get()).toBe(11);
      p.scale.set(12);
      expect(flat[model.at('scale').offset]).toBe(12);
    });
    it('a tie to a transpose has the strides of the transpose', () => {
      const { model, flat } = counted();
      const { wte, head } = ndarrays(model, flat);
      expect([head.shape, head.stride, head.offset]).toEqual([[4, 5], [1, 4], wte.offset]);
      for (let i = 0; i < 4; i++) for (let j = 0; j < 5; j++) expect(head.get(i, j)).toBe(wte.get(j, i));
      head.set(3, 4, 0.5);
      expect(wte.get(4, 3)).toBe(0.5);
    });
    it('a tie to rows, and one to an index, start inside their owner', () => {
      const { model, flat } = counted();
      const { wte, middle, third } = ndarrays(model, flat);
      expect([middle.shape, third.shape]).toEqual([[2, 4], [4]]);
      expect(middle.get(1, 3)).toBe(wte.get(2, 3));
      third.set(0, -1);
      expect([wte.get(2, 0), middle.get(1, 0)]).toEqual([-1, -1]);
    });
    it('ties inside a scope, tuples and ordered structs have their arrays', () => {
      const inner = scope({ w: [2, 3], t: tied('w', { transpose: true }) });
      const model = layout(ordered(['z', tuple([2], inner)], ['a', repeat(2, inner)]));
      const flat = model.zeros();
      const p = ndarrays(model, flat);
      p.a[1].t.set(2, 1, 4);
      expect(p.a[1].w.get(1, 2)).toBe(4);
      expect(flat[model.at('a.1.w').offset + 5]).toBe(4);
      expect(p.z[1].t.shape).toEqual([3, 2]);
    });
    it('every slot of a layout has the element at each index that its ndView has', () => {
      const { model, flat } = counted();
      const found = arraysByPath<Scijs.NdArray>(ndarrays(model, flat));
      expect([...found.keys()].sort()).toEqual(model.slots.map(({ path }) => path).sort());
      for (const { path } of model.slots) {
        const view = ndView(model, flat, path as string);
        for (const indices of indicesOf(view.shape))
          expect(found.get(path)?.get(...indices)).toBe(view.get(...indices));
      }
    });
    it('a write through each array of every form of leaf changes its one element of the flat array, and no other', () => {
      const inner = scope({ w: [2, 3], t: tied('w', { transpose: true }), last: tied('w', { at: [1] }) });
      const model = layout({
        padded: aligned(8, { a: [3], b: [2, 2] }),
        experts: repeat(2, { of: repeat(3, inner), gain: [] }),
        stack: stacked(3, { weight: [2, 2], bias: [2] }),
        whole: tied('stack'),
        block: tied('experts.1.of.2.w'),
        rows: tied('stack.weight', { rows: [1, 3] }),
        none: { first: [0, 3], second: [3, 0], turned: tied('none.first', { transpose: true }) },
      });
      const flat = model.zeros();
      const arrays = arraysByPath<Scijs.NdArray>(ndarrays(model, flat));
      const others = arraysByPath<ReturnType<typeof StdlibNdarray>>(ndarrays(model, flat, { stdlib }));
      expect([...arrays.keys()].sort()).toEqual(model.slots.map(({ path }) => path).sort());
      expect([...others.keys()]).toEqual([...arrays.keys()]);
      for (const { path, shape, strides, offset } of model.slots) {
        const [array, other] = [
          arrays.get(path) as Scijs.NdArray,
          others.get(path) as ReturnType<typeof StdlibNdarray>,
        ];
        expect([array.data === flat, other.data === flat, array.offset, other.offset]).toEqual([
          true,
          true,
          offset,
          offset,
        ]);
        for (const indices of indicesOf(shape)) {
          const at = indices.reduce((sum, index, axis) => sum + index * (strides[axis] as number), offset);
          const expected = model.zeros();
          expected[at] = 1;
          array.set(...indices, 1);
          expect(flat).toEqual(expected);
          expect(other.get(...indices)).toBe(1);
          other.set(...indices, 0);
          expect(flat).toEqual(model.zeros());
        }
      }
    });
    it('the leaves of an aligned layout start at their multiples, and no array reaches a pad', () => {
      const model = layout({ a: [3], w: [2, 3], t: tied('w', { transpose: true }) }, { align: 8 });
      const flat = model.zeros();
      const { a, w, t } = ndarrays(model, flat);
      expect([a.offset, w.offset, t.offset]).toEqual([0, 8, 8]);
      for (let i = 0; i < 3; i++) for (const j of [0, 1]) w.set(j, i, t.get(i, j) + 1);
      for (let i = 0; i < 3; i++) a.set(i, 1);
      expect([...flat]).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0]);
    });
    it('blocks of repeats lie one stride apart, and a stack is one array with one dimension more', () => {
      const model = layout({ h: repeat(3, { w: [2, 2] }), s: stacked(3, { w: [2, 2] }) });
      const p = ndarrays(model, model.zeros());
      expect(p.h.map(({ w }) => w.offset)).toEqual([0, 4, 8]);
      expect([p.s.w.shape, p.s.w.stride, p.s.w.offset]).toEqual([[3, 2, 2], [4, 2, 1], 12]);
    });
    it('leaves without elements, and layouts without parameters, have arrays of size 0', () => {
      const model = layout({
        a: [0],
        b: [2, 0, 3],
        t: tied('m', { transpose: true }),
        m: [0, 4],
        none: repeat(0, [2]),
      });
      const flat = model.zeros();
      const { a, b, t, none } = ndarrays(model, flat);
      expect([flat.length, a.size, b.size, t.size, none]).toEqual([0, 0, 0, 0, []]);
      expect([b.shape, t.shape]).toEqual([
        [2, 0, 3],
        [4, 0],
      ]);
      const other = ndarrays(model, flat, { stdlib });
      expect([other.a.length, other.b.shape, other.t.length, other.none]).toEqual([0, [2, 0, 3], 0, []]);
    });
    it('slices, transposes and steps that the libraries make of an array still have the flat array as their data', () => {
      const { model, flat } = counted();
      const { cube, head } = ndarrays(model, flat);
      for (const each of [cube.pick(1), cube.lo(0, 1).hi(2, 2), cube.step(1, -1), head.transpose(1, 0)])
        expect(each.data).toBe(flat);
      cube.pick(1, null, 2).set(2, -4);
      expect(model.view(flat).cube[22]).toBe(-4);
      expect(head.transpose(1, 0).stride).toEqual([4, 1]);
      const Multi = require('@stdlib/slice/multi') as new (...indices: (number | null)[]) => object;
      type Read = Pick<Scijs.NdArray, 'data' | 'get' | 'set'>;
      const slice = require('@stdlib/ndarray/slice') as (of: object, at: object) => Read;
      const transpose = require('@stdlib/ndarray/transpose') as (of: object) => Read;
      const { wte } = ndarrays(model, flat, { stdlib });
      for (const each of [slice(wte, new Multi(2, null)), transpose(wte)]) {
        expect(each.data).toBe(flat);
        expect(() => each.set(0, 0, 1)).toThrow('read-only');
      }
      expect(slice(wte, new Multi(2, null)).get(3)).toBe(wte.get(2, 3));
    });
    it.skipIf(Float16 === undefined)(`a flat Float16Array gives arrays of float16${whyNoFloat16}`, () => {
      const model = layout({ w: [2, 3], t: tied('w', { transpose: true }) });
      const flat = new (Float16 as typeof Float32Array)(6);
      const [p, q] = [ndarrays(model, flat), ndarrays(model, flat, { stdlib })];
      p.t.set(2, 1, 0.1);
      expect([p.t.dtype, q.t.dtype, q.t.BYTES_PER_ELEMENT]).toEqual(['float16', 'float16', 2]);
      expect([flat[5], q.t.get(2, 1), p.w.data]).toEqual([0.0999755859375, 0.0999755859375, flat]);
    });
    it('the structure is frozen, and the arrays do not share their lists with the layout', () => {
      const { model, flat } = counted();
      const p = ndarrays(model, flat);
      expect([p, p.h, p.h[0]].map(Object.isFrozen)).toEqual([true, true, true]);
      const [shape, stride]: number[][] = [p.wte.shape, p.wte.stride];
      [shape, stride].forEach((list) => list?.fill(9));
      expect(p.wte.shape).toEqual([9, 9]);
      expect([model.at('wte').shape, model.at('wte').strides]).toEqual([
        [5, 4],
        [4, 1],
      ]);
    });
    it('a layout that is one leaf gives one array', () => {
      expect(ndarrays(layout([2, 2]), Float32Array.of(1, 2, 3, 4)).get(1, 0)).toBe(3);
      expect(ndarrays(layout([]), Float32Array.of(7)).get()).toBe(7);
    });
    it.each([
      [Float32Array, 'float32'],
      [Int32Array, 'int32'],
      [Uint32Array, 'uint32'],
      [Int16Array, 'int16'],
      [Uint16Array, 'uint16'],
      [Int8Array, 'int8'],
      [Uint8Array, 'uint8'],
      [Uint8ClampedArray, 'uint8_clamped'],
    ] as const)('a flat %o gives arrays of its own kind', (Type, dtype) => {
      const model = layout({ w: [2, 2] });
      const { w } = ndarrays(model, new (Type as typeof Float32Array)(4));
      expect([w.dtype, w.data.constructor]).toEqual([dtype, Type]);
    });
    it('a flat array over shared memory, and one within a buffer, are data as they are', () => {
      const model = layout({ a: [2], w: [2, 2] });
      const shared = model.zeros({ shared: true });
      expect(ndarrays(model, shared).w.data.buffer).toBeInstanceOf(SharedArrayBuffer);
      const within = new Float32Array(new ArrayBuffer(64), 8, 6);
      const { w } = ndarrays(model, within);
      w.set(1, 1, 3);
      expect([w.offset, within[5], new Float32Array(within.buffer)[7]]).toEqual([2, 3, 3]);
    });
    it('scijs reads no wrong element beyond 2^31: ndarrays refuses the leaf by its path', () => {
      const model = layout({ a: [2 ** 31 - 2], b: [2], c: [2] });
      const flat = model.zeros(Uint8Array); // 2 GiB of zeros, of which the system gives only what is touched
      flat[2 ** 31 + 1] = 9;
      expect(() => ndarrays(model, flat)).toThrow(
        new RangeError(
          "'c' reaches to element 2147483650, but ndarray keeps offsets as 32-bit integers, up to 2147483648; use @stdlib/ndarray",
        ),
      );
      expect(ndarrays(model, flat, { stdlib }).c.get(1)).toBe(9);
      const whole = layout({ a: [2 ** 31 - 2], b: [2] });
      expect(ndarrays(whole, flat.subarray(0, 2 ** 31)).b.get(1)).toBe(0);
    });
    it('where a program may not generate code, ndarray of scijs throws and @stdlib/ndarray works', () => {
      const program = (option: string) => `
        import { layout } from 'paramlayout';
        import { ndarrays } from 'paramlayout/ndarray';
        import stdlib from '@stdlib/ndarray/ctor/lib/index.js';
        const model = layout({ w: [2, 2] });
        try { console.log(ndarrays(model, model.zeros().fill(3)${option}).w.get(1, 1)); }
        catch (error) { console.log(error.name); }`;
      const run = (option: string): string =>
        execFileSync(
          process.execPath,
          ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', program(option)],
          { cwd: new URL('.', import.meta.url), encoding: 'utf8' },
        ).trim();
      expect(run('')).toBe('EvalError'); // of ndarray itself
      expect(run(', { stdlib }')).toBe('3');
    });
  });

  describe('with @stdlib/ndarray', () => {
    it('ndarrays places an array of @stdlib/ndarray over every leaf, and copies nothing', () => {
      const { model, flat } = counted();
      const p = ndarrays(model, flat, { stdlib });
      for (const each of [p.wte, p.h[2].bias, p.scale, p.cube, p.head, p.middle, p.third, p.again.bias, p.empty]) {
        expect(each).toBeInstanceOf(stdlib);
        expect(each.data).toBe(flat);
        expect(each.dtype).toBe('float64');
      }
      expect([p.head.shape, p.head.strides, p.head.order]).toEqual([[4, 5], [1, 4], 'column-major']);
      expect([p.wte.order, p.cube.order, p.scale.strides]).toEqual(['row-major', 'row-major', [0]]);
      expect(p.cube.get(1, 2, 3)).toBe(model.at('cube').offset + 23);
      p.head.set(3, 4, 0.5);
      expect([p.wte.get(4, 3), model.view(flat).wte[19]]).toEqual([0.5, 0.5]);
      p.scale.set(4);
      expect(flat[model.at('scale').offset]).toBe(4);
      expect(p.middle.get(1, 3)).toBe(p.wte.get(2, 3));
      expect(p.empty.length).toBe(0);
    });
    it('the flags of @stdlib/ndarray say which arrays are contiguous', () => {
      const { model, flat } = counted();
      const p = ndarrays(model, flat, { stdlib });
      expect([p.wte.flags.ROW_MAJOR_CONTIGUOUS, p.head.flags.COLUMN_MAJOR_CONTIGUOUS]).toEqual([true, true]);
      expect(p.head.flags.ROW_MAJOR_CONTIGUOUS).toBe(false);
    });
    it.each([
      [Float32Array, 'float32'],
      [Int32Array, 'int32'],
      [Uint32Array, 'uint32'],
      [Int16Array, 'int16'],
      [Uint16Array, 'uint16'],
      [Int8Array, 'int8'],
      [Uint8Array, 'uint8'],
      [Uint8ClampedArray, 'uint8c'],
    ] as const)('a flat %o has a dtype that @stdlib/ndarray knows', (Type, dtype) => {
      const { w } = ndarrays(layout({ w: [2, 2] }), new (Type as typeof Float32Array)(4), { stdlib });
      expect([w.dtype, w.BYTES_PER_ELEMENT]).toEqual([dtype, Type.BYTES_PER_ELEMENT]);
    });
    it('the functions of @stdlib/blas read and write a layout in place', () => {
      const dgemv = require('@stdlib/blas/base/dgemv') as typeof Dgemv;
      const ddot = require('@stdlib/blas/ddot') as typeof Ddot;
      const { model, flat } = counted();
      const { head, third, h, scale } = ndarrays(model, flat, { stdlib });
      const expected = Array.from({ length: 4 }, (_, i) => {
        let sum = 0;
        for (let j = 0; j < 5; j++) sum += head.get(i, j) * (j + 1);
        return sum;
      });
      const x = Float64Array.of(1, 2, 3, 4, 5);
      const [rows, columns] = head.shape;
      // third = head x, where head is the transpose of wte
      const y = new Float64Array(rows);
      dgemv.ndarray('no-transpose', rows, columns, 1, head.data, ...head.strides, head.offset, x, 1, 0, 0, y, 1, 0);
      expect([...y]).toEqual(expected);
      dgemv.ndarray(
        'no-transpose',
        rows,
        columns,
        1,
        head.data,
        ...head.strides,
        head.offset,
        x,
        1,
        0,
        0,
        flat,
        third.strides[0],
        third.offset,
      );
      expect(model.view(flat).third[0]).not.toBe(0);
      const norm = ddot(h[0].bias, h[0].bias);
      expect(Number(norm)).toBe(model.view(flat).h[0].bias.reduce((sum, b) => sum + b * b, 0));
      expect(scale.ndims).toBe(0);
    });
    it('sgemm multiplies two leaves into a third one', () => {
      const sgemm = require('@stdlib/blas/base/sgemm') as typeof Sgemm;
      const model = layout({ a: [2, 3], b: [3, 2], c: [2, 2], bt: tied('b', { transpose: true }) });
      const flat = model.zeros();
      model.pack(
        {
          a: [
            [1, 2, 3],
            [4, 5, 6],
          ],
          b: [
            [1, 0],
            [0, 1],
            [1, 1],
          ],
          c: [
            [0, 0],
            [0, 0],
          ],
        },
        flat,
      );
      const { a, b, c } = ndarrays(model, flat, { stdlib });
      sgemm.ndarray(
        'no-transpose',
        'no-transpose',
        2,
        2,
        3,
        1,
        flat,
        ...a.strides,
        a.offset,
        flat,
        ...b.strides,
        b.offset,
        0,
        flat,
        ...c.strides,
        c.offset,
      );
      expect(model.unpack(flat).c).toEqual([
        [4, 5],
        [10, 11],
      ]);
    });
  });

  describe('ndarrayOf', () => {
    it('a leaf becomes an array over the leaf, with its shape and strides', () => {
      const { model, flat } = counted();
      const { head, h } = model.view(flat);
      const array = ndarrayOf(head);
      expect([array.data, array.offset, array.shape, array.stride]).toEqual([head, 0, [4, 5], [1, 4]]);
      expect(array.data).toBe(head);
      array.set(3, 4, 0.25);
      expect(flat[model.at('wte').offset + 19]).toBe(0.25);
      expect(ndarrayOf(h[1].bias, { stdlib }).get(2)).toBe(h[1].bias[2]);
    });
    it('a view by indices becomes an array over what it reads', () => {
      const { model, flat } = counted();
      const view = ndView(model, flat, 'head');
      const array = ndarrayOf(view);
      expect(array.data).toBe(flat);
      expect(array.get(3, 4)).toBe(view.get(3, 4));
      const row = ndarrayOf(view.row(2));
      expect([row.shape, row.stride, row.get(4)]).toEqual([[5], [4], view.get(2, 4)]);
      expect(ndarrayOf(view, { stdlib }).get(1, 1)).toBe(view.get(1, 1));
      expect(ndarrayOf(ndViewOf(model.view(flat).cube)).get(1, 2, 3)).toBe(flat[model.at('cube').offset + 23]);
      expect(ndarrayOf(ndView(model, flat, 'scale')).get()).toBe(flat[model.at('scale').offset]);
    });
    it('a block of a matrix becomes an array of all its dimensions', () => {
      const model = layout({ w: [2, 3], b: [2], t: tied('w', { transpose: true }) });
      const square = blocks(model, model);
      const hessian = new Float64Array(square.length);
      hessian.forEach((_, i) => (hessian[i] = i));
      const view = square.view(hessian);
      const block = ndarrayOf(view.at('t', 'b'));
      expect([block.shape, block.data]).toEqual([[3, 2, 2], hessian]);
      expect(block.get(2, 1, 1)).toBe(view.at('t', 'b').get(2, 1, 1));
    });
    it('a row of a transposed tie, and a row of a row, are arrays over the flat array', () => {
      const { model, flat } = counted();
      const column = ndarrayOf(ndView(model, flat, 'head').row(1));
      expect([column.data, column.offset, column.stride]).toEqual([flat, model.at('wte').offset + 1, [4]]);
      column.set(4, -9);
      expect(model.view(flat).wte[17]).toBe(-9);
      const line = ndarrayOf(ndView(model, flat, 'cube').row(1).row(2), { stdlib });
      expect([line.shape, line.strides, line.data === flat]).toEqual([[4], [1], true]);
      expect(line.get(3)).toBe(flat[model.at('cube').offset + 23]);
      expect(ndarrayOf(ndView(model, flat, 'third').row(2)).get()).toBe(model.view(flat).third[2]);
    });
    it('ndarrayOf names an option that it does not have', () => {
      const { model, flat } = counted();
      const loose = ndarrayOf as (...values: unknown[]) => unknown;
      expect(() => loose(model.view(flat).wte, { stdlb: stdlib })).toThrow(
        new TypeError("ndarrayOf has no option 'stdlb'; its options are stdlib; did you mean 'stdlib'?"),
      );
      expect(() => loose(model.view(flat).wte, null)).toThrow(
        new TypeError('ndarrayOf: options were expected, found null'),
      );
      expect(() => loose(model.view(flat).wte, { stdlib: { ndarray: stdlib } })).toThrow(
        new TypeError("stdlib must be the function ndarray of '@stdlib/ndarray', found an object"),
      );
    });
    it('ndarrayOf refuses anything but a leaf and a view by indices', () => {
      const refused = ndarrayOf as (value: unknown) => unknown;
      const sentence = 'a leaf or a view of ndView, ndViewOf or blocks was expected, found ';
      expect(() => refused(new Float32Array(2))).toThrow(new TypeError(`${sentence}a Float32Array`));
      expect(() => refused({})).toThrow(new TypeError(`${sentence}an object`));
      expect(() => refused(null)).toThrow(new TypeError(`${sentence}null`));
      expect(() => refused(undefined)).toThrow(new TypeError(`${sentence}undefined`));
      const big = Object.assign(new BigInt64Array(1), { shape: [1], strides: [1] });
      expect(() => refused(big)).toThrow(new TypeError(`${sentence}a BigInt64Array`));
    });
    it('ndarrayOf refuses a leaf and a view whose buffer was detached', () => {
      const model = layout({ w: [2, 2], none: [0] });
      const flat = model.zeros();
      const [leaf, view] = [model.view(flat).w, ndView(model, flat, 'w')];
      const none = ndView(model, flat, 'none');
      structuredClone(flat.buffer, { transfer: [flat.buffer] });
      const gone = 'the element cannot be reached: the buffer of its array was detached or shrunk';
      expect(() => ndarrayOf(leaf)).toThrow(new TypeError(gone));
      expect(() => ndarrayOf(view, { stdlib })).toThrow(new TypeError(gone));
      expect(ndarrayOf(none).size).toBe(0);
    });
  });

  describe('wrong arguments', () => {
    it('ndarrays names what is wrong with a layout, a flat array or an option', () => {
      const { model, flat } = counted();
      const loose = ndarrays as (...values: unknown[]) => unknown;
      expect(() => loose({}, flat)).toThrow(new TypeError('a layout was expected, found an object'));
      expect(() => loose(model, new Float32Array(3))).toThrow(
        new RangeError(`a flat array of length ${model.length} was expected, found one of 3`),
      );
      expect(() => loose(model, [1, 2])).toThrow(
        new TypeError('a typed array or a buffer was expected, found an array of 2'),
      );
      expect(() => loose(model, new BigInt64Array(model.length))).toThrow(
        new TypeError('a typed array of numbers was expected, found a BigInt64Array'),
      );
      expect(() => loose(model, flat, { stdlb: stdlib })).toThrow(
        new TypeError("ndarrays has no option 'stdlb'; its options are stdlib; did you mean 'stdlib'?"),
      );
      expect(() => loose(model, flat, stdlib)).toThrow(
        new TypeError('ndarrays: options were expected, found function'),
      );
      expect(() => loose(model, flat, { stdlib: {} })).toThrow(
        new TypeError("stdlib must be the function ndarray of '@stdlib/ndarray', found an object"),
      );
      expect(() => loose(model, flat, {})).toThrow(
        new TypeError("stdlib must be the function ndarray of '@stdlib/ndarray', found undefined"),
      );
    });
  });
});
