// Makes a checkpoint of the ONNX model in the installed package `@ricky0123/vad-web`.
//
// The model is Silero VAD, version 5. It holds two networks, one for sound of 16,000 samples a second and one for 8,000,
// as the branches of an If node. We take the first one; the names of its weights begin with the branch.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { save } from 'paramlayout/checkpoint';
import { lift } from 'paramlayout/ort';

const BRANCH = 'If_0_then_branch__Inline_0__';

/** The ONNX file of the package. */
export const onnxFile = createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v5.onnx');

/** Takes the weights of the network out of the ONNX file, and writes them to a safetensors file. */
export async function saveWeights(file: string): Promise<void> {
  // `minLength: 1` also takes the last bias, which has one element.
  const { layout, flat } = await lift(await readFile(onnxFile), { only: `${BRANCH}*.**`, minLength: 1 });
  await save(layout, flat, file, {
    names: { toName: (path) => path.replace(BRANCH, ''), toPath: (name) => BRANCH + name },
    metadata: { source: 'Silero VAD 5, MIT, Copyright (c) 2020-present Silero Team' },
  });
}
