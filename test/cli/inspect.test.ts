import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import colors from 'picocolors';
import { run } from '../../src/cli/run.ts';
import { startWeb } from '../checkpoint/web-server.ts';
import { paramlayout } from './command-line.ts';
import { manyTensors, removeFiles, writeBytes, writeTensors } from './write-files.ts';

afterAll(removeFiles);

const shapes = (name: string): string => `test/fixtures/shapes/${name}.json`;
const generated = (name: string): string => `test/fixtures/generated/${name}.safetensors`;

async function shown(...args: string[]): Promise<string> {
  const { exit, out, err } = await paramlayout(['inspect', ...args]);
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  return out;
}
const inspectJson = async (...args: string[]) => JSON.parse((await paramlayout(['inspect', '--json', ...args])).out);
const lineOf = (out: string, text: string): string =>
  (out.split('\n').find((line) => line.includes(text)) ?? '').replace(/ +/g, ' ');

test('inspect collapses the twelve blocks of GPT-2 and does not count masks as parameters', async () => {
  const out = await shown('--header', shapes('gpt2-hub-160'));
  expect(lineOf(out, 'gpt2-hub')).toBe('gpt2-hub-160.json 160 124,439,808 522.7 MiB');
  expect(lineOf(out, 'h.{0..11} ')).toBe('├─ h.{0..11} 12 × 7,087,872 156 85,054,464 372.5 MiB');
  expect(lineOf(out, 'F32 [768, 2304]')).toBe('│ │ │ ├─ weight F32 [768, 2304] 12 21,233,664 81.0 MiB');
  expect(lineOf(out, 'h.{0..11}.attn.bias')).toBe(' h.{0..11}.attn.bias a causal mask: 12 tensors, 48.0 MiB');
});

test.each([
  ['gpt2-hub-160', 124439808],
  ['gpt2-transformers-148', 124439808],
  ['bert-base-uncased-BertModel-199', 109482240],
  ['llama-3-8b-291', 8030261248],
  ['resnet18-torchvision-122', 11689512],
  ['whisper-tiny-167', 37760640],
])('inspect sums up every place of %s correctly', async (name, parameters) => {
  const { totals, tensors, tree } = await inspectJson('--header', shapes(name));
  expect(totals.parameters.elements).toBe(parameters);
  expect(tree).toMatchObject({ tensors: tensors.length, parameters, bytes: totals.bytes });
  type Node = {
    count: number;
    name?: string;
    shape?: number[];
    tensors: number;
    parameters: number;
    bytes: number;
    bufferElements: number;
    children?: Node[];
  };
  const visit = (node: Node): void => {
    const own = node.name === undefined ? 0 : node.count;
    const elements = own * (node.shape ?? []).reduce((product, dim) => product * dim, 1);
    const below = (part: 'tensors' | 'parameters' | 'bufferElements'): number =>
      (node.children ?? []).reduce((sum, child) => sum + child[part], 0);
    expect(node.tensors).toBe(own + below('tensors'));
    expect(node.parameters + node.bufferElements).toBe(elements + below('parameters') + below('bufferElements'));
    node.children?.forEach(visit);
  };
  visit(tree);
});

test('inspect makes two groups of alternating layers', async () => {
  const names = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? [`h.${i}.a`] : [`h.${i}.a`, `h.${i}.b`])).flat();
  const out = await shown(writeTensors(manyTensors(names)));
  expect(out).toContain('├─ {0,2,…,10}.a');
  expect(out).toContain('└─ {1,3,…,11} ');
});

test('inspect lists shared tensors from the metadata, and with --values from the data', async () => {
  const ties = await inspectJson(generated('tied-llama-embed-missing-metadata'));
  expect(ties.shared).toEqual([{ removed: 'model.embed_tokens.weight', kept: 'lm_head.weight' }]);
  expect((await inspectJson(generated('tied-llama-head-missing'))).shared).toEqual([]);
  expect((await inspectJson(generated('tied-llama-both-equal'))).equal).toBeUndefined();
  expect((await inspectJson(generated('tied-llama-both-equal'), '--values')).equal).toEqual([
    ['lm_head.weight', 'model.embed_tokens.weight'],
  ]);
  expect((await inspectJson(generated('tied-llama-both-CONFLICT'), '--values')).equal).toEqual([]);
  expect(await shown(generated('tied-llama-both-equal'), '--values')).toContain('= model.embed_tokens.weight, 512 B');
  const format = writeTensors({ pt: ['F32', [1], [0, 0, 0, 0]] }, { format: 'pt' });
  expect((await inspectJson(format)).shared).toEqual([]);
});

