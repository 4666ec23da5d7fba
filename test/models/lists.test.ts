// Tensor lists of real models made into schemas: the runtime, two compilers and the naive reference must agree on every path.
// Needs the built package: `npm run build`.
import type { AnyLayout } from '../../src/index.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lists, schemaOf } from '../../bench/models/schema.mjs';
import { moduleOf } from '../../bench/models/source.mjs';
import { IS } from '../agree/case.ts';
import { COMPILERS, type Compiler } from '../agree/compilers.ts';
import { sketchOf } from '../agree/data.ts';
import { judged } from '../agree/exclusions.ts';
import { againstCompiler, againstNaive, type Disagreement, reported } from '../agree/judge.ts';
import { is, placed } from '../agree/literals.ts';
import { naive } from '../agree/naive.ts';
import { Installed } from '../agree/package.ts';
import { Program } from '../agree/program.ts';
import { run } from '../agree/runtime.ts';
import { expertList, type List, realLists } from './lists.ts';

const ways: readonly Lists[] = ['repeat', 'tuple', 'struct'];
const lists = [...realLists(), expertList()];
const cases = lists.flatMap((list) => ways.map((way) => ({ ...list, way, id: `${list.name.replaceAll(/\W/g, '-')}-${way}` })));

const installed = new Installed();
const found = new Map<string, { readonly model: AnyLayout; readonly disagreements: readonly Disagreement[] }>();
afterAll(() => installed.remove());

beforeAll(async () => {
  const made = await Promise.all(cases.map(prepared));
  const judgements = await Promise.all((Object.keys(COMPILERS) as Compiler[]).map((compiler) => againstCompiler(compiler, installed, made.map(({ program }) => program))));
  made.forEach(({ id, model, disagreements }, i) => found.set(id, { model, disagreements: [...disagreements, ...judgements.flatMap((each) => each[i] ?? [])] }));
}, 600_000);

describe.each(lists)('$name', ({ name, total, tensors, ties }) => {
  it.each(cases.filter((each) => each.name === name))('has every tensor where it belongs, lists as $way', ({ id }) => {
    const { model, disagreements } = found.get(id) as { model: AnyLayout; disagreements: Disagreement[] };
    expect(model.length).toBe(total);
    expect(model.slots.map(({ path }) => path).sort()).toEqual([...tensors, ...ties].map(([path]) => path).sort());
    expect(reported(judged(disagreements).left)).toBe('');
  });
  it('is the same memory folded and written out', () => {
    const [folded, written] = cases.filter((each) => each.name === name).map(({ id }) => found.get(id)?.model.fingerprint);
    expect(written).toBe(folded);
  });
});

async function prepared({ id, way, tensors, ties }: List & { readonly id: string; readonly way: Lists }) {
  const { schema, refused } = schemaOf(tensors, { lists: way, ties });
  expect(refused).toEqual([]);
  const text = moduleOf(schema, { share: way === 'repeat' });
  installed.write(`${id}.ts`, text);
  const model = await layoutOf(text);
  const reference = naive(sketchOf(schema), { places: 10_000, listed: Infinity });
  const program = new Program(`${id}-paths`, [`import { model as m } from './${id}.js';`, "import type { ViewOf } from 'paramlayout';", ...IS, 'type V = ViewOf<typeof m>;'], 2000);
  program.group('the whole', [is('length', 'typeof m.length', `${model.length}`)]);
  for (const path of reference.places.keys()) program.group(path, placed(model, reference, path, 0));
  return { id, model, program, disagreements: againstNaive(id, model, reference).map((each) => ({ ...each, of: id })) };
}

/** What the compiler judges is what runs. */
async function layoutOf(text: string): Promise<AnyLayout> {
  const body = text.replace(/^import .*\n/, '').replace('export const model =', 'return');
  return run(await installed.runtime(), `(() => { ${body} })()`) as AnyLayout;
}
