import * as d from 'typegpu/data';

const vector = (n: number) => d.arrayOf(d.f32, n);
const matrix = (rows: number, columns: number) => d.arrayOf(d.arrayOf(d.f32, columns), rows);
const norm = d.struct({ weight: vector(768), bias: vector(768) });
const Block = d.struct({
  ln_1: norm,
  attn: d.struct({
    c_attn: d.struct({ weight: matrix(768, 2304), bias: vector(2304) }),
    c_proj: d.struct({ weight: matrix(768, 768), bias: vector(768) }),
  }),
  ln_2: norm,
  mlp: d.struct({
    c_fc: d.struct({ weight: matrix(768, 3072), bias: vector(3072) }),
    c_proj: d.struct({ weight: matrix(3072, 768), bias: vector(768) }),
  }),
});
const Gpt2 = d.struct({
  wte: d.struct({ weight: matrix(50257, 768) }),
  wpe: d.struct({ weight: matrix(1024, 768) }),
  h: d.arrayOf(Block, 12),
  ln_f: norm,
});
declare const p: d.Infer<typeof Gpt2>;
const weight: number[][] = p.h[3]!.attn.c_attn.weight;
// @ts-expect-error
const notWeight: string[][] = p.h[3]!.attn.c_attn.weight;
export const used = [weight, notWeight];
