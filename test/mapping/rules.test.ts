import { describe, expect, it } from 'vitest';
import { load, mapping, serialize } from '../../src/checkpoint/index.ts';
import { aligned, layout, repeat, stacked, tied } from '../../src/index.ts';
import { counted, fileOf, nested, openLayout, openLoad, openMapping, openSerialize, tensorsOf } from './open.ts';
import type { AnyLayout } from '../../src/index.ts';
import type { CheckpointWarning, MappingOptions, MappingRule } from '../../src/checkpoint/index.ts';

/** The names that a mapping gives the leaves of a layout. */
async function namesBy(model: AnyLayout, rules: readonly MappingRule[], options?: MappingOptions): Promise<string[]> {
  const bytes = openSerialize(model, counted(model), { mapping: openMapping(model, rules, options), order: 'layout' });
  return Object.keys(await tensorsOf(bytes));
}

describe('names', () => {
  const model = openLayout({ h: repeat(2, { attn: { q: [2], k: [2] }, n: [1] }), out: [3] });

  it('{i} stands for one segment or a part of it, {**rest} for any number of segments', async () => {
    const rules: MappingRule[] = [
      ['layer{i}/{**rest}', 'h.{i}.attn.{**rest}'],
      ['norm_{i}', 'h.{i}.n'],
    ];
    // A slash is a character like others, so {**rest} must be a segment.
    expect(() => openMapping(model, rules)).toThrow("'**' must be a segment of its own");
    expect(
      await namesBy(model, [
        ['l{i}.a.{**rest}', 'h.{i}.attn.{**rest}'],
        ['norm_{i}', 'h.{i}.n'],
      ]),
    ).toEqual(['l0.a.k', 'l0.a.q', 'norm_0', 'l1.a.k', 'l1.a.q', 'norm_1', 'out']);
    expect(await namesBy(model, [['model.{**path}', '{**path}']])).toEqual(
      model.slots.map(({ path }) => `model.${path}`),
    );
    expect(await namesBy(model, [['{x}_of_{i}', 'h.{i}.attn.{x}']])).toEqual([
      'k_of_0',
      'q_of_0',
      'h.0.n',
      'k_of_1',
      'q_of_1',
      'h.1.n',
      'out',
    ]);
  });

  it('{**rest} that stands for no segment leaves no dot', async () => {
    const small = openLayout({ a: [2], b: { c: [3] } });
    expect(
      await namesBy(small, [
        ['x.{**rest}', 'a.{**rest}'],
        ['y.{**rest}.z', 'b.{**rest}.c'],
      ]),
    ).toEqual(['x', 'y.z']);
    expect(await namesBy(openLayout([2]), [['w.{**rest}', '{**rest}']])).toEqual(['w']);
  });

  it('of several rules the one whose name has most characters besides wildcards takes the leaf', async () => {
    const rules: MappingRule[] = [
      ['all.{**path}', '{**path}'],
      ['first.{x}', 'h.0.attn.{x}'],
      ['any{i}.{x}', 'h.{i}.attn.{x}'],
      ['other.{i}', 'h.{i}.n'],
    ];
    for (const order of [rules, [...rules].reverse()])
      expect(await namesBy(model, order)).toEqual([
        'first.k',
        'first.q',
        'other.0',
        'any1.k',
        'any1.q',
        'other.1',
        'all.out',
      ]);
  });

  it('a leaf that no rule takes keeps its name, after the prefix', async () => {
    expect(await namesBy(model, [['q{i}', 'h.{i}.attn.q']], { prefix: 'm.' })).toEqual([
      'm.h.0.attn.k',
      'm.q0',
      'm.h.0.n',
      'm.h.1.attn.k',
      'm.q1',
      'm.h.1.n',
      'm.out',
    ]);
  });

  it('keys that are names of members of objects are names like others', async () => {
    const odd = openLayout({ ['__proto__']: [1], constructor: [1], toString: [1] });
    expect(await namesBy(odd, [['a.{x}', '{x}']])).toEqual(['a.__proto__', 'a.constructor', 'a.toString']);
  });
});

