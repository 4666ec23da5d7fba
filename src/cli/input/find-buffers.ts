import type { Dtype } from '../../checkpoint/dtype/dtype.ts';
import type { TensorInfo } from '../../checkpoint/header/header.ts';

/**
 * Finds the tensors that are not parameters, with the reason: tensors that an optimiser would never change. It looks at
 * the dtype and at the names that libraries give to buffers. If a name alone is not enough (`attn.bias`), it looks at
 * the shape and the neighbouring tensors too. Quantised weights (U8, I8, F8 …) and their scales are parameters.
 *
 * The names come from PyTorch (`_BatchNorm.register_buffer`), Keras and flax (batch statistics), transformers (GPT-2,
 * GPT-J, GPT-NeoX, BERT, rotary embeddings, Swin), nanoGPT and latent diffusion.
 */
export function buffersOf(tensors: ReadonlyMap<string, TensorInfo>): ReadonlyMap<string, string> {
  const buffers = new Map<string, string>();
  for (const [name, info] of tensors) {
    const why = BUFFER_DTYPES.has(info.dtype) ? `${info.dtype} elements` : bufferReasonOf(name, info, tensors);
    if (why !== undefined) buffers.set(name, why);
  }
  return buffers;
}

/** Dtypes of indices, counters and flags. Other integer dtypes hold quantised weights. */
const BUFFER_DTYPES: ReadonlySet<Dtype> = new Set(['I64', 'I32', 'BOOL'] as const);

/** Last segments of names that identify a buffer without further checks. */
const BUFFER_NAMES = new Map(
  Object.entries({
    'running statistics': ['running_mean', 'running_var', 'moving_mean', 'moving_variance'],
    'a counter of batches': ['num_batches_tracked'],
    positions: ['position_ids', 'relative_position_index', 'relative_coords_table'],
    'rotary frequencies': ['inv_freq', 'original_inv_freq', 'freqs_cis', 'cos_cached', 'sin_cached'],
    'a mask': ['attn_mask', 'causal_mask', 'attention_mask'],
    'noise schedule': [
      'alphas_cumprod',
      'alphas_cumprod_prev',
      'sqrt_alphas_cumprod',
      'sqrt_one_minus_alphas_cumprod',
      'log_one_minus_alphas_cumprod',
      'sqrt_recip_alphas_cumprod',
      'sqrt_recipm1_alphas_cumprod',
      'posterior_variance',
      'posterior_log_variance_clipped',
      'posterior_mean_coef1',
      'posterior_mean_coef2',
    ],
  }).flatMap(([why, names]) => names.map((name) => [name, why] as const)),
);

function bufferReasonOf(name: string, info: TensorInfo, tensors: ReadonlyMap<string, TensorInfo>): string | undefined {
  const parts = name.split(/[./]/);
  const last = (parts.pop() as string).replace(/:0$/, ''); // TensorFlow appends an output number
  const parent = parts.at(-1) ?? '';
  const known = BUFFER_NAMES.get(last);
  if (known !== undefined) return known;
  if (parts.includes('batch_stats')) return 'running statistics';
  // Latent diffusion registers `betas` beside the schedule computed from them, and `decay` beside the count of updates.
  const beside = (other: string): boolean => tensors.has(name.slice(0, name.length - last.length) + other);
  if (last === 'betas' && beside('alphas_cumprod')) return 'noise schedule';
  if (last === 'decay' && info.shape.length === 0 && beside('num_updates')) return 'the decay of a running average';
  if (last === 'freqs' && parent === 'rope') return 'rotary frequencies'; // Meta's Llama; other models learn `freqs`
  if (last === 'masked_bias' && info.shape.every((dim) => dim === 1)) return 'the value of masked scores';
  if ((last === 'mask' || last === 'tril' || last === 'triu') && isMaskShape(info, 2)) return 'a mask';
  // The bias of a layer has one dimension and lies beside its weight. A learnt bias of scores has one dimension per
  // head.
  if (
    last === 'bias' &&
    /att/i.test(parent) &&
    isMaskShape(info, 3) &&
    !tensors.has(name.replace(/bias(?::0)?$/, 'weight'))
  )
    return 'a causal mask';
  return undefined;
}

/** Whether the last two dimensions are equal and at least 2, and all others are 1. */
function isMaskShape({ shape }: TensorInfo, fewest: number): boolean {
  const [rows, columns] = shape.slice(-2);
  return (
    shape.length >= fewest && rows === columns && (rows as number) >= 2 && shape.slice(0, -2).every((dim) => dim === 1)
  );
}
