// The options --mapping, --inverse, --rename and --split: files in another arrangement than their model.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { load, mapping, readHeader, save } from '../../src/checkpoint/index.ts';
import { layout, repeat } from '../../src/index.ts';
import { paramlayout } from './command-line.ts';

let folder = '';
const at = (name: string): string => join(folder, name);
const hub = layout({
  transformer: {
    h: repeat(2, { attn: { bias: [1, 1, 4, 4], c_attn: { bias: [24], weight: [8, 24] } }, ln: { weight: [8] } }),
    wte: { weight: [10, 8] },
  },
});
const flat = hub.zeros().map((_, i) => i + 1);
const rules = [
  ['transformer.{**rest}', '{**rest}'],
  ['transformer.h.{i}.attn.c_attn.weight', { transpose: { concat: ['h.{i}.q', 'h.{i}.k', 'h.{i}.v'] } }],
  ['transformer.h.{i}.attn.c_attn.bias', { concat: ['h.{i}.q_bias', 'h.{i}.k_bias', 'h.{i}.v_bias'] }],
] as const;
const block = { q: [8, 8], k: [8, 8], v: [8, 8], q_bias: [8], k_bias: [8], v_bias: [8], ln: { weight: [8] } } as const;
const model = layout({ h: repeat(2, block), wte: { weight: [10, 8] } });
const related = mapping(model, rules);
const masks = ['--ignore', 'transformer.h.*.attn.bias'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-mapping-'));
  await save(hub, flat, at('hub.safetensors'));
  await writeFile(at('rules.json'), JSON.stringify(rules));
  await writeFile(at('mapping.json'), JSON.stringify(related));
  await writeFile(at('model.json'), JSON.stringify(model));
});
afterAll(() => rm(folder, { recursive: true }));

const run = async (...args: readonly string[]): Promise<string> => {
  const { exit, out, err } = await paramlayout(args);
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  return out;
};
const refusal = async (...args: readonly string[]): Promise<string> => {
  const { exit, out, err } = await paramlayout(args);
  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  return err.replaceAll(/\s+/g, ' ').trim();
};

describe.each(['rules.json', 'mapping.json'])('--mapping %s', (given) => {
  test('check counts the tensors and parameters that the mapping relates', async () => {
    const out = await run('check', at('model.json'), at('hub.safetensors'), '--mapping', at(given), ...masks);
    expect(out).toContain('fits');
    expect(out).toContain('7 tensors, 528 parameters, F32');
  });

  test('convert writes the arrangement of the layout, and --inverse writes it back', async () => {
    const [mine, back] = [at(`mine-${given}.safetensors`), at(`back-${given}.safetensors`)];
    await run('convert', at('hub.safetensors'), '-o', mine, '--mapping', at(given), ...masks);
    const expected = await load(model, at('hub.safetensors'), {
      mapping: related,
      ignore: ['transformer.h.*.attn.bias'],
    });
    expect(await load(model, mine)).toEqual(expected);

    await run('convert', mine, '-o', back, '--mapping', at(given), '--inverse');
    const again = await load(hub, back, { partial: true });
    for (const { path, offset, length } of hub.slots)
      if (!path.endsWith('attn.bias'))
        expect(again.subarray(offset, offset + length)).toEqual(flat.subarray(offset, offset + length));
  });

  test('convert arranges and converts in one step', async () => {
    const half = at(`half-${given}.safetensors`);
    await run('convert', at('hub.safetensors'), '-o', half, '--mapping', at(given), '--dtype', 'BF16', ...masks);
    expect((await readHeader(half)).get('h.1.k')).toMatchObject({ dtype: 'BF16', shape: [8, 8] });
    const expected = await load(model, at('hub.safetensors'), {
      mapping: related,
      ignore: ['transformer.h.*.attn.bias'],
    });
    expect(await load(model, half)).toEqual(
      expected
        .map((x) => (x <= 256 ? x : NaN))
        .map((x, i) => (Number.isNaN(x) ? roundToBf16(expected[i] as number) : x)),
    );
  });
});

