// Mappings of models that many people use, checked against the list of all tensors of the model at its full size, and
// with numbers at a small one. The lists of GPT-2, BERT and Llama 3 are those of test/fixtures/shapes. Of the other
// models the number of parameters is known that their publishers report.
import { describe, expect, it } from 'vitest';
import { inverse } from '../../src/checkpoint/index.ts';
import { fitCheckerOf } from '../../src/checkpoint/fit/fit.ts';
import { acceptedDtypesOf } from '../../src/checkpoint/load/options.ts';
import type { AnyMapping } from '../../src/checkpoint/index.ts';
import type { AnyLayout } from '../../src/index.ts';
import { readList } from '../models/lists.ts';
import {
  bertFile,
  gpt2File,
  gptOssFile,
  llamaFile,
  metaFile,
  mixtralFile,
  qwenFile,
  type Shapes,
  vitFile,
} from './model-files.ts';
import { bert, gpt2, gptOss, llama, metaLlama, mixtral, qwen, type Recipe, type Sizes, vit } from './model-recipes.ts';
import { counted, nested, openLayout, openLoad, openSerialize, tensorsOf } from './open.ts';

const base = { n: 12, d: 768, f: 3072, q: 768, kv: 768, vocab: 50257, heads: 12, experts: 1 };
const llama3 = { n: 32, d: 4096, f: 14336, q: 4096, kv: 1024, vocab: 128256, heads: 32, experts: 1 };
const small = { n: 2, d: 8, f: 6, q: 8, kv: 4, vocab: 5, heads: 2, experts: 3 };

/** Reads one element of a tensor of the file, which counts its elements from the first of all tensors. */
type At = (name: string, ...indices: readonly number[]) => number;
interface ModelCase {
  readonly title: string;
  readonly sizes: Sizes;
  readonly recipe: (sizes: Sizes) => Recipe;
  readonly file: (sizes: Sizes) => Shapes;
  readonly ignore?: readonly string[];
  /** A list of this model that we did not make, or else the number of its tensors and of its parameters. */
  readonly known: string | { readonly tensors: number; readonly parameters: number };
  readonly renamed?: (name: string) => string;
  /** Some elements of leaves, and where in the file they are. */
  readonly elements: (
    at: At,
  ) => Readonly<Record<string, readonly (readonly [indices: readonly number[], expected: number])[]>>;
}

