// The schemas that typegen makes from irregular tensor lists.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as library from '../../src/index.ts';
import { schemaModuleOf } from '../../src/cli/typegen/schema-module.ts';
import { tensorSchemaOf } from '../../src/checkpoint/fit/tensor-schema.ts';
import { layoutOf } from '../agree/runtime.ts';
import { untyped } from '../schemas.ts';

const of = (...tensors: (readonly [string, readonly (number | bigint)[]])[]) => tensorSchemaOf(tensors);

describe('the schema of a tensor list', () => {
  it('tensorSchemaOf folds equal blocks only where all indices from 0 on exist', () => {
    expect(of(['h.0.w', [2]], ['h.1.w', [2]]).schema).toEqual({ h: { '.repeat': 2, '.of': { w: [2] } } });
    expect(of(['h.0.w', [2]], ['h.1.w', [3]]).schema).toEqual({ h: [{ w: [2] }, { w: [3] }] });
    expect(of(['h.0', [2]], ['h.1', [2]]).schema).toEqual({ h: { '.repeat': 2, '.of': [2] } });
    expect(of(['h.0', [2]]).schema).toEqual({ h: [[2]] });
    expect(of(['0.weight', [2]], ['2.weight', [2]]).schema).toEqual({ '0': { weight: [2] }, '2': { weight: [2] } });
    expect(of(['1', [2]], ['2', [2]]).schema).toEqual({ '1': [2], '2': [2] });
    expect(of(['0', [2]], ['01', [2]]).schema).toEqual({ '0': [2], '01': [2] });
    expect(of(['0', [2]], ['x', [2]]).schema).toEqual({ '0': [2], x: [2] });
  });
  it('tensorSchemaOf sorts indices as numbers, not as text', () => {
    const names = Array.from({ length: 12 }, (_, i) => [`h.${11 - i}`, [i]] as const);
    expect(of(...names).schema).toEqual({ h: Array.from({ length: 12 }, (_, i) => [11 - i]) });
  });
  it('tensorSchemaOf writes lists out as arrays or structs where asked', () => {
    const tensors = [
      ['h.0', [2]],
      ['h.1', [2]],
    ] as const;
    expect(tensorSchemaOf(tensors, { lists: 'tuple' }).schema).toEqual({ h: [[2], [2]] });
    expect(tensorSchemaOf(tensors, { lists: 'struct' }).schema).toEqual({ h: { '0': [2], '1': [2] } });
  });
  it('tensorSchemaOf keeps names such as __proto__ and names that need quotes', () => {
    const names = [
      '__proto__',
      'constructor.then',
      'a b',
      "it's",
      '"',
      '`${x}`',
      'x/y:0',
      ' ',
      '-1',
      'größe',
      'σ₀',
      'θ',
    ];
    const { schema, issues } = of(...names.map((name) => [name, [2]] as const));
    expect(issues).toEqual([]);
    expect(
      untyped(schema)
        .slots.map(({ path }) => path)
        .sort(),
    ).toEqual([...names].sort());
    expect(schemaModuleOf(schema)).toContain("['__proto__']: [2]");
  });
  it('tensorSchemaOf lists the names that no schema can hold, and keeps the others', () => {
    const { schema, issues } = of(
      ['ok', [2]],
      ['', [1]],
      ['a..b', [1]],
      ['.a', [1]],
      ['a.', [1]],
      ['x[0]', [1]],
      ['重み.w', [1]],
      ['a\\b', [1]],
      ['h.*', [1]],
      ['ok', [3]],
    );
    expect(schema).toEqual({ ok: [2] });
    expect(issues.map(({ name }) => name)).toEqual(['', 'a..b', '.a', 'a.', 'x[0]', '重み.w', 'a\\b', 'h.*', 'ok']);
    expect(issues[5]?.why).toBe(
      "a key must be one or more printable ASCII characters (except . [ ] * and the backslash), Greek or Latin-1 letters or subscript digits, found '重み'",
    );
    expect(issues.at(-1)?.why).toBe('it is given twice');
  });
  it('tensorSchemaOf leaves out a leaf whose name is the start of other names', () => {
    for (const order of [0, 1]) {
      const tensors = [
        ['a', [1]],
        ['a.b.c', [2]],
      ] as const;
      const { schema, issues } = of(...(order === 0 ? tensors : [...tensors].reverse()), ['a.b', [3]]);
      expect(schema).toEqual({ a: { b: { c: [2] } } });
      expect(issues.map(({ name }) => name).sort()).toEqual(['a', 'a.b']);
      expect(issues[0]?.why).toContain('a schema has a leaf in one place or a struct, not both');
    }
  });
  it('tensorSchemaOf lists the shapes that no schema can hold', () => {
    const { schema, issues } = of(
      ['a', [2n, 3n]],
      ['b', [2n ** 53n]],
      ['c', [-1]],
      ['d', [1.5]],
      ['e', [2 ** 30, 2 ** 30]],
      ['f', [0, 2 ** 52]],
    );
    expect(schema).toEqual({ a: [2, 3], f: [0, 2 ** 52] });
    expect(issues.map(({ why }) => why.replace(/.* found /, ''))).toEqual([
      '9007199254740992',
      '-1',
      '1.5',
      '1152921504606846976',
    ]);
  });
  it('tensorSchemaOf ties names only to tensors of the list', () => {
    const tensors = [
      ['wte', [4, 2]],
      ['a.b', [1]],
    ] as const;
    const ties = [
      ['head', 'wte'],
      ['wte', 'a.b'],
      ['other', 'wpe'],
      ['again', 'head'],
      ['a', 'wte'],
      ['wte.x', 'a.b'],
      ['head', 'wte'],
    ] as const;
    const { schema, issues } = tensorSchemaOf(tensors, { ties });
    expect(schema).toEqual({ a: { b: [1] }, head: { '.tied': 'wte' }, wte: [4, 2] });
    expect(issues.map(({ name }) => name)).toEqual(['wte', 'other', 'again', 'a', 'wte.x', 'head']);
    expect(untyped(schema).length).toBe(9);
  });
  it('tensorSchemaOf holds or refuses each name of any list', () => {
    const segment = fc.oneof(
      fc.constantFrom(
        '0',
        '1',
        '2',
        '10',
        '01',
        '',
        'w',
        'b',
        '__proto__',
        'then',
        'x*',
        'ß',
        '\\',
        "'",
        '`',
        '${',
        ' ',
      ),
      fc.string({ maxLength: 3 }),
    );
    const name = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('.'));
    const shape = fc.array(fc.integer({ min: -1, max: 3 }), { maxLength: 3 });
    const list = fc.uniqueArray(fc.tuple(name, shape), { maxLength: 30, selector: ([each]) => each });
    const ties = fc.array(fc.tuple(name, fc.nat(30)), { maxLength: 4 });
    fc.assert(
      fc.property(list, ties, fc.constantFrom('repeat', 'tuple', 'struct'), (tensors, tied, lists) => {
        const owners = tied.map(([tie, i]) => [tie, tensors[i % Math.max(tensors.length, 1)]?.[0] ?? 'none'] as const);
        const { schema, issues } = tensorSchemaOf(tensors, { lists, ties: owners });
        const held = untyped(schema).slots.map(({ path }) => path); // of a list of nothing the whole is `{}`, which has none
        const left = issues.map((each) => each.name);
        expect([...held, ...left].sort()).toEqual([...tensors, ...owners].map(([each]) => each).sort());
        expect(layoutOf(schemaModuleOf(schema, { share: true }), library).fingerprint).toBe(
          untyped(schema).fingerprint,
        );
      }),
      { numRuns: 500 },
    );
  });
  it('tensorSchemaOf takes an empty list', () => {
    expect(of()).toEqual({ schema: {}, issues: [] });
    expect(schemaModuleOf({})).toBe("import { layout } from 'paramlayout';\n\nexport const model = layout({});\n");
  });
});

describe('source of the schema of a tensor list', () => {
  it('moduleOf names blocks that stand in several places', () => {
    const linear = (at: string) =>
      [
        [`${at}.weight`, [1024, 4096]],
        [`${at}.bias`, [4096]],
        [`${at}.running_scale`, [1]],
      ] as const;
    const { schema } = of(...linear('h.0.up'), ...linear('h.1.up'), ['h.1.gate', [2]], ...linear('head'));
    expect(schemaModuleOf(schema, { share: true, name: 'net' })).toBe(
      `import { layout, schema } from 'paramlayout';

const upBlock = schema({ bias: [4096], running_scale: [1], weight: [1024, 4096] });

export const net = layout({ h: [{ up: upBlock }, { gate: [2], up: upBlock }], head: upBlock });
`,
    );
  });
});
