// A layout exported from one project keeps its literals in another that sees only its .d.ts, whichever compiler wrote
// it.
//
// Needs the built package: `npm run build`.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Compiler, COMPILERS, runCompiler } from './agree/compilers.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const compilers = Object.keys(COMPILERS) as Compiler[];
const project = mkdtempSync(join(tmpdir(), 'declarations-'));
// As installed: declarations must name nothing but the package.
for (const part of ['dist', 'package.json'])
  cpSync(join(root, part), join(project, 'node_modules/paramlayout', part), { recursive: true });
for (const name of ['ndarray', '@types/ndarray'])
  cpSync(join(root, 'node_modules', name), join(project, 'node_modules', name), { recursive: true });
writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
afterAll(() => {
  rmSync(project, { recursive: true });
});

const library = `
import { asFlat, dim, layout, owners, part, repeat, tied } from 'paramlayout';
import type { FlatFloat32, FlatOf, Layout } from 'paramlayout';
function dense<const I extends number, const O extends number>(i: I, o: O) {
  return { weight: [o, i], bias: [o] } as const;
}
function block<const D extends number>(d: D) {
  return { up: { weight: [d, dim.mul(4, d)] }, down: dense(d, d) } as const;
}
export const model = layout({ wte: [50257, 768], h: repeat(12, block(768)), head: tied('wte') });
export const inner = layout({ w: [3, 4], t: tied('w', { transpose: true }) });
export const outer = layout({ enc: inner, alpha: [] });
export const { length } = { length: model.length };
export const flat: FlatOf<typeof model> = model.zeros();
export const adam = layout({ params: inner, m: inner });
export const state = adam.zeros();
export const params = part(adam, state, 'params');
export const shared = inner.zeros(Float64Array, { shared: true });
export const branded = asFlat(inner, params.map((x) => x));
export const leaves = [...inner.leaves(params), ...owners(inner, shared.buffer, 0, Float32Array)];
export const pick = (flat: FlatOf<typeof outer>) => outer.viewAt(flat, 'alpha', { scalar: 'window' });
export const packed = inner.pack({}, { fill: true, into: shared });
export function halved<S>(some: Layout<S>, flat: FlatFloat32<S>) { return asFlat(some, flat.map((x) => x / 2)); }
export const over = inner.view(new ArrayBuffer(48));
export const bytes = model.byteLength;
export const [fresh, double] = [model.zeros(), model.zeros(Float64Array)];
export const { w } = inner.view(inner.zeros()); // what a leaf is shown as must have a name in the package
`;
const consumer = `
import type { FlatOf, OffsetOf, ShapeOf } from 'paramlayout';
import { branded, bytes, double, flat, fresh, halved, inner, leaves, length, model, outer, over, packed, params, pick, shared, w } from './library.js';
const lengths: [73996032, 73996032, 73996032, 12, 13] = [model.length, length, flat.length, inner.length, outer.length];
const flats: [typeof flat, Float64Array, 73996032, 73996032] = [fresh, double, fresh.length, double.length];
const offset: OffsetOf<typeof model, 'h.3.up.weight'> = 9440256;
const shape: ShapeOf<typeof model, 'h.11.up.weight'> = [768, 3072];
const p = model.view(flat);
const bias: 768 = p.h[11].down.bias.length;
const columns: 4 = w.shape[1];
const buffers: [ArrayBuffer, SharedArrayBuffer, SharedArrayBuffer] = [over.w.buffer, shared.buffer, packed.buffer];
const one: 1 = pick(outer.zeros()).length;
const total: 295984128 = bytes;
const parts: [12, 12, FlatOf<typeof inner>] = [params.length, branded.length, halved(inner, params)];
for (const [slot, leaf] of leaves) leaf.fill(slot.length);
// @ts-expect-error -- another number
const wrong: 73996033 = model.length;
// @ts-expect-error -- another offset
const off: OffsetOf<typeof model, 'h.3.up.weight'> = 9440257;
// @ts-expect-error -- index 12 of a repeat of 12
model.at('h.12.up.weight');
// @ts-expect-error -- the flat array of another layout
outer.unpack(flat);
export const used = [buffers, one, total, parts, lengths, flats, model.unpack(double), offset, shape, bias, columns, wrong, off];
`;