const models: readonly ModelCase[] = [
  {
    title: 'GPT-2',
    sizes: base,
    recipe: gpt2,
    file: gpt2File,
    ignore: ['h.*.attn.bias'],
    known: 'gpt2-hub-160',
    elements: (at) => ({
      'h.1.q.weight': [[[3, 2], at('h.1.attn.c_attn.weight', 2, 3)]],
      'h.1.k.weight': [[[3, 2], at('h.1.attn.c_attn.weight', 2, 8 + 3)]],
      'h.1.v.bias': [[[3], at('h.1.attn.c_attn.bias', 16 + 3)]],
      'h.0.down.weight': [[[7, 5], at('h.0.mlp.c_proj.weight', 5, 7)]],
    }),
  },
  {
    title: 'Llama 3',
    sizes: llama3,
    recipe: llama,
    file: llamaFile,
    known: 'llama-3-8b-291',
    elements: (at) => ({
      'h.1.qkv': [
        [[7, 1], at('model.layers.1.self_attn.q_proj.weight', 7, 1)],
        [[8, 1], at('model.layers.1.self_attn.k_proj.weight', 0, 1)],
        [[12, 1], at('model.layers.1.self_attn.v_proj.weight', 0, 1)],
      ],
      'h.0.gate_up': [[[6, 2], at('model.layers.0.mlp.up_proj.weight', 0, 2)]],
    }),
  },
  {
    title: 'Mistral 7B',
    sizes: { ...llama3, vocab: 32000 },
    recipe: llama,
    file: llamaFile,
    known: { tensors: 291, parameters: 7_241_732_096 },
    elements: (at) => ({ head: [[[4, 7], at('lm_head.weight', 4, 7)]] }),
  },
  {
    title: 'Qwen 2 7B',
    sizes: { n: 28, d: 3584, f: 18944, q: 3584, kv: 512, vocab: 152064, heads: 28, experts: 1 },
    recipe: qwen,
    file: qwenFile,
    known: { tensors: 339, parameters: 7_615_616_512 },
    elements: (at) => ({
      'model.layers.1.self_attn.qkv_proj.bias': [
        [[7], at('model.layers.1.self_attn.q_proj.bias', 7)],
        [[8], at('model.layers.1.self_attn.k_proj.bias', 0)],
        [[15], at('model.layers.1.self_attn.v_proj.bias', 3)],
      ],
    }),
  },
  {
    title: "Llama 3 with Meta's names",
    sizes: llama3,
    recipe: metaLlama,
    file: metaFile,
    known: { tensors: 291, parameters: 8_030_261_248 },
    // A head has four rows, which the file holds in the order 0, 2, 1, 3.
    elements: (at) => ({
      'h.1.q': [
        [[2, 3], at('layers.1.attention.wq.weight', 1, 3)],
        [[5, 3], at('layers.1.attention.wq.weight', 6, 3)],
      ],
      'h.1.k': [[[1, 3], at('layers.1.attention.wk.weight', 2, 3)]],
      'h.1.v': [[[1, 3], at('layers.1.attention.wv.weight', 1, 3)]],
      'h.1.w3': [[[5, 3], at('layers.1.feed_forward.w3.weight', 5, 3)]],
    }),
  },
  {
    title: 'BERT',
    sizes: { ...base, vocab: 30522 },
    recipe: bert,
    file: bertFile,
    known: 'bert-base-uncased-BertModel-199',
    renamed: (name) =>
      `bert.${name}`.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'),
    elements: (at) => ({
      'encoder.layer.1.output.LayerNorm.bias': [[[5], at('bert.encoder.layer.1.output.LayerNorm.beta', 5)]],
      'embeddings.LayerNorm.weight': [[[5], at('bert.embeddings.LayerNorm.gamma', 5)]],
    }),
  },
  {
    title: 'ViT',
    sizes: base,
    recipe: vit,
    file: vitFile,
    known: { tensors: 200, parameters: 86_567_656 },
    elements: (at) => ({
      'vit.embeddings.cls_token': [[[5], at('vit.embeddings.cls_token', 0, 0, 5)]],
      'vit.embeddings.patches.weight': [
        [[3, 256 + 2 * 16 + 7], at('vit.embeddings.patch_embeddings.projection.weight', 3, 1, 2, 7)],
      ],
    }),
  },
  {
    title: 'Mixtral 8x7B',
    sizes: { ...llama3, vocab: 32000, experts: 8 },
    recipe: mixtral,
    file: mixtralFile,
    known: { tensors: 995, parameters: 46_702_792_704 },
    elements: (at) => ({
      'model.layers.1.experts.gate_up': [
        [[2, 5, 7], at('model.layers.1.block_sparse_moe.experts.2.w1.weight', 5, 7)],
        [[2, 6, 7], at('model.layers.1.block_sparse_moe.experts.2.w3.weight', 0, 7)],
      ],
      'model.layers.0.experts.down': [[[1, 7, 5], at('model.layers.0.block_sparse_moe.experts.1.w2.weight', 7, 5)]],
    }),
  },
  {
    title: 'gpt-oss 20B',
    sizes: { n: 24, d: 2880, f: 2880, q: 4096, kv: 512, vocab: 201088, heads: 64, experts: 32 },
    recipe: gptOss,
    file: gptOssFile,
    known: { tensors: 411, parameters: 20_914_757_184 },
    elements: (at) => ({
      'model.layers.1.mlp.experts.2.gate.weight': [[[5, 3], at('model.layers.1.mlp.experts.gate_up_proj', 2, 3, 10)]],
      'model.layers.1.mlp.experts.2.up.weight': [[[5, 3], at('model.layers.1.mlp.experts.gate_up_proj', 2, 3, 11)]],
      'model.layers.1.mlp.experts.2.up.bias': [[[0], at('model.layers.1.mlp.experts.gate_up_proj_bias', 2, 1)]],
      'model.layers.0.mlp.experts.0.down.weight': [[[7, 5], at('model.layers.0.mlp.experts.down_proj', 0, 5, 7)]],
    }),
  },
];

