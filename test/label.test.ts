// Labels of elements: from an index to its label and back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AnyLayout,
  indexOf,
  labelAt,
  labels,
  layout,
  ordered,
  repeat,
  scope,
  stacked,
  tied,
} from '../src/index.ts';
import { untyped, withTies } from './schemas.ts';

const model = layout({
  h: repeat(2, ordered(['w', [2, 3]], ['s', []])),
  list: [{ x: [2] }, [2, 2, 2]],
  empty: [0, 3],
  head: tied('wte'),
  t: tied('wte', { transpose: true }),
  block: tied('h.1'),
  wte: [3, 5],
});
const anyLayout: AnyLayout = model;

describe('labelAt', () => {
  it('labelAt names the owner, writes the indices of an element in brackets, and none for a scalar', () => {
    expect([0, 5, 6, 7, 13, 14, 16, 23, 24, 38].map((i) => labelAt(model, i))).toEqual([
      'h.0.w[0,0]',
      'h.0.w[1,2]',
      'h.0.s',
      'h.1.w[0,0]',
      'h.1.s',
      'list.0.x[0]',
      'list.1[0,0,0]',
      'list.1[1,1,1]',
      'wte[0,0]',
      'wte[2,4]',
    ]);
  });

  it.each([
    [-1, '-1'],
    [39, '39'],
    [0.5, '0.5'],
    [NaN, 'NaN'],
  ])('labelAt refuses the index %s', (index, shown) => {
    expect(() => labelAt(model, index)).toThrow(new RangeError(`an index from 0 to 38 was expected, found ${shown}`));
  });

  it('labelAt names the leaves around a pad, and labels leaves pads out', () => {
    const padded = layout({ a: [2], b: repeat(2, { c: [3], s: [] }) }, { align: 4 });
    expect(padded.length).toBe(20);
    expect(labelAt(padded, 1)).toBe('a[1]');
    expect(labelAt(padded, 4)).toBe('b.0.c[0]');
    expect(labelAt(padded, 16)).toBe('b.1.s');
    expect(() => labelAt(padded, 3)).toThrow(
      new RangeError("index 3 is a pad between 'a' and 'b.0.c'; a pad belongs to no leaf and has no label"),
    );
    expect(() => labelAt(padded, 19)).toThrow("index 19 is a pad after 'b.1.s'");
    const all = Array.from(labels(padded));
    expect(all).toHaveLength(padded.parameterCount);
    expect(all.map((label) => labelAt(padded, indexOf(padded as AnyLayout, label) as number))).toEqual(all);
    const block: { readonly start: 12; readonly end: 20 } = indexOf(padded, 'b[1]');
    const leaf: { readonly start: 12; readonly end: 15 } = indexOf(padded, 'b[1].c');
    expect([indexOf(padded, 'b[1]'), indexOf(padded, 'b[1].c')]).toEqual([block, leaf]);
  });

  it('a label under a slice or a stack gives the element of the owner', () => {
    const fused = layout({
      k: tied('qkv', { rows: [2, 4] }),
      first: tied('qkv', { at: [1] }),
      qkv: [6, 2],
      stack: stacked(3, { w: [2], s: [] }),
    });
    const row: 7 = indexOf(fused, 'k[1,1]');
    const range: { readonly start: 4; readonly end: 8 } = indexOf(fused, 'k');
    const element: 3 = indexOf(fused, 'first[1]');
    const member: 14 = indexOf(fused, 'stack.s[2]');
    expect([row, range, element, member]).toEqual([7, { start: 4, end: 8 }, 3, 14]);
    expect([row, element, member, 20].map((i) => labelAt(fused, i))).toEqual([
      'qkv[3,1]',
      'qkv[1,1]',
      'stack.s[2]',
      'stack.w[2,1]',
    ]);
    expect([indexOf(fused, 'k[1,1]'), indexOf(fused, 'first[1]'), indexOf(fused, 'stack.s[2]')]).toEqual([7, 3, 14]);
  });

  it('labelAt counts beyond 2^32', () => {
    const large = layout({ a: [3, 5_000_000_000], b: [2] });
    const last: 14_999_999_999 = indexOf(large, 'a[2,4999999999]');
    expect(labelAt(large, last)).toBe('a[2,4999999999]');
    expect(labelAt(large, 15_000_000_001)).toBe('b[1]');
    expect(indexOf(large, 'a[2,4999999999]')).toBe(last);
  });
});

describe('labels', () => {
  it('labels yields one label after the other, also of a layout too large for a list', () => {
    const found = labels(layout({ a: [1_000_000, 1_000_000] }));
    expect([found.next().value, found.next().value]).toEqual(['a[0,0]', 'a[0,1]']);
  });

  it('labels yields nothing for empty leaves', () => {
    expect(Array.from(labels(layout({ a: [0, 2], b: { c: [2, 0] }, d: [] })))).toEqual(['d']);
  });
});

