import type { Sizes } from './model-recipes.ts';

/** Names and shapes of the tensors of a file. */
export type Shapes = Record<string, readonly number[]>;

const each = (count: number, shapesOf: (i: number) => Shapes): Shapes =>
  Object.assign({}, ...Array.from({ length: count }, (_, i) => shapesOf(i))) as Shapes;
/** The tensors of one part, each below its name. */
const below = (prefix: string, shapes: Shapes): Shapes =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [`${prefix}.${name}`, shape]));
const linear = (name: string, out: number, inputs: number): Shapes => ({
  [`${name}.weight`]: [out, inputs],
  [`${name}.bias`]: [out],
});
const norm = (name: string, d: number): Shapes => ({ [`${name}.weight`]: [d], [`${name}.bias`]: [d] });

/** openai-community/gpt2, with the masks that its file holds. Its Conv1D holds [in, out]. */
export const gpt2File = ({ n, d, f, vocab }: Sizes): Shapes => ({
  'wte.weight': [vocab, d],
  'wpe.weight': [1024, d],
  ...each(n, (i) =>
    below(`h.${i}`, {
      ...norm('ln_1', d),
      'attn.bias': [1, 1, 1024, 1024],
      'attn.c_attn.weight': [d, 3 * d],
      'attn.c_attn.bias': [3 * d],
      'attn.c_proj.weight': [d, d],
      'attn.c_proj.bias': [d],
      ...norm('ln_2', d),
      'mlp.c_fc.weight': [d, f],
      'mlp.c_fc.bias': [f],
      'mlp.c_proj.weight': [f, d],
      'mlp.c_proj.bias': [d],
    }),
  ),
  ...norm('ln_f', d),
});

/** meta-llama/Meta-Llama-3-8B, or Mistral. */
export const llamaFile = ({ n, d, f, kv, vocab }: Sizes): Shapes => ({
  'model.embed_tokens.weight': [vocab, d],
  ...each(n, (i) =>
    below(`model.layers.${i}`, {
      'input_layernorm.weight': [d],
      'self_attn.q_proj.weight': [d, d],
      'self_attn.k_proj.weight': [kv, d],
      'self_attn.v_proj.weight': [kv, d],
      'self_attn.o_proj.weight': [d, d],
      'post_attention_layernorm.weight': [d],
      'mlp.gate_proj.weight': [f, d],
      'mlp.up_proj.weight': [f, d],
      'mlp.down_proj.weight': [d, f],
    }),
  ),
  'model.norm.weight': [d],
  'lm_head.weight': [vocab, d],
});

/** Qwen2-7B: as Llama, with biases of the queries, keys and values. */
export const qwenFile = (sizes: Sizes): Shapes => ({
  ...llamaFile(sizes),
  ...each(sizes.n, (i) =>
    below(`model.layers.${i}.self_attn`, {
      'q_proj.bias': [sizes.d],
      'k_proj.bias': [sizes.kv],
      'v_proj.bias': [sizes.kv],
    }),
  ),
});

/** Llama 3 8B as Meta publishes it. */
export const metaFile = ({ n, d, f, kv, vocab }: Sizes): Shapes => ({
  'tok_embeddings.weight': [vocab, d],
  ...each(n, (i) =>
    below(`layers.${i}`, {
      'attention_norm.weight': [d],
      'attention.wq.weight': [d, d],
      'attention.wk.weight': [kv, d],
      'attention.wv.weight': [kv, d],
      'attention.wo.weight': [d, d],
      'ffn_norm.weight': [d],
      'feed_forward.w1.weight': [f, d],
      'feed_forward.w2.weight': [d, f],
      'feed_forward.w3.weight': [f, d],
    }),
  ),
  'norm.weight': [d],
  'output.weight': [vocab, d],
});

