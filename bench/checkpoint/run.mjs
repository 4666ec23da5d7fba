// What loading and saving cost, against the bare system calls and against other libraries: npm run bench:checkpoint
// With --markdown, the tables of docs/internals/benchmarks.md. With --quick, without the files of 1 GB.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { save } from '../../dist/src/checkpoint/index.js';
import { alignedTable, markdownTable } from '../runtime/table.mjs';
import { checkWat } from '../wat.mjs';
import { convertRows } from './convert.mjs';
import { headerRows } from './header.mjs';
import { loadRows } from './load.mjs';
import { fill, gpt2, SIZES } from './models.mjs';
import { mappingRows } from './mapping.mjs';
import { saveRows } from './save.mjs';

await checkWat('checkpoint/dtype/simd');
const sizes = process.argv.includes('--quick') ? SIZES.slice(0, 2) : SIZES;
const folder = await mkdtemp(join(tmpdir(), 'paramlayout-bench-'));
const fileOf = (dtype, size) => join(folder, `${dtype}-${size.replace(' ', '')}.safetensors`);
const countFor = (bytes) =>
  bytes < 1e7 ? 61
  : bytes < 1e9 ? 15
  : 7;

const rows = [...(await convertRows(15)), ...(await headerRows(15))];
const memory = [];
try {
  for (const [size, bytes] of sizes) {
    const model = gpt2(bytes);
    const flat = fill(model.zeros());
    for (const dtype of ['F32', 'BF16']) await save(model, flat, fileOf(dtype, size), { dtype });
    for (const dtype of ['F32', 'BF16'])
      rows.push(...(await loadRows(size, dtype, fileOf(dtype, size), fileOf('F32', size), model, countFor(bytes))));
    for (const dtype of ['F32', 'BF16'])
      rows.push(
        ...(await saveRows(size, dtype, `${fileOf(dtype, size)}.saved`, model, flat, Math.min(15, countFor(bytes)))),
      );
  }
  rows.push(...(await mappingRows(join(folder, 'arranged.safetensors'), 15)));
  for (const [size, bytes] of sizes.slice(1)) {
    for (const what of ['load', 'save']) {
      for (const dtype of ['F32', 'BF16']) {
        const child = [
          fileURLToPath(new URL('memory.mjs', import.meta.url)),
          what,
          dtype,
          `${bytes}`,
          fileOf(dtype, size),
        ];
        const above = [1, 2, 3]
          .map(() => Number(execFileSync(process.execPath, ['--expose-gc', ...child], { encoding: 'utf8' })))
          .toSorted((a, b) => a - b)[1];
        memory.push({ what: `${what} ${dtype}`, size, above, target: 16 * 2 ** 20 });
      }
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

const table = process.argv.includes('--markdown') ? markdownTable : alignedTable;
const milliseconds = (time) => (time < 10 ? time.toFixed(2) : time.toFixed(0));
const missed = (found, target) => (target !== undefined && found > target ? ' missed' : '');
console.log(
  `${cpus()[0].model}, ${cpus().length} threads; Node ${process.versions.node}. Ratios are ` +
    `our time over theirs, of the fastest turns: below 1, ours is faster.\n`,
);
console.log(
  table(
    ['what', 'size', 'against', 'ratio', 'target', 'ours, ms', 'theirs, ms', 'median ratio'],
    rows.map(({ what, size, against, ratio, target, ours, theirs, median }) => [
      what,
      size,
      against,
      ratio.toFixed(2),
      target === undefined ? '' : `≤ ${target}${missed(ratio, target)}`,
      milliseconds(ours),
      milliseconds(theirs),
      median.toFixed(2),
    ]),
  ),
);
console.log();
console.log(
  table(
    ['peak memory above the flat array', 'size', 'MiB', 'target'],
    memory.map(({ what, size, above, target }) => [
      what,
      size,
      (above / 2 ** 20).toFixed(1),
      `≤ ${target / 2 ** 20}${missed(above, target)}`,
    ]),
  ),
);
