// What paramlayout costs at run time, against what one would write by hand and against other libraries: npm run bench
// With --markdown, the tables of docs/benchmarks.md. With --bind, only binding, as JSON: the child process that may not generate code.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { accessRows } from './access.mjs';
import { bindRows, peerRows } from './bind.mjs';
import { copyRows } from './copy.mjs';
import { makeRows } from './make.mjs';
import { sizes } from './size.mjs';
import { print } from './table.mjs';

if (process.argv.includes('--bind')) {
  console.log(JSON.stringify(await bindRows(true)));
} else {
  const forbidden = ['--expose-gc', '--single-threaded', '--disallow-code-generation-from-strings', fileURLToPath(import.meta.url), '--bind'];
  const rows = [
    ...(await bindRows(false)),
    ...JSON.parse(execFileSync(process.execPath, forbidden, { encoding: 'utf8' })),
    ...(await peerRows()),
    ...accessRows(),
    ...(await copyRows()),
  ];
  const machine = `${cpus()[0].model}, ${cpus().length} threads; Node ${process.versions.node}`;
  print({ machine, rows, made: makeRows(), ...(await sizes()) }, process.argv.includes('--markdown'));
}
