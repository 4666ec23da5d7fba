// What whole commands take, the start of Node included, against programs that do the least of it: npm run bench:cli
// With --markdown, the table of docs/internals/benchmarks.md.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { save } from '../../dist/src/checkpoint/index.js';
import { layout, repeat } from '../../dist/src/index.js';
import { experts } from '../checkpoint/header.mjs';
import { against, rounds } from '../checkpoint/measure.mjs';
import { alignedTable, markdownTable } from '../runtime/table.mjs';

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
/** Reads files through, 1 MiB at a time, and does nothing with them. */
const READ = `const fs = require('node:fs');
  const window = new Uint8Array(2 ** 20);
  for (const file of process.argv.slice(1)) for (let fd = fs.openSync(file), read = 1; read > 0; ) read = fs.readSync(fd, window);`;
/** Reads and parses the header of a file. */
const PARSE = `const bytes = require('node:fs').readFileSync(process.argv[1]);
  JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString());`;

const run =
  (...args) =>
  () =>
    execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
const folder = await mkdtemp(join(tmpdir(), 'paramlayout-bench-'));
const at = (name) => join(folder, name);
try {
  const model = layout({ w: repeat(4, [4096, 4096]) });
  const flat = Float32Array.from({ length: model.length }, (_, i) => Math.sin(i));
  await save(model, flat, at('a.safetensors'));
  await save(model, flat, at('b.safetensors'));
  await save(model, flat, at('bf16.safetensors'), { dtype: 'BF16' });
  const small = layout({ a: [2], b: [2] });
  await save(small, small.zeros(), at('small.safetensors'));
  await writeFile(at('experts.safetensors'), experts().bytes);
  const leaves = Array.from({ length: 92_000 }, (_, i) => [`g${i % 300}.k${i}.w`, ['F32', [1 + (i % 7)]]]);
  await writeFile(at('leaves.json'), JSON.stringify(Object.fromEntries(leaves)));
  execFileSync(process.execPath, [main, 'typegen', '--header', at('leaves.json'), '-o', at('leaves.ts')]);
  const rows = [
    ['--version', 'Node', run(main, '--version'), run('-e', '0')],
    ['inspect, 2 tensors', 'Node', run(main, 'inspect', at('small.safetensors')), run('-e', '0')],
    [
      'inspect, 2 tensors',
      'Node and JSON.parse of the header',
      run(main, 'inspect', at('small.safetensors')),
      run('-e', PARSE, at('small.safetensors')),
    ],
    [
      'inspect, 92,000 tensors',
      'Node and JSON.parse of the header',
      run(main, 'inspect', at('experts.safetensors')),
      run('-e', PARSE, at('experts.safetensors')),
    ],
    [
      'check, 92,000 leaves, no two blocks equal',
      'Node and JSON.parse of the list',
      run(main, 'check', at('leaves.ts'), '--header', at('leaves.json')),
      run('-e', "JSON.parse(require('node:fs').readFileSync(process.argv[1], 'utf8'))", at('leaves.json')),
    ],
    [
      'stats, 256 MiB of F32',
      'Node and reading the file',
      run(main, 'stats', at('a.safetensors')),
      run('-e', READ, at('a.safetensors')),
    ],
    [
      'stats, 128 MiB of BF16',
      'Node and reading the file',
      run(main, 'stats', at('bf16.safetensors')),
      run('-e', READ, at('bf16.safetensors')),
    ],
    [
      'diff --values, 2 x 256 MiB of F32',
      'Node and reading both files',
      run(main, 'diff', '--values', at('a.safetensors'), at('b.safetensors')),
      run('-e', READ, at('a.safetensors'), at('b.safetensors')),
    ],
  ];
  const table = process.argv.includes('--markdown') ? markdownTable : alignedTable;
  const cells = [];
  for (const [what, theirs, ours, baseline] of rows) {
    const times = await rounds({ ours, theirs: baseline }, 9);
    const found = against(times.ours, times.theirs);
    cells.push([
      what,
      theirs,
      found.ratio.toFixed(2),
      found.ours.toFixed(0),
      found.theirs.toFixed(0),
      found.median.toFixed(2),
    ]);
  }
  console.log(table(['command', 'against', 'ratio', 'ours, ms', 'theirs, ms', 'median ratio'], cells));
} finally {
  await rm(folder, { recursive: true });
}
