// npm run adapters: installs the libraries that the adapters need, if package-lock.json has changed, and the built
// package beside them, so that the tests import both by name, as a user's program does.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from '../../.ci/build/install-locked.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');

installLocked(here);
const home = join(here, 'node_modules/paramlayout');
rmSync(home, { recursive: true, force: true });
for (const part of ['dist', 'package.json']) cpSync(join(root, part), join(home, part), { recursive: true });
