import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compilerOptions } from '../types/compile.mjs';
import { makeWorkspace, removeWorkspace, writeProgram } from '../types/workspace.mjs';
import { native } from './native.mjs';
import { tsserver } from './tsserver.mjs';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const servers = {
  '7.0': native,
  5.9: (...opened) => tsserver(at('node_modules/@tsd/typescript/typescript/lib/tsserver.js'), ...opened),
};

export async function openEditors(text) {
  const workspace = makeWorkspace();
  const tsconfig = JSON.stringify({ compilerOptions, files: ['main.ts'] });
  const folder = writeProgram(workspace, 'project', { 'tsconfig.json': tsconfig, 'main.ts': text });
  const editors = {};
  for (const [version, open] of Object.entries(servers))
    editors[version] = await open(folder, join(folder, 'main.ts'), text);
  return {
    editors,
    async close() {
      for (const editor of Object.values(editors)) await editor.close();
      removeWorkspace(workspace);
    },
  };
}
