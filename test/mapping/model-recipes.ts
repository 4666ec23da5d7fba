import { mapping } from '../../src/checkpoint/index.ts';
import type { AnyMapping, Arrangement } from '../../src/checkpoint/index.ts';
import { type AnyLayout, layout, repeat, stacked } from '../../src/index.ts';

/**
 * Sizes of a model: `d` is its width, `f` that of its feed-forward layer, `n` the number of its blocks, `q` and `kv`
 * the columns of its queries and of its keys and values. All but gpt-oss have as many columns of queries as the width.
 */
export interface Sizes {
  readonly n: number;
  readonly d: number;
  readonly f: number;
  readonly q: number;
  readonly kv: number;
  readonly vocab: number;
  readonly heads: number;
  readonly experts: number;
}
/** A layout and a mapping from the files of a model that many people use. */
export interface Recipe {
  readonly model: AnyLayout;
  readonly related: AnyMapping;
}
// A generic call would compute with the literals of each size; these recipes run with two sets of sizes.
const recipe = (model: unknown, related: AnyMapping): Recipe => ({ model: model as AnyLayout, related });
const linear = (out: number, inputs: number) => ({ weight: [out, inputs], bias: [out] }) as const;
const normOf = (d: number) => ({ weight: [d], bias: [d] }) as const;

/** OpenAI's GPT-2: fused and transposed projections, because its Conv1D holds [in, out]. */
export function gpt2({ n, d, f, vocab }: Sizes): Recipe {
  const norm = normOf(d);
  const block = {
    ln_1: norm,
    q: linear(d, d),
    k: linear(d, d),
    v: linear(d, d),
    o: linear(d, d),
    ln_2: norm,
    up: linear(f, d),
    down: linear(d, f),
  };
  const model = layout({ wte: [vocab, d], wpe: [1024, d], h: repeat(n, block), ln_f: norm });
  const related = mapping(model, [
    ['{name}.weight', '{name}'],
    ['h.{i}.attn.c_attn.weight', { transpose: { concat: ['h.{i}.q.weight', 'h.{i}.k.weight', 'h.{i}.v.weight'] } }],
    ['h.{i}.attn.c_attn.bias', { concat: ['h.{i}.q.bias', 'h.{i}.k.bias', 'h.{i}.v.bias'] }],
    ['h.{i}.attn.c_proj.weight', { transpose: 'h.{i}.o.weight' }],
    ['h.{i}.attn.c_proj.bias', 'h.{i}.o.bias'],
    ['h.{i}.mlp.c_fc.weight', { transpose: 'h.{i}.up.weight' }],
    ['h.{i}.mlp.c_fc.bias', 'h.{i}.up.bias'],
    ['h.{i}.mlp.c_proj.weight', { transpose: 'h.{i}.down.weight' }],
    ['h.{i}.mlp.c_proj.bias', 'h.{i}.down.bias'],
  ]);
  return recipe(model, related);
}

/** Llama and Mistral as Hugging Face writes them, for a layout that fuses projections. */
export function llama({ n, d, f, kv, vocab }: Sizes): Recipe {
  const norms = { input_layernorm: [d], post_attention_layernorm: [d] } as const;
  const block = { ...norms, qkv: [d + 2 * kv, d], o: [d, d], gate_up: [2 * f, d], down: [d, f] } as const;
  const model = layout({ embed: [vocab, d], h: repeat(n, block), norm: [d], head: [vocab, d] });
  const related = mapping(model, [
    ['model.embed_tokens.weight', 'embed'],
    ['model.layers.{i}.{name}_layernorm.weight', 'h.{i}.{name}_layernorm'],
    [fusedQkv('weight', d, kv), 'h.{i}.qkv'],
    ['model.layers.{i}.self_attn.o_proj.weight', 'h.{i}.o'],
    [{ concat: ['model.layers.{i}.mlp.gate_proj.weight', 'model.layers.{i}.mlp.up_proj.weight'] }, 'h.{i}.gate_up'],
    ['model.layers.{i}.mlp.down_proj.weight', 'h.{i}.down'],
    ['model.norm.weight', 'norm'],
    ['lm_head.weight', 'head'],
  ]);
  return recipe(model, related);
}
const fusedQkv = (what: string, d: number, kv: number): Arrangement => ({
  concat: ['q', 'k', 'v'].map((name) => `model.layers.{i}.self_attn.${name}_proj.${what}`),
  sizes: [d, kv, kv],
});

