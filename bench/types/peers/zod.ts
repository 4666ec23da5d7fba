import { z } from 'zod';

const leaf = z.instanceof(Float32Array);
const linear = z.object({ weight: leaf, bias: leaf });
const block = z.object({
  ln_1: linear,
  attn: z.object({ c_attn: linear, c_proj: linear }),
  ln_2: linear,
  mlp: z.object({ c_fc: linear, c_proj: linear }),
});
const gpt2 = z.object({
  wte: z.object({ weight: leaf }),
  wpe: z.object({ weight: leaf }),
  h: z.tuple([block, block, block, block, block, block, block, block, block, block, block, block]),
  ln_f: linear,
  lm_head: z.object({ weight: leaf }),
});
const p = gpt2.parse({});
const weight: Float32Array = p.h[3].attn.c_attn.weight;
// @ts-expect-error
const notWeight: Float64Array = p.h[3].attn.c_attn.weight;
export const used = [weight, notWeight];