const indexIn = (shape: readonly number[], indices: readonly number[]): number =>
  shape.reduce((index, size, axis) => index * size + (indices[axis] ?? NaN), 0);
const without = (shapes: Shapes, ignored: RegExp | undefined): Shapes =>
  Object.fromEntries(Object.entries(shapes).filter(([name]) => ignored?.test(name) !== true));
const ownersOf = ({ slots }: AnyLayout): Shapes =>
  Object.fromEntries(slots.flatMap(({ path, shape, tiedTo }) => (tiedTo === undefined ? [[path, shape]] : [])));

/** The issues of a file that holds tensors of the given shapes, without data. */
function issuesOf(
  model: AnyLayout,
  related: AnyMapping,
  shapes: Shapes,
  ignore: readonly string[],
): readonly unknown[] {
  const header = new Map(
    Object.entries(shapes).map(([name, shape]) => [name, { dtype: 'F32', shape, start: 0, end: 0 } as const]),
  );
  const { issues, warnings } = fitCheckerOf(
    model,
    { mapping: related, ignore },
    acceptedDtypesOf('Float32Array'),
  )(header);
  return [...issues, ...warnings];
}

describe.each(models)('$title', ({ sizes, recipe, file, ignore = [], known, renamed, elements }) => {
  const masks = ignore.length > 0 ? /\.attn\.bias$/ : undefined;

  it('our list of tensors is that of the model', () => {
    if (typeof known !== 'string') {
      const shapes = Object.values(file(sizes));
      const parameters = shapes.reduce((sum, shape) => sum + shape.reduce((product, size) => product * size, 1), 0);
      expect({ tensors: shapes.length, parameters }).toEqual(known);
      return;
    }
    const { tensors } = readList(new URL(`../fixtures/shapes/${known}.json`, import.meta.url));
    const theirs = Object.fromEntries(tensors.map(([name, shape]) => [renamed?.(name) ?? name, shape]));
    expect(file(sizes)).toEqual(theirs);
  });

  it('at full size the mapping uses every tensor of the file, and its inverse every leaf', () => {
    const { model, related } = recipe(sizes);
    const shapes = file(sizes);
    expect(related.rules.length).toBeLessThan(10);
    expect(issuesOf(model, related, shapes, ignore)).toEqual([]);
    const files = openLayout(nested(without(shapes, masks)));
    expect(files.length).toBe(model.length);
    expect(issuesOf(files, inverse(related), ownersOf(model), [])).toEqual([]);
  });

  it('at a small size each element comes where it belongs, and save writes the file again', async () => {
    const { model, related } = recipe(small);
    const shapes = without(file(small), masks);
    const files = openLayout(nested(shapes));
    const numbers = counted(files);
    const at: At = (name, ...indices) =>
      numbers[(files.slots.find(({ path }) => path === name)?.offset ?? NaN) + indexIn(shapes[name] ?? [], indices)] ??
      NaN;
    const bytes = openSerialize(files, numbers);
    const flat = await openLoad(model, bytes, { mapping: related });
    for (const [path, each] of Object.entries(elements(at))) {
      const slot = model.slots.find((one) => one.path === path);
      for (const [indices, expected] of each)
        expect([path, indices, flat[(slot?.offset ?? NaN) + indexIn(slot?.shape ?? [], indices)]]).toEqual([
          path,
          indices,
          expected,
        ]);
    }
    expect([...flat].sort((a, b) => a - b)).toEqual([...numbers]);
    const saved = openSerialize(model, Float32Array.from(flat), { mapping: related });
    expect(await tensorsOf(saved)).toEqual(await tensorsOf(bytes));
    const back = await openLoad(files, openSerialize(model, Float32Array.from(flat)), { mapping: inverse(related) });
    expect(back).toEqual([...numbers]);
  });
});