/** Qwen 2: as Llama, with biases of three projections, for a layout that keeps all other names. */
export function qwen({ n, d, f, kv, vocab }: Sizes): Recipe {
  const weight = (...shape: number[]) => ({ weight: shape }) as const;
  const block = {
    input_layernorm: weight(d),
    self_attn: { qkv_proj: { weight: [d + 2 * kv, d], bias: [d + 2 * kv] }, o_proj: weight(d, d) },
    post_attention_layernorm: weight(d),
    mlp: { gate_proj: weight(f, d), up_proj: weight(f, d), down_proj: weight(d, f) },
  } as const;
  const model = layout({
    model: { embed_tokens: weight(vocab, d), layers: repeat(n, block), norm: weight(d) },
    lm_head: weight(vocab, d),
  });
  const related = mapping(model, [
    [fusedQkv('weight', d, kv), 'model.layers.{i}.self_attn.qkv_proj.weight'],
    [fusedQkv('bias', d, kv), 'model.layers.{i}.self_attn.qkv_proj.bias'],
  ]);
  return recipe(model, related);
}

/** Llama as Meta writes it, for a layout in the rotary order of Hugging Face. */
export function metaLlama({ n, d, f, kv, vocab, heads }: Sizes): Recipe {
  const norms = { attention_norm: [d], ffn_norm: [d] } as const;
  const block = { ...norms, q: [d, d], k: [kv, d], v: [kv, d], o: [d, d], w1: [f, d], w2: [d, f], w3: [f, d] } as const;
  const model = layout({ embed: [vocab, d], h: repeat(n, block), norm: [d], head: [vocab, d] });
  const related = mapping(model, [
    ['tok_embeddings.weight', 'embed'],
    ['layers.{i}.{name}_norm.weight', 'h.{i}.{name}_norm'],
    ['layers.{i}.attention.wq.weight', { interleave: 'h.{i}.q', heads }],
    ['layers.{i}.attention.wk.weight', { interleave: 'h.{i}.k', heads: (heads * kv) / d }],
    ['layers.{i}.attention.w{name}.weight', 'h.{i}.{name}'],
    ['layers.{i}.feed_forward.w{k}.weight', 'h.{i}.w{k}'],
    ['norm.weight', 'norm'],
    ['output.weight', 'head'],
  ]);
  return recipe(model, related);
}

/** BERT as it was first published: `gamma` and `beta` instead of `weight` and `bias`, below `bert`. */
export function bert({ n, d, f, vocab }: Sizes): Recipe {
  const LayerNorm = normOf(d);
  const block = {
    attention: {
      self: { query: linear(d, d), key: linear(d, d), value: linear(d, d) },
      output: { dense: linear(d, d), LayerNorm },
    },
    intermediate: { dense: linear(f, d) },
    output: { dense: linear(d, f), LayerNorm },
  };
  const embeddings = {
    word_embeddings: { weight: [vocab, d] },
    position_embeddings: { weight: [512, d] },
    token_type_embeddings: { weight: [2, d] },
    LayerNorm,
  } as const;
  const model = layout({ embeddings, encoder: { layer: repeat(n, block) }, pooler: { dense: linear(d, d) } });
  const related = mapping(
    model,
    [
      ['{**at}.LayerNorm.gamma', '{**at}.LayerNorm.weight'],
      ['{**at}.LayerNorm.beta', '{**at}.LayerNorm.bias'],
    ],
    { prefix: 'bert.' },
  );
  return recipe(model, related);
}

