import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { save } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';

const model = layout({ a: [3] });
const DECLARED = "import { layout } from 'paramlayout';\nexport const model = layout({ a: [3] });\n";
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-modules-'));
  await save(model, model.zeros(), join(folder, 'a.safetensors'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the built program in a process of its own. */
function program(...args: readonly string[]): Promise<{ readonly exit: unknown; out: string; err: string }> {
  return new Promise((done) =>
    execFile(
      process.execPath,
      [resolve('dist/src/cli/main.js'), ...args],
      { cwd: folder, timeout: 20_000 },
      (error, out, err) => done({ exit: error === null ? 0 : (error.code ?? error.signal), out, err }),
    ),
  );
}
async function check(name: string, text: string): Promise<Awaited<ReturnType<typeof program>>> {
  await writeFile(join(folder, name), text);
  return program('check', name, 'a.safetensors');
}

const FITS = /^\S+#model fits a\.safetensors: 1 tensor, 3 parameters, F32\n$/;

describe.each(['ts', 'mjs'])('a model in a .%s module', (ending) => {
  it('a timer of the module does not keep the program alive', async () => {
    const { exit, out } = await check(`timer.${ending}`, `${DECLARED}setInterval(() => {}, 1000);\n`);
    expect(exit).toBe(0);
    expect(out).toMatch(FITS);
  });

  it('an await that nothing settles is an error', async () => {
    const { exit, out, err } = await check(`stuck.${ending}`, `${DECLARED}await new Promise(() => {});\n`);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toBe(`paramlayout: 'stuck.${ending}' cannot be loaded: it awaits a promise that nothing settles\n`);
  });

  it.each([
    ['rejection', "Promise.reject(new RangeError('no such layer'));\n"],
    [
      'throw',
      "setTimeout(() => { throw new RangeError('no such layer'); });\nawait new Promise((r) => setTimeout(r, 500));\n",
    ],
  ])('a %s that nothing catches is an error', async (kind, text) => {
    const { exit, out, err } = await check(`${kind}.${ending}`, `${DECLARED}${text}`);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toBe(`paramlayout: '${kind}.${ending}': nothing caught RangeError: no such layer\n`);
  });

  it.each([0, 1, 3])('a module that ends the program with %d is an error', async (code) => {
    const { exit, out, err } = await check(`exit.${ending}`, `${DECLARED}process.exit(${code});\n`);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toBe(`paramlayout: 'exit.${ending}': the program was ended before the command was done\n`);
  });

  it('a module that throws is an error with its message', async () => {
    const { exit, out, err } = await check(`broken.${ending}`, `${DECLARED}throw new RangeError('no such layer');\n`);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toBe(`paramlayout: 'broken.${ending}' cannot be loaded: RangeError: no such layer\n`);
  });
});

describe('a module in TypeScript', () => {
  it.each([
    ['without types', DECLARED],
    ['with types', `${DECLARED}export const names: readonly string[] = ['a'];\n`],
    ['with type arguments', `${DECLARED}const of = <T>(value: T): T => value;\nexport const again = of<number>(3);\n`],
    ['with an enum', `${DECLARED}export enum Kind { A, B }\n`],
    [
      'that imports another',
      "import { shape } from './other.ts';\nimport { layout } from " +
        "'paramlayout';\nexport const model = layout({ a: shape });\n",
    ],
  ])('%s is imported', async (_what, text) => {
    await writeFile(join(folder, 'other.ts'), 'export const shape: readonly [3] = [3] as const;\n');
    const { exit, out, err } = await check('typed.ts', text);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toMatch(FITS);
  });

  it('a module uses the copy of the library that it finds, and else the one of the program', async () => {
    await mkdir(join(folder, 'own/node_modules'), { recursive: true });
    await symlink(resolve('.'), join(folder, 'own/node_modules/paramlayout'));
    await writeFile(
      join(folder, 'own/model.ts'),
      `${DECLARED}if (!import.meta.resolve('paramlayout').startsWith('file:')) throw new Error('not found');\n`,
    );
    const { exit, out } = await program('check', 'own/model.ts', 'a.safetensors');
    expect(exit).toBe(0);
    expect(out).toMatch(/fits/);
  });
});

describe('check with swapped arguments', () => {
  it('check says that the model comes first', async () => {
    await writeFile(join(folder, 'swapped.ts'), DECLARED);
    const { exit, err } = await program('check', 'a.safetensors', 'swapped.ts#model');
    expect({ exit, err }).toEqual({
      exit: 2,
      err: 'paramlayout: the model must come first: paramlayout check swapped.ts#model a.safetensors\n',
    });
    for (const name of ['none.npz', 'model.safetensors.index.json'])
      expect((await program('check', name, 'b.safetensors')).err).toContain(`found the checkpoint\n'${name}'`);
  });

  it('check recognises a checkpoint by its content too', async () => {
    await save(model, model.zeros(), join(folder, 'weights'));
    expect((await program('check', 'weights', 'swapped.ts')).err).toContain('check swapped.ts weights');
  });
});
