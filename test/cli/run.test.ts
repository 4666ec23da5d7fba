import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { paramlayout } from './command-line.ts';

const file = 'test/fixtures/checkpoints/no-such.safetensors';

test('no command, a wrong one, a wrong option and a missing argument are of exit code 2, said on stderr', async () => {
  for (const args of [['inspekt', file], ['inspect'], ['inspect', file, '--jsn']]) {
    const { exit, out, err } = await paramlayout(args);
    expect({ args, exit, out }).toEqual({ args, exit: 2, out: '' });
    expect(err).toMatch(/^paramlayout: /);
  }
});

test('a file that is not there is named', async () => {
  expect(await paramlayout(['inspect', file])).toEqual({ exit: 2, out: '', err: `paramlayout: '${file}': there is no such file or folder\n` });
});

test('every command has help with an example, in at most 100 columns', async () => {
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

test('the program that is built starts, and says its version', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['dist/src/cli/main.js', '--version']);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
