// The run time, two compilers and the naive reference must agree on every path of schemas made from tensor lists of
// real models. Needs the built package: `npm run build`. `npm run proof -- --list model.json` takes a list of one's
// own.
import { delimiter } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schemaModuleOf } from '../../src/cli/typegen/schema-module.ts';
import { type ListForm, tensorSchemaOf } from '../../src/checkpoint/fit/tensor-schema.ts';
import type { AnyLayout } from '../../src/index.ts';
import { IS } from '../agree/case.ts';
import { type Compiler, COMPILERS } from '../agree/compilers.ts';
import { sketchOf } from '../agree/data.ts';
import type { Disagreement } from '../agree/disagreement.ts';
import { againstCompiler, againstNaive, reported } from '../agree/judge.ts';
import { is } from '../agree/line.ts';
import { missed, placed } from '../agree/literals.ts';
import { naive } from '../agree/naive.ts';
import { Installed } from '../agree/package.ts';
import { Program } from '../agree/program.ts';
import { Random } from '../agree/random.ts';
import { layoutOf } from '../agree/runtime.ts';
import { expertList, type List, readList, realLists } from './lists.ts';

const own = process.env['PARAMLAYOUT_LISTS']?.split(delimiter);
const lists = own === undefined ? [...realLists(), expertList()] : own.map((file) => readList(file));
const ways: readonly ListForm[] = ['repeat', 'tuple', 'struct'];
/** For longer lists the compilers check this many paths. */
const MOST_PATHS = 4000;

const installed = new Installed();
const cases: (Prepared & { found: readonly Disagreement[] })[] = [];
afterAll(() => installed.remove());

beforeAll(async () => {
  const made = await Promise.all(lists.flatMap((list) => ways.map((way) => prepared(list, way))));
  const judgements = await Promise.all(
    (Object.keys(COMPILERS) as Compiler[]).map((compiler) =>
      againstCompiler(
        compiler,
        installed,
        made.map(({ program }) => program),
      ),
    ),
  );
  made.forEach((each, i) =>
    cases.push({ ...each, found: [...each.disagreements, ...judgements.flatMap((judgement) => judgement[i] ?? [])] }),
  );
}, 1_800_000);

describe.each(lists)('$name', ({ name, total, tensors, ties }) => {
  const made = (way: ListForm): (typeof cases)[number] =>
    cases.find((each) => each.list.name === name && each.way === way) as (typeof cases)[number];

  it.each(ways)(`the schema of ${name} has every tensor in its place, with lists as %s`, (way) => {
    const { model, issues, found } = made(way);
    for (const { name: tensor, why } of issues) console.log(`${name}: no schema can hold '${tensor}': ${why}`);
    if (own === undefined) expect(issues).toEqual([]);
    const left = new Set(issues.map((each) => each.name));
    const held = [...tensors, ...ties].map(([path]) => path).filter((path) => !left.has(path));
    expect(model.slots.map(({ path }) => path).sort()).toEqual(held.sort());
    if (left.size === 0)
      expect(model.length).toBe(
        total ?? tensors.reduce((sum, [, shape]) => sum + shape.reduce((n, dim) => n * dim, 1), 0),
      );
    expect(reported(found)).toBe('');
  });
  it(`the folded and the written-out schema of ${name} have the same memory`, () => {
    expect(made('tuple').model.fingerprint).toBe(made('repeat').model.fingerprint);
  });
});

interface Prepared extends Pick<ReturnType<typeof tensorSchemaOf>, 'issues'> {
  readonly list: List;
  readonly way: ListForm;
  readonly model: AnyLayout;
  readonly program: Program;
  readonly disagreements: readonly Disagreement[];
}

async function prepared(list: List, way: ListForm): Promise<Prepared> {
  const id = `${list.name.replaceAll(/\W/g, '-')}-${way}`;
  const { schema, issues } = tensorSchemaOf(list.tensors, { lists: way, ties: list.ties });
  const text = schemaModuleOf(schema, { share: way === 'repeat' });
  installed.write(`${id}.ts`, text);
  const model = layoutOf(text, await installed.runtime());
  const reference = naive(sketchOf(schema), { places: Infinity, listed: Infinity });
  const program = new Program(
    `${id}-paths`,
    [
      `import { model as m } from './${id}.js';`,
      "import type { ViewOf } from 'paramlayout';",
      ...IS,
      'type V = ViewOf<typeof m>;',
    ],
    2000,
  );
  const random = new Random(1);
  const all = [...reference.places.keys()];
  const paths = all.length <= MOST_PATHS ? all : random.shuffled(all).slice(0, MOST_PATHS);
  program.group('the whole', [is('length', 'typeof m.length', `${model.length}`)]);
  for (const path of paths) program.group(path, placed(model, reference, path, 0));
  for (const path of random.shuffled(paths).slice(0, 20)) program.group(path, missed(random, model, reference, path));
  return {
    list,
    way,
    issues,
    model,
    program,
    disagreements: againstNaive(id, model, reference).map((each) => ({ ...each, of: id })),
  };
}
