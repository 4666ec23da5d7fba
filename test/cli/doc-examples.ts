import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { save } from '../../src/checkpoint/index.ts';
import { layout, repeat, tied } from '../../src/index.ts';

/** An example of a page in docs/cli: a command from a ```console block, `$ paramlayout …`, and its output. */
export interface DocExample {
  readonly command: string;
  readonly output: string;
}

interface Range {
  readonly offset: number;
  readonly length: number;
}

/** The examples of a page. Blocks of other languages are ignored. */
export function examplesOf(page: string): readonly DocExample[] {
  const blocks = Array.from(page.matchAll(/^```console\n(.*?)^```$/gms), ([, block]) => block as string);
  return blocks
    .flatMap((block) => block.split(/^(?=\$ )/m))
    .map((text) => {
      const [command = '', ...output] = text.split('\n');
      return { command: command.replace(/^\$ /, ''), output: output.join('\n') };
    });
}

/** Runs a command in a shell in a folder and returns stdout and stderr together. `paramlayout` is the built program. */
export function outputOf(command: string, folder: string): Promise<string> {
  const program = `paramlayout() { "${process.execPath}" "${resolve('dist/src/cli/main.js')}" "$@"; }`;
  return new Promise((done) =>
    execFile('bash', ['-c', `${program}; { ${command}; } 2>&1`], { cwd: folder }, (_error, stdout) => done(stdout)),
  );
}

/**
 * Runs `use` in a folder with the files that the pages mention: a small model as `model.safetensors`, a later version
 * of it as `tuned.safetensors`, the list of tensors of GPT-2 as `gpt2.json`, and its layout.
 */
export async function withExampleFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'paramlayout-cli-'));
  try {
    const block = {
      ln_1: { weight: [8], bias: [8] },
      attn: { c_attn: { weight: [8, 24], bias: [24] }, c_proj: { weight: [8, 8], bias: [8] } },
    };
    const model = layout({
      wte: { weight: [16, 8] },
      h: repeat(3, block),
      ln_f: { weight: [8], bias: [8] },
      lm_head: { weight: tied('wte.weight') },
    });
    const values = Float32Array.from({ length: model.length }, (_, i) => Math.sin(i));
    await save(model, values, join(folder, 'model.safetensors'), { metadata: { format: 'pt' } });
    const tuned = layout({
      wte: { weight: [16, 8] },
      blocks: repeat(3, block),
      ln_f: { weight: [8], bias: [8] },
      lm_head: { weight: [16, 8] },
    });
    const flat = tuned.zeros();
    const copy = ({ offset, length }: Range, to: Range): void =>
      flat.set(values.subarray(offset, offset + length), to.offset);
    copy(model.at('h'), tuned.at('blocks'));
    copy(model.at('ln_f'), tuned.at('ln_f'));
    for (let i = model.at('wte').offset; i < model.length; i += 8) values[i] = (values[i] as number) * 1.01;
    copy(model.at('wte'), tuned.at('wte'));
    copy(model.at('wte'), tuned.at('lm_head'));
    await save(tuned, flat, join(folder, 'tuned.safetensors'), { metadata: { format: 'pt', step: '200' } });
    await copyFile('test/fixtures/shapes/gpt2-hub-160.json', join(folder, 'gpt2.json'));
    await copyFile('docs/cli/gpt2.ts', join(folder, 'gpt2.ts'));
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