/** Rounds to seven digits of the significand, ties to even. */
function roundToBf16(x: number): number {
  const bits = new Uint32Array(Float32Array.of(x).buffer)[0] as number;
  const rounded = (bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000;
  return new Float32Array(Uint32Array.of(rounded).buffer)[0] as number;
}

describe('what --mapping refuses', () => {
  test('a mapping that lacks a tensor of the input', async () => {
    const args = ['convert', at('hub.safetensors'), '-o', at('x.safetensors'), '--mapping', at('mapping.json')];
    expect(await refusal(...args)).toBe(
      "paramlayout: --mapping: it does not have 'transformer.h.0.attn.bias'; --ignore leaves a tensor out",
    );
  });

  test('--inverse alone, and names beside a mapping', async () => {
    const convert = ['convert', at('hub.safetensors'), '-o', at('x.safetensors')];
    expect(await refusal(...convert, '--inverse')).toBe('paramlayout: --inverse needs --mapping');
    expect(await refusal(...convert, '--mapping', at('rules.json'), '--prefix', 'transformer.')).toBe(
      'paramlayout: --mapping excludes --names and --prefix; write them as rules',
    );
  });

  test('what is no mapping', async () => {
    await writeFile(at('odd.json'), '{"mapping":{"rules":1}}');
    expect(await refusal('check', at('model.json'), at('hub.safetensors'), '--mapping', at('odd.json'))).toContain(
      'odd.json',
    );
    await writeFile(at('torn.json'), '[');
    expect(await refusal('check', at('model.json'), at('hub.safetensors'), '--mapping', at('torn.json'))).toContain(
      'a mapping as JSON was expected',
    );
  });

  test('a mapping of another layout', async () => {
    await writeFile(at('other.json'), JSON.stringify(layout({ a: [2] })));
    const args = ['check', at('other.json'), at('hub.safetensors'), '--mapping', at('mapping.json')];
    expect(await refusal(...args)).toContain('--mapping: the mapping is for another layout');
  });
});

describe('typegen', () => {
  const split = 'transformer.h.{i}.attn.c_attn.bias=h.{i}.q_bias,h.{i}.k_bias,h.{i}.v_bias';

  test('--rename, --split and --mapping write the model with its mapping, and check accepts both', async () => {
    await writeFile(at('weights.json'), JSON.stringify(rules.slice(1, 2)));
    const module = at('model.ts');
    const { exit } = await paramlayout([
      'typegen',
      at('hub.safetensors'),
      '-o',
      module,
      '--rename',
      'transformer.{**rest}={**rest}',
      '--split',
      split,
      '--mapping',
      at('weights.json'),
    ]);
    expect(exit).toBe(0);
    const text = await readFile(module, 'utf8');
    expect(text).toContain("import { mapping } from 'paramlayout/checkpoint';");
    expect(text).toContain('export const modelMapping = mapping(model, [');
    expect(text).toContain(`paramlayout check ${module}#model hub.safetensors --mapping ${module}#modelMapping`);
    const out = await run('check', module, at('hub.safetensors'), '--mapping', module, ...masks);
    expect(out).toContain('7 tensors, 528 parameters, F32');
  });

  test('--json holds the mapping beside the layout, and --mapping takes that file', async () => {
    const args = ['--rename', 'transformer.{**rest}={**rest}', '--split', split, '--json'];
    const json = JSON.parse(await run('typegen', at('hub.safetensors'), ...args)) as { readonly layout: unknown };
    await writeFile(at('typegen.json'), JSON.stringify(json));
    await run('check', at('typegen.json'), at('hub.safetensors'), '--mapping', at('typegen.json'), ...masks);
  });

  test('rules that do not fit are refused by name', async () => {
    expect(await refusal('typegen', at('hub.safetensors'), '--split', 'transformer.wte.weight=a,b,c')).toContain(
      'concat cannot cut axis 0 of the shape [10, 8] into 3 equal parts; state their sizes',
    );
    expect(await refusal('typegen', at('hub.safetensors'), '--rename', 'a')).toBe(
      "paramlayout: --rename takes a pair 'from=to', found 'a'",
    );
  });
});
