import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Program } from './page.ts';

// Where Debian's chromium-common has its driver for Vulkan, which needs no GPU.
const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
/** The environment of programs that use WebGPU. */
export const deviceEnvironment: NodeJS.ProcessEnv =
  existsSync(DRIVER) ? { VK_ICD_FILENAMES: DRIVER, ...process.env } : process.env;

const asks = "import { create } from 'webgpu'; process.exit((await create([]).requestAdapter()) === null ? 1 : 0);";
let isFound: boolean | undefined;
/** Whether the programs that use WebGPU find a device. If not, a line says that they are skipped. */
export function hasDevice(): boolean {
  if (isFound !== undefined) return isFound;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', asks], {
    cwd: fileURLToPath(new URL('../adapters', import.meta.url)),
    env: deviceEnvironment,
  });
  isFound = status === 0;
  if (!isFound)
    console.warn(
      'skipped: the snippets that use WebGPU compile, but do not run; npm run adapters, and apt-get install libvulkan1 chromium-common',
    );
  return isFound;
}

export const needsDevice = ({ source }: Program): boolean => source.includes("from 'webgpu'");
