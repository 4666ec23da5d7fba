import { layout, repeat } from '../../dist/src/index.js';

/** A GPT-2 of a width, 12 blocks of 12 leaves, and an embedding that fills up to so many bytes of F32. */
export function gpt2(bytes) {
  const width =
    bytes < 1e7 ? 32
    : bytes < 1e9 ? 256
    : 768;
  const norm = { bias: [width], weight: [width] };
  const block = {
    attn: {
      c_attn: { bias: [3 * width], weight: [width, 3 * width] },
      c_proj: { bias: [width], weight: [width, width] },
    },
    ln_1: norm,
    ln_2: norm,
    mlp: {
      c_fc: { bias: [4 * width], weight: [width, 4 * width] },
      c_proj: { bias: [width], weight: [4 * width, width] },
    },
  };
  const blocks = layout({ h: repeat(12, block), ln_f: norm });
  const rows = Math.ceil((bytes / 4 - blocks.length) / width);
  return layout({ h: repeat(12, block), ln_f: norm, wte: { weight: [rows, width] } });
}

/** Numbers as weights are: some hundredths, of either sign. */
export function fill(flat) {
  let state = 1;
  for (let i = 0; i < flat.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    flat[i] = state / 2 ** 36;
  }
  return flat;
}

export const SIZES = [
  ['1 MB', 1e6],
  ['100 MB', 1e8],
  ['1 GB', 1e9],
];
