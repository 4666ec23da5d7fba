interface Norm {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}
interface Linear {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}
interface Block {
  readonly ln_1: Norm;
  readonly attn: { readonly c_attn: Linear; readonly c_proj: Linear };
  readonly ln_2: Norm;
  readonly mlp: { readonly c_fc: Linear; readonly c_proj: Linear };
}
interface Gpt2 {
  readonly wte: { readonly weight: Float32Array };
  readonly wpe: { readonly weight: Float32Array };
  readonly h: readonly [Block, Block, Block, Block, Block, Block, Block, Block, Block, Block, Block, Block];
  readonly ln_f: Norm;
  readonly lm_head: { readonly weight: Float32Array };
}
declare const p: Gpt2;
const weight: Float32Array = p.h[3].attn.c_attn.weight;
// @ts-expect-error
const notWeight: Float64Array = p.h[3].attn.c_attn.weight;
export const used = [weight, notWeight];
