// The names and the arrangement of GPT-2 on the hub: matrices as [in, out], and q, k and v in one.
import { mapping } from 'paramlayout/checkpoint';
import { fused, model } from './model.ts';

const block = 'transformer.h.{i}';
const others = [
  ['transformer.{name}.weight', '{name}'], // wte and wpe
  [`${block}.attn.c_proj.weight`, { transpose: 'h.{i}.o.weight' }],
  [`${block}.attn.c_proj.bias`, 'h.{i}.o.bias'],
  [`${block}.mlp.c_fc.weight`, { transpose: 'h.{i}.up.weight' }],
  [`${block}.mlp.c_fc.bias`, 'h.{i}.up.bias'],
  [`${block}.mlp.c_proj.weight`, { transpose: 'h.{i}.down.weight' }],
  [`${block}.mlp.c_proj.bias`, 'h.{i}.down.bias'],
] as const;

/** For the model with three matrices: `load` splits, `save` fuses. */
export const hub = mapping(model, [
  [`${block}.attn.c_attn.weight`, { transpose: { concat: ['h.{i}.q.weight', 'h.{i}.k.weight', 'h.{i}.v.weight'] } }],
  [`${block}.attn.c_attn.bias`, { concat: ['h.{i}.q.bias', 'h.{i}.k.bias', 'h.{i}.v.bias'] }],
  ...others,
]);

/** For the model with one matrix: the same file, and nothing to split. */
export const hubFused = mapping(fused, [
  [`${block}.attn.c_attn.weight`, { transpose: 'h.{i}.qkv.weight' }],
  [`${block}.attn.c_attn.bias`, 'h.{i}.qkv.bias'],
  ...others,
]);
