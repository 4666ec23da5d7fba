import { dim, layout, repeat, tied } from 'paramlayout';

function block<const D extends number>(d: D) {
  return {
    ln_1: { weight: [d], bias: [d] },
    attn: {
      c_attn: { weight: [d, dim.mul(3, d)], bias: [dim.mul(3, d)] },
      c_proj: { weight: [d, d], bias: [d] },
    },
    ln_2: { weight: [d], bias: [d] },
    mlp: {
      c_fc: { weight: [d, dim.mul(4, d)], bias: [dim.mul(4, d)] },
      c_proj: { weight: [dim.mul(4, d), d], bias: [d] },
    },
  } as const;
}

const gpt2 = layout({
  wte: { weight: [50257, 768] },
  wpe: { weight: [1024, 768] },
  h: repeat(12, block(768)),
  ln_f: { weight: [768], bias: [768] },
  lm_head: { weight: tied('wte.weight') },
});

function decoder<const D extends number, const F extends number, const KV extends number>(d: D, f: F, kv: KV) {
  return {
    input_layernorm: { weight: [d] },
    self_attn: {
      q_proj: { weight: [d, d] },
      k_proj: { weight: [kv, d] },
      v_proj: { weight: [kv, d] },
      o_proj: { weight: [d, d] },
    },
    post_attention_layernorm: { weight: [d] },
    mlp: { gate_proj: { weight: [f, d] }, up_proj: { weight: [f, d] }, down_proj: { weight: [d, f] } },
  } as const;
}

const llama = layout({
  model: {
    embed_tokens: { weight: [128256, 4096] },
    layers: repeat(32, decoder(4096, 14336, 1024)),
    norm: { weight: [4096] },
  },
  lm_head: { weight: [128256, 4096] },
});

const p = gpt2.view(gpt2.zeros());
const length: 124439808 = gpt2.length;
const offset: 21265920 = gpt2.at('h.3.attn.c_attn.weight').offset;
const parameters: 8030261248 = llama.length;
export const used = [p.wte.weight.shape, length, offset, parameters];
