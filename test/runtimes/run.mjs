// npm run test:runtimes: packs the package, installs the tarball in an empty folder, and tries it in each run time of
// package.json. Also makes a dry run of publishing to JSR.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const runTimes = {
  ...Object.fromEntries([20, 22, 24, 26].map((major) => [`Node ${major}`, [`node-${major}/bin/node`]])),
  bun: ['@oven/bun-linux-x64/bin/bun'],
  deno: ['@deno/linux-x64-glibc/deno', 'run', '--allow-all'],
};

const folder = mkdtempSync(join(tmpdir(), 'paramlayout-runtimes-'));
const env = { ...process.env, DENO_NO_UPDATE_CHECK: '1', DENO_DIR: join(folder, 'deno'), NO_COLOR: '1' };
function run(command, args, cwd = folder) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', env });
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}
function attempt(what, action, expected) {
  try {
    const found = action();
    if (!expected.test(found)) throw new Error(`expected ${expected}, found ${found}`);
    console.log(`passed: ${what}`);
  } catch (error) {
    process.exitCode = 1;
    console.error(`failed: ${what}\n${error instanceof Error ? error.message : error}`);
  }
}

try {
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder, root]);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "smoke", "private": true, "type": "module" }');
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', `./${tarball}`]);
  attempt(
    'npm installs one package',
    () => {
      const lock = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'));
      return Object.keys(lock.packages).join(' ');
    },
    /^node_modules\/paramlayout$/,
  );

  attempt(
    'the package has the notices of what it bundles',
    () => readFileSync(join(folder, 'node_modules/paramlayout/THIRD-PARTY-NOTICES'), 'utf8'),
    /^commander [\d.]+ \(MIT\)\n\n/m,
  );

  for (const name of ['smoke.mjs', 'threads.mjs']) cpSync(join(here, name), join(folder, name));
  writeFileSync(join(folder, 'required.cjs'), "console.log(require('paramlayout').layout({ w: [2, 3] }).length);");
  // Node cannot run these two modules itself: an enum, and an import without a file ending.
  writeFileSync(join(folder, 'size.ts'), 'export enum Size { width = 3 }');
  const model =
    "import { layout } from 'paramlayout';\nimport { Size } from './size';\n" +
    'export const model = layout({ w: [2, Size.width] as const });';
  writeFileSync(join(folder, 'model.ts'), model);
  const saved =
    "import { layout } from 'paramlayout';\nimport { save } from 'paramlayout/checkpoint';\n" +
    "const model = layout({ w: [2, 3] });\nawait save(model, model.zeros(), 'w.safetensors');";
  writeFileSync(join(folder, 'save.mjs'), saved);

  const program = 'node_modules/paramlayout/dist/src/cli/main.js';
  for (const [name, [path, ...options]] of Object.entries(runTimes)) {
    const command = (...args) => run(join(here, 'node_modules', path), [...options, ...args]);
    attempt(`${name}: layout, view, tie, load, save, a schema error`, () => command('smoke.mjs'), /^$/);
    attempt(`${name}: three threads train together`, () => command('threads.mjs'), /^$/);
    attempt(`${name}: require`, () => command('required.cjs'), /^6\n$/);
    attempt(`${name}: inspect`, () => command(program, 'inspect', 'model.safetensors'), /wte\.weight[^\n]*\[5, 4\]/);
    // The adapted libraries are too heavy to install here again, and not made for the other run times.
    const adapters = join(root, 'test/adapters');
    if (name.startsWith('Node') && existsSync(join(adapters, 'node_modules/paramlayout')))
      attempt(
        `${name}: each adapter with its library`,
        () => run(join(here, 'node_modules', path), ['smoke.mjs'], adapters),
        /all adapters\n$/,
      );
    else if (name.startsWith('Node')) console.log(`skipped: ${name}: adapters (npm run adapters first)`);
    command('save.mjs');
    attempt(`${name}: check model.ts`, () => command(program, 'check', 'model.ts', 'w.safetensors'), / fits /);
  }
  attempt(
    'package.json and jsr.json have one version',
    () => {
      const [npm, jsr] = ['package.json', 'jsr.json'].map((name) => JSON.parse(readFileSync(join(root, name), 'utf8')));
      return npm.version === jsr.version ? 'equal' : `${npm.version} and ${jsr.version}`;
    },
    /^equal$/,
  );
  attempt(
    'the dry run of publishing to JSR, which compiles the sources and checks their public types',
    () => {
      const [path] = runTimes.deno;
      const args = ['publish', '--dry-run', '--allow-dirty', '--config', join(root, 'jsr.json')];
      return run(join(here, 'node_modules', path), args, root);
    },
    /^/,
  );
} finally {
  rmSync(folder, { recursive: true });
}
