import { layout, ordered, repeat, tied } from 'paramlayout';

const norm = ordered(['weight', [768]], ['bias', [768]]);

export const gpt2 = layout(
  ordered(
    ['wte', { weight: [50257, 768] }],
    ['wpe', { weight: [1024, 768] }],
    ['h', repeat(12, ordered(
      ['ln_1', norm],
      ['attn', { c_attn: { weight: [768, 2304], bias: [2304] }, c_proj: { weight: [768, 768], bias: [768] } }],
      ['ln_2', norm],
      ['mlp', { c_fc: { weight: [768, 3072], bias: [3072] }, c_proj: { weight: [3072, 768], bias: [768] } }],
    ))],
    ['ln_f', norm],
    ['lm_head', { weight: tied('wte.weight') }],
  ),
);
