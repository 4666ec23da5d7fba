import { axpby, axpy, blocks, dot, fill, layout, mapInto, norm, repeat, scale, zip } from '../../dist/src/index.js';
import { compare } from './measure.mjs';

/** A million elements. */
const model = layout({ h: repeat(8, { w: [353, 353], b: [391] }) });
const what = (name) => `${name}, ${(model.length / 1e6).toFixed(1)} million elements`;
const filled = (Type) => model.zeros(Type).map((_, i) => Math.sin(i));

/** Each kind has a hand-written loop of its own, which never meets another kind. */
const loopsByHand = (make) => ({ Float32Array: make(), Float64Array: make() });
const byHand = Object.fromEntries(
  Object.entries({
    axpy: '(a, x, y) => { for (let i = 0; i < y.length; i++) y[i] = a * x[i] + y[i]; }',
    axpby: '(a, x, b, y) => { for (let i = 0; i < y.length; i++) y[i] = a * x[i] + b * y[i]; }',
    scale: '(a, x) => { for (let i = 0; i < x.length; i++) x[i] = a * x[i]; }',
    fill: '(x, value) => { x.fill(value); }',
    dot: '(x, y) => { let sum = 0; for (let i = 0; i < x.length; i++) sum += x[i] * y[i]; return sum; }',
    norm: '(x) => { let sum = 0; for (let i = 0; i < x.length; i++) sum += x[i] * x[i]; return Math.sqrt(sum); }',
    zip: '(out, x, y, f) => { for (let i = 0; i < out.length; i++) out[i] = f(x[i], y[i]); }',
    mapInto: '(out, x, f) => { for (let i = 0; i < out.length; i++) out[i] = f(x[i]); }',
  }).map(([name, text]) => [name, loopsByHand(() => new Function(`return ${text}`)())]),
);

/** The loops of arithmetic by name against loops by hand, with two kinds of arrays and with views in the same run. */
export function algebraRows() {
  const target = 1.05;
  const multiply = (x, y) => x * y;
  const rows = [];
  const kinds = [Float32Array, Float64Array].map((Type) => {
    const [x, y, out] = [filled(Type), filled(Type), filled(Type)];
    return { kind: Type.name, x, y, out, view: model.view(y) };
  });
  // Every kind, every form and several functions have been used before the first is measured.
  for (const { x, y, out, view } of kinds) {
    for (const to of [y, view]) {
      axpy(0.5, x, to);
      axpby(0.5, x, 0.5, to);
      scale(1, to);
      fill(to, 1);
      dot(x, to);
      norm(to);
      for (const f of [multiply, (a, b) => a + b, (a, b) => Math.max(a, b)]) zip(out, x, to, f);
      for (const f of [Math.abs, Math.sqrt, (a) => 2 * a]) mapInto(out, to, f);
    }
  }
  for (const { kind, x, y, out, view } of kinds) {
    const pairs = {
      axpy: [() => axpy(1e-9, x, view), () => byHand.axpy[kind](1e-9, x, y)],
      axpby: [() => axpby(0.5, x, 0.5, view), () => byHand.axpby[kind](0.5, x, 0.5, y)],
      scale: [() => scale(1, view), () => byHand.scale[kind](1, y)],
      fill: [() => fill(view, 1), () => byHand.fill[kind](y, 1)],
      dot: [() => dot(x, view), () => byHand.dot[kind](x, y)],
      norm: [() => norm(view), () => byHand.norm[kind](y)],
      zip: [() => zip(out, x, view, multiply), () => byHand.zip[kind](out, x, y, multiply)],
      mapInto: [() => mapInto(out, view, Math.abs), () => byHand.mapInto[kind](out, y, Math.abs)],
    };
    for (const [name, [ours, loop]] of Object.entries(pairs)) {
      rows.push(
        ...compare(
          'algebra',
          what(`${name} of ${kind}s`),
          { ours, 'loop by hand': loop },
          { 'loop by hand': target },
          { rounds: 21, turn: 10 },
        ),
      );
    }
  }
  return rows;
}

/** The product of a named matrix and a vector against a product by hand: of the whole matrix and of a block of it. */
export function matrixRows() {
  const inputs = layout({ state: [600], rest: { a: [300], b: [10, 10] } });
  const rows = [];
  for (const Type of [Float32Array, Float64Array]) {
    const make = (length) => Type.from({ length }, (_, i) => Math.sin(i));
    const productByHand = new Function(`return (matrix, offset, stride, rows, columns, vector, out) => {
      for (let i = 0; i < rows; i++) {
        let sum = 0;
        for (let j = 0; j < columns; j++) sum += matrix[offset + i * stride + j] * vector[j];
        out[i] = sum;
      }
      return out;
    }`)();
    const matrix = make(1_000_000);
    const named = blocks(inputs, inputs).view(matrix);
    const block = named.at('rest', 'rest');
    const small = blocks(layout([16]), layout([16])).view(matrix.subarray(0, 256));
    const [vector, out] = [make(1000), make(1000)];
    const [part, partOut] = [make(400), make(400)];
    const [few, fewOut] = [make(16), make(16)];
    const pairs = {
      '1,000 × 1,000': [() => named.times(vector, out), () => productByHand(matrix, 0, 1000, 1000, 1000, vector, out)],
      'a block of 400 × 400': [
        () => block.times(part, partOut),
        () => productByHand(matrix, 600_600, 1000, 400, 400, part, partOut),
      ],
      '16 × 16': [() => small.times(few, fewOut), () => productByHand(matrix, 0, 16, 16, 16, few, fewOut)],
    };
    for (const [name, [ours, byHand]] of Object.entries(pairs))
      rows.push(...compare('blocks', `times of ${Type.name}s, ${name}`, { ours, 'product by hand': byHand }));
  }
  return rows;
}
