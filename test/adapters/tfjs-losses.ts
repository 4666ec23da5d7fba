// Layouts of every form with a loss of each, and the same losses over separate tensors to compare with.
import * as tf from '@tensorflow/tfjs';
import {
  aligned,
  type AnyLayout,
  type FlatOf,
  layout,
  ordered,
  ownerSlots,
  repeat,
  scope,
  tied,
  tuple,
} from 'paramlayout';
import { type TensorsOf, unflatten, valueAndGrad } from 'paramlayout/tfjs';

type Step = (flat: Float32Array) => Promise<{ readonly value: number; readonly grad: Float32Array }>;
export interface Case {
  readonly name: string;
  readonly length: number;
  readonly gradient: Step;
  /** The same by tfjs alone, with a variable for each owner. */
  readonly separate: Step;
}

function caseOf<L extends AnyLayout>(name: string, model: L, loss: (parameters: TensorsOf<L>) => tf.Tensor): Case {
  const separate: Step = async (flat) => {
    const slots = ownerSlots(model);
    const list = slots.map(({ shape, offset, length }) =>
      tf.tidy(() => tf.variable(tf.tensor(flat.slice(offset, offset + length), [...shape]))),
    );
    const { value, grads } = tf.variableGrads(() => loss(unflatten(model, list)) as tf.Scalar, list);
    const grad = new Float32Array(model.length);
    slots.forEach(({ offset }, i) => grad.set(grads[list[i]?.name as string]?.dataSync() ?? [], offset));
    const result = { value: value.dataSync()[0] as number, grad };
    tf.dispose([value, grads, list]);
    return result;
  };
  // `as`: while the layout is a type parameter, the compiler does not know its flat array.
  const gradient: Step = (flat) => valueAndGrad(model, loss)(flat as FlatOf<L> as never) as ReturnType<Step>;
  return { name, length: model.length, gradient, separate };
}

const squares = (x: tf.Tensor): tf.Tensor => x.square().sum();
const mlp = { weight: [2, 3], bias: [3] } as const;
const part = layout({ w: [2, 2], again: tied('w', { transpose: true }) });

export const CASES: readonly Case[] = [
  caseOf('nested structs and a scalar', layout({ a: { b: [2, 3], c: [] }, d: [3] }), ({ a, d }) =>
    squares(tf.tanh(a.b.mul(a.c)).mul(d)),
  ),
  caseOf(
    'ties, transposed ties, rows and another shape',
    layout({
      wte: [3, 2],
      head: tied('wte', { transpose: true }),
      rows: tied('wte', { rows: [0, 1] }),
      row: tied('wte', { at: [1] }),
      last: tied('wte', { rows: [2, 3] }),
    }),
    ({ wte, head, rows, row, last }) =>
      squares(tf.matMul(tf.tanh(tf.matMul(wte, head)), tf.concat([rows, row.reshape([1, 2]), last]))),
  ),
  caseOf('repeats of repeats', layout({ h: repeat(2, { w: repeat(3, [2]), g: [] }) }), ({ h }) =>
    h.map(({ w, g }) => squares(w[0].mul(w[1]).add(w[2]).mul(g))).reduce((sum, each) => sum.add(each)),
  ),
  caseOf('a tuple of nested tuples', layout({ t: tuple([2], tuple([2], { x: [] })), u: [[1], [1]] }), ({ t, u }) =>
    squares(t[0].mul(t[1][0]).add(t[1][1].x).mul(u[0]).sub(u[1])),
  ),
  caseOf('ordered fields', layout(ordered(['w', [2, 3]], ['b', [3]], ['a', [2]])), ({ w, b, a }) =>
    squares(tf.dot(a, w).add(b)),
  ),
  caseOf('scopes with ties of their own', layout({ l: part, r: part, s: scope({ v: [2], t: tied('v') }) }), (p) =>
    squares(tf.matMul(p.l.w, p.r.again))
      .add(squares(tf.matMul(p.r.w, p.l.again)))
      .add(p.s.v.mul(p.s.t).sum()),
  ),
  caseOf('a tied subtree', layout({ block: mlp, steps: repeat(2, tied('block')), x: [2] }), ({ block, steps, x }) =>
    squares(
      tf
        .dot(x, block.weight)
        .add(block.bias)
        .mul(tf.dot(x, steps[0].weight).add(steps[0].bias))
        .mul(tf.dot(x, steps[1].weight).sub(steps[1].bias)),
    ),
  ),
  caseOf('aligned leaves with pads', layout({ a: [3], n: aligned(8, { b: [5], c: [] }) }, { align: 4 }), ({ a, n }) =>
    squares(a).mul(n.c).add(squares(n.b)),
  ),
  caseOf('many leaves, one of no elements', layout({ h: repeat(60, [2]), none: [0, 3] }), (p) =>
    p.h.map((w, i) => squares(w).mul(i + 1)).reduce((sum, each) => sum.add(each)),
  ),
  caseOf('parameters that the loss leaves unused', layout({ a: [2], b: [2], t: tied('b') }), ({ a }) => squares(a)),
  caseOf('a loss that is a parameter itself', layout({ a: [2], s: [] }), ({ s }) => s),
];

/** Returns the gradient by central differences of a value in float32. */
export async function differences(step: Step, flat: Float32Array): Promise<number[]> {
  const h = 1 / 64;
  const found: number[] = [];
  for (let i = 0; i < flat.length; i++) {
    const at = async (x: number): Promise<number> => {
      const moved = flat.slice();
      moved[i] = x;
      return (await step(moved)).value;
    };
    const x = flat[i] as number;
    found.push(((await at(x + h)) - (await at(x - h))) / (2 * h));
  }
  return found;
}
