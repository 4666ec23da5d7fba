// What an editor shows of a layout, asked of the language servers of TypeScript 7 and 5.9. What they take for it: npm run bench:editor.
// Needs the built package: `npm run build`.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withEditors } from '../bench/editor/open.mjs';

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

/** What each server answers, in the order of the cases. */
async function answers(source: string, asks: readonly string[]): Promise<string[][][]> {
  return withEditors(source, async (editors) => {
    const all: string[][][] = [];
    for (const editor of Object.values(editors)) {
      const found: string[][] = [];
      for (const line of asks) {
        const text = `${source}${line.replace('|', '')}\n`;
        await editor.replace(text);
        found.push((await editor.complete(source.length + line.indexOf('|'))).sort());
      }
      all.push(found);
    }
    return all;
  });
}

describe('completion', () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    "m.at('|')": ['7', 'a', 'blocks', 'hundred', 'list', 'none', 'o', 's', 't', 'tie'],
    "m.at('bl|')": ['7', 'a', 'blocks', 'hundred', 'list', 'none', 'o', 's', 't', 'tie'],
    "m.at('blocks.|')": ['blocks.0', 'blocks.95'],
    "m.at('blocks.41.|')": ['blocks.41.experts', 'blocks.41.w'],
    "m.at('blocks.41.experts.63.|')": ['blocks.41.experts.63.down', 'blocks.41.experts.63.up'],
    "m.at('blocks.41.expert.63.up|')": ['blocks.41.experts', 'blocks.41.w'],
    "m.at('hundred.|')": ['hundred.0', 'hundred.99'],
    "m.at('t.|')": ['t.0', 't.1'],
    "m.at('list.1.|')": ['list.1.y'],
    "m.at('o.|')": ['o.q', 'o.z'],
    "m.at('s.|')": ['s.u', 's.v'],
    "m.at('tie.1.|')": ['tie.1.x'],
    "m.viewAt(m.zeros(), 'o.q.|')": ['o.q.r', 'o.q.s'],
    "m.sub('o.|')": ['o.q', 'o.z'],
  };

  it('offers the paths of at, viewAt and sub one segment at a time', async () => {
    for (const found of await answers(forms, Object.keys(cases))) expect(found).toEqual(Object.values(cases));
  }, 60_000);

  it('offers no path below a leaf, and all indices of a repeat up to 64', async () => {
    for (const [below, empty, experts] of await answers(forms, ["m.at('a.|')", "m.at('none.|')", "m.at('blocks.0.experts.|')"])) {
      expect(below).toEqual([]);
      expect(empty).toEqual([]);
      expect(experts).toHaveLength(64);
      expect(experts).toContain('blocks.0.experts.63');
    }
  }, 60_000);

  it('shows the fields of a view', async () => {
    for (const found of await answers(models, ['p.|', 'p.h[3].|', 'p.h[3].attn.|'])) {
      expect(found).toEqual([
        ['h', 'lm_head', 'ln_f', 'wpe', 'wte'],
        ['attn', 'ln_1', 'ln_2', 'mlp'],
        ['c_attn', 'c_proj'],
      ]);
    }
  }, 60_000);

  // A completion asks the compiler for candidates: types that it has to compare for them once failed there, and the error was gone.
  it('leaves the errors of the path where they are', async () => {
    const source = `${models}gpt2.at('h.3.');\n`;
    await withEditors(source, async (editors) => {
      for (const editor of Object.values(editors)) {
        await editor.complete(source.indexOf("');\n", models.length));
        expect((await editor.diagnose()).map(({ message }) => message).join()).toContain("there is no '' in 'h.3'");
      }
    });
  }, 60_000);
});

describe('hover', () => {
  const hovers = (source: string, names: readonly string[]): Promise<string[][]> =>
    withEditors(source, (editors) =>
      Promise.all(Object.values(editors).map((editor) => Promise.all(names.map((name) => editor.hover(source.indexOf(`const ${name}`) + 'const '.length))))),
    );

  it('says the length and the leaves of a layout in at most 12 lines', async () => {
    for (const [gpt2 = '', llama = ''] of await hovers(models, ['gpt2', 'llama'])) {
      expect(gpt2).toContain('readonly length: 124439808;');
      expect(gpt2).toContain('"h.*.attn.c_attn.weight: 12 × [768, 2304]"');
      expect(llama).toContain('readonly length: 8030261248;');
      expect(llama).toContain('"model.layers.*.self_attn.k_proj.weight: 32 × [1024, 4096]"');
      for (const hover of [gpt2, llama]) expect(hover.split('\n').length).toBeLessThanOrEqual(12);
    }
  }, 60_000);

  // The compiler cuts a hover off after 500 characters and never counts lines: of few leaves it prints the schema too.
  it('takes at most 24 lines for few layers, whose schema stands there too, and 12 from ten layers on', async () => {
    const sizes = Array.from({ length: 16 }, (_, i) => i + 1);
    const declared = sizes.map((n) => `const m${n} = layout([${Array(n).fill('{ weight: [64, 64], bias: [64] }').join(', ')}]);\n`);
    for (const found of await hovers(`import { layout } from 'paramlayout';\n${declared.join('')}`, sizes.map((n) => `m${n} =`))) {
      found.forEach((hover, i) => {
        expect(hover).toContain(`readonly length: ${sizes[i]! * 64 * 65};`);
        expect(hover.split('\n').length).toBeLessThanOrEqual(sizes[i]! < 10 ? 24 : 12);
      });
    }
  }, 60_000);

  it('names the leaves of all forms', async () => {
    for (const [hover = ''] of await hovers(forms, ['m = '])) {
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
    }
  }, 60_000);
});
