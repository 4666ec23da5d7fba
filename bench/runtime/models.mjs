import { layout, repeat } from '../../dist/src/index.js';

const dense = (i, o) => ({ weight: [o, i], bias: [o] });
const norm = (d) => ({ weight: [d], bias: [d] });
const block = (d) => ({
  ln_1: norm(d),
  attn: { c_attn: { weight: [d, 3 * d], bias: [3 * d] }, c_proj: { weight: [d, d], bias: [d] } },
  ln_2: norm(d),
  mlp: { c_fc: { weight: [d, 4 * d], bias: [4 * d] }, c_proj: { weight: [4 * d, d], bias: [d] } },
});
const expert = (d) => ({ up: [d, 2 * d], gate: [d, 2 * d], down: [2 * d, d] });

// Narrow, because binding a view costs the same whatever its size: real widths would only take memory.
export const models = {
  'network, 4 leaves': layout({ layers: [dense(8, 8), dense(8, 8)] }),
  'GPT-2, 148 leaves': layout({
    wte: { weight: [64, 8] },
    wpe: { weight: [32, 8] },
    h: repeat(12, block(8)),
    ln_f: norm(8),
  }),
  'mixture of experts, 995 leaves': layout({
    wte: [64, 4],
    head: [64, 4],
    ln_f: norm(4),
    pos: norm(4),
    final: [4],
    h: repeat(13, {
      q: [4, 4],
      k: [4, 4],
      v: [4, 4],
      o: [4, 4],
      ln_1: [4],
      ln_2: [4],
      router: [22, 4],
      experts: repeat(23, expert(4)),
    }),
  }),
};

/** GPT-2's structure at a width where copying its 1.8 million numbers outweighs the walk. */
export const wide = layout({
  wte: { weight: [1000, 128] },
  wpe: { weight: [128, 128] },
  h: repeat(8, block(128)),
  ln_f: norm(128),
});
