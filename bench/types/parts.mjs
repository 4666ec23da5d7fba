import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './compile.mjs';
import { inWorkspace, root, writeProgram } from './workspace.mjs';

// node bench/types/parts.mjs: what declaring GPT-2 costs, by what is saved where one type is replaced by `never`, or
// the products by their results. The declarations that are changed are those of a copy.
const gpt2 = readFileSync(new URL('fixtures/gpt2.ts', import.meta.url), 'utf8');
const products = gpt2.replaceAll('dim.mul(3, d)', '2304').replaceAll('dim.mul(4, d)', '3072').replace('dim, ', '');

await inWorkspace(async (workspace) => {
  const copy = join(workspace, 'node_modules/paramlayout');
  rmSync(copy);
  for (const name of ['dist', 'package.json']) cpSync(join(root, name), join(copy, name), { recursive: true });
  let made = 0;
  const count = async (text) => {
    const { instantiations, error } = await compile(
      '7.0',
      writeProgram(workspace, `part ${made++}`, { 'main.ts': text }),
      'main.ts',
    );
    if (error !== undefined) throw new Error(error);
    return instantiations;
  };
  const none = await count('export {};\n');
  const all = await count(gpt2);
  const without = async (file, from, to) => {
    const path = join(copy, 'dist/types', file);
    const text = readFileSync(path, 'utf8');
    if (!from.test(text)) throw new Error(`${file} has nothing like ${from}`);
    writeFileSync(path, text.replace(from, to));
    const left = await count(gpt2);
    writeFileSync(path, text);
    return all - left;
  };
  const parts = {
    'dim.mul': all - (await count(products)),
    shapes: await without('flaw.d.ts', /(export type ShapeFlaw<[^>]*> = )/, '$10 extends 0 ? never : '),
    keys: await without('key.d.ts', /export type KeyFlaw<K> = [^;]*;/, 'export type KeyFlaw<K> = never;'),
    'the tie': await without('tie.d.ts', /(export type TieFlaw<[^=]*= N\['\.tied'\]> = )/, '$10 extends 0 ? never : '),
  };
  const flaws = await without('check.d.ts', /export type SchemaIn<S> = [^;]*;/, 'export type SchemaIn<S> = S;');
  const known = Object.values(parts).reduce((sum, each) => sum + each, 0);
  console.log({
    all: all - none,
    ...parts,
    'going through structs and the repeat': flaws - known,
    rest: all - none - flaws,
  });
});
