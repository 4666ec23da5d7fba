import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fromBytes } from '../../src/checkpoint/load/from-bytes.ts';
import { load, save } from '../../src/checkpoint/index.ts';
import { fromJSON, layout, ordered, repeat } from '../../src/index.ts';
import { diagnose } from '../agree/compilers.ts';
import { Installed } from '../agree/package.ts';
import { layoutOf } from '../agree/runtime.ts';
import * as library from '../../src/index.ts';
import { paramlayout } from './command-line.ts';
import { LISTS, writeList, type Tensor } from './tensor-lists.ts';

const folder = mkdtempSync(join(tmpdir(), 'typegen-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The module that typegen writes for a list, without its comment. */
async function moduleFor(tensors: readonly Tensor[], ...args: readonly string[]): Promise<string> {
  const { exit, out, err } = await paramlayout(['typegen', '--header', writeList(folder, 'list', tensors), ...args]);
  if (exit !== 0) throw new Error(err);
  return out.slice(out.indexOf('import '));
}
const commentFor = async (tensors: readonly Tensor[], ...args: readonly string[]): Promise<string> =>
  (await paramlayout(['typegen', '--header', writeList(folder, 'list', tensors), ...args])).out.split(
    '\n\n',
  )[0] as string;
const errorOf = async (...args: readonly string[]): Promise<string> => {
  const { exit, out, err } = await paramlayout(['typegen', ...args]);
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  return err;
};
const TIED = 'test/fixtures/generated';
const wide = (at: string): readonly Tensor[] => [
  [`${at}.in_proj_weight`, [3072, 1024]],
  [`${at}.in_proj_bias`, [3072]],
  [`${at}.out_proj_weight`, [1024, 1024]],
  [`${at}.out_proj_bias`, [1024]],
];

describe('the module of typegen', () => {
  it('typegen collapses equal blocks and names those in several places after the places', async () => {
    const layers = [0, 1, 2, 3].flatMap((i) =>
      i % 2 === 0 ? wide(`decoder.layers.${i}`) : [[`decoder.layers.${i}.w`, [2]] as const],
    );
    expect(await moduleFor(layers)).toBe(`import { layout, schema } from 'paramlayout';

const layer = schema({
  in_proj_bias: [3072],
  in_proj_weight: [3072, 1024],
  out_proj_bias: [1024],
  out_proj_weight: [1024, 1024],
});

export const model = layout({ decoder: { layers: [layer, { w: [2] }, layer, { w: [2] }] } });
`);
    expect(await moduleFor([...wide('h.0'), ...wide('h.1')])).toContain('h: repeat(2, {\n');
  });
  it('typegen collapses experts within each layer, whether the layers are equal or not', async () => {
    const text = await moduleFor(LISTS['mixture of experts'] as readonly Tensor[]);
    expect(text.match(/experts: repeat\(8, /g)).toHaveLength(1);
    expect(text).toMatch(/layers: \[\n( {4}\{\n(?: {6}.*\n)* {4}\},\n)( {4}layer,\n){5} {2}\],\n/);
  });
  it('typegen summarises a long list of blocks and prints it on few lines, by period if it has one', async () => {
    const layers = (count: number, isWide: (i: number) => boolean) =>
      moduleFor(
        Array.from({ length: count }, (_, i) =>
          isWide(i) ? wide(`layers.${i}`) : wide(`layers.${i}`).slice(1),
        ).flat(),
      );
    expect(await layers(12, (i) => i < 3)).toContain(`layout({
  // prettier-ignore
  layers: [
    // 3 × layerInProjWeight, 9 × layer
    layerInProjWeight, layerInProjWeight, layerInProjWeight, layer, layer, layer, layer, layer,
    layer, layer, layer, layer,
  ],
});`);
    expect(await layers(12, (i) => i % 2 === 0)).toContain(`    // 6 × (layerInProjWeight, layer)
    layerInProjWeight, layer, layerInProjWeight, layer, layerInProjWeight, layer,
    layerInProjWeight, layer, layerInProjWeight, layer, layerInProjWeight, layer,
  ],`);
    expect(await layers(12, (i) => i % 4 === 0)).toContain(`    // 3 × (layerInProjWeight, 3 × layer)
    layerInProjWeight, layer, layer, layer,
    layerInProjWeight, layer, layer, layer,
    layerInProjWeight, layer, layer, layer,
  ],`);
    expect(await layers(11, (i) => (i * i) % 7 < 3)).not.toContain(' × ');
    expect(await layers(9, (i) => i === 0)).toContain(
      '    layerInProjWeight, layer, layer, layer, layer, layer, layer, layer, layer,\n',
    ); // named although it occurs once
  });
  it('typegen names blocks after shared words and after a key that only one of them has', async () => {
    const namesIn = async (...tensors: readonly Tensor[]): Promise<readonly string[]> =>
      [...(await moduleFor(tensors)).matchAll(/^const (\w+) = /gm)].map(([, name]) => name as string);
    const twice = (one: string, other: string) => namesIn(...wide(`a.${one}`), ...wide(`b.${other}`));
    expect(await twice('gate_proj', 'up_proj')).toEqual(['projBlock']);
    expect(await twice('SelfAttention', 'EncDecAttention')).toEqual(['attentionBlock']);
    expect(await twice('block_1', 'block_2')).toEqual(['block']);
    expect(await twice('time_in', 'guidance_in')).toEqual(['timeInBlock']); // `in` is too short to mean anything
    expect(await twice('lora_te_1_k', 'lora_te_1_q')).toEqual(['loraTe1Block']);
    expect(await twice('日本', '語')).toEqual(['u65E5U672CBlock']);
    expect(await twice('x/0:0', 'y/0:0')).toEqual(['xBlock']);
    const items = (list: string) =>
      namesIn(...wide(`${list}.0`), ['other', [1]], ...wide(`${list}.1`), [`${list}.2`, [1]]);
    expect(await items('blocks')).toEqual(['block']);
    expect(await items('h')).toEqual(['hBlock']);
    expect(await items('layer1')).toEqual(['layer1Block']);
    expect(await items('classes')).toEqual(['classesBlock']);
    expect(await items('imports')).toEqual(['import2']); // a reserved word
    expect(await items('d'.repeat(300))).toEqual([`${'d'.repeat(32)}Block`]);
  });
  it('typegen keeps indices with gaps as keys', async () => {
    expect(
      await moduleFor([
        ['f.0.w', [2]],
        ['f.2.w', [2]],
        ['f.10.w', [2]],
      ]),
    ).toContain("layout({ f: { '0': { w: [2] }, '2': { w: [2] }, '10': { w: [2] } } });");
  });
  it('typegen formats modules as prettier does', async () => {
    const long = 'k'.repeat(60);
    expect(
      await moduleFor([
        ['a.0', [1, 2]],
        ['a.1', [3, 4]],
        [`b.0.${long}`, [1]],
        [`b.1.${long}`, [2]],
        ['c', Array.from({ length: 40 }, () => 1)],
      ]),
    ).toBe(`import { layout } from 'paramlayout';

export const model = layout({
  a: [
    [1, 2],
    [3, 4],
  ],
  b: [
    { ${long}: [1] },
    { ${long}: [2] },
  ],
  c: [
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1,
  ],
});
`);
  });
  it('typegen makes the same module from any folder', async () => {
    const list = LISTS['hostile names'] as readonly Tensor[];
    expect(await moduleFor(list)).toBe(await moduleFor([...list].reverse()));
  });
  it('typegen --name sets the name of the export', async () => {
    expect(await moduleFor([['w', [2]]], '--name', 'gpt2')).toContain('export const gpt2 = layout(');
    for (const name of ['class', '2x', 'a-b', 'layout', ''])
      expect(await errorOf('--header', writeList(folder, 'list', []), '--name', name)).toContain(
        "'--name <identifier>'",
      );
  });
});

describe('the comment of typegen', () => {
  it('typegen lists left out and renamed tensors and the check command in a comment', async () => {
    expect(await commentFor([...(LISTS['batch normalisation and masks'] as readonly Tensor[]), ['x[0]', [2]]]))
      .toBe(`// Made by paramlayout typegen from list.json: 5 tensors, 434 parameters, F32.
// Check: paramlayout check model.ts#model --header list.json
//
// Left out, with the reason (override with --keep):
//   h.{0,1}.attn.bias: F32 [1, 1, 16, 16], a causal mask
//   h.{0,1}.attn.masked_bias: F32 [], the value of masked scores
//   h.{0,1}.bn.running_mean: F32 [8], running statistics
//   h.{0,1}.bn.num_batches_tracked: I64 [], I64 elements
//   embeddings.position_ids: I64 [1, 512], I64 elements
//   rotary.inv_freq: F32 [4], rotary frequencies
//
// load(…, { ignore: ['h.*.attn.bias', 'h.*.attn.masked_bias', 'h.*.bn.running_mean',
// 'h.*.bn.num_batches_tracked', 'embeddings.position_ids', 'rotary.inv_freq'] })
//
// Renamed, with the reason:
//   'x[0]': 'x_0_', because a key must not contain [ ] * or a backslash`);
  });
  it('typegen lists the renamed tensors of many blocks in one row', async () => {
    const list = Array.from({ length: 12 }, (_, i): Tensor[] => [
      [`layers.${i}.q.weight`, [8, 1], 'U8'],
      [`layers.${i}.q.weight.absmax`, [2]],
    ]).flat();
    const comment = await commentFor([...list, ['lone', [1]], ['lone.x', [1]]]);
    expect(comment.split('\n').slice(3)).toEqual([
      '// Renamed, with the reason:',
      "//   'layers.{0..11}.q.weight': 'layers.{0..11}.q.weight.value', because other names lie below it",
      "//   'lone': 'lone.value', because other names lie below it",
    ]);
  });
  it('typegen lets no name break out of the comment', async () => {
    const { out } = await paramlayout([
      'typegen',
      '--header',
      writeList(folder, 'evil\u2028* list', LISTS['hostile names'] as readonly Tensor[]),
    ]);
    const lines = out.split(/[\n\r\u2028\u2029]/);
    for (const line of lines.slice(0, lines.indexOf(''))) expect(line).toMatch(/^\/\/( .{1,97})?$/);
  });
  it('typegen passes --ignore on to the check command', async () => {
    expect(
      await commentFor(
        [
          ['a', [2]],
          ['b.c', [3]],
        ],
        '--ignore',
        'b.*',
        '--name',
        'net',
      ),
    ).toContain("check model.ts#net --header list.json --ignore 'b.*'\n");
  });
});

describe('tensors that typegen keeps', () => {
  const list = LISTS['batch normalisation and masks'] as readonly Tensor[];
  const lengthOf = async (...args: readonly string[]): Promise<number> =>
    layoutOf(await moduleFor(list, ...args), library).length;
  it('typegen --keep keeps tensors that do not look like parameters', async () => {
    expect(await lengthOf()).toBe(432);
    expect(await lengthOf('--keep', 'h.*.bn.*')).toBe(432 + 18);
    expect(await lengthOf('--keep', '**.position_ids', '--keep', 'rotary.*')).toBe(432 + 516);
    expect(await lengthOf('--keep-all')).toBe(432 + 512 + 2 + 18 + 516);
    expect(await lengthOf('--keep-all', '--ignore', '**.bias')).toBe(432 - 48 + 2 + 18 + 516);
  });
  it('typegen rejects patterns that match nothing', async () => {
    expect(await errorOf('--header', writeList(folder, 'list', list), '--keep', 'h.*.bm.*')).toBe(
      "paramlayout: no tensor of the file matches 'h.*.bm.*'\n",
    );
  });
});

describe('ties of typegen', () => {
  const two: readonly Tensor[] = [
    ['wte.weight', [4, 2]],
    ['head.weight', [4, 2]],
    ['enc.a', [2, 3]],
    ['enc.b', [3]],
  ];
  it('typegen takes ties from the metadata of the official library', async () => {
    const { out } = await paramlayout(['typegen', `${TIED}/tied-llama-embed-missing-metadata.safetensors`]);
    expect(out).toContain("embed_tokens: { weight: tied('lm_head.weight') }");
    const { out: without } = await paramlayout(['typegen', `${TIED}/tied-llama-head-missing.safetensors`]);
    expect(without).not.toContain('tied(');
  });
  it('typegen takes no ties from other metadata', async () => {
    const path = join(folder, 'pt.safetensors');
    const model = layout({ pt: [2], x: [2] });
    await save(model, model.zeros(), path, { metadata: { format: 'pt', x: 'pt', author: 'nobody' } });
    expect((await paramlayout(['typegen', path])).out).not.toContain('tied(');
  });
  it('typegen --tie ties names that the file lacks and names that it stores', async () => {
    expect(await moduleFor(two, '--tie', 'out.weight=wte.weight')).toContain("out: { weight: tied('wte.weight') }");
    expect(layoutOf(await moduleFor(two, '--tie', 'head.weight=wte.weight'), library).length).toBe(8 + 9);
    expect(await commentFor(two, '--tie', 'head.weight=wte.weight')).toContain('//   head.weight: tied to wte.weight');
    expect(await moduleFor(two, '--tie-transposed', 'dec.w=enc.a')).toContain(
      "dec: { w: tied('enc.a', { transpose: true }) }",
    );
    expect(await moduleFor(two, '--tie', 'dec=enc')).toContain("dec: { a: tied('enc.a'), b: tied('enc.b') }");
    expect(await moduleFor(two, '--tie', 'x.y=head.weight', '--tie', 'head.weight=wte.weight')).toContain(
      "x: { y: tied('wte.weight') }",
    );
    expect(await moduleFor([['a=b', [2]]], '--tie', 'x=y=a=b')).toContain("'x=y': tied('a=b')");
  });
  it('typegen rejects impossible ties', async () => {
    const header = writeList(folder, 'ties', [...two, ['n', [2], 'I64']]);
    const tieError = async (...args: readonly string[]): Promise<string> =>
      (await errorOf('--header', header, ...args)).replace(/\s+/g, ' ');
    expect(await tieError('--tie', 'x=wpe')).toContain("no tensor of the file is called 'wpe'");
    expect(await tieError('--tie', 'x')).toContain("a tie 'alias=owner' whose owner is a tensor was expected");
    expect(await tieError('--tie', 'enc.b=wte.weight')).toContain(
      "'enc.b' cannot be tied to 'wte.weight': the file stores it as [3], but [4, 2] was expected",
    );
    expect(await tieError('--tie-transposed', 'head.weight=wte.weight')).toContain('[2, 4] was expected');
    expect(await tieError('--tie-transposed', 'x=enc.b')).toContain('the owner is not a matrix but [3]');
    expect(await tieError('--tie', 'x=n')).toContain("'x' cannot be tied to 'n': the owner is left out");
    expect(await tieError('--tie', 'n=enc.b')).toContain('it is left out itself');
    expect(await tieError('--tie', 'enc=wte.weight')).toContain("another tensor has the path 'enc'");
    expect(await tieError('--tie', 'enc.a.x=wte.weight')).toContain('another tensor has the path');
    expect(await tieError('--tie', 'head.weight=wte.weight', '--tie', 'wte.weight=head.weight')).toContain(
      'is tied to itself',
    );
    expect(await tieError('--tie', 'a=a')).toContain("a tie 'alias=owner' of two names was expected");
  });
});

describe('typegen --order file', () => {
  it('typegen --order file puts fields in the order of the data, so that they are used in place', async () => {
    const path = join(folder, 'ordered.safetensors');
    const written = layout(
      ordered(
        ['z', [2]],
        ['h', repeat(2, ordered(['w', [2, 2]], ['b', [2]]))],
        ['a', ordered(['1', [1]], ['0', [1]])],
        ['e', [0]],
      ),
    );
    const numbers = Float32Array.from({ length: written.length }, (_, i) => i);
    await save(written, numbers, path, { order: 'layout' });
    const { exit, out, err } = await paramlayout(['typegen', path, '--order', 'file']);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    const model = layoutOf(out.slice(out.indexOf('import ')), library);
    expect(fromBytes(model, readFileSync(path))).toEqual(numbers);
    expect(out).toContain("['h', repeat(2, ordered(['w', [2, 2]], ['b', [2]]))],");
  });
  it('typegen --order file writes no ordered fields if the file has the order of the layout', async () => {
    expect(
      await moduleFor(
        [
          ['a', [2]],
          ['b.0', [1]],
          ['b.1', [1]],
        ],
        '--order',
        'file',
      ),
    ).toContain('layout({ a: [2], b: repeat(2, [1]) });');
    expect(
      await moduleFor(
        [
          ['b.0', [1]],
          ['b.2', [1]],
          ['b.1', [1]],
          ['b.10', [2]],
        ],
        '--order',
        'file',
      ),
    ).toContain("ordered(['0', [1]], ['2', [1]], ['1', [1]], ['10', [2]])");
  });
  it('typegen --order file names the tensor and exits with 1 if no nesting has the order', async () => {
    const header = writeList(folder, 'apart', [
      ['a.x', [2]],
      ['b', [2]],
      ['a.y', [2]],
    ]);
    const { exit, out, err } = await paramlayout(['typegen', '--header', header, '--order', 'file']);
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toContain("'a.y' is separated from the other tensors of 'a'");
    const empty = writeList(folder, 'apart', [
      ['a.x', [2]],
      ['b', [2]],
      ['a.y', [0]],
    ]); // without data it has no position
    expect((await paramlayout(['typegen', '--header', empty, '--order', 'file'])).exit).toBe(0);
  });
  it('typegen --order file says why the data still cannot be used in place', async () => {
    const note = async (tensors: readonly Tensor[]): Promise<string> =>
      (await paramlayout(['typegen', '--header', writeList(folder, 'note', tensors), '--order', 'file'])).err.replace(
        /\s+/g,
        ' ',
      );
    expect(
      await note([
        ['a', [2]],
        ['b', [2], 'F64'],
      ]),
    ).toContain("fromBytes cannot use the data in place: 'b' is F64, the tensors before it are F32");
    expect(
      await note([
        ['a', [2]],
        ['n', [2], 'I64'],
        ['b', [2]],
      ]),
    ).toContain("other data lie before 'b'");
    expect(await note([['a', [2], 'BF16']])).toContain('no typed array holds BF16');
    expect(
      await note([
        ['a', [2]],
        ['b', [2]],
      ]),
    ).toBe('');
    expect(
      (await paramlayout(['typegen', `${TIED}/sharded-model.safetensors.index.json`, '--order', 'file'])).err,
    ).toContain('lie in several files');
  });
});

describe('typegen --manifest', () => {
  it('typegen --manifest writes a header that the compiler compares with a layout', async () => {
    const installed = new Installed();
    try {
      const list = [
        ...(LISTS['batch normalisation and masks'] as readonly Tensor[]),
        ['__proto__.w', [2]],
        ["it's", [3], 'BF16'],
        ['0', []],
      ] as const;
      const header = writeList(folder, 'manifest', list);
      const { out } = await paramlayout(['typegen', '--header', header, '--manifest']);
      expect(out).toContain("  'h.0.attn.c_attn.weight': { dtype: 'F32', shape: [24, 8] },\n");
      expect(out).not.toContain("masked_bias':");
      installed.write('manifest.ts', out);
      installed.write('model.ts', (await paramlayout(['typegen', '--header', header])).out);
      installed.write(
        'use.ts',
        `import type { Fits } from 'paramlayout/checkpoint';
import { manifest } from './manifest.js';
import { model } from './model.js';
export const fits: Fits<typeof model, typeof manifest> = true;
export const shape: readonly [24, 8] = manifest['h.0.attn.c_attn.weight'].shape;
export const dtype: 'BF16' = manifest["it's"].dtype;
export const own: readonly [2] = manifest['__proto__.w'].shape;
export const none: readonly [] = manifest['0'].shape;
`,
      );
      for (const compiler of ['TypeScript 7', 'TypeScript 5.9'] as const)
        expect(await diagnose(compiler, installed.folder, ['use.ts'])).toEqual([]);
    } finally {
      installed.remove();
    }
  });
  it('typegen --manifest points to check for more than 2,000 tensors', async () => {
    const list = Array.from({ length: 2001 }, (_, i): Tensor => [`w${i}`, [1]]);
    expect(await errorOf('--header', writeList(folder, 'many', list), '--manifest')).toContain("'paramlayout check'");
    expect(
      (await paramlayout(['typegen', '--header', writeList(folder, 'many', list.slice(1)), '--manifest'])).exit,
    ).toBe(0);
  });
});

describe('the command typegen', () => {
  it('typegen writes a file completely or not at all, and summarises it', async () => {
    const target = join(folder, 'out.ts');
    const old = '// Made by paramlayout typegen from an older file';
    writeFileSync(target, old);
    const bad = await paramlayout([
      'typegen',
      '--header',
      writeList(folder, 'w', [['w', [2]]]),
      '-o',
      target,
      '--tie',
      'x=y',
    ]);
    expect({ exit: bad.exit, text: readFileSync(target, 'utf8') }).toEqual({ exit: 2, text: old });
    const { exit, out, err } = await paramlayout([
      'typegen',
      '--header',
      writeList(folder, 'w', [
        ['w', [2]],
        ['n', [], 'I64'],
      ]),
      '-o',
      target,
    ]);
    expect({ exit, out, err }).toEqual({
      exit: 0,
      out: '',
      err: `${target}: 1 tensor, 2 parameters; 1 tensor left out\n`,
    });
    expect(readFileSync(target, 'utf8')).toContain('export const model = layout({ w: [2] });');
    expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
  });
  it('typegen needs a file or a list of tensors', async () => {
    expect(await errorOf()).toContain('found neither');
    expect(await errorOf('x', '--header', 'y')).toContain('found both');
  });
  it('typegen --json prints a layout for fromJSON and everything that it did', async () => {
    const { out } = await paramlayout([
      'typegen',
      '--header',
      writeList(folder, 'json', [
        ['w', [2]],
        ['w.s', [1]],
        ['n', [3], 'I64'],
      ]),
      '--tie',
      'v=w.s',
      '--json',
    ]);
    const json = JSON.parse(out) as { layout: unknown };
    expect(fromJSON(json.layout).slots.map(({ path }) => path)).toEqual(['v', 'w.s', 'w.value']);
    expect(json).toMatchObject({
      length: 3,
      tensors: 2,
      leftOut: [{ name: 'n', dtype: 'I64', shape: [3], reason: 'I64 elements' }],
      renamed: [{ name: 'w', path: 'w.value', reason: 'other names lie below it' }],
      ties: [{ name: 'v', path: 'v', owner: 'w.s', ownerPath: 'w.s', transposed: false, stored: false }],
    });
  });
  it('typegen makes a layout that loads the file with the options in the comment', async () => {
    const path = join(folder, 'masks.safetensors');
    const model = layout({ h: repeat(2, { attn: { bias: [1, 1, 4, 4], w: [2, 2] } }) });
    await save(model, model.zeros().fill(1), path);
    const { out } = await paramlayout(['typegen', path]);
    const options = /load\(…, (\{.*\})\)/.exec(out)?.[1] as string;
    const own = layoutOf(out.slice(out.indexOf('import ')), library);
    await expect(load(own, path)).rejects.toThrow('does not fit');
    expect(await load(own, path, { ignore: [/'(.*)'/.exec(options)?.[1] as string] })).toEqual(
      new Float32Array(8).fill(1),
    );
  });
});
