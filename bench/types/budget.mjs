import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { complaint, thresholdFor } from './judge.mjs';
import { baseline, inPairs, measure } from './measure.mjs';
import { table } from './table.mjs';
import { inWorkspace } from './workspace.mjs';

// Counts do not depend on the garbage collector, so TypeScript 7 may collect less often. It saves processor time.
process.env.GOGC ??= '400';

// npm run budget [-- --update] [-- --compilers 6.0,7.1] [folder]: holds the fixtures of a folder against its
// thresholds. Exact counts, which do not depend on the machine; `--update` writes the thresholds anew. Compilers other
// than the two of `npm test` are those of test/compilers.
const { values, positionals } = parseArgs({
  options: { update: { type: 'boolean' }, compilers: { type: 'string', default: '7.0,5.9' } },
  allowPositionals: true,
});
const compilers = values.compilers.split(',');
const update = values.update === true;
const folder = resolve(positionals[0] ?? import.meta.dirname);
const { fixtures } = await import(pathToFileURL(resolve(folder, 'fixtures.mjs')).href);
const thresholdsFile = resolve(folder, 'thresholds.json');
const thresholds = JSON.parse(readFileSync(thresholdsFile, 'utf8'));

const measured = await inWorkspace(async (workspace) => {
  const empty = Object.fromEntries(
    await inPairs(compilers, async (compiler) => [compiler, await baseline(workspace, compiler)]),
  );
  const jobs = fixtures.flatMap((fixture) => compilers.map((compiler) => ({ fixture, compiler })));
  return inPairs(jobs, async ({ fixture, compiler }) => ({
    fixture,
    compiler,
    figures: await measure(workspace, compiler, fixture, empty[compiler]),
  }));
});

if (update) {
  for (const { fixture, compiler, figures } of measured)
    (thresholds[fixture.name] ??= {})[compiler] = thresholdFor(figures.instantiations);
  writeFileSync(thresholdsFile, `${JSON.stringify(thresholds, null, 2)}\n`);
}

const rows = fixtures.map(({ name, target }) => {
  const of = Object.fromEntries(
    measured.filter((each) => each.fixture.name === name).map((each) => [each.compiler, each.figures]),
  );
  const missed = target !== undefined && of['7.0']?.instantiations > target;
  return [
    name,
    target === undefined ? '' : `${target.toLocaleString('en-US')}${missed ? ' missed' : ''}`,
    ...compilers.flatMap((compiler) => [of[compiler].instantiations, thresholds[name]?.[compiler]]),
  ];
});
console.log('Instantiations over an empty module\n');
console.log(table(['program', 'target on 7.0', ...compilers.flatMap((compiler) => [compiler, 'threshold'])], rows));

const complaints = measured
  .map(({ fixture, compiler, figures }) => complaint(compiler, fixture, figures, thresholds[fixture.name]?.[compiler]))
  .filter(Boolean);
for (const each of complaints) console.error(`\nover budget: ${each}`);
if (complaints.length > 0) process.exitCode = 1;