test('inspect counts tensors of one value without listing them as equal', async () => {
  const big = new Float32Array(300_000); // several pieces
  const path = writeTensors({
    a: ['F32', [300000], big],
    b: ['F32', [300000], big],
    c: ['F32', [300000], big.map((_, i) => (i === 299_999 ? 1 : 0))],
    d: ['F32', [300000], big.map((_, i) => (i === 299_999 ? 1 : 0))],
    e: ['F32', [0], []],
    f: ['F32', [0], []],
  });
  const { equal, equalConstants } = await inspectJson(path, '--values');
  expect({ equal, equalConstants }).toEqual({ equal: [['c', 'd']], equalConstants: 2 });
});

test('inspect escapes hostile names and shows hostile shapes', async () => {
  const path = writeTensors({
    '\u001b[31mred\u001b[0m\n': ['F32', [1], [0, 0, 0, 0]],
    ['x'.repeat(100_000)]: ['F32', [1], [0, 0, 0, 0]],
    ['.'.repeat(1_000_000)]: ['F32', [1], [0, 0, 0, 0]],
    a: ['F32', [1], [0, 0, 0, 0]],
    'a.b': ['F32', [1], [0, 0, 0, 0]],
    '': ['F32', [1], [0, 0, 0, 0]],
    ' ': ['F32', [1], [0, 0, 0, 0]],
    wide: ['F32', [0, '9007199254740993', '9223372036854775808'], []],
    nibbles: ['F4', [4], [1, 2]],
    sixes: ['F6_E3M2', [4], [1, 2, 3]],
    many: ['F32', Array.from({ length: 5000 }, () => 1), [0, 0, 0, 0]],
    ['😀'.repeat(60)]: ['F32', [1], [0, 0, 0, 0]],
  });
  const out = await shown(path);
  expect(out.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cs}/u);
  expect(out).toContain('\\x1b[31mred\\x1b[0m\\x0a');
  expect(out).toContain("─ '' ");
  expect(out).toContain("─ ' ' ");
  expect(lineOf(out, '├─ a')).toBe('├─ a F32 [1] 2 2 8 B');
  const { tensors } = await inspectJson(path);
  expect(tensors.find((each: { name: string }) => each.name === 'wide')).toMatchObject({
    shape: [0, '9007199254740993', '9223372036854775808'],
    elements: 0,
    bytes: 0,
  });
  expect(tensors.find((each: { name: string }) => each.name === 'sixes')).toMatchObject({ elements: 4, bytes: 3 });
});

test.each(['js-hostile-names', 'metadata-only', 'empty-file', 'scalars-and-empties', 'nan-inf'])(
  'inspect shows %s as text and as JSON',
  async (name) => {
    await shown(generated(name), '--values');
    const { totals, tensors } = await inspectJson(generated(name));
    expect(totals.tensors).toBe(tensors.length);
  },
);

test('inspect shows 40 of hundreds of different children, or all with --all', async () => {
  const path = writeTensors(
    new Map(Array.from({ length: 500 }, (_, i) => [`m.x${i}`, ['U8', [i + 1], new Uint8Array(i + 1)]])),
  );
  const out = await shown(path);
  expect(out.split('\n').filter((line) => line.includes('─ '))).toHaveLength(41);
  expect(lineOf(out, 'more')).toBe(' └─ … 461 more 461 124,470 121.6 KiB');
  expect((await shown(path, '--all')).split('\n').filter((line) => line.includes('─ '))).toHaveLength(501);
});

test('inspect --depth limits the levels', async () => {
  const out = await shown('--header', shapes('bert-base-uncased-BertModel-199'), '--depth', '1');
  expect(out.split('\n').filter((line) => /[├└]/.test(line))).toHaveLength(3);
  expect((await paramlayout(['inspect', '--header', shapes('gpt2-hub-160'), '--depth', '0'])).exit).toBe(2);
});

test('inspect prints the same characters with colours', async () => {
  let out = '';
  const terminal = {
    out: (text: string) => void (out += text),
    err: () => undefined,
    colors: colors.createColors(true),
    bar: undefined,
    width: 100,
    signal: new AbortController().signal,
  };
  await run(['inspect', '--header', shapes('gpt2-hub-160')], terminal);
  expect(out).toContain('\u001b[1m');
  expect(stripVTControlCharacters(out)).toBe(await shown('--header', shapes('gpt2-hub-160')));
});

test('inspect takes a file or a list of tensors', async () => {
  for (const args of [[], ['x.safetensors', '--header', 'y.json'], ['--header', shapes('gpt2-hub-160'), '--values']]) {
    const { exit, err } = await paramlayout(['inspect', ...args]);
    expect(exit).toBe(2);
    expect(err).toMatch(
      /^paramlayout: (a file or --header was expected, found (neither|both)|--values reads the data)/,
    );
  }
});

