import { layout, ordered, repeat } from '../../src/index.ts';

/** The fixtures that ComponentArrays.jl's own tests share, row-major, and their values. */
export const F1 = layout({ a: [], b: [2], c: { a: { a: [], b: [2] }, b: [4] } });
export const f1 = { a: 100, b: [4, 1.3], c: { a: { a: 1, b: [1, 4.4] }, b: [0.4, 2, 1, 45] } };
export const f1Flat = [100, 4, 1.3, 1, 1, 4.4, 0.4, 2, 1, 45];

export const F2 = layout({
  a: [],
  b: repeat(2, { a: { a: [], b: [] }, b: [] }),
  c: { a: { a: [], b: [2] }, b: [2, 2] },
});
export const f2 = {
  a: 5,
  b: [
    { a: { a: 20, b: 1 }, b: 0 },
    { a: { a: 33, b: 1 }, b: 0 },
  ],
  c: {
    a: { a: 2, b: [1, 2] },
    b: [
      [1, 2],
      [5, 6],
    ],
  },
};
export const f2Flat = [5, 20, 1, 0, 33, 1, 0, 2, 1, 2, 1, 2, 5, 6];

export const F3 = layout({ a: [], b: [4], c: [3, 2] });
export const f3 = {
  a: 1,
  b: [2, 3, 4, 5],
  c: [
    [6, 7],
    [8, 9],
    [10, 11],
  ],
};

export const F4 = layout({ a: [], b: [], c: [2], d: { a: [3], b: [] } });
export const f4 = { a: 1, b: 2, c: [3, 4], d: { a: [5, 6, 7], b: 8 } };

export const F5 = layout({ a: [], aa: [2], ab: repeat(2, { a: [], aa: [2] }), ac: { a: [], ab: [2, 2] } });

export const R = layout({ a: [], b: repeat(3, { a: [], b: [] }), c: { a: [], b: [2] } });
export const r = {
  a: 5,
  b: [
    { a: 20, b: 0 },
    { a: 33, b: 0 },
    { a: 44, b: 3 },
  ],
  c: { a: 2, b: [1, 2] },
};

/** A dense layer in PyTorch's order: the weight first. */
export function dense<const I extends number, const O extends number>(i: I, o: O) {
  return ordered(['weight', [o, i]], ['bias', [o]]);
}

/** `layout` for schemas that arrive as data, of which the compiler knows nothing. */
export const untyped: (schema: unknown) => unknown = layout as never;

/** The numbers `from`, `from + 1`, … of a run of `count`. */
export const run = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
