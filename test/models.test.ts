// Tensor lists of real models made into schemas: the runtime, two compilers and the naive reference must agree on every path.
// Needs the built package: `npm run build`.
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { type Lists, schemaOf } from '../bench/models/schema.mjs';
import { moduleOf } from '../bench/models/source.mjs';
import { COMPILERS, type Compiler } from './agree/compilers.ts';
import { sketchOf } from './agree/data.ts';
import { judged } from './agree/exclusions.ts';
import { againstCompiler, againstNaive, reported } from './agree/judge.ts';
import { IS, is, placed } from './agree/literals.ts';
import { naive } from './agree/naive.ts';
import { Installed } from './agree/package.ts';
import { Program } from './agree/program.ts';
import { run, type Untyped } from './agree/runtime.ts';

const installed = new Installed();
afterAll(() => installed.remove());

interface List {
  readonly total: number;
  readonly tensors: readonly (readonly [name: string, shape: readonly number[]])[];
  readonly ties: readonly (readonly [name: string, target: string])[];
}
const files = ['gpt2-transformers-148', 'gpt2-hub-160', 'bert-base-uncased-BertModel-199', 'llama-3-8b-291', 'resnet18-torchvision-122', 'whisper-tiny-167'];
const models: readonly (readonly [string, List])[] = [...files.map((file) => [file, read(file)] as const), ['a mixture of experts', experts()]];

describe.each(models)('%s', (name, { total, tensors, ties }) => {
  it.each(['repeat', 'tuple', 'struct'] as const)('has every tensor where it belongs, with lists as %s', async (lists) => {
    const { schema, refused } = schemaOf(tensors, { lists, ties });
    expect(refused).toEqual([]);
    const text = moduleOf(schema, { share: lists === 'repeat' });
    const model = await layoutOf(text);
    const runtime = await installed.runtime();
    expect(model.fingerprint).toBe(runtime.layout(schema as never).fingerprint); // the data is of no one type
    expect(model.length).toBe(total);
    expect(new Set(model.slots.map(({ path }) => path))).toEqual(new Set([...tensors, ...ties].map(([path]) => path)));

    const reference = naive(sketchOf(schema), { places: 10_000, listed: Infinity });
    const file = `${name.replaceAll(/\W/g, '-')}-${lists}`;
    installed.write(`${file}.ts`, text);
    const program = new Program(`${file}-paths`, [`import { model as m } from './${file}.js';`, "import type { ViewOf } from 'paramlayout';", ...IS, 'type V = ViewOf<typeof m>;'], 500);
    program.group('the whole', [is('length', 'typeof m.length', `${model.length}`)]);
    for (const path of reference.places.keys()) program.group(path, placed(model, reference, path, 0));
    const found = await Promise.all((Object.keys(COMPILERS) as Compiler[]).map((compiler) => againstCompiler(compiler, installed, program)));
    expect(reported(judged([...againstNaive(name, model, reference), ...found.flat()]).left)).toBe('');
  }, 300_000);

  it('is the same memory folded and written out', async () => {
    const [folded, written] = await Promise.all((['repeat', 'tuple'] satisfies Lists[]).map((lists) => layoutOf(moduleOf(schemaOf(tensors, { lists, ties }).schema))));
    expect(written?.fingerprint).toBe(folded?.fingerprint);
  });
});

/** What the compiler judges is what runs. */
async function layoutOf(text: string): Promise<Untyped> {
  const body = text.replace(/^import .*\n/, '').replace('export const model =', 'return');
  return run(await installed.runtime(), `(() => { ${body} })()`) as Untyped;
}

function read(file: string): List {
  const { total_params, tensors, tied } = JSON.parse(readFileSync(new URL(`fixtures/shapes/${file}.json`, import.meta.url), 'utf8')) as {
    readonly total_params: number;
    readonly tensors: Readonly<Record<string, { readonly shape: readonly number[] }>>;
    readonly tied?: Readonly<Record<string, string>>;
  };
  return {
    total: total_params,
    tensors: Object.entries(tensors).map(([name, { shape }]) => [name, shape]),
    ties: Object.entries(tied ?? {}).map(([name, owner]) => [name, owner.split(' ')[0] as string]), // "wte.weight (absent from file)"
  };
}

/** A made-up list: 48 layers, of which every fourth is dense and the others have 16 experts. */
function experts(): List {
  const linear = (name: string, rows: number, columns: number) => [`${name}.weight`, [rows, columns]] as const;
  const mlp = (name: string, inner: number) => [linear(`${name}.gate_proj`, inner, 2048), linear(`${name}.up_proj`, inner, 2048), linear(`${name}.down_proj`, 2048, inner)];
  const layers = Array.from({ length: 48 }, (_, i) => {
    const at = `model.layers.${i}`;
    const attention = ['q', 'k', 'v', 'o'].map((each) => linear(`${at}.self_attn.${each}_proj`, 2048, 2048));
    const norms = ['input_layernorm', 'post_attention_layernorm'].map((each) => [`${at}.${each}.weight`, [2048]] as const);
    const dense = i % 4 === 0 ? mlp(`${at}.mlp`, 5632) : [linear(`${at}.mlp.gate`, 16, 2048), ...Array.from({ length: 16 }, (_each, n) => mlp(`${at}.mlp.experts.${n}`, 1408)).flat()];
    return [...attention, ...norms, ...dense];
  });
  const tensors = [linear('model.embed_tokens', 151936, 2048), ...layers.flat(), ['model.norm.weight', [2048]] as const];
  const total = tensors.reduce((sum, [, shape]) => sum + shape.reduce((n, dim) => n * dim, 1), 0);
  return { total, tensors, ties: [['lm_head.weight', 'model.embed_tokens.weight']] };
}
