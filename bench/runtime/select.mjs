import { gather, layout, norms, repeat, scatter, select } from '../../dist/src/index.js';
import { compare } from './measure.mjs';

const layer = { ln: { weight: [8], bias: [8] }, mlp: { weight: [8, 16], bias: [16] } };
/** 23,000 blocks of four leaves: 92,000 leaves. */
const long = layout(repeat(23_000, layer));
const d = 512;
const block = {
  ln_1: { weight: [d], bias: [d] },
  attn: { weight: [d, 3 * d], bias: [3 * d] },
  ln_2: { weight: [d], bias: [d] },
  mlp: { weight: [d, 4 * d], bias: [4 * d] },
};
const model = layout({ wte: [8192, d], h: repeat(12, block) });

function gatherByHand(runs, length, flat) {
  const vector = new Float32Array(length);
  let at = 0;
  for (const [start, end] of runs) {
    vector.set(flat.subarray(start, end), at);
    at += end - start;
  }
  return vector;
}
function scatterByHand(runs, vector, flat) {
  let at = 0;
  for (const [start, end] of runs) {
    flat.set(vector.subarray(at, at + end - start), start);
    at += end - start;
  }
  return flat;
}

/** Rows for selections and copies, each against a loop that one would write by hand. */
export function selectRows() {
  const copies = ['**.bias', 'h.*.mlp', '**.ln_*.weight'].flatMap((pattern) => {
    const flat = model.zeros();
    const selection = select(model, pattern);
    const runs = selection.ranges.map(({ start, end }) => [start, end]);
    const vector = gather(selection, flat);
    return [
      ...compare('select', `gather ${pattern}`, {
        ours: () => gather(selection, flat),
        'by hand': () => gatherByHand(runs, selection.length, flat),
      }),
      ...compare('select', `scatter ${pattern}`, {
        ours: () => scatter(selection, vector, flat),
        'by hand': () => scatterByHand(runs, vector, flat),
      }),
    ];
  });
  const { slots } = long;
  return [
    ...compare('select', 'select *.ln.** of 92,000 leaves', {
      ours: () => select(long, '*.ln.**').length,
      'filter with a regular expression': () => slots.filter(({ path }) => /^[^.]*\.ln(?:\.|$)/.test(path)).length,
    }),
    ...compare('select', 'select **.bias of 92,000 leaves', {
      ours: () => select(long, '**.bias').length,
      'filter with a regular expression': () => slots.filter(({ path }) => /(?:^|\.)bias(?:\.|$)/.test(path)).length,
    }),
    ...copies,
    ...normRows(),
  ];
}

function normRows() {
  const flat = model.zeros().fill(0.5);
  const slots = model.slots;
  return compare(
    'select',
    'norms of 8 × 12 leaves',
    {
      ours: () => norms(model, flat, 'h.**'),
      'by hand': () => {
        const found = new Map();
        for (const { path, offset, length } of slots) {
          if (!path.startsWith('h.')) continue;
          let sum = 0;
          for (let i = offset; i < offset + length; i++) sum += flat[i] * flat[i];
          found.set(path, Math.sqrt(sum));
        }
        return found;
      },
    },
    {},
    { rounds: 11, turn: 60 },
  );
}
