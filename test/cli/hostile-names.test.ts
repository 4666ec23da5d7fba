import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  checkpointValidator,
  fromBytes,
  load,
  loadNpz,
  readHeader,
  readIndex,
  readNpzHeader,
  serializeNpz,
} from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';
import { file } from '../checkpoint/fixtures.ts';
import { paramlayout } from './command-line.ts';
import { removeFiles, writeTensors } from './write-files.ts';

afterAll(removeFiles);

const folder = mkdtempSync(join(tmpdir(), 'paramlayout-names-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Every character that could end a line, steer a terminal, turn the direction of writing, or hide. */
const HOSTILE = Array.from({ length: 0x110000 }, (_, code) => code)
  .filter((code) => code < 0xd800 || code > 0xdfff) // no UTF-8 holds these
  .map((code) => String.fromCodePoint(code))
  .filter((char) => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(char));
const ANY = new RegExp(
  `[${HOSTILE.filter((char) => char !== '\n')
    .map((char) => `\\u{${char.codePointAt(0)?.toString(16)}}`)
    .join('')}]`,
  'u',
);

/** Names with one character each, and one with all. Half of them have a namesake on the other side. */
const namesWith = (chars: readonly string[]): readonly string[] => chars.map((char) => `n.a${char}z.w`);

/** The first hostile character of a text, or an end of line that a name brought in. */
function hostileIn(text: string): string | undefined {
  const found = ANY.exec(text)?.[0] ?? /a\nz/.exec(text)?.[0];
  return found === undefined ? undefined : `${JSON.stringify(found)} in ${JSON.stringify(text.slice(0, 300))}`;
}

/** Some hostile characters: one for each block of 256, and all below U+3000. */
const SOME = HOSTILE.filter((char, i) => (char.codePointAt(0) as number) < 0x3000 || i % 97 === 0);
const NAMES = [...namesWith(SOME), `n.${HOSTILE.slice(0, 90).join('')}`];

const F32 = (value: number): Float32Array => Float32Array.of(value, value);
const tensors = new Map(NAMES.map((name, i) => [name, ['F32', [2], F32(i)] as const]));
const other = new Map(
  NAMES.map((name, i) => [i % 2 === 0 ? name : `${name}q`, [i % 3 === 0 ? 'I32' : 'F32', [2], F32(i + 1)] as const]),
);
const metadata = Object.fromEntries(NAMES.map((name, i) => [`${name}m`, i % 2 === 0 ? name : `${name} text`]));
const one = writeTensors(tensors, metadata);
const two = writeTensors(other, metadata);

describe('no name reaches a terminal, a page or JSON raw', () => {
  writeFileSync(join(folder, 'model.json'), JSON.stringify(layout({ n: { w: [2] } })));
  writeFileSync(
    join(folder, 'list.json'),
    JSON.stringify(Object.fromEntries(NAMES.map((name) => [name, { dtype: 'F32', shape: [2] }]))),
  );
  for (const [i, wrong] of [{ dtype: 'X', shape: [] }, { dtype: 'F32', shape: ['a\nz\u202e'] }, 3].entries())
    writeFileSync(join(folder, `wrong${i}.json`), JSON.stringify({ 'a\nz\u202e\u2028': wrong }));
  writeFileSync(join(folder, 'text.json'), '"a\nz\u202e\u0085"');
  writeFileSync(join(folder, 'broken.json'), '{"a\nz\u202e": ');
  writeFileSync(join(folder, 'keys.json'), '{"schema":{"a\\nz\u202e":[2]}}');
  const at = (name: string): string => join(folder, name);
  const renamed = NAMES.slice(0, 3).flatMap((name) => ['--names', `${name.replaceAll(/[*{}=]/g, '')}=n.same`]);
  const commands: readonly (readonly string[])[] = [
    ['inspect', one],
    ['inspect', one, '--all', '--values'],
    ['inspect', one, '--json'],
    ['inspect', '--header', at('list.json'), '--all'],
    ['typegen', one],
    ['typegen', one, '--json'],
    ['typegen', one, '--manifest'],
    ['typegen', one, '--order', 'file'],
    ['typegen', one, '--ignore', 'n.*.w'],
    ['typegen', '--header', at('list.json')],
    ['check', at('model.json'), one],
    ['check', at('model.json'), one, '--json'],
    ['check', at('model.json'), one, '--type', 'Int8Array', ...renamed],
    ['diff', one, two],
    ['diff', one, two, '--values', '--all'],
    ['diff', one, two, '--values', '--json'],
    ['diff', one, two, ...renamed],
    ['convert', one, '-o', at('out.safetensors'), '--json'],
    ['convert', one, '-o', at('out.safetensors'), '--dtype', 'I8'],
    ['convert', one, '-o', at('out.safetensors'), '--dtype', '**=I8'],
    ['convert', one, '-o', at('out.safetensors'), '--dtype', 'F8_E4M3'],
    ['convert', one, '-o', at('out.safetensors'), '--dtype', 'F8_E4M3', '--json'],
    ['convert', one, '-o', at('out.safetensors'), ...renamed],
    ['convert', one, '-o', at('out.npz'), '--dtype', 'BF16'],
    ['convert', two, '-o', at('set.safetensors'), '--max-shard-size', '300'],
    ['draw', one],
    ['draw', one, '--json'],
    ['draw', one, '--html'],
    ['draw', '--header', at('list.json')],
    ['stats', one],
    ['stats', one, '--json'],
    ['stats', one, '--histogram', '**'],
    ['stats', one, '--only', 'a\nz\u202e'],
    ...['wrong0', 'wrong1', 'wrong2', 'text', 'broken', 'keys'].flatMap((name) => [
      ['inspect', '--header', at(`${name}.json`)],
      ['check', at(`${name}.json`), one],
      ['check', at('model.json'), one, '--names', at(`${name}.json`)],
    ]),
  ];
  it.each(commands.map((args) => [args.map((arg) => (/^[\w-]+$/.test(arg) ? arg : '…')).join(' '), args] as const))(
    '%s',
    async (_title, args) => {
      const { out, err } = await paramlayout(args);
      expect(hostileIn(out)).toBe(undefined);
      expect(hostileIn(err)).toBe(undefined);
      expect(`${out}${err}`).not.toBe('');
    },
  );

  it('JSON still holds the names themselves', async () => {
    const { out } = await paramlayout(['inspect', one, '--json']);
    const read = JSON.parse(out) as { readonly tensors: readonly { readonly name: string }[] };
    expect(read.tensors.map(({ name }) => name)).toEqual(NAMES);
  });
});

describe('no message of the library holds a name raw', () => {
  const model = layout({ n: { w: [2] } });
  /** All messages of an error and of its issues. */
  async function messagesOf(work: () => unknown): Promise<readonly string[]> {
    const error = await Promise.resolve()
      .then(work)
      .then(
        () => undefined,
        (caught: unknown) => caught,
      );
    expect(error).toBeInstanceOf(Error);
    const { message, issues = [] } = error as Error & { readonly issues?: readonly { readonly message: string }[] };
    return [message, ...issues.map((issue) => issue.message)];
  }

  const entry = '{"dtype":"F32","shape":[2],"data_offsets":[0,8]}';
  const cases: readonly (readonly [title: string, work: (name: string) => unknown])[] = [
    ['an unexpected tensor', (name) => load(model, bytesOf({ [name]: entry }))],
    ['unexpected tensors', (name) => load(model, bytesOf({ [name]: entry, [`${name}q`]: entry }))],
    ['a near name', (name) => load(layout({ n: { az: { w: [2] } } }), bytesOf({ [name]: entry }))],
    ['near names', (name) => load(layout({ n: { az: { w: [2] }, b: [1] } }), bytesOf({ [name]: entry }))],
    ['a wrong shape', (name) => load(layout({ n: { w: [3] } }), bytesOf({ [name]: entry }), { names: () => 'n.w' })],
    ['a wrong dtype', (name) => load(model, bytesOf({ [name]: entry }), { names: () => 'n.w', type: Int8Array })],
    ['two for one leaf', (name) => load(model, bytesOf({ [name]: entry, n: entry }), { names: () => 'n.w' })],
    ['an ignored tensor', (name) => load(model, bytesOf({ [name]: entry }), { names: () => 'n.w', ignore: ['**'] })],
    [
      'rules that disagree',
      (name) => load(model, bytesOf({ [name]: entry }), { names: { '{**r}': 'n.w', '{**s}': 'x.{s}' } as never }),
    ],
    ['a wrong entry', (name) => readHeader(bytesOf({ [name]: '3' }))],
    ['an unknown dtype', (name) => readHeader(bytesOf({ a: entry.replace('F32', JSON.stringify(name).slice(1, -1)) }))],
    ['wrong offsets', (name) => readHeader(bytesOf({ [name]: entry.replace('8]', '7]') }))],
    [
      'a key twice',
      (name) =>
        readHeader(bytesOf({ a: entry }, `${JSON.stringify(name)}:${entry},${JSON.stringify(name)}:${entry},`), {
          strict: true,
        }),
    ],
    ['wrong metadata', (name) => readHeader(bytesOf({ a: entry }, `"__metadata__":{${JSON.stringify(name)}:3},`))],
    ['no place for its data', (name) => fromBytes(model, bytesOf({ [name]: entry }))],
    ['an index of a missing file', (name) => readIndex({ index: { weight_map: { a: name } }, shard: () => undefined })],
    [
      'an index of other tensors',
      (name) => readIndex({ index: { weight_map: { [name]: 'x' } }, shard: () => bytesOf({ [`${name}q`]: entry }) }),
    ],
    [
      'an index with surplus files',
      (name) =>
        readIndex({
          index: { weight_map: { a: `${name}-00001-of-00002.safetensors` } },
          files: [`${name}-00002-of-00002.safetensors`],
          shard: () => bytesOf({ a: entry }),
        }),
    ],
    ['an index without its map', (name) => readIndex({ index: { [name]: 3 }, shard: () => undefined })],
    ['a wrong index', (name) => readIndex({ index: { weight_map: { [name]: 3 } }, shard: () => undefined })],
    ['a folder of many checkpoints', (name) => load(model, folderOf([`${name}1.safetensors`, `${name}2.safetensors`]))],
    ['a folder of none', (name) => load(model, folderOf([name]))],
    [
      'a file that is missing',
      (name) => load(model, { index: { weight_map: { 'n.w': 'x' } }, shard: () => bytesOf({ [name]: entry }) }),
    ],
    ['a member of an archive', async (name) => loadNpz(model, await archiveOf(name))],
    ['a damaged archive', async (name) => readNpzHeader(damage(await archiveOf(name)))],
    [
      'a validator',
      async (name) => {
        const result = checkpointValidator(model)['~standard'].validate(await readHeader(bytesOf({ [name]: entry })));
        throw Object.assign(new Error('issues'), { issues: result.issues });
      },
    ],
  ];

  it.each(cases)('%s', async (_title, work) => {
    for (const name of NAMES)
      for (const message of await messagesOf(() => work(name))) expect(hostileIn(message)).toBe(undefined);
  });

  it('warnings', async () => {
    const said: string[] = [];
    for (const name of NAMES)
      await load(model, bytesOf({ [name]: entry, 'n.w': entry.replace('[0,8]', '[8,16]') }), {
        extra: 'ignore',
        onWarning: ({ message }) => said.push(message),
      });
    expect(said).toHaveLength(NAMES.length);
    for (const message of said) expect(hostileIn(message)).toBe(undefined);
  });

  function bytesOf(entries: Readonly<Record<string, string>>, more = ''): Uint8Array<ArrayBuffer> {
    const text = Object.entries(entries).map(([name, value]) => `${JSON.stringify(name)}:${value}`);
    const ends = Array.from(text.join().matchAll(/data_offsets":\[\d+,(\d+)\]/g), ([, end]) => Number(end));
    return new Uint8Array(file(`{${more}${text.join()}}`, new Uint8Array(Math.max(0, ...ends))));
  }
  function folderOf(names: readonly string[]): string {
    const made = mkdtempSync(join(folder, 'f'));
    mkdirSync(made, { recursive: true });
    for (const name of names)
      if (!/[/\0]/.test(name) && Buffer.byteLength(name) < 250) writeFileSync(join(made, name), '');
    return made;
  }
  /** An archive whose only member has this name. */
  async function archiveOf(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const plain = layout({ ['x'.repeat(Buffer.byteLength(name))]: [2] });
    const bytes = Buffer.from(await serializeNpz(plain, plain.zeros()));
    const from = Buffer.from(plain.slots[0]?.path ?? '');
    for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes.set(Buffer.from(name), at);
    return new Uint8Array(bytes);
  }
  function damage(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const at = Buffer.from(bytes).indexOf('NUMPY');
    bytes[at] = 0x6e;
    return bytes;
  }
});
