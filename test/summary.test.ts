// The table as it is printed: a reader of this file sees what a user sees.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layout, repeat, scope, tied } from '../src/index.ts';
import { untyped, withTies } from './schemas.ts';

const norm = (d: number) => ({ weight: [d], bias: [d] });
const dense = (i: number, o: number) => ({ weight: [o, i], bias: [o] });
const block = (d: number) => ({
  ln_1: norm(d),
  attn: { c_attn: { weight: [d, 3 * d], bias: [3 * d] }, c_proj: { weight: [d, d], bias: [d] } },
  ln_2: norm(d),
  mlp: { c_fc: { weight: [d, 4 * d], bias: [4 * d] }, c_proj: { weight: [4 * d, d], bias: [d] } },
});
const summary = (schema: unknown): string => `\n${untyped(schema).summary()}\n`;

describe('summary', () => {
  const gpt2 = {
    wte: { weight: [50257, 768] },
    wpe: { weight: [1024, 768] },
    ln_f: norm(768),
    lm_head: { weight: tied('wte.weight') },
  };

  it('the summary of GPT-2 folds blocks and shows shapes, counts, the tied head and bytes', () => {
    const printed = `
parameter                     shape                count
--------------------------------------------------------
h.{0..11}.attn.c_attn.bias    [2304]              27,648
h.{0..11}.attn.c_attn.weight  [768, 2304]     21,233,664
h.{0..11}.attn.c_proj.bias    [768]                9,216
h.{0..11}.attn.c_proj.weight  [768, 768]       7,077,888
h.{0..11}.ln_1.bias           [768]                9,216
h.{0..11}.ln_1.weight         [768]                9,216
h.{0..11}.ln_2.bias           [768]                9,216
h.{0..11}.ln_2.weight         [768]                9,216
h.{0..11}.mlp.c_fc.bias       [3072]              36,864
h.{0..11}.mlp.c_fc.weight     [768, 3072]     28,311,552
h.{0..11}.mlp.c_proj.bias     [768]                9,216
h.{0..11}.mlp.c_proj.weight   [3072, 768]     28,311,552
lm_head.weight                [50257, 768]  = wte.weight
ln_f.bias                     [768]                  768
ln_f.weight                   [768]                  768
wpe.weight                    [1024, 768]        786,432
wte.weight                    [50257, 768]    38,597,376
--------------------------------------------------------
124,439,808 parameters, 497,759,232 bytes as F32
38,597,376 more through ties, which own no memory
`;
    expect(summary({ ...gpt2, h: repeat(12, block(768)) })).toBe(printed);
    expect(summary({ ...gpt2, h: Array.from({ length: 12 }, () => block(768)) })).toBe(printed);
  });

  it('the summary shows layouts of one leaf, one scalar and nothing', () => {
    expect(summary([3, 4])).toBe(`
parameter           shape   count
---------------------------------
(the whole layout)  [3, 4]     12
---------------------------------
12 parameters, 48 bytes as F32
`);
    expect(summary([])).toContain('\n1 parameter, 4 bytes as F32\n');
    expect(summary({ none: repeat(0, [2]), empty: {} })).toBe(`
parameter  shape  count
-----------------------
-----------------------
0 parameters, 0 bytes as F32
`);
  });

  it('the summary shows repeats in repeats, repeats of scalars and repeats of one block', () => {
    expect(
      summary({
        stages: repeat(3, { down: repeat(2, { w: [4], s: [] }), skip: tied('base') }),
        base: { w: [2, 3] },
        one: repeat(1, [2]),
      }),
    ).toBe(`
parameter                    shape    count
-------------------------------------------
base.w                       [2, 3]       6
one.0                        [2]          2
stages.{0..2}.down.{0..1}.s  []           6
stages.{0..2}.down.{0..1}.w  [4]         24
stages.{0..2}.skip                   = base
-------------------------------------------
38 parameters, 152 bytes as F32
18 more through ties, which own no memory
`);
  });

  it('the summary folds equal neighbours in a tuple', () => {
    expect(summary({ layers: [dense(4, 8), dense(8, 8), dense(8, 8), dense(8, 8), dense(8, 2)] })).toBe(`
parameter             shape   count
-----------------------------------
layers.0.bias         [8]         8
layers.0.weight       [8, 4]     32
layers.{1..3}.bias    [8]        24
layers.{1..3}.weight  [8, 8]    192
layers.4.bias         [2]         2
layers.4.weight       [2, 8]     16
-----------------------------------
274 parameters, 1,096 bytes as F32
`);
  });

  it('the summary names the owner of a tie in the same block or in another one', () => {
    expect(
      summary({
        h: repeat(4, scope({ a: [3, 2], b: tied('a', { transpose: true }) })),
        g: [tied('h.0'), tied('h.1'), tied('h.1')],
        x: repeat(3, tied('h.2.a')),
      }),
    ).toBe(`
parameter   shape                     count
-------------------------------------------
g.0                                   = h.0
g.{1..2}                              = h.1
h.{0..3}.a  [3, 2]                       24
h.{0..3}.b  [2, 3]  = h.{0..3}.a transposed
x.{0..2}    [3, 2]                  = h.2.a
-------------------------------------------
24 parameters, 96 bytes as F32
60 more through ties, which own no memory
`);
  });

  it('the counts of any summary add up to the length of the layout', { timeout: 60_000 }, () => {
    expect(layout({ a: [2, 3] }).summary()).toContain('6 parameters, 24 bytes as F32');
    fc.assert(
      fc.property(withTies, (schema) => {
        const model = untyped(schema);
        const counts = Array.from(model.summary().matchAll(/ ([\d,]+)$/gm), ([, count]) =>
          Number((count as string).replaceAll(',', '')),
        );
        expect(counts.reduce((a, b) => a + b, 0)).toBe(model.length);
      }),
    );
  });
});
