import { writeBetween } from '../document.mjs';
import { compile, versionOf } from './compile.mjs';
import { peers } from './peers.mjs';
import { table } from './table.mjs';
import { inWorkspace, writeProgram } from './workspace.mjs';

// npm run bench:types [-- --write] [--rounds 9]: GPT-2's parameters in the types of this library and of others, for
// three compilers. `--write` puts the tables into docs/internals/type-cost.md. Instantiations are exact. Check times
// are medians of interleaved rounds, above that of an empty module.
const rounds = process.argv.indexOf('--rounds');
const ROUNDS = rounds < 0 ? 9 : Number(process.argv[rounds + 1]);
const compilers = ['7.0', '6.0', '5.9'];
const empty = { name: 'empty', files: { 'main.ts': 'export {};\n' }, entry: 'main.ts' };
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

const measured = await inWorkspace(async (workspace) => {
  const jobs = compilers.flatMap((compiler) =>
    [empty, ...peers].map(({ name, files, entry }) => ({
      compiler,
      name,
      entry,
      folder: writeProgram(workspace, `${compiler} ${name}`, files),
      runs: [],
    })),
  );
  // One after the other, because they are timed.
  for (let round = 0; round < ROUNDS; round++) {
    for (const { compiler, name, entry, folder, runs } of jobs) {
      const figures = await compile(compiler, folder, entry);
      if (figures.error !== undefined) throw new Error(`${name} (TypeScript ${compiler}): ${figures.error}`);
      runs.push(figures);
    }
  }
  return jobs;
});

const figuresOf = (compiler, name) => {
  const { runs } = measured.find((job) => job.compiler === compiler && job.name === name);
  return { instantiations: runs[0].instantiations, checkTime: median(runs.map((each) => each.checkTime)) };
};
const above = (compiler, name) => {
  const [none, all] = [figuresOf(compiler, empty.name), figuresOf(compiler, name)];
  return { instantiations: all.instantiations - none.instantiations, checkTime: all.checkTime - none.checkTime };
};

const cost = table(
  ['GPT-2', 'what it knows', ...compilers.flatMap((compiler) => [`${compiler}: instantiations`, 'check'])],
  peers.map(({ name, knows }) => [
    name,
    knows,
    ...compilers.flatMap((compiler) => [
      above(compiler, name).instantiations,
      `${above(compiler, name).checkTime.toFixed(0)} ms`,
    ]),
  ]),
);
const pairs = [
  ['ours, with repeat', 'zod object'],
  ['ours, 12 blocks written out', 'zod object, 12 blocks written out'],
];
const ratio = (compiler, [mine, theirs]) => above(compiler, mine).checkTime / above(compiler, theirs).checkTime;
const againstZod = table(
  ["check time against the zod object's", 'target on 7.0', ...compilers],
  pairs.map((pair) => [
    pair[0],
    ratio('7.0', pair) > 3 ? '3 missed' : '3',
    ...compilers.map((compiler) => ratio(compiler, pair).toFixed(1)),
  ]),
);
const versions = await Promise.all(compilers.map(versionOf));
const text =
  `TypeScript ${versions.join(', ')}; over an empty module; check times are medians ` +
  `of ${ROUNDS} interleaved runs.\n\n${cost}\n\n${againstZod}`;
console.log(text);
if (process.argv.includes('--write')) writeBetween('docs/internals/type-cost.md', 'peers', text);
