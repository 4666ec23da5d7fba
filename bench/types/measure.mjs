import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, emitDeclarations } from './compile.mjs';
import { writeProgram } from './workspace.mjs';

/** The figures of one compiler for an empty module: what the compiler and its library cost by themselves. */
export const baseline = (workspace, compiler, options = {}) =>
  compile(
    compiler,
    writeProgram(workspace, `empty ${compiler} ${JSON.stringify(options)}`, { 'main.ts': 'export {};\n' }),
    'main.ts',
    options,
  );

/** The instantiations that one fixture adds to the baseline, or for each leaf that it adds, and what the compiler has against it. */
export async function measure(workspace, compiler, fixture, empty) {
  const { name, declared, files, twice, n, entry, options } = fixture;
  const { instantiations: none, types } = options === undefined ? empty : await baseline(workspace, compiler, options);
  const folder = writeProgram(workspace, `${compiler} ${name}`, { ...files });
  if (declared !== undefined) {
    const [source] = Object.keys(declared);
    const apart = writeProgram(workspace, `${compiler} ${name} declared`, declared);
    await emitDeclarations(compiler, apart, source);
    const emitted = source.replace(/ts$/, 'd.ts');
    writeProgram(workspace, `${compiler} ${name}`, { [emitted]: readFileSync(join(apart, emitted), 'utf8') });
  }
  const once = await compile(compiler, folder, entry, options);
  if (twice === undefined || once.error !== undefined)
    return { ...once, instantiations: once.instantiations - none, types: once.types - types };
  const more = await compile(compiler, writeProgram(workspace, `${compiler} ${name} twice`, twice), entry, options);
  return { ...more, instantiations: Math.ceil((more.instantiations - once.instantiations) / n) };
}

/** Runs `work` for all items, two at a time, and keeps their order. */
export async function inPairs(items, work) {
  const results = Array(items.length);
  const queue = items.entries();
  const worker = async () => {
    for (const [i, item] of queue) results[i] = await work(item);
  };
  await Promise.all([worker(), worker()]);
  return results;
}
