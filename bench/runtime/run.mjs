// What paramlayout costs at run time, compared with code written by hand and with other libraries: npm run bench
// --markdown prints the tables of docs/internals/benchmarks.md. --bind and --make print only that part, as JSON. They
// are for the child processes: one may not generate code, the other has made no layouts and loaded nothing else.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { accessRows } from './access.mjs';
import { algebraRows, matrixRows } from './algebra.mjs';
import { bindRows, peerRows } from './bind.mjs';
import { copyRows } from './copy.mjs';
import { labelRows } from './label.mjs';
import { makeRows } from './make.mjs';
import { selectRows } from './select.mjs';
import { sizes } from './size.mjs';
import { print } from './table.mjs';

const child = (...options) =>
  JSON.parse(execFileSync(process.execPath, ['--expose-gc', '--single-threaded', ...options], { encoding: 'utf8' }));
const here = fileURLToPath(import.meta.url);

if (process.argv.includes('--bind')) console.log(JSON.stringify(await bindRows(true)));
else if (process.argv.includes('--make')) console.log(JSON.stringify(makeRows()));
else {
  const rows = [
    ...(await bindRows(false)),
    ...child('--disallow-code-generation-from-strings', here, '--bind'),
    ...(await peerRows()),
    ...accessRows(),
    ...(await copyRows()),
    ...labelRows(),
    ...algebraRows(),
    ...matrixRows(),
    ...selectRows(),
  ];
  const machine = `${cpus()[0].model}, ${cpus().length} threads; Node ${process.versions.node}`;
  print({ machine, rows, made: child(here, '--make'), ...(await sizes()) }, process.argv.includes('--markdown'));
}
