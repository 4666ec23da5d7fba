import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import type { TensorInfo } from '../../src/checkpoint/header/header.ts';
import { drawingJsonOf } from '../../src/cli/draw/draw-command.ts';
import { type DrawSubject, subjectOfLayout, subjectOfList } from '../../src/cli/draw/draw-subject.ts';
import { htmlPageOf } from '../../src/cli/draw/html-page.ts';
import { svgPictureOf } from '../../src/cli/draw/svg-picture.ts';
import { readHeaderList } from '../../src/cli/input/header-list.ts';
import { layout, repeat, tied } from '../../src/index.ts';
import { paramlayout } from './command-line.ts';
import { overlapsAmong, textsIn, viewBoxOf } from './svg-texts.ts';

const shapes = 'test/fixtures/shapes';
const sharded = '../shared/checkpoints/sharded';
if (!existsSync(sharded)) console.warn(`skipped: there are no shards in ${sharded}`);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-draw-'));
});
afterEach(() => rm(folder, { recursive: true }));

const subjectOfShapes = async (name: string): Promise<DrawSubject> =>
  subjectOfList(name, (await readHeaderList(join(shapes, name))).tensors);

/** Tensors that lie one after the other. */
function subjectOfTensors(
  tensors: Iterable<readonly [name: string, dtype: TensorInfo['dtype'], shape: readonly number[], bytes: number]>,
): DrawSubject {
  let end = 0;
  return subjectOfList(
    'list.json',
    new Map(
      Array.from(tensors, ([name, dtype, shape, bytes]) => [name, { dtype, shape, start: end, end: (end += bytes) }]),
    ),
  );
}

const five = subjectOfLayout(
  'mlp',
  layout({
    layers: [
      { weight: [16, 4], bias: [16] },
      { weight: [3, 16], bias: [3] },
    ],
    temperature: [],
  }),
);
const tiedModel = subjectOfLayout(
  'ties',
  layout({
    enc: { emb: [50, 16], layers: repeat(4, { q: [16, 16], k: [16, 16] }) },
    dec: {
      emb: tied('enc.emb', { transpose: true }),
      layers: repeat(4, { q: [16, 16], x: tied('enc.layers.0.k') }),
      tail: tied('enc.layers.3'),
    },
    copies: repeat(11, tied('h0')),
    h0: { w: [30, 4], b: [4] },
  }),
);
const many = subjectOfTensors(
  (function* () {
    for (let i = 0; i < 1000; i++)
      for (let e = 0; e < 30; e++)
        for (const name of ['a.weight', 'b.weight', 'c.weight'])
          yield [`model.layers.${i}.experts.${e}.${name}`, 'F32', [64 + (i % 2)], 256 + 4 * (i % 2)] as const;
    for (let i = 0; i < 2000; i++) yield [`odd_${i}`, 'BF16', [i % 7], 2 * (i % 7)] as const;
  })(),
);
const hostile = subjectOfTensors([
  ['a<b>&"\'.w]]>', 'U8', [100], 100],
  ['</script><script>alert(1)</script>', 'U8', [40], 40],
  ['漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字.😀😀', 'U8', [90], 90],
  ['\u001b[31m\u202edlrow\0\ufffe', 'U8', [80], 80],
  ['', 'U8', [60], 60],
  ['..', 'U8', [30], 30],
  ['x'.repeat(100_000), 'U8', [30], 30],
  ['d.'.repeat(100_000), 'U8', Array.from({ length: 50 }, () => 1), 30],
  ['__proto__', 'U8', [0], 0],
]);
const subjects: Readonly<Record<string, () => DrawSubject | Promise<DrawSubject>>> = {
  five: () => five,
  ties: () => tiedModel,
  many: () => many,
  hostile: () => hostile,
  nothing: () => subjectOfTensors([]),
  'no elements': () =>
    subjectOfTensors([
      ['a', 'F32', [0], 0],
      ['b.c', 'F32', [0, 3], 0],
    ]),
  ...Object.fromEntries(readdirSync(shapes).map((name) => [name, () => subjectOfShapes(name)])),
};