describe('loading by rules', () => {
  const model = openLayout({ a: [2], b: [2] });
  const rules: MappingRule[] = [['ab', { concat: ['a', 'b'] }]];

  it('prefix leaves out tensors without it', async () => {
    const bytes = fileOf({ 'm.ab': [4], x: [1] });
    const related = openMapping(model, rules, { prefix: 'm.' });
    expect(await openLoad(model, bytes, { mapping: related })).toEqual([1, 2, 3, 4]);
  });

  it('ignore of the mapping and of load let tensors pass, with or without the prefix', async () => {
    const bytes = fileOf({ 'm.ab': [4], 'm.mask': [1], 'm.step': [1] });
    await expect(openLoad(model, bytes, { mapping: openMapping(model, rules, { prefix: 'm.' }) })).rejects.toThrow(
      /m\.mask +unexpected +nothing +F32 \[1\][^]*m\.step +unexpected/,
    );
    for (const ignore of [['mask', 'm.step'], ['m.*s*']]) {
      const own = openMapping(model, rules, { prefix: 'm.', ignore });
      expect(await openLoad(model, bytes, { mapping: own })).toEqual([1, 2, 3, 4]);
      const plain = openMapping(model, rules, { prefix: 'm.' });
      expect(await openLoad(model, bytes, { mapping: plain, ignore })).toEqual([1, 2, 3, 4]);
    }
  });

  it('an ignored tensor of a rule is missing', async () => {
    const related = openMapping(model, rules, { ignore: ['ab'] });
    await expect(openLoad(model, fileOf({ ab: [4] }), { mapping: related })).rejects.toThrow(
      "tensor 'ab': the file does not fit the layout; it lacks the tensor",
    );
  });

  it('extra and partial let tensors pass, and onWarning names them', async () => {
    const large = openLayout({ a: [2], b: [2], c: [2] });
    const related = openMapping(large, [...rules, ['other', 'c']]);
    const warnings: string[] = [];
    const options = {
      mapping: related,
      partial: true,
      extra: 'ignore',
      onWarning: ({ code, tensor = '' }: CheckpointWarning) => void warnings.push(`${code}: ${tensor}`),
    } as const;
    expect(await openLoad(large, fileOf({ ab: [4], z: [1] }), options)).toEqual([1, 2, 3, 4, 0, 0]);
    expect(warnings).toEqual(['missing: other', 'unexpected: z']);
    await expect(openLoad(large, fileOf({ z: [1] }), options)).rejects.toThrow(
      /ab +missing +F32 \[4\] +nothing/, // nothing matched at all
    );
    expect(await openLoad(large, fileOf({ other: [2] }), { ...options, into: new Float32Array(6).fill(7) })).toEqual([
      7, 7, 7, 7, 1, 2,
    ]);
  });

  it('the error for a wrong shape shows both shapes', async () => {
    const matrix = openLayout({ a: [2, 3], b: [2, 3] });
    await expect(openLoad(matrix, fileOf({ ab: [3, 4] }), { mapping: openMapping(matrix, rules) })).rejects.toThrow(
      "tensor 'ab': the file does not fit the layout; the tensor has the wrong shape: expected [4, 3], found [3, 4]",
    );
  });

  it('into is written only when all tensors were read, unless staged is false', async () => {
    const large = openLayout({ a: [2], b: [2], c: [2] });
    const related = openMapping(large, [...rules, ['z', { reshape: 'c', shape: [2, 1] }]]);
    const bytes = fileOf({ ab: [4], z: [2, 1] });
    const source = {
      size: bytes.length,
      read(offset: number, length: number) {
        if (offset + length > bytes.length - 8) throw new Error('the disk is gone');
        return bytes.subarray(offset, offset + length);
      },
    };
    const into = new Float32Array(6).fill(-1);
    const options = { mapping: related, into } as const;
    await expect(load(large, source, options as never)).rejects.toThrow('the disk is gone');
    expect([...into]).toEqual([-1, -1, -1, -1, -1, -1]);
    await load(large, bytes, options as never);
    expect([...into]).toEqual([1, 2, 3, 4, 5, 6]);
    into.fill(-1);
    await load(large, bytes, { ...options, staged: false } as never);
    expect([...into]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('ties', () => {
  const model = openLayout({ wte: [3, 2], head: { w: tied('wte') }, part: { p: tied('wte', { transpose: true }) } });
  const flat = counted(model);
  const rules: MappingRule[] = [
    ['tok', 'wte'],
    ['lm_head', 'head.w'],
  ];

  it('save writes the owner alone, and load reads it under its name or that of a tie', async () => {
    const related = openMapping(model, rules);
    const bytes = openSerialize(model, flat, { mapping: related });
    expect(await tensorsOf(bytes)).toEqual({ tok: [[3, 2], ...flat] });
    for (const file of [bytes, fileOf({ lm_head: [3, 2] })])
      expect(await openLoad(model, file, { mapping: related })).toEqual([...flat]);
    expect(await openLoad(model, fileOf({ 'part.p': [2, 3] }), { mapping: related })).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it('load refuses copies of a tie that differ', async () => {
    await expect(
      openLoad(model, fileOf({ lm_head: [3, 2], tok: [3, 2] }), { mapping: openMapping(model, rules) }),
    ).rejects.toThrow("tensor 'lm_head': it is tied to 'tok', but differs from it at [0,0]: expected 7");
  });

  it('a rule transposes a tied leaf', async () => {
    const related = openMapping(model, [[{ transpose: 'lm_head' }, 'head.w']]);
    expect(await openLoad(model, fileOf({ lm_head: [2, 3] }), { mapping: related })).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it('a further copy of a leaf that an operation fills is unexpected', async () => {
    const related = openMapping(model, [[{ concat: ['u', 'v'], sizes: [1, 2] }, 'wte']]);
    const file = fileOf({ u: [1, 2], v: [2, 2] });
    expect(await openLoad(model, file, { mapping: related })).toEqual([...flat]);
    await expect(
      openLoad(model, fileOf({ u: [1, 2], v: [2, 2], 'head.w': [3, 2] }), { mapping: related }),
    ).rejects.toThrow(
      "tensor 'head.w': the file does not fit the layout; the layout has no such leaf: " +
        "expected nothing, because a rule fills its owner 'wte', found F32 [3, 2]",
    );
  });
});

describe('layouts of all kinds', () => {
  it.each([
    [
      'scalars',
      { s: [], t: [] },
      [
        [
          'st',
          {
            concat: [
              { reshape: 's', shape: [1] },
              { reshape: 't', shape: [1] },
            ],
          },
        ],
      ],
    ],
    [
      'empty leaves',
      { e: [0, 3], w: [2] },
      [
        ['x', { transpose: 'e' }],
        ['y', { reshape: 'w', shape: [1, 2] }],
      ],
    ],
    ['a leaf at the root', [2, 3], [['w', { transpose: '' }]]],
    ['a leaf at the root that is renamed', [2, 3], [['w', '']]],
    ['a matrix of one row', [1, 3], [['w', { transpose: '' }]]],
    ['aligned leaves', aligned(4, { a: [2], b: [3], c: [1] }), [['ab', { concat: ['a', 'b'] }]]],
    [
      'stacked blocks',
      { h: stacked(3, { w: [2, 4] }) },
      [
        [
          { stack: 'layers.{i}.w', over: 'i' },
          { permute: 'h.w', axes: [0, 2, 1] },
        ],
      ],
    ],
    [
      'blocks in blocks',
      { h: repeat(2, { e: repeat(3, [2]) }) },
      [['w', { stack: { stack: 'h.{i}.e.{j}', over: 'j' }, over: 'i' }]],
    ],
    ['lists', { h: [[2], [2]] }, [['w', { stack: 'h.{i}', over: 'i' }]]],
  ] as const)('save and load agree for %s', async (_, schema, rules) => {
    const model = openLayout(schema);
    const flat = new Float32Array(model.length);
    for (const { offset, length } of model.slots) for (let i = 0; i < length; i++) flat[offset + i] = offset + i + 1;
    const related = openMapping(model, rules as readonly MappingRule[]);
    const bytes = openSerialize(model, flat, { mapping: related });
    expect(await openLoad(model, bytes, { mapping: related })).toEqual([...flat]);
    expect(
      await openLoad(model, bytes, { mapping: related, into: new Float32Array(model.length), staged: false }),
    ).toEqual([...flat]);
  });

  it('a mapping of a part of a layout reads and writes that part', async () => {
    const model = layout({ h: repeat(2, { q: [1, 2], k: [1, 2] }) });
    const block = model.sub('h.1');
    const related = mapping(block, [['qk', { concat: ['q', 'k'] }]], { prefix: 'layers.1.' });
    const bytes = serialize(block, Float32Array.of(1, 2, 3, 4), { mapping: related });
    expect(await tensorsOf(bytes)).toEqual({ 'layers.1.qk': [[2, 2], 3, 4, 1, 2] });
    expect([...(await load(block, bytes, { mapping: related }))]).toEqual([1, 2, 3, 4]);
  });

  it('a mapping with no rules renames nothing', async () => {
    const model = openLayout(nested({ 'a.b': [2], c: [1] }));
    expect(await namesBy(model, [])).toEqual(['a.b', 'c']);
  });
});
