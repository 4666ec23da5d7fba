// What an editor shows of a layout, from the language servers of TypeScript 7 and 5.9. `npm run bench:editor` measures
// their time.
//
// Needs the built package: `npm run build`.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Editor, openEditors } from '../bench/editor/open.mjs';

const models = readFileSync(new URL('../bench/editor/models.ts', import.meta.url), 'utf8');
const forms = `import { layout, ordered, repeat, scope, tied, tuple } from 'paramlayout';
const m = layout({
  a: [3],
  blocks: repeat(96, { w: [2, 3], experts: repeat(64, { up: [4], down: [4] }) }),
  hundred: repeat(100, [2]),
  none: repeat(0, [2]),
  t: tuple([2], { x: [3] }),
  list: [[2], { y: [1] }],
  o: ordered(['z', [2]], ['q', { r: [1], s: tied('a') }]),
  s: scope({ u: [2, 2], v: tied('u', { transpose: true }) }),
  tie: tied('t'),
  7: [],
});
`;
let opened: Awaited<ReturnType<typeof openEditors>>;
beforeAll(async () => {
  opened = await openEditors(models);
}, 60_000);
afterAll(() => opened.close());

describe.each(['7.0', '5.9'] as const)(
  'the language server of TypeScript %s',
  (version) => {
    let editor: Editor;
    beforeAll(() => {
      editor = opened.editors[version];
    });

    /** The completions at the bar in a line below a source. */
    async function offered(source: string, line: string): Promise<string[]> {
      await editor.replace(`${source}${line.replace('|', '')}\n`);
      return (await editor.complete(source.length + line.indexOf('|'))).sort();
    }
    async function hovers(source: string, names: readonly string[]): Promise<string[]> {
      await editor.replace(source);
      const found: string[] = [];
      for (const name of names) found.push(await editor.hover(source.indexOf(`const ${name} =`) + 'const '.length));
      return found;
    }

    it.each([
      ["m.at('|')", ['7', 'a', 'blocks', 'hundred', 'list', 'none', 'o', 's', 't', 'tie']],
      ["m.at('bl|')", ['7', 'a', 'blocks', 'hundred', 'list', 'none', 'o', 's', 't', 'tie']],
      ["m.at('a.|')", []],
      ["m.at('blocks.|')", ['blocks.0', 'blocks.95']],
      ["m.at('blocks.41.|')", ['blocks.41.experts', 'blocks.41.w']],
      ["m.at('blocks.41.experts.63.|')", ['blocks.41.experts.63.down', 'blocks.41.experts.63.up']],
      ["m.at('blocks.41.expert.63.up|')", ['blocks.41.experts', 'blocks.41.w']],
      ["m.at('blocks.0.experts.|')", Array.from({ length: 64 }, (_, i) => `blocks.0.experts.${i}`).sort()],
      ["m.at('hundred.|')", ['hundred.0', 'hundred.99']],
      ["m.at('none.|')", []],
      ["m.at('t.|')", ['t.0', 't.1']],
      ["m.at('list.1.|')", ['list.1.y']],
      ["m.at('o.|')", ['o.q', 'o.z']],
      ["m.at('s.|')", ['s.u', 's.v']],
      ["m.at('tie.1.|')", ['tie.1.x']],
      ["m.at('o.q|')", ['o.q']],
      ["m.viewAt(m.zeros(), 'o.q.|')", ['o.q.r', 'o.q.s']],
      ["m.sub('o.|')", ['o.q', 'o.z']],
    ])(`TypeScript ${version} completes paths by one segment: %s`, async (line, expected) => {
      expect(await offered(forms, line)).toEqual(expected);
    });

    // A tie may name any path except a tie. Of a repeat, the servers offer the first and the last block.
    it.each([
      ["head: tied('|')", ['b', 'h', 'h.0', 'h.0.u', 'h.199', 'h.199.u', 's', 's.x', 'wte', 'wte.weight']],
      ["head: tied('h.0.|')", ['b', 'h', 'h.0', 'h.0.u', 'h.199', 'h.199.u', 's', 's.x', 'wte', 'wte.weight']],
      ["head: tied('wte.weight|')", ['b', 'h', 'h.0', 'h.0.u', 'h.199', 'h.199.u', 's', 's.x', 'wte', 'wte.weight']],
      [
        "head: tied('|', { transpose: true })",
        ['b', 'h', 'h.0', 'h.0.u', 'h.199', 'h.199.u', 's', 's.x', 'wte', 'wte.weight'],
      ],
      [
        "list: [{ w: tied('|') }]",
        ['b', 'h', 'h.0', 'h.0.u', 'h.199', 'h.199.u', 'list', 'list.0', 's', 's.x', 'wte', 'wte.weight'],
      ],
      // The compiler does not pass the expected type of a result on to the arguments of another function.
      ["blocks: repeat(2, { w: tied('|') })", []],
      ["part: scope({ w: tied('|') })", []],
    ])(`TypeScript ${version} completes the paths that a tie may name: %s`, async (field, expected) => {
      const before = "import { layout, repeat, scope, tied } from 'paramlayout';\n";
      const line =
        'layout({ wte: { weight: [3, 4] }, b: [2], h: repeat(200, { u: [3] }), ' +
        `s: scope({ x: [2] }), old: tied('b'), ${field} });`;
      const typed = /tied\('(.*)\|/.exec(field)![1]!; // the servers offer it too
      expect(await offered(before, line)).toEqual([...new Set([typed, ...expected])].sort());
      if (!field.includes("weight|'"))
        expect((await editor.diagnose()).map(({ message }) => message).join()).toContain("there is no '");
    });

    // A rule names leaves with wildcards for the indices of repeats. The bar is at the beginning of a segment.
    const everyName = ['7', 'a', 'blocks.{i}.experts.{j}.down', 'blocks.{i}.experts.{j}.up', 'blocks.{i}.w'].concat([
      'hundred.{i}',
      'list.0',
      'list.1.y',
      'none.{i}',
      'o.q.r',
      'o.z',
      's.u',
      't.0',
      't.1.x',
    ]);
    const ofBlocks = everyName.filter((name) => name.startsWith('blocks.'));
    it.each([
      ["[['x', '|']]", everyName],
      ["[['x', 'blocks.|']]", ofBlocks],
      ["[['x', 'blocks.{i}.experts.|']]", ofBlocks.slice(0, 2)],
      ["[['x.{i}', 'blocks.{i}.w'], ['y', '|']]", everyName],
      ["[['x', { concat: ['blocks.|'] }]]", ofBlocks],
      ["[['x', { concat: ['a', 'blocks.|'], axis: 1 }]]", ofBlocks],
      ["[['x', { transpose: { concat: ['blocks.|'] } }]]", ofBlocks],
      ["[['x', { stack: 'blocks.|', over: 'i' }]]", ofBlocks],
      ["[['x', { stack: 'blocks.{i}.experts.{j}.up', over: '|' }]]", ['i', 'j']],
      ["[['|', 'a']]", []],
    ])(`TypeScript ${version} completes the names of leaves in a rule: %s`, async (rules, expected) => {
      const source = `import { mapping } from 'paramlayout/checkpoint';\n${forms}`;
      const typed = /'([^']*)\|/.exec(rules)![1]!; // the servers offer it too, unless it is empty
      const found = (await offered(source, `mapping(m, ${rules});`)).filter((name) => name !== typed);
      expect(found).toEqual([...expected].sort());
    });

    it(`TypeScript ${version} completes the operations of a rule`, async () => {
      const source = `import { mapping } from 'paramlayout/checkpoint';\n${forms}`;
      const found = await offered(source, "mapping(m, [['x', { | }]]);");
      expect(found).toEqual(expect.arrayContaining(['concat', 'stack', 'transpose']));
      expect(found.length).toBeLessThan(20);
    });

    it(`TypeScript ${version} shows a mapping in a hover of at most six lines`, async () => {
      const source = `${models}\nimport { inverse, mapping } from 'paramlayout/checkpoint';
const hub = mapping(gpt2, [['tokens', 'wte.weight']]);
const back = inverse(hub);
`;
      const [hub = '', back = ''] = await hovers(source, ['hub', 'back']);
      expect(hub).toMatch(/^const hub: MappingOf<Layout<\{\n +readonly length: 124439808;/);
      expect(hub.split('\n').length).toBeLessThanOrEqual(6);
      expect(back).toBe('const back: Mapping<unknown, unknown>');
    });

    it(`TypeScript ${version} completes the fields of a view`, async () => {
      expect(await offered(models, 'p.|')).toEqual(['h', 'lm_head', 'ln_f', 'wpe', 'wte']);
      expect(await offered(models, 'p.h[3].|')).toEqual(['attn', 'ln_1', 'ln_2', 'mlp']);
      expect(await offered(models, 'p.h[3].attn.|')).toEqual(['c_attn', 'c_proj']);
    });

    // For a completion the compiler compares types that it compares for nothing else. Once it gave up without an error
    // and took the path for `any`.
    it(`TypeScript ${version} still refuses a wrong path after a completion in it`, async () => {
      await offered(models, "gpt2.at('h.3.|')");
      expect((await editor.diagnose()).map(({ message }) => message).join()).toContain("there is no '' in 'h.3'");
    });

    it(`TypeScript ${version} shows the length and the leaves of a layout in a hover of at most 12 lines`, async () => {
      const [gpt2 = '', llama = ''] = await hovers(models, ['gpt2', 'llama']);
      expect(gpt2).toContain('readonly length: 124439808;');
      expect(gpt2).toContain('"h.*.attn.c_attn.weight: 12 × [768, 2304]"');
      expect(llama).toContain('readonly length: 8030261248;');
      expect(llama).toContain('"model.layers.*.self_attn.k_proj.weight: 32 × [1024, 4096]"');
      for (const hover of [gpt2, llama]) expect(hover.split('\n').length).toBeLessThanOrEqual(12);
    });

    // The compiler cuts a hover off after 500 characters and never counts lines. For few leaves it prints the schema
    // too.
    it(`TypeScript ${version} shows a layout in at most 24 lines, and in 12 from ten layers on`, async () => {
      const sizes = Array.from({ length: 16 }, (_, i) => i + 1);
      const declared = sizes.map(
        (n) => `const m${n} = layout([${Array(n).fill('{ weight: [64, 64], bias: [64] }').join(', ')}]);\n`,
      );
      const found = await hovers(
        `import { layout } from 'paramlayout';\n${declared.join('')}`,
        sizes.map((n) => `m${n}`),
      );
      for (const [i, hover] of found.entries()) {
        expect(hover).toContain(`readonly length: ${(i + 1) * 64 * 65};`);
        expect(hover.split('\n').length).toBeLessThanOrEqual(i + 1 < 10 ? 24 : 12);
      }
    });

    it(`TypeScript ${version} shows the length of a flat array first, in a hover of at most six lines`, async () => {
      const source = `${models}
const flat = gpt2.zeros();
const double = gpt2.zeros(Float64Array);
const shared = llama.zeros({ shared: true });
const packed = gpt2.pack({});
const named = flat as FlatOf<typeof gpt2, Float32Array>;
const small = layout({ w: [2, 3], b: [] }).zeros();
`.replace("from 'paramlayout'", "from 'paramlayout';\nimport type { FlatOf } from 'paramlayout'");
      const expected = {
        flat: 124439808,
        double: 124439808,
        shared: 8030261248,
        packed: 124439808,
        named: 124439808,
        small: 7,
      };
      const found = await hovers(source, Object.keys(expected));
      for (const [i, [name, length]] of Object.entries(expected).entries()) {
        expect(found[i]).toMatch(new RegExp(`^const ${name}: Flat(Float32)?<\\(length: ${length}, leaves: "`));
        expect(found[i]!.split('\n').length).toBeLessThanOrEqual(name === 'small' ? 4 : 3);
      }
    });

    // The signature, with the types of the arguments, stands before the description.
    it.each([
      ['view(gpt2.zeros())', 'Named views over'],
      ['view(gpt2.zeros(Float64Array))', 'Named views over'],
      ["viewAt(gpt2.zeros(), 'h.3.attn')", 'The view of one leaf'],
      ['leaves(gpt2.zeros())', 'Slots and their views'],
      ['unpack(gpt2.zeros())', 'Copies a flat array out'],
      ['pack({})', 'Copies a structure'],
      ['pack({}, { into: gpt2.zeros() })', 'Takes a flat array to write to'],
      ['zeros()', 'A new flat array of zeros'],
      ['zeros(Float64Array)', 'A new flat array of zeros'],
    ])(`TypeScript ${version} shows at most six lines before the description of gpt2.%s`, async (call, sentence) => {
      const source = `${models}gpt2.${call};\n`;
      await editor.replace(source);
      const [before, after] = (await editor.hover(models.length + 'gpt2.'.length)).split(sentence);
      expect(after).toBeDefined();
      expect(before).toContain('readonly length: 124439808;');
      expect(before!.trimEnd().split('\n').length).toBeLessThanOrEqual(6);
    });

    it(
      `TypeScript ${version} shows more lines only for methods that ` + 'return a slot, a structure or a layout',
      async () => {
        const lines = async (call: string, sentence: string): Promise<number> => {
          await editor.replace(`${models}gpt2.${call};\n`);
          return (await editor.hover(models.length + 'gpt2.'.length)).split(sentence)[0]!.trimEnd().split('\n').length;
        };
        expect(await lines("at('h.3')", 'Where a leaf')).toBe(5);
        expect(await lines("at('h.3.ln_1.bias')", 'Where a leaf')).toBe(9);
        expect(await lines('view(new ArrayBuffer(8))', 'Named views over')).toBeLessThanOrEqual(30);
        expect(await lines('map(() => 1)', "The schema's structure")).toBeLessThanOrEqual(44);
        expect(await lines("sub('h.3')", 'A subtree as')).toBeLessThanOrEqual(24);
      },
    );

    it(`TypeScript ${version} shows the numbers of a slot and of a leaf, and no schema`, async () => {
      const [slot, range, leaf] = await hovers(
        `${forms}const slot = m.at('s.v');\nconst range = m.at('blocks.3');\nconst leaf = m.view(m.zeros()).s.v;\n`,
        ['slot', 'range', 'leaf'],
      );
      const members = (hover = ''): string[] =>
        [...hover.matchAll(/readonly (\w+): (.*);/g)].map(([, name, type]) => `${name}: ${type}`);
      expect(members(slot)).toEqual([
        'path: "s.v"',
        `offset: ${49947 - 5 - 4}`,
        'length: 4',
        'shape: readonly [2, 2]',
        'strides: readonly [1, 2]',
        'tiedTo: "s.u"',
        'transposed: true',
      ]);
      expect(members(range)).toEqual(['path: "blocks.3"', `offset: ${1 + 3 + 3 * 518}`, 'length: 518']);
      expect(leaf).toContain('LeafFloat32<readonly [2, 2], ArrayBuffer, true>');
    });

    it(`TypeScript ${version} shows the leaves of every form of schema in a hover`, async () => {
      const [hover = ''] = await hovers(forms, ['m']);
      expect(hover).toContain('readonly length: 49947;');
      const leaves = [...hover.slice(0, hover.indexOf('}, {')).matchAll(/"([^"]*)"/g)].map(([, leaf]) => leaf);
      expect(leaves.sort()).toEqual([
        '7: []',
        'a: [3]',
        'blocks.*.experts.*.down: 96 × 64 × [4]',
        'blocks.*.experts.*.up: 96 × 64 × [4]',
        'blocks.*.w: 96 × [2, 3]',
        'hundred.*: 100 × [2]',
        'list.0: [2]',
        'list.1.y: [1]',
        'none.*: 0 × [2]',
        'o.q.r: [1]',
        'o.q.s: tied to a',
        'o.z: [2]',
        's.u: [2, 2]',
        's.v: transpose of u',
        't.0: [2]',
        't.1.x: [3]',
        'tie: tied to t',
      ]);
    });

    describe('fields of views', () => {
      const source = `import { layout, ordered, repeat, scope, tied } from 'paramlayout';
const dense = { weight: [2, 3], gain: [] } as const;
const inner = layout({ innerLeaf: [2], innerScalar: [] });
const m = layout({
  /** Its learning rate. */
  rate: [],
  /** A leaf beside a scalar. */
  beside: [2, 3],
  sub: { u: [2], slope: [] },
  plain: {
    /** A leaf without scalars. */
    v: [4],
  },
  tie: tied('sub'),
  tieToScalar: tied('rate'),
  h: repeat(2, { blockLeaf: [2], blockScalar: [] }),
  s: scope({ scopeLeaf: [2], scopeScalar: [] }),
  in: inner,
  list: [{ itemLeaf: [2] }, { itemScalar: [] }],
  dense,
  o: ordered(['first', [2]], ['last', { x: [3] }]),
});
const p = m.view(m.zeros());
p.rate = 1;
const used = [p.rate, p.beside, p.sub, p.plain.v, p.tie.u, p.tie.slope, p.tieToScalar, p.h[1].blockLeaf, p.h[0].blockScalar, p.s.scopeLeaf, p.s.scopeScalar];
const more = [p.in.innerLeaf, p.in.innerScalar, p.list[0].itemLeaf, p.list[1].itemScalar, p.dense.weight, p.dense.gain, p.o.first, p.o.last.x];
const others = [m.viewAt(m.zeros(), 'h.0').blockScalar, m.unpack(m.zeros()).rate, m.map(({ path }) => path).sub.slope];
const { rate, beside } = p;
m.at('sub.u');
`;
      /** Where the last name of a use begins. */
      const last = (use: string): number => source.indexOf(use) + use.length - /\w+$/.exec(use)![0].length;
      const key = (name: string): number => source.search(new RegExp(`\\b${name}(?=[:,] )`));

      it.each([
        ['p.rate', 'rate'],
        ['p.beside', 'beside'],
        ['p.sub', 'sub'],
        ['p.plain.v', 'v'],
        ['p.tie.u', 'u'],
        ['p.tie.slope', 'slope'],
        ['p.tieToScalar', 'tieToScalar'],
        ['p.h[1].blockLeaf', 'blockLeaf'],
        ['p.h[0].blockScalar', 'blockScalar'],
        ['p.s.scopeLeaf', 'scopeLeaf'],
        ['p.s.scopeScalar', 'scopeScalar'],
        ['p.in.innerLeaf', 'innerLeaf'],
        ['p.in.innerScalar', 'innerScalar'],
        ['p.list[0].itemLeaf', 'itemLeaf'],
        ['p.list[1].itemScalar', 'itemScalar'],
        ['p.dense.weight', 'weight'],
        ['p.dense.gain', 'gain'],
        ['p.o.last.x', 'x'],
        ["m.viewAt(m.zeros(), 'h.0').blockScalar", 'blockScalar'],
        ['m.unpack(m.zeros()).rate', 'rate'],
        ['m.map(({ path }) => path).sub.slope', 'slope'],
      ])(
        `TypeScript ${version} finds the definition of a field of a view at the key of the schema: %s`,
        async (use, name) => {
          await editor.replace(source);
          expect(await editor.define(last(use))).toEqual([key(name)]);
        },
      );

      it.each([
        ['rate', ['p.rate', 'used = [p.rate', 'm.unpack(m.zeros()).rate', 'const { rate']],
        ['beside', ['p.beside', 'const { rate, beside']],
        ['slope', ['p.tie.slope', 'm.map(({ path }) => path).sub.slope']],
        ['blockLeaf', ['p.h[1].blockLeaf']],
        ['blockScalar', ['p.h[0].blockScalar', "m.viewAt(m.zeros(), 'h.0').blockScalar"]],
        ['scopeScalar', ['p.s.scopeScalar']],
        ['gain', ['p.dense.gain']],
      ])(
        `TypeScript ${version} finds and renames a field of a view with its key and all uses: %s`,
        async (name, uses) => {
          await editor.replace(source);
          const expected = [key(name), ...uses.map(last)].sort((a, b) => a - b);
          expect(await editor.refer(last(uses[0]!))).toEqual(expected);
          expect(await editor.rename(last(uses[0]!), 'other')).toEqual(expected);
          expect(await editor.rename(key(name), 'other')).toEqual(expected);
        },
      );

      it(`TypeScript ${version} shows the comment of a key in the hover of its field`, async () => {
        await editor.replace(source);
        const shown = Object.entries({
          'p.rate': 'Its learning rate.',
          'p.beside': 'A leaf beside a scalar.',
          'p.plain.v': 'A leaf without scalars.',
        });
        // The server of 7.0 shows no comment for a property of a mapped type, not even of `Readonly<{ … }>`. It does
        // for a variable made of one.
        for (const [use, comment] of shown)
          expect((await editor.hover(last(use))).includes(comment)).toBe(version === '5.9');
        expect(await editor.hover(last('const { rate'))).toContain('Its learning rate.');
        expect(await editor.hover(last('const { rate, beside'))).toContain('A leaf beside a scalar.');
        const bare =
          'interface Commented {\n  /** A comment. */\n  a: number;\n}\ndeclare const ' +
          'bare: Readonly<Commented>;\nexport const a = bare.a;\n';
        await editor.replace(bare);
        expect((await editor.hover(bare.lastIndexOf('a;'))).includes('A comment.')).toBe(version === '5.9');
      });

      // To the compiler a string is not a name, so nothing declares it.
      it(`TypeScript ${version} finds no definition of a field that a string names`, async () => {
        await editor.replace(source);
        expect(await editor.define(last('p.o.first'))).toEqual([]);
        expect(await editor.define(last("m.at('sub.u"))).toEqual([]);
      });
    });
  },
  30_000,
);
