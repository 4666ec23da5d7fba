// Installs the packages of a folder of its own, such as test/adapters, as its package-lock.json lists them.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Does nothing if the lock file has not changed since the last installation. Ends the process if npm fails. */
export function installLocked(folder) {
  const [lock, installed] = [join(folder, 'package-lock.json'), join(folder, 'node_modules/.installed-lock.json')];
  if (existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(lock, 'utf8')) return;
  // No install scripts: that of onnxruntime-node loads CUDA, that of gl compiles.
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--silent', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(`npm ci failed in ${folder}`);
    process.exit(1);
  }
  writeFileSync(installed, readFileSync(lock));
}
