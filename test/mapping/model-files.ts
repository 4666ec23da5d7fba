import type { Sizes } from './model-recipes.ts';

/** Names and shapes of the tensors of a file. */
export type Shapes = Record<string, readonly number[]>;

/** The tensors of one part, each below its name. */
const below = (prefix: string, shapes: Shapes): Shapes =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [`${prefix}.${name}`, shape]));
/** The tensors of so many equal parts, each below its name and its index. */
const each = (count: number, name: string, shapes: Shapes): Shapes =>
  Object.assign({}, ...Array.from({ length: count }, (_, i) => below(`${name}.${i}`, shapes))) as Shapes;
/** Tensors whose names end in one word. */
const ending = (word: string, shapes: Shapes): Shapes =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [`${name}.${word}`, shape]));
const weights = (shapes: Shapes): Shapes => ending('weight', shapes);
/** Parts with a weight of each shape, and a bias with as many elements as the weight has rows. */
const linear = (shapes: Shapes): Shapes => ({
  ...weights(shapes),
  ...ending('bias', Object.fromEntries(Object.entries(shapes).map(([name, [out = 1]]) => [name, [out]]))),
});

/** openai-community/gpt2, with the masks that its file holds. Its Conv1D holds [in, out]. */
export const gpt2File = ({ n, d, f, vocab }: Sizes): Shapes => {
  const conv1d = (shapes: Shapes): Shapes => ({
    ...weights(shapes),
    ...ending('bias', Object.fromEntries(Object.entries(shapes).map(([name, [, out = 1]]) => [name, [out]]))),
  });
  return {
    ...weights({ wte: [vocab, d], wpe: [1024, d] }),
    ...each(n, 'h', {
      ...linear({ ln_1: [d], ln_2: [d] }),
      'attn.bias': [1, 1, 1024, 1024],
      ...conv1d({ 'attn.c_attn': [d, 3 * d], 'attn.c_proj': [d, d], 'mlp.c_fc': [d, f], 'mlp.c_proj': [f, d] }),
    }),
    ...linear({ ln_f: [d] }),
  };
};

const projections = ({ d, q, kv }: Sizes): Shapes => ({
  q_proj: [q, d],
  k_proj: [kv, d],
  v_proj: [kv, d],
  o_proj: [d, q],
});
/** A decoder with the names of Llama. Its blocks have `others` beside their norms. */
const decoder = ({ n, d, vocab }: Sizes, others: Shapes): Shapes => ({
  ...weights({ 'model.embed_tokens': [vocab, d], 'model.norm': [d], lm_head: [vocab, d] }),
  ...each(n, 'model.layers', { ...weights({ input_layernorm: [d], post_attention_layernorm: [d] }), ...others }),
});

/** meta-llama/Meta-Llama-3-8B, or Mistral. */
export const llamaFile = (sizes: Sizes): Shapes => {
  const { d, f } = sizes;
  const mlp = { gate_proj: [f, d], up_proj: [f, d], down_proj: [d, f] };
  return decoder(sizes, weights({ ...below('self_attn', projections(sizes)), ...below('mlp', mlp) }));
};

/** Qwen2-7B: as Llama, with biases of the queries, keys and values. */
export const qwenFile = (sizes: Sizes): Shapes => ({
  ...llamaFile(sizes),
  ...each(
    sizes.n,
    'model.layers',
    ending('bias', below('self_attn', { q_proj: [sizes.q], k_proj: [sizes.kv], v_proj: [sizes.kv] })),
  ),
});

/** Llama 3 8B as Meta publishes it. */
export const metaFile = ({ n, d, f, kv, vocab }: Sizes): Shapes =>
  weights({
    tok_embeddings: [vocab, d],
    ...each(n, 'layers', {
      attention_norm: [d],
      ...below('attention', { wq: [d, d], wk: [kv, d], wv: [kv, d], wo: [d, d] }),
      ffn_norm: [d],
      ...below('feed_forward', { w1: [f, d], w2: [d, f], w3: [f, d] }),
    }),
    norm: [d],
    output: [vocab, d],
  });

/** The linear parts of a block of BERT or ViT, with those of its attention below `attention`. */
const encoderBlock = ({ d, f }: Sizes, attention: string): Shapes =>
  linear({
    ...below(attention, { query: [d, d], key: [d, d], value: [d, d] }),
    'attention.output.dense': [d, d],
    'intermediate.dense': [f, d],
    'output.dense': [d, f],
  });

/** google-bert/bert-base-uncased without its heads. Its file says gamma and beta. */
export const bertFile = (sizes: Sizes): Shapes => {
  const { n, d, vocab } = sizes;
  const layerNorm = { 'LayerNorm.gamma': [d], 'LayerNorm.beta': [d] };
  const embeddings = { word_embeddings: [vocab, d], position_embeddings: [512, d], token_type_embeddings: [2, d] };
  return below('bert', {
    ...below('embeddings', { ...weights(embeddings), ...layerNorm }),
    ...each(n, 'encoder.layer', {
      ...encoderBlock(sizes, 'attention.self'),
      ...below('attention.output', layerNorm),
      ...below('output', layerNorm),
    }),
    ...linear({ 'pooler.dense': [d, d] }),
  });
};

/** google/vit-base-patch16-224 */
export const vitFile = (sizes: Sizes): Shapes => {
  const { n, d } = sizes;
  return {
    ...below('vit', {
      'embeddings.cls_token': [1, 1, d],
      'embeddings.position_embeddings': [1, 197, d],
      ...linear({ 'embeddings.patch_embeddings.projection': [d, 3, 16, 16], layernorm: [d] }),
      ...each(n, 'encoder.layer', {
        ...encoderBlock(sizes, 'attention.attention'),
        ...linear({ layernorm_before: [d], layernorm_after: [d] }),
      }),
    }),
    ...linear({ classifier: [1000, d] }),
  };
};

/** mistralai/Mixtral-8x7B-v0.1 */
export const mixtralFile = (sizes: Sizes): Shapes => {
  const { d, f, experts } = sizes;
  const moe = { gate: [experts, d], ...each(experts, 'experts', { w1: [f, d], w2: [d, f], w3: [f, d] }) };
  return decoder(sizes, weights({ ...below('self_attn', projections(sizes)), ...below('block_sparse_moe', moe) }));
};

/** openai/gpt-oss-20b with 16-bit experts. */
export const gptOssFile = (sizes: Sizes): Shapes => {
  const { d, f, heads, experts } = sizes;
  return decoder(sizes, {
    ...linear({ ...below('self_attn', projections(sizes)), 'mlp.router': [experts, d] }),
    'self_attn.sinks': [heads],
    ...below('mlp.experts', {
      gate_up_proj: [experts, d, 2 * f],
      gate_up_proj_bias: [experts, 2 * f],
      down_proj: [experts, f, d],
      down_proj_bias: [experts, d],
    }),
  });
};
