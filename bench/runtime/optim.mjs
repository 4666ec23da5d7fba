// What a step of AdamW costs, compared with loops written by hand: npm run build && node --expose-gc --single-threaded
// bench/runtime/optim.mjs [millions]. By default, GPT-2 with 124 million parameters, which takes 2.5 GB.
import { layout, ownerSlots, repeat, tied } from '../../dist/src/index.js';
import { adamw, clip, ema, sgd } from '../../dist/src/optim/index.js';
import { compare } from './measure.mjs';
import { alignedTable } from './table.mjs';

const width = process.argv[2] === undefined ? 768 : Math.round(Math.sqrt(Number(process.argv[2]) / 124) * 768);
const dense = (i, o) => ({ weight: [i, o], bias: [o] });
const norm = (d) => ({ weight: [d], bias: [d] });
const gpt2 = layout({
  wte: { weight: [50257, width] },
  wpe: { weight: [1024, width] },
  h: repeat(12, {
    ln_1: norm(width),
    attn: { c_attn: dense(width, 3 * width), c_proj: dense(width, width) },
    ln_2: norm(width),
    mlp: { c_fc: dense(width, 4 * width), c_proj: dense(4 * width, width) },
  }),
  ln_f: norm(width),
  lm_head: { weight: tied('wte.weight') },
});
const [lr, beta1, beta2, eps, decay] = [1e-3, 0.9, 0.999, 1e-8, 0.1];

/** As the paper writes it, with all corrections in the loop. */
function asPublished(p, g, m, v, step) {
  const [c1, c2] = [1 - beta1 ** step, 1 - beta2 ** step];
  for (let i = 0; i < p.length; i++) {
    m[i] = beta1 * m[i] + (1 - beta1) * g[i];
    v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
    p[i] -= lr * (m[i] / c1 / (Math.sqrt(v[i] / c2) + eps) + decay * p[i]);
  }
}
/** With everything out of the loop that can be, and each element read and written once. */
function byHand(p, g, m, v, step) {
  const [take1, take2, keep] = [1 - beta1, 1 - beta2, 1 - lr * decay];
  const [rate, correction] = [lr / (1 - beta1 ** step), 1 / Math.sqrt(1 - beta2 ** step)];
  for (let i = 0; i < p.length; i++) {
    const x = g[i];
    const mean = beta1 * m[i] + take1 * x;
    const square = beta2 * v[i] + take2 * x * x;
    m[i] = mean;
    v[i] = square;
    p[i] = p[i] * keep - (rate * mean) / (Math.sqrt(square) * correction + eps);
  }
}
/** The same with the roundings of PyTorch: what `adamw` computes, bit for bit. */
function byHandRounded(p, g, m, v, step) {
  const f = Math.fround;
  const [b1, b2, take1, take2, keep] = [f(beta1), f(beta2), f(1 - beta1), f(1 - beta2), f(1 - lr * decay)];
  const [rate, correction] = [f(lr / (1 - beta1 ** step)), 1 / f(Math.sqrt(1 - beta2 ** step))];
  for (let i = 0; i < p.length; i++) {
    const x = g[i];
    const mean = b1 * m[i] + take1 * x;
    const square = b2 * v[i] + take2 * x * x;
    m[i] = mean;
    v[i] = square;
    p[i] = f(p[i] * keep) - (rate * mean) / (Math.sqrt(square) * correction + eps);
  }
}
const SAME = 'the loop by hand, equal bit for bit';
const byHands = {
  [SAME]: byHandRounded,
  'the loop by hand, rounded only where it stores': byHand,
  'the loop as published': asPublished,
};

const flat = gpt2.zeros();
const gradient = gpt2.zeros();
for (let i = 0; i < flat.length; i++) {
  flat[i] = Math.sin(i);
  gradient[i] = Math.cos(3 * i);
}
const what = `adamw, ${(gpt2.length / 1e6).toFixed(0)} million parameters`;
const options = { rounds: 7, turn: 1 };
const rows = [];

// A use with doubles first: it must not slow the loops for Float32.
const small = layout({ x: [1000] });
const doubles = adamw(small, { lr, type: Float64Array });
for (let i = 0; i < 1000; i++) doubles.step(small.zeros(Float64Array), small.zeros(Float64Array));

// The contestant with the target computes the same numbers as ours.
const [ours, theirs, slopes] = [1, 1, 2].map((k) => Float32Array.from({ length: 1000 }, (_, i) => Math.sin(k * i + k)));
const [mean, square] = [new Float32Array(1000), new Float32Array(1000)];
const check = adamw(small, { lr, decay });
for (let step = 1; step <= 100; step++) {
  check.step(ours, slopes);
  byHandRounded(theirs, slopes, mean, square, step);
}
if (ours.some((x, i) => x !== theirs[i])) throw new Error('the loop by hand computes other numbers');

const state = layout({ m: gpt2, v: gpt2 }).zeros();
const [m, v] = [state.subarray(0, gpt2.length), state.subarray(gpt2.length)];
const contest = (what, opt, others) =>
  rows.push(
    ...compare(
      'step',
      what,
      {
        ours: () => opt.step(flat, gradient),
        ...Object.fromEntries(
          Object.entries(others).map(([name, loop]) => [name, () => loop(flat, gradient, m, v, opt.state.step + 1)]),
        ),
      },
      { [SAME]: 1.1 },
      options,
    ),
  );
const given = { flat: state, step: 100 };
contest(what, adamw(gpt2, { lr, decay }, given), byHands);

// The rule of GPT-2: matrices decay, the rest does not.
const runs = ownerSlots(gpt2).map(({ shape, offset, length }) => ({
  start: offset,
  end: offset + length,
  value: shape.length > 1 ? decay : 0,
}));
contest(`${what}, decay in ${runs.length} runs`, adamw(gpt2, { lr, decay: { runs } }, given), {
  [SAME]: byHandRounded,
});

contest('sgd with momentum', sgd(gpt2, { lr, momentum: 0.9 }, { flat: m, step: 1 }), {
  'the loop by hand': (p, g, mean) => {
    for (let i = 0; i < p.length; i++) {
      mean[i] = 0.9 * mean[i] + g[i];
      p[i] -= lr * mean[i];
    }
  },
});
const average = ema(gpt2, { decay: 0.999 }, { flat: m, step: 1 });
rows.push(
  ...compare(
    'step',
    'ema',
    {
      ours: () => average.update(flat),
      'the loop by hand': () => {
        for (let i = 0; i < m.length; i++) m[i] += 0.001 * (flat[i] - m[i]);
      },
    },
    {},
    options,
  ),
  ...compare(
    'clip',
    'the norm alone',
    {
      ours: () => clip(gradient, Infinity),
      'the loop by hand': () => {
        let sum = 0;
        for (let i = 0; i < gradient.length; i++) sum += gradient[i] * gradient[i];
        return Math.sqrt(sum);
      },
    },
    {},
    options,
  ),
);

console.log(
  alignedTable(
    ['what', 'case', 'against', 'ratio', 'target', 'ours'],
    rows.map(({ group, what, against, ratio, target, ours }) => [
      group,
      what,
      against,
      ratio.toFixed(2),
      target === undefined ? '' : `≤ ${target}`,
      `${(ours / 1e6).toFixed(0)} ms, ${(ours / gpt2.length).toFixed(2)} ns each`,
    ]),
  ),
);
