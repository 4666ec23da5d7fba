// Checks modules that typegen writes with check, with both compilers and at run time. Needs the built package: `npm run
// build`.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPILERS, diagnose, type Compiler, type Diagnostic } from '../agree/compilers.ts';
import { Installed } from '../agree/package.ts';
import { fromJSON } from '../../src/index.ts';
import { paramlayout } from './command-line.ts';
import { LISTS, writeList } from './tensor-lists.ts';

interface Case {
  readonly name: string;
  /** The arguments that name the file. */
  readonly file: readonly string[];
}
interface Made extends Case {
  readonly module: string;
  readonly json: Json;
}
/** The output of --json. */
interface Json {
  readonly layout: { readonly schema: unknown };
  readonly length: number;
  readonly tensors: number;
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
  readonly renamed: readonly { readonly name: string; readonly path: string }[];
  readonly ties: readonly { readonly path: string }[];
}

const installed = new Installed();
afterAll(() => installed.remove());

const SHAPES = 'test/fixtures/shapes';
const cases: readonly Case[] = [
  ...Object.entries(LISTS).map(([name, list], i) => ({
    name,
    file: ['--header', writeList(installed.folder, `list${i}`, list)],
  })),
  ...readdirSync(SHAPES).map((name) => ({ name, file: ['--header', `${SHAPES}/${name}`] })),
  ...[
    'test/fixtures/generated',
    'test/fixtures/npy',
    '../shared/checkpoints/real',
    '../shared/checkpoints/sharded',
  ].flatMap(filesIn),
];

function filesIn(folder: string): readonly Case[] {
  if (!existsSync(folder)) {
    console.log(`skipped: ${folder} is not there`);
    return [];
  }
  const isWhole = (name: string): boolean =>
    /\.(?:safetensors|npz|index\.json)$/.test(name) && !/-of-\d+\.safetensors$/.test(name);
  return readdirSync(folder)
    .filter(isWhole)
    .map((name) => ({ name, file: [join(folder, name)] }));
}

const made: Made[] = [];
const found: { readonly compiler: Compiler; readonly diagnostics: readonly Diagnostic[] }[] = [];

beforeAll(async () => {
  for (const [i, each] of cases.entries()) {
    const module = `model${i}.ts`;
    const { exit, err } = await paramlayout(['typegen', ...each.file, '-o', join(installed.folder, module)]);
    if (exit !== 0) throw new Error(`${each.name}: ${err}`);
    const json = JSON.parse((await paramlayout(['typegen', ...each.file, '--json'])).out) as Json;
    made.push({ ...each, module, json });
    writeFileSync(join(installed.folder, `use${i}.ts`), useOf(module, json));
  }
  const files = made.flatMap(({ module }) => [module, module.replace('model', 'use')]);
  for (const compiler of Object.keys(COMPILERS) as Compiler[])
    found.push({ compiler, diagnostics: await diagnose(compiler, installed.folder, files) });
}, 600_000);

/** A program that asserts the length and some offsets and shapes as literals. */
function useOf(module: string, { layout, length }: Json): string {
  const { slots } = fromJSON(layout);
  const some = slots.filter((_, i) => i % Math.ceil(slots.length / 20) === 0 || i === slots.length - 1);
  const places = some.map(({ path, offset, shape }, i) => {
    const slot = `model.at(${JSON.stringify(path)})`;
    return (
      `export const o${i}: ${offset} = ${slot}.offset;\nexport const s${i}: ` +
      `readonly [${shape.join(', ')}] = ${slot}.shape;\n`
    );
  });
  return (
    `import { model } from './${module.replace('.ts', '.js')}';\nexport const ` +
    `length: ${length} = model.length;\n${places.join('')}`
  );
}

describe.each(cases)('$name', ({ name, file }) => {
  const own = (): Made => made.find((each) => each.name === name && each.file === file) as Made;

  it('typegen makes a layout that fits its file without options', async () => {
    const { exit, out, err } = await paramlayout(['check', join(installed.folder, own().module), ...file]);
    expect({ exit, out, err }).toMatchObject({ exit: 0, out: expect.stringMatching(/ fits .*\n$/) as string });
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
  it('typegen makes a layout of every tensor, or says why it lacks one', async () => {
    const { json } = own();
    const listed = JSON.parse((await paramlayout(['typegen', ...file, '--json', '--keep-all'])).out) as Json;
    const impossible = listed.leftOut.length; // no layout can hold these shapes
    expect(json.tensors + json.leftOut.length).toBe(listed.tensors + impossible);
    const ties = new Set(json.ties.map(({ path }) => path));
    expect(fromJSON(json.layout).slots.filter(({ path }) => !ties.has(path)).length).toBe(json.tensors);
  });
});

it.each(Object.keys(COMPILERS) as Compiler[])(
  '%s compiles all generated modules with literal lengths, offsets and shapes',
  (compiler) => {
    expect(found.find((each) => each.compiler === compiler)?.diagnostics).toEqual([]);
  },
);
