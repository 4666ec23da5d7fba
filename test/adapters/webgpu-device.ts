// WebGPU in Node: Dawn, of the npm package `webgpu`, over SwiftShader, which Chromium brings with it.
import { existsSync } from 'node:fs';
import { isInstalled, whyNotInstalled } from './installed.ts';

// Where Debian's chromium-common has the driver. The Vulkan loader (libvulkan1) reads the variable when a device is asked for.
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (process.env['VK_ICD_FILENAMES'] === undefined && existsSync(SWIFTSHADER))
  process.env['VK_ICD_FILENAMES'] = SWIFTSHADER;

// The instance must stay reachable: Dawn does not keep it alive for its adapters.
const instances: GPU[] = ((globalThis as { gpuInstances?: GPU[] }).gpuInstances ??= []);

/** An adapter of a backend of Dawn; null where there is none. */
export async function findAdapter(...flags: string[]): Promise<GPUAdapter | null> {
  if (!isInstalled) return null;
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  try {
    const gpu = create(flags);
    instances.push(gpu);
    return await gpu.requestAdapter();
  } catch {
    return null; // no backend of that name
  }
}

/** An adapter that runs shaders. */
export const vulkan = await findAdapter();
/** Dawn's adapter that compiles shaders and copies buffers, but runs nothing. It has `shader-f16`. */
export const compiling = await findAdapter('backend=null');

export const whyNoDevice =
  !isInstalled ? whyNotInstalled
  : vulkan === null ? ' (skipped: there is no Vulkan driver; apt-get install libvulkan1 chromium-common)'
  : '';
if (whyNoDevice !== '') console.warn(`WebGPU in Node${whyNoDevice}`);
