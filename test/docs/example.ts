import type { Program } from './page.ts';

/** Code that the examples of a file need, besides the names of preamble.ts and the exports of the package. */
const SIX = "await save(layout({ a: [2, 3] }), new Float32Array(6), 'model.safetensors');";
const OPENINGS: Readonly<Record<string, string>> = {
  'src/checkpoint/header/read.ts': "await sparseFile('model.safetensors');",
  'src/checkpoint/npy/load-npz.ts': "await saveNpz(model, flat, 'model.npz');",
  'src/checkpoint/npy/read-npy.ts': "await saveNpy(new Float32Array(4), 'embedding.npy');",
  'src/checkpoint/npy/save-npy.ts': 'const view = model.view(flat);',
  'src/checkpoint/fit/validator.ts': SIX,
  'src/zod/checkpoint-schema.ts': SIX,
};
const JAX = "import { init, numpy as np, tree } from '@jax-js/jax'; await init('wasm');";
const TFJS = "import * as tf from '@tensorflow/tfjs'; await tf.ready();";
const CHECKPOINT = "await save(model, flat, 'model.safetensors'); const file = new Blob([serialize(model, flat)]);";

const DEVICE =
  "import { create } from 'webgpu'; const gpu = create([]); Object.assign(globalThis, { gpu }); " +
  'const device = await (await gpu.requestAdapter())!.requestDevice();';

const ORT =
  "import * as ort from 'onnxruntime-node'; import { readFile } from 'node:fs/promises'; " +
  "import { createRequire } from 'node:module'; " +
  "const bytes = await readFile(createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v5.onnx'));";

/** The code for the examples of a folder. */
function openingOf(page: string): string {
  if (page.startsWith('src/jax/')) return JAX;
  if (page.startsWith('src/nats/')) return "import { connect } from '@nats-io/transport-node';";
  if (page.startsWith('src/ort/')) return ORT;
  if (page.startsWith('src/tfjs/')) return TFJS;
  if (page.startsWith('src/webgpu/') && page !== 'src/webgpu/wgsl.ts') return DEVICE;
  return page.startsWith('src/checkpoint/') ? CHECKPOINT : '';
}

/**
 * The `@example`s of a source file. Each is a program in a block of its own, so that it can declare its own `model`.
 * `indexes` are the texts of the modules that list the package's exports.
 */
export function examplesOf(page: string, text: string, indexes: Readonly<Record<string, string>>): Program[] {
  const lines = text.split('\n');
  const imported = new Set<string>(); // a name that two modules export is imported once, from the page's own module
  const isOwn = (name: string): boolean =>
    name !== 'paramlayout' && page.startsWith(name.replace('paramlayout', 'src'));
  const ordered = Object.entries(indexes).sort(([a], [b]) => Number(isOwn(b)) - Number(isOwn(a)));
  const imports = ordered.map(([name, index]) => {
    const names = exportsOf(index).filter((each) => !imported.has(each));
    for (const each of names) imported.add(each);
    return `import { ${names.join(', ')} } from '${name}';`;
  });
  const opening =
    `${imports.join(' ')} import { dense, flat, model, sparseFile } from './preamble.js'; import { z } ` +
    `from 'zod'; ${OPENINGS[page] ?? openingOf(page)}`;
  const programs: Program[] = [];
  for (const [i, line] of lines.entries()) {
    if (!/^\s*\* @example$/.test(line)) continue;
    const length = lines.slice(i + 1).findIndex((each) => /^\s*\*(\/| @)/.test(each));
    const code = lines.slice(i + 1, i + 1 + length).map((each) => each.replace(/^\s*\* ?/, ''));
    programs.push({
      page,
      source: [opening, ...Array.from({ length: i - 1 }, () => ''), '{', ...code, '}'].join('\n'),
      prints: [],
    });
  }
  return programs;
}

/** The names that a module exports from others. */
function exportsOf(index: string): string[] {
  return (
    Array.from(index.matchAll(/export (?:type )?\{([^}]*)\}/g), ([, names = '']) => names.split(','))
      .flat()
      // A type that is exported under another name goes by that name.
      .map((name) => name.trim().replace(/^type |^.* as /g, ''))
      .filter(Boolean)
  );
}
