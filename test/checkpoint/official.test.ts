import { describe, expect, it } from 'vitest';
import { CheckpointError, load, readHeader, serialize } from '../../src/checkpoint/index.ts';
import { layout, repeat, tied } from '../../src/index.ts';
import { bitsOf, generated, untyped } from './fixtures.ts';

const norm = { weight: [8] } as const;
const block = {
  input_layernorm: norm,
  post_attention_layernorm: norm,
  mlp: { down_proj: { weight: [8, 12] }, gate_proj: { weight: [12, 8] }, up_proj: { weight: [12, 8] } },
  self_attn: {
    k_proj: { weight: [4, 8] },
    o_proj: { weight: [8, 8] },
    q_proj: { weight: [8, 8] },
    v_proj: { weight: [4, 8] },
  },
} as const;
const llama = layout({
  model: { embed_tokens: { weight: [16, 8] }, layers: repeat(2, block), norm },
  lm_head: { weight: tied('model.embed_tokens.weight') },
});

describe('files of the official library', () => {
  it('serialize equals the official library byte for byte', async () => {
    const metadata = { format: 'pt' };
    const omitted = generated('tied-llama-head-missing');
    expect(serialize(llama, await load(llama, omitted), { metadata })).toEqual(omitted);
    const both = generated('tied-llama-both-equal');
    const untied = layout({
      model: { embed_tokens: { weight: [16, 8] }, layers: repeat(2, block), norm },
      lm_head: { weight: [16, 8] },
    });
    expect(serialize(untied, await load(untied, both), { metadata })).toEqual(both);
    const nan = generated('nan-inf');
    expect(serialize(layout({ x: [6] }), await load(layout({ x: [6] }), nan))).toEqual(nan);
    expect(serialize(layout({}), new Float32Array(0))).toEqual(generated('empty-file'));
  });

  it('readHeader returns metadata that can be written again', async () => {
    const bytes = generated('metadata-only');
    const { metadata } = await readHeader(bytes);
    expect(metadata?.get('note')).toBe('unicode ☃ 😀 "quotes" \\ back');
    expect(serialize(layout({}), new Float32Array(0), { metadata })).toEqual(bytes);
    const kept = generated('tied-llama-embed-missing-metadata');
    expect([...((await readHeader(kept)).metadata ?? [])]).toEqual([
      ['model.embed_tokens.weight', 'lm_head.weight'],
      ['format', 'pt'],
    ]);
  });

  it('load accepts the name of the owner, of the tie, or both', async () => {
    const flat = await load(llama, generated('tied-llama-head-missing'));
    expect(bitsOf(await load(llama, generated('tied-llama-embed-missing-metadata')))).toEqual(bitsOf(flat));
    expect(bitsOf(await load(llama, generated('tied-llama-both-equal')))).toEqual(bitsOf(flat));
  });

  it('load refuses tied tensors that differ, and a file that has neither', async () => {
    const into = llama.zeros().fill(7);
    const conflict = await load(llama, generated('tied-llama-both-CONFLICT'), { into }).catch(
      (error: unknown) => error,
    );
    expect(conflict).toBeInstanceOf(CheckpointError);
    expect((conflict as CheckpointError).tensor).toBe('lm_head.weight');
    expect((conflict as CheckpointError).message).toMatch(
      /^tensor 'lm_head.weight': it is tied to 'model.embed_tokens.weight', but differs from it at \[\d+,\d+\]: expected .+, found .+\(byte \d+ of the file\)$/,
    );
    const neither = await load(llama, generated('tied-llama-neither'), { into }).catch((error: unknown) => error);
    expect((neither as CheckpointError).message).toBe(
      "tensor 'model.embed_tokens.weight': the file does not fit the layout; it " +
        'lacks the tensor: expected F32 [16, 8], found nothing',
    );
    expect(into.every((x) => x === 7)).toBe(true);
  });

  it('load accepts names that break naive objects', async () => {
    const bytes = generated('js-hostile-names');
    const header = await readHeader(bytes);
    expect(header.size).toBe(20);
    expect(header.get('__proto__')).toEqual({ dtype: 'F32', shape: [2], start: 64, end: 72 });
    const names = [...header.keys()].filter((name) => /^[ -~]+$/.test(name) && !name.includes('.'));
    const model = untyped(Object.fromEntries(names.map((name) => [name, [2]])));
    const flat = Float32Array.from({ length: model.length }, (_, i) => i);
    expect(await load(model, serialize(model, flat))).toEqual(flat);
  });

  it('load accepts scalars, empty tensors and other dtypes', async () => {
    const header = await readHeader(generated('scalars-and-empties'));
    expect(
      Object.fromEntries(
        [...header].map(([name, { dtype, shape, end, start }]) => [name, [dtype, shape, end - start]]),
      ),
    ).toEqual({
      scalar_i64: ['I64', [], 8],
      empty_1d: ['F32', [0], 0],
      empty_2d: ['F32', [3, 0], 0],
      scalar_f32: ['F32', [], 4],
      vec: ['F32', [3], 12],
      empty_mid: ['F16', [2, 0, 4], 0],
      scalar_bool: ['BOOL', [], 1],
    });
  });
});