describe('indexOf', () => {
  it('indexOf reads the indices of an element, and gives the range of any other path', () => {
    const element: 5 = indexOf(model, 'h.0.w[1,2]');
    const scalar: 13 = indexOf(model, 'h.1.s');
    const subtree: { readonly start: 7; readonly end: 14 } = indexOf(model, 'h.1');
    const cube: 21 = indexOf(model, 'list.1[1,0,1]');
    const empty: { readonly start: 0; readonly end: 0 } = indexOf(model, 'empty');
    expect([element, scalar, subtree, cube, empty]).toEqual([5, 13, { start: 7, end: 14 }, 21, { start: 0, end: 0 }]);
  });

  it('an index of a list may stand in brackets', () => {
    const element: 12 = indexOf(model, 'h[1].w[1,2]');
    const block: { readonly start: 7; readonly end: 14 } = indexOf(model, 'h[1]');
    const cube: 21 = indexOf(model, 'list[1][1,0,1]');
    const root = layout([[2, 3], { w: [4] }]);
    const ofRoot: 9 = indexOf(root, '[1].w[3]');
    const item: 5 = indexOf(root, '[0][1,2]');
    expect([element, block, cube, ofRoot, item]).toEqual([12, { start: 7, end: 14 }, 21, 9, 5]);
    expect(indexOf(root, '0[1,2]')).toBe(5);
  });

  it('a label under a tie gives the place of the owner', () => {
    const plain: 32 = indexOf(model, 'head[1,3]');
    const transposed: 32 = indexOf(model, 't[3,1]');
    const whole: { readonly start: 24; readonly end: 39 } = indexOf(model, 't');
    const through: 12 = indexOf(model, 'block.w[1,2]');
    expect([plain, transposed, whole, through]).toEqual([32, 32, { start: 24, end: 39 }, 12]);
    expect(labelAt(model, transposed)).toBe('wte[1,3]');
    const two = layout({ a: [3], part: scope({ w: [2, 2], again: tied('w') }) });
    const scoped: 5 = indexOf(two, 'part.again[1,0]');
    expect(labelAt(two, scoped)).toBe('part.w[1,0]');
  });

  it('a layout of one leaf has labels without a name', () => {
    const matrix = layout([3, 2]);
    const element: 5 = indexOf(matrix, '[2,1]');
    const whole: { readonly start: 0; readonly end: 6 } = indexOf(matrix, '');
    const scalar: 0 = indexOf(layout([]), '');
    expect([element, whole, scalar]).toEqual([5, { start: 0, end: 6 }, 0]);
    expect([labelAt(matrix, 5), labelAt(layout([]), 0)]).toEqual(['[2,1]', '']);
  });

  it('a plain string and an index of type number are checked at run time', () => {
    const at = (label: string): unknown => indexOf(model, label);
    const row = (i: number): number => indexOf(model, `wte[${i},0]`);
    const block = (i: number): { readonly start: number; readonly end: number } => indexOf(model, `h[${i}]`);
    expect([at('wte'), row(2), block(1)]).toEqual([{ start: 24, end: 39 }, 34, { start: 7, end: 14 }]);
    expect(() => row(3)).toThrow("an index below 3 was expected in dimension 0 of 'wte', found '3'");
    expect(() => block(-1)).toThrow("there is no '-1' in 'h'");
  });

  it.each([
    ['wet', "there is no 'wet'; did you mean 'wte'?"],
    ['h[1].v[0,0]', "there is no 'v' in 'h.1'"],
    ['h[2].w', "index 2 is out of range in 'h', which has 2 items"],
    ['wte[3,0]', "an index below 3 was expected in dimension 0 of 'wte', found '3'"],
    ['t[4,3]', "an index below 3 was expected in dimension 1 of 't', found '3'"],
    ['empty[0,0]', "an index below 0 was expected in dimension 0 of 'empty', found '0'"],
    ['wte[0, 1]', "an index below 5 was expected in dimension 1 of 'wte', found ' 1'"],
    ['wte[0,01]', "an index below 5 was expected in dimension 1 of 'wte', found '01'"],
    ['wte[]', "a label in 'wte' takes one index for each dimension of its shape [3, 5], found 'wte[]'"],
    ['wte[1]', "a label in 'wte' takes one index for each dimension of its shape [3, 5], found 'wte[1]'"],
    ['h.0.s[0]', "a label in 'h.0.s' takes one index for each dimension of its shape [], found 'h.0.s[0]'"],
    ['wte[1][2]', "there is no '1' in 'wte', which is a leaf"],
    ['wte[1', "indices of one element in brackets at its end, such as 'h.0.w[2,1]'; found 'wte[1'"],
    ['h[0]w', "indices of one element in brackets at its end, such as 'h.0.w[2,1]'; found 'h[0]w'"],
    ['', "there is no ''"],
  ])('indexOf says what is wrong with %s', (label, says) => {
    expect(() => indexOf(anyLayout, label)).toThrow(RangeError);
    expect(() => indexOf(anyLayout, label)).toThrow(says);
  });

  it('indexOf and labelAt refuse other values', () => {
    expect(() => indexOf(anyLayout, 3 as never)).toThrow(new TypeError('a label was expected, found number'));
    for (const wrong of [{}, null, [3]]) {
      expect(() => indexOf(wrong as never, 'a' as never)).toThrow(TypeError);
      expect(() => labelAt(wrong as never, 0)).toThrow(TypeError);
      expect(() => labels(wrong as never).next()).toThrow(TypeError);
    }
  });
});

describe('any schema', () => {
  it('each element has one label, which leads back to it, and each label of a tie leads to its owner', () => {
    fc.assert(
      fc.property(withTies, (schema) => {
        const made = untyped(schema) as unknown as AnyLayout;
        const all = Array.from(labels(made));
        expect(all).toHaveLength(made.length);
        expect(new Set(all).size).toBe(made.length);
        all.forEach((label, i) => {
          expect(labelAt(made, i)).toBe(label);
          expect(indexOf(made, label)).toBe(i);
          const inBrackets = label.replace(/^(\d+)(?=\.|$)/, '[$1]').replace(/\.(\d+)(?=[.[]|$)/g, '[$1]');
          expect(indexOf(made, inBrackets)).toBe(i);
        });
        for (const { path, offset, length, shape, strides } of made.slots) {
          if (shape.length !== 2 || length === 0) continue;
          const [i, j] = shape.map((size) => size - 1) as [number, number];
          const at = offset + i * (strides[0] as number) + j * (strides[1] as number);
          expect(indexOf(made, `${path}[${i},${j}]`)).toBe(at);
        }
      }),
    );
  });
});