test('inspect shows shards as one checkpoint and names the file of each tensor', async () => {
  const path = 'test/fixtures/generated/sharded-model.safetensors.index.json';
  const { files, tensors } = await inspectJson(path);
  expect(files.map((each: { name: string }) => each.name)).toEqual([
    'sharded-model-00001-of-00002.safetensors',
    'sharded-model-00002-of-00002.safetensors',
  ]);
  expect(new Set(tensors.map((each: { file: string }) => each.file)).size).toBe(2);
  expect(await shown(path)).toContain('\nFiles\n  sharded-model-00001-of-00002.safetensors');
});

test('every command that reads data reads a URL by ranges', async () => {
  const web = await startWeb();
  try {
    web.files.set('/model.safetensors', readFileSync(generated('tied-llama-both-equal')));
    expect(await shown(web.url())).toContain('model.safetensors');
    expect(web.log.length).toBeLessThan(4);
    expect((await paramlayout(['stats', web.url()])).out).toBe(
      (await paramlayout(['stats', generated('tied-llama-both-equal')])).out,
    );
    expect((await paramlayout(['diff', web.url(), generated('tied-llama-both-equal'), '--values'])).exit).toBe(0);
    web.files.set('/mixed.npz', readFileSync('test/fixtures/npy/mixed.npz'));
    expect((await paramlayout(['stats', web.url('/mixed.npz')])).out).toBe(
      (await paramlayout(['stats', 'test/fixtures/npy/mixed.npz'])).out,
    );
    expect((await paramlayout(['inspect', web.url('/gone.safetensors')])).exit).toBe(2);
  } finally {
    await web.close();
  }
});

test('inspect, stats and diff read npz archives', async () => {
  const path = 'test/fixtures/npy/mixed.npz';
  expect((await inspectJson(path)).format).toBe('npz');
  expect((await paramlayout(['stats', path])).exit).toBe(0);
  expect((await paramlayout(['diff', path, path, '--values'])).exit).toBe(0);
});

test.each([20, 40, 80])('inspect fits a terminal of %d columns', async (width) => {
  for (const args of [
    ['inspect', generated('tied-llama-both-equal')],
    ['stats', generated('tied-llama-both-equal')],
    ['diff', generated('tied-llama-both-equal'), generated('tied-llama-neither')],
  ]) {
    const { err, out } = await paramlayout(args, { width });
    expect(err).toBe('');
    if (width === 80) for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
  }
});

test.each(readdirSync('test/fixtures/oracle/files'))('inspect shows %s or rejects it with a sentence', async (name) => {
  const { exit, out, err } = await paramlayout(['inspect', `test/fixtures/oracle/files/${name}`]);
  expect(exit === 0 ? err : out).toBe('');
  expect(exit === 0 ? out : err).toMatch(exit === 0 ? /tensors +parameters +bytes/ : /^paramlayout: .+\n/);
  expect(err).not.toMatch(/\n {4}at |TypeError/);
});

test('inspect rejects files that are not checkpoints', async () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array(7), Uint8Array.from({ length: 64 }, (_, i) => i * 37)]) {
    const { exit, err } = await paramlayout(['inspect', writeBytes(bytes)]);
    expect(exit).toBe(2);
    expect(err).toMatch(/^paramlayout: /);
  }
});

const real = ['real', 'sharded', 'malformed'].flatMap((folder) => {
  const url = new URL(`../../../shared/checkpoints/${folder}/`, import.meta.url);
  return existsSync(url) ?
      readdirSync(url)
        .filter((name) => name.endsWith('.safetensors') || name.endsWith('.json'))
        .map((name) => [name, new URL(name, url).pathname] as const)
    : [];
});
if (real.length === 0) console.warn('skipped: no real checkpoints at ../shared/checkpoints');

test.skipIf(real.length === 0).each(real)('inspect, stats and diff read the real checkpoint %s', async (_, path) => {
  const inspected = await paramlayout(['inspect', path, '--values']);
  const isMalformed = path.includes('/malformed/');
  expect(inspected.exit === 2).toBe(isMalformed);
  for (const args of [
    ['stats', path],
    ['diff', path, path, '--values'],
  ]) {
    const { exit, out, err } = await paramlayout(args);
    expect(exit, err).toBe(isMalformed ? 2 : 0);
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  }
});

test('inspect collapses equal blocks whose names come in another order', async () => {
  const names = [
    'h.0.attn.bias',
    'h.0.attn.weight',
    'h.0.ln',
    'h.1.ln',
    'h.1.attn.weight',
    'h.1.attn.bias',
    'h.2.attn.weight',
    'h.2.ln',
    'h.2.attn.bias',
  ];
  const out = await shown(writeTensors(manyTensors(names)));
  expect(lineOf(out, 'h.{0..2}')).toBe('└─ h.{0..2} 3 × 3 9 9 36 B');
});
