// Installs the packages of an example and compiles it: node examples/install.mjs language
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installLocked } from '../.ci/build/install-locked.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [name = ''] = process.argv.slice(2);
const folder = fileURLToPath(new URL(name, import.meta.url));
if (!existsSync(`${folder}/package-lock.json`)) throw new Error(`no example with packages is called '${name}'`);
installLocked(folder);
const { status } = spawnSync(process.execPath, [`${root}/node_modules/typescript/bin/tsc`, '-p', folder], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
