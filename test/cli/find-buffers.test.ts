import { expect, test } from 'vitest';
import type { Dtype } from '../../src/checkpoint/dtype/dtype.ts';
import { buffersOf } from '../../src/cli/input/find-buffers.ts';
import { readHeaderList } from '../../src/cli/input/header-list.ts';

/** The reason for each tensor that counts as a buffer. */
const reasonsOf = (
  ...tensors: (readonly [name: string, shape: readonly number[], dtype?: Dtype])[]
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    buffersOf(new Map(tensors.map(([name, shape, dtype = 'F32']) => [name, { dtype, shape, start: 0, end: 0 }]))),
  );

test('indices, counters and flags are buffers, quantised weights and their scales are parameters', () => {
  expect(reasonsOf(['a', [2], 'I64'], ['b', [2], 'I32'], ['c', [], 'BOOL'])).toEqual({
    a: 'I64 elements',
    b: 'I32 elements',
    c: 'BOOL elements',
  });
  expect(
    reasonsOf(
      ['a', [2], 'U8'],
      ['b', [2], 'I8'],
      ['c', [2], 'F8_E4M3'],
      ['c.scale', [1]],
      ['d', [2], 'F8_E8M0'],
      ['e', [2], 'U32'],
      ['f', [2], 'F4'],
    ),
  ).toEqual({});
});
test('statistics of batch normalisation in PyTorch, Keras and flax are buffers', () => {
  const found = reasonsOf(
    ['bn.running_mean', [8]],
    ['bn.running_var', [8]],
    ['bn.num_batches_tracked', [], 'F32'],
    ['bn.weight', [8]],
    ['bn/moving_mean:0', [8]],
    ['batch_stats.bn.mean', [8]],
    ['params.bn.mean', [8]],
  );
  expect(Object.keys(found)).toEqual([
    'bn.running_mean',
    'bn.running_var',
    'bn.num_batches_tracked',
    'bn/moving_mean:0',
    'batch_stats.bn.mean',
  ]);
});
test('causal masks are recognised by shape, and biases of the same name stay parameters', () => {
  expect(
    reasonsOf(['h.0.attn.bias', [1, 1, 16, 16]], ['h.0.attn.masked_bias', []], ['h.0.attn.c_attn.bias', [24]]),
  ).toEqual({ 'h.0.attn.bias': 'a causal mask', 'h.0.attn.masked_bias': 'the value of masked scores' });
  expect(
    reasonsOf(
      ['layers.0.attention.bias', [1, 1, 16, 16], 'U8'],
      ['blocks.0.sa.heads.1.tril', [8, 8]],
      ['attn.mask', [1, 1, 4, 4]],
    ),
  ).toEqual({
    'layers.0.attention.bias': 'a causal mask',
    'blocks.0.sa.heads.1.tril': 'a mask',
    'attn.mask': 'a mask',
  });
  expect(
    reasonsOf(
      ['attn.bias', [16]],
      ['attn.relative.bias', [1, 1, 16, 16]],
      ['b.attn.bias', [1, 12, 16, 16]],
      ['c.attn.bias', [1, 1, 16, 8]],
      ['d.attn.bias', [16, 16]],
      ['e.attn.bias', [1, 1, 4, 4]],
      ['e.attn.weight', [4]],
      ['conv.bias', [1, 1, 4, 4]],
      ['bias', [1, 1, 4, 4]],
      ['mask', [8, 4]],
      ['mask_token', [1, 1, 8]],
      ['masked_bias', [8]],
      ['freqs', [8]],
      ['embeddings.position_embeddings.weight', [4, 4]],
    ),
  ).toEqual({});
});
test('positions, rotary frequencies and noise schedules are buffers', () => {
  expect(
    reasonsOf(
      ['embeddings.position_ids', [1, 512], 'F32'],
      ['rotary_emb.inv_freq', [32]],
      ['rope.freqs', [64]],
      ['alphas_cumprod', [1000]],
    ),
  ).toEqual({
    'embeddings.position_ids': 'positions',
    'rotary_emb.inv_freq': 'rotary frequencies',
    'rope.freqs': 'rotary frequencies',
    alphas_cumprod: 'noise schedule',
  });
});
test('betas and a decay are buffers only beside the tensors that identify them', () => {
  expect(
    reasonsOf(
      ['betas', [1000]],
      ['alphas_cumprod', [1000]],
      ['model_ema.decay', []],
      ['model_ema.num_updates', [], 'I32'],
    ),
  ).toMatchObject({ betas: 'noise schedule', 'model_ema.decay': 'the decay of a running average' });
  expect(
    reasonsOf(['betas', [1000]], ['att.decay', []], ['x.num_updates', []], ['y.betas', [2]], ['x.alphas_cumprod', [2]]),
  ).toEqual({ 'x.alphas_cumprod': 'noise schedule' });
});
test.each([
  ['gpt2-hub-160', 12],
  ['gpt2-transformers-148', 0],
  ['bert-base-uncased-BertModel-199', 0],
  ['llama-3-8b-291', 0],
  ['whisper-tiny-167', 0],
  ['resnet18-torchvision-122', 60],
])('%s has %i buffers', async (name, count) => {
  const { tensors } = await readHeaderList(`test/fixtures/shapes/${name}.json`);
  expect(buffersOf(tensors).size).toBe(count);
});