describe.each(Object.keys(subjects))('draw %s', (name) => {
  const drawn = async (): Promise<string> =>
    svgPictureOf(await (subjects[name] as () => DrawSubject | Promise<DrawSubject>)());

  it('draw makes a picture that is reproducible, well-formed and of bounded size', async () => {
    const svg = await drawn();
    expect(await drawn()).toBe(svg);
    expect(svg.length).toBeLessThan(120_000);
    const open: string[] = [];
    for (const [, close, tag = '', self] of svg.matchAll(/<(\/?)([a-z]+)(?: [a-zA-Z-]+="[^"<]*")*(\/?)>/g)) {
      if (close === '/') expect(open.pop()).toBe(tag);
      else if (self !== '/') open.push(tag);
    }
    expect(open).toEqual([]);
    expect(svg.replaceAll(/<\/?[a-z]+(?: [a-zA-Z-]+="[^"<]*")*\/?>/g, '')).not.toMatch(
      /<|&(?!(?:amp|lt|gt|quot|#39);)|[^\n\x20-\x7e\u00a0-\u{10ffff}]/u,
    );
  });

  it('draw sets letters of at least 10 pixels that neither overlap nor leave the picture', async () => {
    const svg = await drawn();
    const texts = textsIn(svg);
    const [width, height] = viewBoxOf(svg);
    for (const size of svg.matchAll(/font-size:([\d.]+)px/g)) expect(Number(size[1])).toBeGreaterThanOrEqual(10);
    for (const { text, left, right, top, bottom } of texts)
      expect([text, left >= 0 && right <= width && top >= 0 && bottom <= height]).toEqual([text, true]);
    expect(overlapsAmong(texts)).toEqual([]);
  });
});

test('draw makes the height of a box the share of its tensor', async () => {
  const svg = svgPictureOf(await subjectOfShapes('gpt2-hub-160.json'));
  const heightOf = (pattern: RegExp): number => Number(pattern.exec(svg)?.[1]);
  const whole = heightOf(/class="frame"[^>]*height="([\d.]+)"/);
  const wte = heightOf(/<title>wte\.weight\n[^<]*<\/title><rect class="box[^>]*height="([\d.]+)"/);
  expect(wte / whole).toBeCloseTo((50257 * 768) / 137022720, 4);
});

test('draw marks equal blocks with a bracket and one row, and gives every mark a title', async () => {
  const svg = svgPictureOf(await subjectOfShapes('llama-3-8b-291.json'));
  expect(svg).toContain('<title>model.layers.{0..31}\n32 equal blocks</title>');
  expect(svg).toContain('>layers.{0..31}</text>');
  expect(svg).toContain(
    '<title>model.embed_tokens.weight\n[128256, 4096] BF16\n' +
      'offset 0, length 525,336,576 elements, 1002.0 MiB, 6.5 %</title>',
  );
  expect(svg).toContain('291 tensors · 8,030,261,248 elements · 15.0 GiB · BF16');
});

test('draw links a tie to the row of its owner, and a tied subtree or repeat only once', () => {
  const svg = svgPictureOf(tiedModel);
  const links = Array.from(
    svg.matchAll(/<title>([^<\n]+ → [^<\n]+)<\/title><path class="link"/g),
    ([, title]) => title,
  );
  expect(links).toEqual([
    'copies.0 → h0',
    'dec.emb → enc.emb',
    'dec.layers.0.x → enc.layers.0.k',
    'dec.tail → enc.layers.3',
  ]);
  expect(svg).toContain('>→ enc.embᵀ</text>');
  expect(svg).toContain('15 tensors · 29 tied · 3,996 elements');
});

test('draw places tensors of one subtree where they lie, even apart', () => {
  const { nodes } = JSON.parse(
    drawingJsonOf(
      subjectOfTensors([
        ['a.n', 'I64', [1], 8],
        ['b.n', 'I64', [1], 8],
        ['a.w', 'F32', [2], 8],
        ['b.w', 'F32', [2], 8],
        ['b.x', 'F32', [2], 8],
      ]),
    ),
  ) as { nodes: readonly unknown[] };
  expect(nodes).toEqual([
    { path: '', offset: 0, length: 40, tensors: 5 },
    { path: 'a.n', offset: 0, length: 8, shape: [1], dtype: 'I64' },
    { path: 'b.n', offset: 8, length: 8, shape: [1], dtype: 'I64' },
    { path: 'a.w', offset: 16, length: 8, shape: [2], dtype: 'F32' },
    { path: 'b', offset: 24, length: 16, tensors: 2 },
    { path: 'b.w', offset: 24, length: 8, shape: [2], dtype: 'F32' },
    { path: 'b.x', offset: 32, length: 8, shape: [2], dtype: 'F32' },
  ]);
});

test('draw --json has every slot of a layout', () => {
  const model = layout({ a: repeat(3, { w: [2, 3], b: [] }), t: tied('a.0') });
  const { nodes } = JSON.parse(drawingJsonOf(subjectOfLayout('m', model))) as {
    nodes: readonly { path: string; offset: number; length: number; tiedTo?: string }[];
  };
  for (const { path, offset, length, tiedTo } of model.slots) {
    const node = nodes.find((each) => each.path === path);
    expect(tiedTo === undefined ? [node?.offset, node?.length] : [node?.tiedTo, node?.length]).toEqual(
      tiedTo === undefined ? [offset, length] : [tiedTo, 0],
    );
  }
  expect(nodes.find(({ path }) => path === 'a.1')).toMatchObject({ offset: 7, length: 7 });
});

describe('the page of draw', () => {
  it('draw --html makes no requests and holds the picture for readers without scripts', async () => {
    const html = await htmlPageOf(tiedModel);
    expect(html).toBe(await htmlPageOf(tiedModel));
    expect(html).toContain(`<noscript>${svgPictureOf(tiedModel)}</noscript>`);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/\b(?:src|href)=|@import|url\((?!#)|\bimport\b.*from|^export /m);
    for (const [address] of html.matchAll(/https?:[^\s"']*/g)) expect(address).toBe('http://www.w3.org/2000/svg');
  });

  it('draw --html embeds data that no name can break out of, and a script that parses', async () => {
    const html = await htmlPageOf(hostile);
    const scripts = Array.from(html.matchAll(/<script[^>]*>(.*?)<\/script>/gs), ([, text]) => text as string);
    expect(scripts).toHaveLength(2);
    const { nodes, total } = JSON.parse(scripts[0] as string) as { nodes: readonly unknown[]; total: number };
    expect(total).toBe(460);
    expect(nodes.length).toBeGreaterThan(9);
    expect(() => new Function(scripts[1] as string)).not.toThrow();
    expect(html).not.toContain('<script>alert');
  });
});

describe('the command draw', () => {
  const header = join(shapes, 'gpt2-hub-160.json');

  it('draw prints the picture or replaces a file with it', async () => {
    const { exit, out, err } = await paramlayout(['draw', '--header', header]);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    const path = join(folder, 'map.svg');
    await writeFile(path, '<svg>old</svg>');
    expect(await paramlayout(['draw', '--header', header, '-o', path])).toMatchObject({ exit: 0, err: '' });
    expect(await readFile(path, 'utf8')).toBe(out);
    expect(await readdir(folder)).toEqual(['map.svg']);
  });

  it('draw turns docs/cli/gpt2.ts into docs/cli/gpt2.svg', async () => {
    const { out, err } = await paramlayout(['draw', 'docs/cli/gpt2.ts#gpt2']);
    expect(err).toBe('');
    expect(out.length).toBeLessThan(60_000);
    await expect(out).toMatchFileSnapshot('../../docs/cli/gpt2.svg');
  });

  it('draw takes a layout as JSON', async () => {
    const model = layout({ a: [3], b: tied('a') });
    await writeFile(join(folder, 'model.json'), JSON.stringify(model));
    expect((await paramlayout(['draw', join(folder, 'model.json'), '--json'])).out).toContain(
      '{"path":"b","offset":3,"length":0,"shape":[3],"tiedTo":"a"}',
    );
  });

  it.skipIf(!existsSync(sharded))('draw places shards one after the other', async () => {
    const { out } = await paramlayout(['draw', sharded, '--json']);
    const { nodes, total } = JSON.parse(out) as {
      nodes: readonly { offset: number; length: number; shape?: unknown }[];
      total: number;
    };
    const leaves = nodes.filter(({ shape }) => shape !== undefined);
    let end = 0;
    for (const { offset, length } of leaves) {
      expect(offset).toBe(end);
      end += length;
    }
    expect(end).toBe(total);
  });

  it('draw rejects arguments that make no sense', async () => {
    await mkdir(join(folder, 'empty'));
    for (const args of [
      [],
      ['x.safetensors'],
      ['--header', 'none.json'],
      ['x', '--header', header],
      ['--header', header, '--html', '--json'],
      ['--header', header, '-o', join(folder, 'none', 'map.svg')],
      ['package.json'],
      ['none.ts#model'],
      [join(folder, 'empty')],
    ]) {
      const { exit, out, err } = await paramlayout(['draw', ...args]);
      expect({ args, exit, out }).toEqual({ args, exit: 2, out: '' });
      expect(err).toMatch(/^paramlayout: /);
      expect(err).not.toMatch(/^ +at /m);
    }
    expect(await readdir(folder)).toEqual(['empty']);
  });
});