/** ViT: the convolution of its patches as a matrix, and its class token as a vector. */
export function vit({ n, d, f }: Sizes): Recipe {
  const norm = normOf(d);
  const block = {
    layernorm_before: norm,
    attention: {
      attention: { query: linear(d, d), key: linear(d, d), value: linear(d, d) },
      output: { dense: linear(d, d) },
    },
    layernorm_after: norm,
    intermediate: { dense: linear(f, d) },
    output: { dense: linear(d, f) },
  } as const;
  const embeddings = { cls_token: [d], position_embeddings: [197, d], patches: linear(d, 3 * 16 * 16) } as const;
  const model = layout({
    vit: { embeddings, encoder: { layer: repeat(n, block) }, layernorm: norm },
    classifier: linear(1000, d),
  });
  const at = 'vit.embeddings';
  const related = mapping(model, [
    [`${at}.cls_token`, { reshape: `${at}.cls_token`, shape: [1, 1, d] }],
    [`${at}.position_embeddings`, { reshape: `${at}.position_embeddings`, shape: [1, 197, d] }],
    [`${at}.patch_embeddings.projection.weight`, { reshape: `${at}.patches.weight`, shape: [d, 3, 16, 16] }],
    [`${at}.patch_embeddings.projection.bias`, `${at}.patches.bias`],
  ]);
  return recipe(model, related);
}

/** Mixtral: a file of single experts, and a layout that stacks them. */
export function mixtral({ n, d, f, kv, vocab, experts }: Sizes): Recipe {
  const self_attn = {
    q_proj: { weight: [d, d] },
    k_proj: { weight: [kv, d] },
    v_proj: { weight: [kv, d] },
    o_proj: { weight: [d, d] },
  } as const;
  const block = {
    input_layernorm: { weight: [d] },
    self_attn,
    post_attention_layernorm: { weight: [d] },
    gate: [experts, d],
    experts: stacked(experts, { gate_up: [2 * f, d], down: [d, f] }),
  } as const;
  const model = layout({
    model: { embed_tokens: { weight: [vocab, d] }, layers: repeat(n, block), norm: { weight: [d] } },
    lm_head: { weight: [vocab, d] },
  });
  const moe = 'model.layers.{i}.block_sparse_moe';
  const expert = `${moe}.experts.{e}`;
  const related = mapping(model, [
    [`${moe}.gate.weight`, 'model.layers.{i}.gate'],
    [
      { stack: { concat: [`${expert}.w1.weight`, `${expert}.w3.weight`] }, over: 'e' },
      'model.layers.{i}.experts.gate_up',
    ],
    [{ stack: `${expert}.w2.weight`, over: 'e' }, 'model.layers.{i}.experts.down'],
  ]);
  return recipe(model, related);
}

/** gpt-oss: a file of stacked experts with gate and up in turn, and a layout that repeats experts. */
export function gptOss({ n, d, f, q, kv, vocab, heads, experts }: Sizes): Recipe {
  const expert = { gate: linear(f, d), up: linear(f, d), down: linear(d, f) };
  const block = {
    input_layernorm: { weight: [d] },
    self_attn: {
      q_proj: linear(q, d),
      k_proj: linear(kv, d),
      v_proj: linear(kv, d),
      o_proj: linear(d, q),
      sinks: [heads],
    },
    post_attention_layernorm: { weight: [d] },
    mlp: { router: linear(experts, d), experts: repeat(experts, expert) },
  } as const;
  const model = layout({
    model: { embed_tokens: { weight: [vocab, d] }, layers: repeat(n, block), norm: { weight: [d] } },
    lm_head: { weight: [vocab, d] },
  });
  const all = 'model.layers.{i}.mlp.experts';
  // Row 0 of gate, row 0 of up, row 1 of gate, and so on.
  const turns = (what: string, rest: readonly number[]): Arrangement => ({
    concat: ['gate', 'up'].map((name) => ({ reshape: `${all}.{e}.${name}.${what}`, shape: [f, 1, ...rest] })),
    axis: 1,
  });
  const related = mapping(model, [
    [`${all}.gate_up_proj`, { stack: { transpose: { reshape: turns('weight', [d]), shape: [2 * f, d] } }, over: 'e' }],
    [`${all}.gate_up_proj_bias`, { stack: { reshape: turns('bias', []), shape: [2 * f] }, over: 'e' }],
    [`${all}.down_proj`, { stack: { transpose: `${all}.{e}.down.weight` }, over: 'e' }],
    [`${all}.down_proj_bias`, { stack: `${all}.{e}.down.bias`, over: 'e' }],
  ]);
  return recipe(model, related);
}