const repeats = `
import { layout, repeat } from 'paramlayout';
const model = layout({ h: repeat(48, { experts: repeat(64, { w: [12, 7], b: [7] }), n: [3] }), last: repeat(128, [2, 2]) });
export const view = model.view(model.zeros());
export const double = model.view(new Float64Array(model.length));
export const paths = model.map(({ path }) => path);
`;
const repeatsConsumer = `
import { double, paths, view } from './repeats.js';
export const used: [12, Float64Array, string] = [view.h[47].experts[63].w.shape[0], double.last[127], paths.h[0].n];
// @ts-expect-error -- index 64 of a repeat of 64
view.h[0].experts[64];
`;

// What functions return must have a name in the package, or a program cannot export it.
const results = `
import {
  assign, blocks, copyInto, extend, gather, groups, labels, layout, mask, merge, ndView, ndViewOf, omit, owners, pick,
  receive, rename, repeat, replace, reshard, select, shard, shardRows, share, stacked, tied,
} from 'paramlayout';
import { dcp, mapping, modelJson, scales } from 'paramlayout/checkpoint';
import { dataParallel, diloco, threads } from 'paramlayout/collective';
import { ndarrays } from 'paramlayout/ndarray';
import { adamw, ema, lbfgs, sgd } from 'paramlayout/optim';
import { wgsl } from 'paramlayout/webgpu';
export const model = layout({ wte: [5, 4], h: repeat(2, { bias: [4] }), head: tied('wte', { transpose: true }) });
export const plain = layout({ wte: [5, 4], h: repeat(2, { bias: [4] }), ensemble: stacked(3, { w: [2] }) });
export const flat = plain.zeros();
export const picked = pick(plain, 'h.**');
export const omitted = omit(plain, 'h.**');
export const renamed = rename(plain, { wte: 'embedding' });
export const merged = merge({ a: picked, b: plain });
export const extended = extend(plain, 'h.*', { lora: [2] });
export const replaced = replace(plain, 'wte', [6, 4]);
export const copied = copyInto(plain, flat, picked, picked.zeros());
export const selection = select(plain, '**.bias');
export const assigned = assign(plain, { '**.bias': 0, rest: 1 });
export const grouped = groups(plain, { a: '**.bias', b: ['wte', 'ensemble.**'] });
export const [gathered, masked, labelled] = [gather(selection, flat), mask(selection), labels(plain)];
export const shards = shard(plain, 2);
export const rows = shardRows(picked, 2);
export const moves = reshard(shards, shard(plain, 3));
export const listed = owners(plain, flat);
export const array = ndView(model, model.zeros(), 'head');
export const plainArray = ndViewOf(plain.view(flat).wte);
export const matrix = blocks(plain, plain);
export const message = share(plain, plain.zeros({ shared: true }));
export const received = receive(message, plain);
export const optimisers = [adamw(plain, { lr: 1 }), sgd(plain, { lr: 1 })] as const;
export const momentum = sgd(plain, { lr: 1, momentum: 0.9 });
export const others = [lbfgs(plain), ema(plain, { decay: 0.9 })] as const;
export const group = threads(plain, 2);
export const training = await dataParallel(group[0], flat, optimisers[0]);
export const rounds = await diloco(group[0], flat, { every: 10 });
export const round = await group[0].allReduce(flat);
export const files = [mapping(plain, [['embedding', 'wte']]), scales(), dcp('folder'), modelJson('model.json')] as const;
export const arrays = ndarrays(model, model.zeros());
export const text = wgsl(plain, { prefix: 'net' });
`;
const resultsConsumer = `
import { arrays, extended, momentum, picked, rounds, training } from './results.js';
export const lengths: [8, 38, 68, 34, 34] = [
  picked.length, extended.length, training.optimiser.layout.length, momentum.layout.length, rounds.outer.state.flat.length,
];
export const shape: readonly [4, 5] = arrays.head.shape;
// @ts-expect-error -- another length
export const wrong: 9 = picked.length;
`;

