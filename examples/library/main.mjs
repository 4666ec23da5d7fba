// Builds, packs and installs the package moons-net as npm would, and compiles and runs the program that uses it.
// Run: npm run demo:library. Needs no connection. --out keeps the folder in which all of this happens.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const { values } = parseArgs({ options: { out: { type: 'string' } } });
const out = values.out === undefined ? mkdtempSync(join(tmpdir(), 'library-')) : resolve(values.out);
const [library, app] = [join(out, 'moons-net'), join(out, 'app')];

const npm = (folder, ...args) =>
  execFileSync('npm', [...args, '--silent', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
/** Returns the path of the tarball. */
const pack = (folder) => join(out, npm(folder, 'pack', '--pack-destination', out).trim());
const install = (folder, ...tarballs) => npm(folder, 'install', '--offline', '--no-save', ...tarballs);
/** Returns what the compiler prints. */
const compile = (project) =>
  spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project, '--pretty', 'false'], {
    cwd: out,
    encoding: 'utf8',
  }).stdout;
const compiled = (project) => {
  const errors = compile(project);
  if (errors !== '') throw new Error(errors);
};
const run = (file) => console.log(execFileSync(process.execPath, [file], { encoding: 'utf8' }).trimEnd());

try {
  mkdirSync(out, { recursive: true });
  for (const name of ['moons-net', 'app']) cpSync(join(here, name), join(out, name), { recursive: true });
  const paramlayout = pack(root);

  console.log('1. Build the package moons-net, train its network and pack both');
  install(library, paramlayout);
  compiled(library);
  run(join(library, 'dist/train.js'));
  const tarball = pack(library);

  console.log('\n2. What dist/model.d.ts says');
  console.log(readFileSync(join(library, 'dist/model.d.ts'), 'utf8').trimEnd());

  console.log('\n3. Install it beside another program, compile that and run it');
  install(app, paramlayout, tarball);
  console.log(`moons-net has ${readdirSync(join(app, 'node_modules/moons-net/dist')).join(', ')}`);
  compiled(app);
  run(join(app, 'dist/main.js'));

  console.log('\n4. What the compiler says to three mistakes');
  console.log(compile(join(app, 'wrong.json')).trimEnd());
} finally {
  if (values.out === undefined) rmSync(out, { recursive: true });
}
