// What paramlayout costs at run time, against what one would write by hand and against other libraries: npm run bench
// With --markdown, the tables of docs/internals/benchmarks.md. With --bind or --make, only that as JSON: the child processes, one that may not
// generate code, and one that has made no layouts before and has loaded nothing else.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { accessRows } from './access.mjs';
import { bindRows, peerRows } from './bind.mjs';
import { copyRows } from './copy.mjs';
import { makeRows } from './make.mjs';
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
  ];
  const machine = `${cpus()[0].model}, ${cpus().length} threads; Node ${process.versions.node}`;
  print({ machine, rows, made: child(here, '--make'), ...(await sizes()) }, process.argv.includes('--markdown'));
}