const folderOf = (writer: Compiler): string => `by-${writer.replaceAll(/\W+/g, '-')}`;
const declarationsOf = (writer: Compiler, file: string): string =>
  readFileSync(join(project, folderOf(writer), file), 'utf8');

/** Compiles files of the project as one program, and gives what the compiler has against them. */
async function compile(compiler: Compiler, files: readonly string[], ...options: string[]): Promise<string> {
  const config = {
    compilerOptions: {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      target: 'es2022',
      lib: ['es2022'],
      module: 'nodenext',
      types: [],
      skipLibCheck: false,
    },
    files,
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
  return (await runCompiler(COMPILERS[compiler], ['-p', project, ...options])).output;
}

describe('declarations of layouts', () => {
  beforeAll(async () => {
    for (const writer of compilers) {
      const folder = folderOf(writer);
      mkdirSync(join(project, folder));
      const sources = { 'library.ts': library, 'repeats.ts': repeats, 'results.ts': results };
      const files = Object.keys(sources).map((name) => `${folder}/${name}`);
      for (const [name, text] of Object.entries(sources)) writeFileSync(join(project, folder, name), text);
      expect(await compile(writer, files, '--declaration', '--emitDeclarationOnly')).toBe('');
      for (const file of files) rmSync(join(project, file));
      writeFileSync(join(project, folder, 'consumer.ts'), consumer);
      writeFileSync(join(project, folder, 'repeats-consumer.ts'), repeatsConsumer);
      writeFileSync(join(project, folder, 'results-consumer.ts'), resultsConsumer);
    }
  }, 120_000);

  it.each(compilers)('%s writes the literals of a layout into its declarations, and no any', (writer) => {
    const declarations = declarationsOf(writer, 'library.d.ts');
    expect(declarations).toContain('const length: 73996032;');
    expect(declarations).toContain(
      'fresh: import("paramlayout/declarations").FlatFloat32<(length: 73996032, leaves: "',
    );
    expect(declarations).not.toMatch(/\bany\b/);
  });
  it.each(compilers)('%s writes the block of a repeat once into the declarations of a view', (writer) => {
    const declarations = declarationsOf(writer, 'repeats.d.ts');
    expect(declarations).toContain('Times48<{');
    expect(declarations.length).toBeLessThan(2500);
  });

  it.each(compilers)('%s finds a name in the package for what each function returns', (writer) => {
    // `any, any` are the defaults of Generator, which the compilers write out.
    const declarations = declarationsOf(writer, 'results.d.ts').replaceAll(', any, any>', '>');
    expect(declarations).toContain('import("paramlayout/declarations").Derived<');
    expect(declarations).not.toMatch(/\bany\b|node_modules|dist\//);
  });

  // What `strict` does not set is up to the user.
  const readers = compilers.flatMap((reader) => ['true', 'false'].map((exact) => [reader, exact] as const));
  it.each(readers)(
    '%s reads the literals in declarations that either compiler wrote, with exactOptionalPropertyTypes %s',
    async (reader, exact) => {
      const files = compilers.flatMap((writer) =>
        ['consumer.ts', 'repeats-consumer.ts', 'results-consumer.ts'].map((file) => `${folderOf(writer)}/${file}`),
      );
      expect(await compile(reader, files, '--noEmit', '--exactOptionalPropertyTypes', exact)).toBe('');
    },
    120_000,
  );
});
