import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// npm run test:compilers: what `npm test` asks of TypeScript 7.0 and 5.9, asked of 6.0 and of a pinned 7.1-dev: the
// types against the built package, the sentences of refusals, and the budget of instantiations.
const root = fileURLToPath(new URL('../../', import.meta.url));
const compilers = {
  '6.0': 'test/compilers/node_modules/typescript-6.0/lib/tsc.js',
  7.1: 'test/compilers/node_modules/typescript-7.1/bin/tsc',
};

function run(what, command, args, env = {}) {
  console.log(`\n${what}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) {
    console.error(`failed: ${what}`);
    process.exitCode = 1;
  }
}

for (const [name, tsc] of Object.entries(compilers))
  run(`type tests under TypeScript ${name}`, process.execPath, [tsc, '-p', 'test-d/tsconfig.json']);
run('refusals', 'npx', ['vitest', 'run', 'test/invalid-schemas.test.ts'], {
  PARAMLAYOUT_COMPILERS: JSON.stringify(compilers),
});
run('budget', process.execPath, [
  'bench/types/budget.mjs',
  '--compilers',
  Object.keys(compilers).join(','),
  ...process.argv.slice(2),
]);
