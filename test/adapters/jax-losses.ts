// Layouts of every form with a loss of each, and gradients by central differences to compare with.
import { type Array, numpy as np } from '@jax-js/jax';
import { aligned, type AnyLayout, layout, ordered, repeat, scope, tied, tuple } from 'paramlayout';
import { type ArraysOf, valueAndGrad, type ValueAndGradOptions } from 'paramlayout/jax';

type Step = (flat: Float32Array) => Promise<{ readonly value: number; readonly grad: ArrayLike<number> }>;
export interface Case {
  readonly name: string;
  readonly length: number;
  /** Ranges that no parameter owns, whose gradient is zero. */
  readonly pads: number;
  gradient(options: Pick<ValueAndGradOptions, 'jit'>): Step & { dispose(): void };
}

function caseOf<L extends AnyLayout>(name: string, model: L, loss: (parameters: ArraysOf<L>) => Array): Case {
  return {
    name,
    length: model.length,
    pads: model.length - model.parameterCount,
    // `as`: while the layout is a type parameter, the compiler does not know its flat array.
    gradient: (options) => valueAndGrad(model, loss, options) as unknown as Step & { dispose(): void },
  };
}

const squares = (x: Array): Array => np.square(x).sum();
const mlp = { weight: [2, 3], bias: [3] } as const;
const part = layout({ w: [2, 2], again: tied('w', { transpose: true }) });

export const CASES: readonly Case[] = [
  caseOf('nested structs and a scalar', layout({ a: { b: [2, 3], c: [] }, d: [3] }), ({ a, d }) =>
    squares(np.tanh(a.b.mul(a.c)).mul(d)),
  ),
  caseOf('ties, transposed ties and slices', tiedModel(), ({ wte, head, rows, row, last }) => {
    const scores = np.matmul(np.tanh(np.matmul(wte, head)), np.concatenate([rows, row.reshape([1, 2]), last]));
    return squares(scores);
  }),
  caseOf('repeats of repeats', layout({ h: repeat(2, { w: repeat(3, [2]), g: [] }) }), ({ h }) =>
    h.map(({ w, g }) => squares(w[0].mul(w[1]).add(w[2]).mul(g))).reduce((sum, each) => sum.add(each)),
  ),
  caseOf('a tuple of nested tuples', layout({ t: tuple([2], tuple([2], { x: [] })), u: [[1], [1]] }), ({ t, u }) =>
    squares(t[0].mul(t[1][0]).add(t[1][1].x).mul(u[0]).sub(u[1])),
  ),
  caseOf('ordered fields', layout(ordered(['w', [2, 3]], ['b', [3]], ['a', [2]])), ({ w, b, a }) =>
    squares(np.matmul(a, w).add(b)),
  ),
  caseOf('scopes with ties of their own', layout({ l: part, r: part, s: scope({ v: [2], t: tied('v') }) }), (p) =>
    squares(np.matmul(p.l.w, p.r.again))
      .add(squares(np.matmul(p.r.w, p.l.again)))
      .add(p.s.v.mul(p.s.t).sum()),
  ),
  caseOf('a tied subtree', layout({ block: mlp, steps: repeat(2, tied('block')), x: [2] }), ({ block, steps, x }) =>
    squares(
      np
        .matmul(x.ref, block.weight)
        .add(block.bias)
        .mul(np.matmul(x.ref, steps[0].weight).add(steps[0].bias))
        .mul(np.matmul(x, steps[1].weight).sub(steps[1].bias)),
    ),
  ),
  caseOf('aligned leaves with pads', layout({ a: [3], n: aligned(8, { b: [5], c: [] }) }, { align: 4 }), ({ a, n }) =>
    squares(a).mul(n.c).add(squares(n.b)),
  ),
  caseOf('leaves whose gradients come back in several arrays', layout({ h: repeat(10, { b: [], w: [3] }) }), ({ h }) =>
    h.map(({ b, w }, i) => squares(w.mul(i + 1).add(b))).reduce((sum, each) => sum.add(each)),
  ),
  caseOf('more leaves than one kernel joins, some of no elements', layout({ h: repeat(60, [2]), none: [0, 3] }), (p) =>
    p.h.map((w, i) => squares(w).mul(i + 1)).reduce((sum, each) => sum.add(each)),
  ),
  caseOf('parameters that the loss leaves unused', layout({ a: [2], b: [2], t: tied('b') }), ({ a }) => squares(a)),
];

function tiedModel() {
  return layout({
    wte: [3, 2],
    head: tied('wte', { transpose: true }),
    rows: tied('wte', { rows: [0, 1] }),
    row: tied('wte', { at: [1] }),
    last: tied('wte', { rows: [2, 3] }),
  });
}

/** Returns the gradient by central differences of a value in float32. */
export async function differences(
  valueAt: (flat: Float32Array) => Promise<number>,
  flat: Float32Array,
): Promise<number[]> {
  const step = 1 / 64;
  const found: number[] = [];
  for (let i = 0; i < flat.length; i++) {
    const at = async (x: number): Promise<number> => {
      const moved = flat.slice();
      moved[i] = x;
      return valueAt(moved);
    };
    const x = flat[i] as number;
    found.push(((await at(x + step)) - (await at(x - step))) / (2 * step));
  }
  return found;
}
