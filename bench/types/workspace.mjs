import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
/** Everything a fixture may import by name. What bench/ does not have installed is left out. */
const packages = {
  paramlayout: root,
  zod: join(root, 'node_modules/zod'),
  typegpu: join(root, 'bench/node_modules/typegpu'),
  'ts-arithmetic': join(root, 'bench/node_modules/ts-arithmetic'),
  hotscript: join(root, 'bench/node_modules/hotscript'),
};

/**
 * Makes a folder that stands for a user's project: outside of this repository, with the built package in its
 * node_modules, so that programs see the declarations that users see and nothing else.
 */
export function makeWorkspace() {
  const folder = mkdtempSync(join(tmpdir(), 'type-cost-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  mkdirSync(join(folder, 'node_modules'));
  for (const [name, place] of Object.entries(packages)) {
    if (existsSync(place)) symlinkSync(place, join(folder, 'node_modules', name), 'dir');
  }
  return folder;
}

export const removeWorkspace = (folder) => rmSync(folder, { recursive: true, force: true });

/** Runs `use` in a workspace that is gone afterwards. */
export async function inWorkspace(use) {
  const folder = makeWorkspace();
  try {
    return await use(folder);
  } finally {
    removeWorkspace(folder);
  }
}

/** Writes the files of a program into a folder of its own. */
export function writeProgram(workspace, name, files) {
  const folder = join(workspace, name.replaceAll(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}
