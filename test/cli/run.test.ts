import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { commandsFor } from '../../src/cli/run.ts';
import { paramlayout } from './command-line.ts';

const file = 'test/fixtures/checkpoints/no-such.safetensors';

test('a missing or wrong command, option or argument exits with 2 and a message on stderr', async () => {
  for (const args of [['inspekt', file], ['inspect'], ['inspect', file, '--jsn']]) {
    const { exit, out, err } = await paramlayout(args);
    expect({ args, exit, out }).toEqual({ args, exit: 2, out: '' });
    expect(err).toMatch(/^paramlayout: /);
  }
});

test('a missing file is named in the error', async () => {
  expect(await paramlayout(['inspect', file])).toEqual({
    exit: 2,
    out: '',
    err: `paramlayout: '${file}': there is no such file or folder\n`,
  });
});

test('every command has help with an example in at most 100 columns', async () => {
  const { exit, out } = await paramlayout(['--help']);
  expect(exit).toBe(0);
  const names = Array.from(out.matchAll(/^ {2}([a-z]+) (?=\[options\])/gm), ([, name]) => name as string);
  expect(names).toContain('inspect');
  for (const name of names) {
    const help = await paramlayout([name, '--help']);
    expect(help.exit).toBe(0);
    expect(help.out).toContain(`Example:\n  paramlayout ${name}`);
    for (const line of `${help.out}${out}`.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  }
});

test('run imports only the command that it runs, and all for the help', async () => {
  const names = async (...args: readonly string[]): Promise<readonly string[]> =>
    (await commandsFor(args)).map((make) => make({ out: () => undefined } as never, () => undefined).name());
  const all = ['inspect', 'typegen', 'check', 'diff', 'convert', 'draw', 'stats'];
  for (const name of all) expect(await names(name, '--help')).toEqual([name]);
  expect(await names('--version')).toEqual([]);
  for (const args of [[], ['--help'], ['help', 'draw'], ['inspekt'], ['constructor'], ['--no-such']])
    expect(await names(...args)).toEqual(all);
});

test('the built program prints its version', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['dist/src/cli/main.js', '--version']);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.skipIf(process.platform === 'win32')('a pipe as input is rejected without waiting', async () => {
  // Windows has no mkfifo
  const folder = await mkdtemp(join(tmpdir(), 'paramlayout-pipe-'));
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  for (const command of ['inspect', 'stats', 'typegen']) {
    const { exit, err } = await paramlayout([command, pipe], { width: 1000 });
    expect({ exit, err }).toEqual({
      exit: 2,
      err: `paramlayout: '${pipe}' cannot be read at an offset: expected a file, found a pipe\n`,
    });
  }
  await rm(folder, { recursive: true });
});

test('a wrong list of tensors is rejected with the place of the issue', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paramlayout-list-'));
  const said = async (list: unknown): Promise<string> => {
    await writeFile(join(folder, 'list.json'), JSON.stringify(list));
    const { exit, err } = await paramlayout(['inspect', '--header', join(folder, 'list.json')], { width: 1000 });
    expect(exit).toBe(2);
    return err.slice(err.indexOf('list.json') + 11, -1);
  };
  expect(await said({ a: { dtype: 'F33', shape: [2] } })).toMatch(
    /^'a' is not a tensor with dtype and shape: dtype: one of BOOL, .* was expected, found "F33"$/,
  );
  expect(
    await said([
      ['a', 'F32', [2]],
      ['b', 'F32', [2, -1]],
    ]),
  ).toBe("'entry 1' is not a tensor with dtype and shape: 2.1: Too small: expected number to be >=0");
  expect(
    await said([
      ['a', 'F32', [2]],
      ['a', 'F32', [2]],
    ]),
  ).toBe("each tensor once was expected, found 'a' twice");
  expect(await said(3)).toBe('an object or an array of tensors was expected, found 3');
  await rm(folder, { recursive: true });
});

test('a missing output folder is reported with the path of the output', async () => {
  const { exit, err } = await paramlayout([
    'typegen',
    '--header',
    'test/fixtures/shapes/gpt2-hub-160.json',
    '-o',
    '/no/such/folder/model.ts',
  ]);
  expect({ exit, err }).toEqual({
    exit: 2,
    err: "paramlayout: '/no/such/folder/model.ts': there is no such folder to write it in\n",
  });
});
