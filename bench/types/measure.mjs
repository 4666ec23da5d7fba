import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { count, declare } from './warm.mjs';
import { writeProgram } from './workspace.mjs';

/** The figures of one compiler for an empty module: what the compiler and its library cost by themselves. */
export const baseline = (workspace, compiler, options = {}) =>
  count(
    compiler,
    writeProgram(workspace, `empty ${compiler} ${JSON.stringify(options)}`, { 'main.ts': 'export {};\n' }),
    'main.ts',
    options,
  );

/** The figures of the programs of marginal fixtures, by workspace, compiler and text. */
const figures = new Map();

/**
 * The instantiations that one fixture adds to the baseline, or for each leaf that it adds, and what the compiler has
 * against it.
 */
export async function measure(workspace, compiler, fixture, empty) {
  const { name, declared, files, twice, n, entry, options } = fixture;
  const { instantiations: none, types } = options === undefined ? empty : await baseline(workspace, compiler, options);
  const folder = writeProgram(workspace, `${compiler} ${name}`, { ...files });
  if (declared !== undefined) {
    const [source] = Object.keys(declared);
    const apart = writeProgram(workspace, `${compiler} ${name} declared`, declared);
    await declare(compiler, apart, source);
    const emitted = source.replace(/ts$/, 'd.ts');
    writeProgram(workspace, `${compiler} ${name}`, { [emitted]: readFileSync(join(apart, emitted), 'utf8') });
  }
  // A program of `n` leaves is often the twice of another fixture, and its figures are the same.
  const compiled = (files, suffix) => {
    const key = JSON.stringify([workspace, compiler, files, entry, options]);
    if (!figures.has(key))
      figures.set(key, count(compiler, writeProgram(workspace, `${compiler} ${name}${suffix}`, files), entry, options));
    return figures.get(key);
  };
  const once = await (twice === undefined ? count(compiler, folder, entry, options) : compiled({ ...files }, ''));
  if (twice === undefined || once.error !== undefined)
    return { ...once, instantiations: once.instantiations - none, types: once.types - types };
  const more = await compiled(twice, ' twice');
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
