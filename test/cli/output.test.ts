import { execFileSync, spawn } from 'node:child_process';
import { link, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { save } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';
import { paramlayout } from './command-line.ts';

const model = layout({ a: [300], b: [7] });
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-output-'));
  await save(model, model.zeros().fill(2), at('in.safetensors'));
});
afterEach(() => rm(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

async function errorOf(...args: readonly string[]): Promise<string> {
  const { exit, out, err } = await paramlayout(args, { width: 1000 });
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  return err;
}

const COMMANDS = [['typegen'], ['typegen', '--json'], ['draw'], ['draw', '--html'], ['draw', '--json'], ['convert']];
const named = COMMANDS.map((words) => [words.join(' '), words] as const);

describe('an output that is an input', () => {
  it.each(named)('%s never replaces its input, by whatever path', async (_name, words) => {
    await symlink(at('in.safetensors'), at('link.safetensors'));
    await link(at('in.safetensors'), at('hard.safetensors'));
    await mkdir(at('sub'));
    const before = await readFile(at('in.safetensors'));
    const force = words[0] === 'convert' ? [] : ['--force'];
    for (const output of ['in.safetensors', 'link.safetensors', 'hard.safetensors', 'sub/../in.safetensors'])
      expect(await errorOf(...words, at('in.safetensors'), '-o', `${folder}/${output}`, ...force)).toContain(
        'is the input',
      );
    expect(await errorOf(...words, at('link.safetensors'), '-o', at('in.safetensors'), ...force)).toContain(
      'is the input',
    );
    expect(await readFile(at('in.safetensors'))).toEqual(before);
  });

  it.each(named)('%s never replaces a shard or the index of its input', async (_name, words) => {
    await save(model, model.zeros(), at('set.safetensors'), { maxShardSize: 1200 });
    const force = words[0] === 'convert' ? [] : ['--force'];
    const files = (await readdir(folder)).filter((name) => name.startsWith('set'));
    expect(files).toHaveLength(3);
    const index = at('set.safetensors.index.json');
    for (const file of files.filter((name) => words[0] !== 'convert' || !name.endsWith('.json')))
      for (const input of [index, folder])
        expect(await errorOf(...words, input, '-o', at(file), ...force)).toContain('is the input');
  });

  it('convert does not remove a shard of its input either', async () => {
    await save(model, model.zeros(), at('set.safetensors'), { maxShardSize: 1200 });
    const before = await readdir(folder);
    const args = ['convert', at('set.safetensors.index.json'), '-o', at('set.safetensors'), '--max-shard-size'];
    for (const size of ['1GB', '1200']) expect(await errorOf(...args, size)).toContain('is the input');
    expect(await readdir(folder)).toEqual(before);
  });

  it('typegen and draw never replace a list of tensors or a module that they read', async () => {
    await writeFile(at('list.json'), '{"a":["F32",[2]]}');
    await writeFile(at('model.json'), JSON.stringify(model));
    for (const command of ['typegen', 'draw'])
      expect(await errorOf(command, '--header', at('list.json'), '-o', at('list.json'), '--force')).toContain(
        'is the input',
      );
    expect(await errorOf('draw', at('model.json'), '-o', at('model.json'), '--force')).toContain('is the input');
  });
});

describe('an output of another kind', () => {
  it.each(named)(
    '%s replaces it only with --force, and an empty file or one of its own always',
    async (_name, words) => {
      const output = at(words[0] === 'convert' ? 'out.safetensors' : 'out');
      for (const old of ['export const x = 1;', '{}', '\x93NUMPY', await readFile('package.json', 'utf8')]) {
        await writeFile(output, old);
        expect(await errorOf(...words, at('in.safetensors'), '-o', output)).toMatch(/exists and is not .* --force/);
        expect(await readFile(output, 'utf8')).toBe(old);
      }
      const run = (...more: readonly string[]): Promise<unknown> =>
        paramlayout([...words, at('in.safetensors'), '-o', output, ...more]);
      expect(await run('--force')).toMatchObject({ exit: 0 });
      const made = await readFile(output);
      expect(await run()).toMatchObject({ exit: 0 });
      await writeFile(output, '');
      expect(await run()).toMatchObject({ exit: 0 });
      expect(await readFile(output)).toEqual(made);
    },
  );

  it('convert does not remove a file of another kind that has the name of an old set', async () => {
    await writeFile(at('set.safetensors'), 'my notes');
    const args = ['convert', at('in.safetensors'), '-o', at('set.safetensors'), '--max-shard-size', '1200'];
    expect(await errorOf(...args)).toContain('exists and is not a safetensors file');
    expect(await readFile(at('set.safetensors'), 'utf8')).toBe('my notes');
  });
});

describe.skipIf(process.platform === 'win32')('an output that is not a regular file', () => {
  const program = resolve('dist/src/cli/main.js');
  const shell = (command: string): string =>
    execFileSync('bash', ['-c', `paramlayout() { "${process.execPath}" "${program}" "$@"; }; ${command}`], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });

  it('a command writes to /dev/stdout after what is there already', async () => {
    const { out: module } = await paramlayout(['typegen', at('in.safetensors')]);
    expect(shell('paramlayout typegen in.safetensors -o /dev/stdout | cat')).toBe(module);
    shell('echo before > all; paramlayout typegen in.safetensors -o /dev/stdout >> all; echo after >> all');
    expect(await readFile(at('all'), 'utf8')).toBe(`before\n${module}after\n`);
    shell('{ echo before; paramlayout typegen in.safetensors -o /proc/self/fd/1; echo after; } > all');
    expect(await readFile(at('all'), 'utf8')).toBe(`before\n${module}after\n`);
    shell('ln -s /dev/stdout out; { echo before; paramlayout typegen in.safetensors -o out; } > all');
    expect(await readFile(at('all'), 'utf8')).toBe(`before\n${module.replace('model.ts', 'out')}`);
  });

  it('a command writes to a pipe and leaves it a pipe', async () => {
    const { out } = await paramlayout(['draw', at('in.safetensors')]);
    execFileSync('mkfifo', [at('pipe')]);
    const reader = spawn('cat', [at('pipe')]);
    let read = '';
    reader.stdout.on('data', (data) => (read += String(data)));
    const closed = new Promise((done) => reader.on('close', done));
    expect(await paramlayout(['draw', at('in.safetensors'), '-o', at('pipe')])).toMatchObject({ exit: 0 });
    await closed;
    expect(read).toBe(out);
    expect((await stat(at('pipe'))).isFIFO()).toBe(true);
  });

  it('a command creates the target of a dangling link', async () => {
    await mkdir(at('sub'));
    await symlink('sub/new.ts', at('link.ts'));
    expect(await paramlayout(['typegen', at('in.safetensors'), '-o', at('link.ts')])).toMatchObject({ exit: 0 });
    expect(await readFile(at('sub/new.ts'), 'utf8')).toContain('export const model');
    expect(await readFile(at('link.ts'), 'utf8')).toContain(`// Check: paramlayout check ${at('link.ts')}#model `);
    expect(await readdir(at('sub'))).toEqual(['new.ts']);
  });

  it('a command names the output in each error of the system', async () => {
    await symlink('loop.ts', at('loop.ts'));
    await mkdir(at('sub.ts'));
    const server = createServer().listen(at('socket.ts'));
    await new Promise((done) => server.once('listening', done));
    const long = `${'x'.repeat(300)}.ts`;
    const cases = [
      ['loop.ts', 'too many links'],
      ['sub.ts', 'found a folder'],
      ['socket.ts', 'found a socket'],
      [long, 'the name is too long'],
      ['none/x.ts', 'there is no such folder'],
      ['in.safetensors/x.ts', 'there is no such folder'],
    ];
    for (const [name = '', text = ''] of cases) {
      const said = await errorOf('typegen', at('in.safetensors'), '-o', at(name));
      expect(said).toContain(`'${at(name)}'`);
      expect(said).toContain(text);
    }
    server.close();
    expect(await errorOf('typegen', at('in.safetensors'), '-o', '/dev/full')).toContain(
      "'/dev/full': the disk is full",
    );
    expect((await stat('/dev/full')).isCharacterDevice()).toBe(true);
  });

  it('a command names the input in each error of the system', async () => {
    await symlink('loop.safetensors', at('loop.safetensors'));
    for (const [name, text] of [
      ['loop.safetensors', 'too many links'],
      [`${'x'.repeat(300)}.safetensors`, 'the name is too long'],
      ['none.safetensors', 'there is no such file'],
      ['in.safetensors/x', 'a folder was expected'],
    ] as const)
      for (const command of ['inspect', 'typegen', 'stats', 'draw']) {
        const said = await errorOf(command, at(name));
        expect(said).toContain(`'${at(name)}': `);
        expect(said).toContain(text);
      }
    await mkdir(at('shards'));
    await mkdir(at('shards/x.safetensors'));
    await writeFile(at('shards/model.safetensors.index.json'), '{"weight_map":{"a":"x.safetensors"}}');
    expect(await errorOf('inspect', at('shards'))).toContain(
      `'${at('shards/x.safetensors')}': a file was expected, found a folder`,
    );
  });

  it('a name of the greatest length can be written', async () => {
    for (const name of [`${'x'.repeat(252)}.ts`, `${'é'.repeat(126)}.ts`]) {
      expect(await paramlayout(['typegen', at('in.safetensors'), '-o', at(name)])).toMatchObject({ exit: 0 });
      expect(await readFile(at(name), 'utf8')).toContain('export const model');
    }
  });
});
