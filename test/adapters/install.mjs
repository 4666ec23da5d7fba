// npm run adapters: installs the libraries that the adapters need, if package-lock.json has changed, and the built
// package beside them, so that the tests import both by name, as a user's program does.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const [lock, installed] = [join(here, 'package-lock.json'), join(here, 'node_modules/.installed-lock.json')];

if (!existsSync(installed) || readFileSync(installed, 'utf8') !== readFileSync(lock, 'utf8')) {
  // No install scripts: that of onnxruntime-node loads CUDA, that of gl compiles.
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--silent', '--no-audit', '--no-fund'], {
    cwd: here,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(1);
  writeFileSync(installed, readFileSync(lock));
}
const home = join(here, 'node_modules/paramlayout');
rmSync(home, { recursive: true, force: true });
for (const part of ['dist', 'package.json']) cpSync(join(root, part), join(home, part), { recursive: true });
