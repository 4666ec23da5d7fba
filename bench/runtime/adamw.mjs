// What a step of AdamW costs on one flat array, beside a list of arrays and beside Maps of arrays, in the shapes of GPT-2:
// npm run bench:adamw. The largest model takes 5 GB. All contestants compute the same bits.
import { layout, repeat, tied } from '../../dist/src/index.js';
import { adamw } from '../../dist/src/optim/index.js';
import { compare } from './measure.mjs';
import { alignedTable } from './table.mjs';

const [lr, beta1, beta2, eps, decay] = [1e-3, 0.9, 0.999, 1e-8, 0.1];
const f = Math.fround;
const [b1, b2, take1, take2, keep] = [f(beta1), f(beta2), f(1 - beta1), f(1 - beta2), f(1 - lr * decay)];

/** A copy of a function, which V8 optimises apart from the original. */
const copyOf = (run) => new Function(...Object.keys(NEEDED), `return ${run}`)(...Object.values(NEEDED));
const NEEDED = { f, lr, beta1, beta2, eps, b1, b2, take1, take2, keep };

/**
 * A copy that V8 has optimised by many short calls. Else each contestant's speed depends on what the others do, and one
 * long call may run in code that V8 replaced in its middle.
 */
function warm(run) {
  const copy = copyOf(run);
  const arrays = Array.from({ length: 4 }, () => new Float32Array(64));
  for (let step = 1; step < 20_000; step++) copy(...arrays, step);
  return copy;
}

/** One array, with the roundings of PyTorch: what `adamw` computes, bit for bit, without the check of the gradient. */
function update(p, g, m, v, step) {
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

/** What `adamw` does before a step: a sum is finite only if all its terms are. */
function isFinite(g) {
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 15 < g.length; i += 16) {
    a += g[i] + g[i + 1] + (g[i + 2] + g[i + 3]);
    b += g[i + 4] + g[i + 5] + (g[i + 6] + g[i + 7]);
    c += g[i + 8] + g[i + 9] + (g[i + 10] + g[i + 11]);
    d += g[i + 12] + g[i + 13] + (g[i + 14] + g[i + 15]);
  }
  for (; i < g.length; i++) a += g[i];
  return Number.isFinite(a + b + (c + d));
}

/** GPT-2 of a width, with as many tokens as make the embedding its usual share. */
function gpt2(width) {
  const norm = { weight: [width], bias: [width] };
  const dense = (i, o) => ({ weight: [i, o], bias: [o] });
  return layout({
    wte: { weight: [Math.round((50257 * width) / 768), width] },
    wpe: { weight: [Math.round((1024 * width) / 768), width] },
    h: repeat(12, {
      ln_1: norm,
      attn: { c_attn: dense(width, 3 * width), c_proj: dense(width, width) },
      ln_2: norm,
      mlp: { c_fc: dense(width, 4 * width), c_proj: dense(4 * width, width) },
    }),
    ln_f: norm,
    lm_head: { weight: tied('wte.weight') },
  });
}

function contest(width, options) {
  const model = gpt2(width);
  const owners = model.slots.filter(({ tiedTo }) => tiedTo === undefined);
  if (owners.length !== 148) throw new Error(`${owners.length} leaves`);
  const [flat, gradient] = [model.zeros(), model.zeros()];
  const state = layout({ m: model, v: model }).zeros();
  const [m, v] = [state.subarray(0, model.length), state.subarray(model.length)];
  for (let i = 0; i < flat.length; i++) {
    flat[i] = Math.sin(i);
    gradient[i] = Math.cos(3 * i);
  }
  // Arrays of their own, in the order of the layout, as a program without one flat array allocates them.
  const copies = [flat, gradient, m, v].map((array) =>
    owners.map(({ offset, length }) => array.slice(offset, offset + length)),
  );
  const maps = copies.map((arrays) => new Map(arrays.map((array, i) => [owners[i].path, array])));
  const [ps, gs, ms, vs] = copies;
  const [pMap, gMap, mMap, vMap] = maps;
  const check = copyOf(isFinite);
  const requireFinite = (arrays) => {
    for (const array of arrays) if (!check(array)) throw new RangeError('the gradient must be finite');
  };
  const [updateFlat, updateListed, updateMapped] = [update, update, update].map(warm);
  const overList = (step) => {
    for (let i = 0; i < ps.length; i++) updateListed(ps[i], gs[i], ms[i], vs[i], step);
  };
  const overMaps = (step) => {
    for (const [name, p] of pMap) updateMapped(p, gMap.get(name), mMap.get(name), vMap.get(name), step);
  };

  // The same loops as ours, once for each array: what is left is the cost of having 148 of them.
  const optimisers = owners.map(({ shape }, i) => {
    return { optimiser: adamw(layout(shape), { lr, decay }), p: ps[i], g: gs[i] };
  });
  const overOptimisers = () => {
    for (const { optimiser: each, p, g } of optimisers) each.step(p, g);
  };

  const same = (what) => {
    for (const [i, { path, offset, length }] of owners.entries())
      for (let k = 0; k < length; k++)
        if (ps[i][k] !== flat[offset + k]) throw new Error(`${what} computes other numbers at '${path}'`);
  };
  const optimiser = adamw(model, { lr, decay }, { flat: state, step: 0 });
  for (const [i, over] of [overList, overMaps, overList].entries()) {
    optimiser.step(flat, gradient);
    over(i + 1);
    same(over.name);
  }

  return compare(
    'step',
    `${(model.length / 1e6).toLocaleString('en-US', { maximumSignificantDigits: 3 })} million`,
    {
      ours: () => optimiser.step(flat, gradient),
      '148 arrays, adamw for each': overOptimisers,
      '148 arrays in a list, checked': () => {
        requireFinite(gs);
        overList(optimiser.state.step + 1);
      },
      '148 arrays in Maps, checked': () => {
        requireFinite(gMap.values());
        overMaps(optimiser.state.step + 1);
      },
      '148 arrays in a list': () => overList(optimiser.state.step + 1),
      '148 arrays in Maps': () => overMaps(optimiser.state.step + 1),
      'one flat array by hand': () => updateFlat(flat, gradient, m, v, optimiser.state.step + 1),
    },
    {},
    options,
  ).map((row) => ({ ...row, each: row.ours / model.length }));
}

const rows = [
  contest(24, { rounds: 41 }),
  contest(192, { rounds: 15, turn: 20 }),
  contest(768, { rounds: 9, turn: 1 }),
];
console.log(
  'A ratio is the time of adamw on one flat array over that of the other: below 1, adamw is faster. Checked means that',
);
console.log('the gradient must be finite, as for adamw.\n');
console.log(
  alignedTable(
    ['parameters', 'against', 'ratio', 'ours'],
    rows
      .flat()
      .map(({ what, against, ratio, ours, each }) => [
        what,
        against,
        ratio.toFixed(2),
        `${(ours / 1e6).toFixed(ours < 1e7 ? 2 : 0)} ms, ${each.toFixed(2)} ns each`,
      ]),
  ),
);
