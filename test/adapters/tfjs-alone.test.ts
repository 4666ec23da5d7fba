// What the adapter says where a program has imported no more than tfjs-core, and what a compiler says of its
// declarations beside those of the real library.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { home, isInstalled, whyNotInstalled } from './installed.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const compilers = {
  'TypeScript 7.0': 'node_modules/typescript/lib/tsc.js',
  'TypeScript 5.9': 'node_modules/@tsd/typescript/typescript/lib/tsc.js',
};

describe.skipIf(!isInstalled)(`a program with paramlayout/tfjs${whyNotInstalled}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'paramlayout-tfjs-'));
  if (isInstalled) symlinkSync(home, join(folder, 'node_modules'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs a program, and returns the messages that it prints. */
  function run(imports: string, lines: string): string[] {
    writeFileSync(
      join(folder, 'program.mjs'),
      `import * as tf from '@tensorflow/tfjs-core';
       import { layout } from 'paramlayout';
       import { unflatten, valueAndGrad, variables } from 'paramlayout/tfjs';
       ${imports}
       const model = layout({ w: [2] });
       const say = (error) => console.log(error.message);
       ${lines}`,
    );
    return execFileSync(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
      .trim()
      .split('\n');
  }
  const advice = (cause: string): string =>
    'valueAndGrad: @tensorflow/tfjs-core alone has no backend, no gradients and no chained ops such as x.add(y); ' +
    `import '@tensorflow/tfjs', which registers all three (${cause})`;

  it('says what to import where there is no backend', () => {
    const messages = run('', 'await valueAndGrad(model, ({ w }) => tf.sum(w))(model.zeros()).catch(say);\ntry { variables(model, model.zeros()); } catch (error) { say(error); }'); // prettier-ignore
    expect(messages).toEqual([
      advice('Error: No backend found in registry.'),
      "variables: tfjs has no backend; import '@tensorflow/tfjs'",
    ]);
  });

  it('says what to import where there is a backend, but no gradients and no chained ops, and leaves no tensor', () => {
    const messages = run(
      "import '@tensorflow/tfjs-backend-cpu';",
      `await valueAndGrad(model, ({ w }) => tf.sum(tf.square(w)))(model.zeros()).catch(say);
       await valueAndGrad(model, ({ w }) => w.square())(model.zeros()).catch(say);
       await valueAndGrad(model, () => { throw new Error('my own error'); })(model.zeros()).catch(say);
       console.log(tf.memory().numTensors);`,
    );
    expect(messages).toEqual([
      advice('Error: Cannot compute gradient: gradient function not found for Sum.'),
      advice('TypeError: w.square is not a function'),
      'my own error',
      '0',
    ]);
  });

  it.each(Object.entries(compilers))(
    '%s finds no fault in the declarations of paramlayout/tfjs, and knows the shapes',
    { timeout: 120_000 },
    (_, compiler) => {
      writeFileSync(
        join(folder, 'program.ts'),
        `import * as tf from '@tensorflow/tfjs-core';
         import { layout, tied } from 'paramlayout';
         import { flatten, unflatten, valueAndGrad } from 'paramlayout/tfjs';
         const model = layout({ w: [2, 3], t: tied('w', { transpose: true }) });
         const p = unflatten(model, tf.zeros([6]));
         export const matrix: tf.Tensor2D = p.t;
         export const shape: readonly [3, 2] = p.t.shape;
         export const flat: tf.Tensor1D = flatten(model, p);
         export const step = valueAndGrad(model, ({ w }, x: tf.Tensor) => tf.sum(tf.mul(w, x)));
         export const wrong: readonly [2, 2] = p.w.shape;`,
      );
      const options = { strict: true, skipLibCheck: false, noEmit: true, module: 'nodenext', target: 'es2022' };
      writeFileSync(
        join(folder, 'tsconfig.json'),
        JSON.stringify({ compilerOptions: { ...options, lib: ['es2022', 'dom'], types: [] }, files: ['program.ts'] }),
      );
      let output = '';
      try {
        execFileSync(process.execPath, [join(root, compiler), '-p', '.', '--pretty', 'false'], {
          cwd: folder,
          encoding: 'utf8',
        });
      } catch (error) {
        output = (error as { stdout: string }).stdout;
      }
      // The library's own declarations have faults: in 7.0 with the types of WebGPU, in 5.9 without those of Long.
      const ours = output.split('\n').filter((line) => /^program\.ts|paramlayout\/dist/.test(line));
      expect(ours).toEqual([expect.stringMatching(/^program\.ts\(10,\d+\): error TS2322/)]);
    },
  );
});