/** google-bert/bert-base-uncased without its heads. Its file says gamma and beta. */
export const bertFile = ({ n, d, f, vocab }: Sizes): Shapes => {
  const layerNorm = { 'LayerNorm.gamma': [d], 'LayerNorm.beta': [d] };
  return below('bert', {
    'embeddings.word_embeddings.weight': [vocab, d],
    'embeddings.position_embeddings.weight': [512, d],
    'embeddings.token_type_embeddings.weight': [2, d],
    ...below('embeddings', layerNorm),
    ...each(n, (i) =>
      below(`encoder.layer.${i}`, {
        ...linear('attention.self.query', d, d),
        ...linear('attention.self.key', d, d),
        ...linear('attention.self.value', d, d),
        ...linear('attention.output.dense', d, d),
        ...below('attention.output', layerNorm),
        ...linear('intermediate.dense', f, d),
        ...linear('output.dense', d, f),
        ...below('output', layerNorm),
      }),
    ),
    ...linear('pooler.dense', d, d),
  });
};

/** google/vit-base-patch16-224 */
export const vitFile = ({ n, d, f }: Sizes): Shapes => ({
  ...below('vit', {
    'embeddings.cls_token': [1, 1, d],
    'embeddings.position_embeddings': [1, 197, d],
    'embeddings.patch_embeddings.projection.weight': [d, 3, 16, 16],
    'embeddings.patch_embeddings.projection.bias': [d],
    ...each(n, (i) =>
      below(`encoder.layer.${i}`, {
        ...norm('layernorm_before', d),
        ...linear('attention.attention.query', d, d),
        ...linear('attention.attention.key', d, d),
        ...linear('attention.attention.value', d, d),
        ...linear('attention.output.dense', d, d),
        ...norm('layernorm_after', d),
        ...linear('intermediate.dense', f, d),
        ...linear('output.dense', d, f),
      }),
    ),
    ...norm('layernorm', d),
  }),
  ...linear('classifier', 1000, d),
});

/** mistralai/Mixtral-8x7B-v0.1 */
export const mixtralFile = ({ n, d, f, kv, vocab, experts }: Sizes): Shapes => ({
  'model.embed_tokens.weight': [vocab, d],
  ...each(n, (i) =>
    below(`model.layers.${i}`, {
      'input_layernorm.weight': [d],
      'self_attn.q_proj.weight': [d, d],
      'self_attn.k_proj.weight': [kv, d],
      'self_attn.v_proj.weight': [kv, d],
      'self_attn.o_proj.weight': [d, d],
      'post_attention_layernorm.weight': [d],
      'block_sparse_moe.gate.weight': [experts, d],
      ...each(experts, (e) =>
        below(`block_sparse_moe.experts.${e}`, { 'w1.weight': [f, d], 'w2.weight': [d, f], 'w3.weight': [f, d] }),
      ),
    }),
  ),
  'model.norm.weight': [d],
  'lm_head.weight': [vocab, d],
});

/** openai/gpt-oss-20b with 16-bit experts. Queries there have 64 heads of 64, here as many columns as the width. */
export const gptOssFile = ({ n, d, f, kv, vocab, heads, experts }: Sizes): Shapes => ({
  'model.embed_tokens.weight': [vocab, d],
  ...each(n, (i) =>
    below(`model.layers.${i}`, {
      'input_layernorm.weight': [d],
      ...linear('self_attn.q_proj', d, d),
      ...linear('self_attn.k_proj', kv, d),
      ...linear('self_attn.v_proj', kv, d),
      ...linear('self_attn.o_proj', d, d),
      'self_attn.sinks': [heads],
      'post_attention_layernorm.weight': [d],
      ...linear('mlp.router', experts, d),
      'mlp.experts.gate_up_proj': [experts, d, 2 * f],
      'mlp.experts.gate_up_proj_bias': [experts, 2 * f],
      'mlp.experts.down_proj': [experts, f, d],
      'mlp.experts.down_proj_bias': [experts, d],
    }),
  ),
  'model.norm.weight': [d],
  'lm_head.weight': [vocab, d],
});
