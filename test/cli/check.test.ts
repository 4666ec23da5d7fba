import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layout, repeat, tied } from '../../src/index.ts';
import { save } from '../../src/checkpoint/index.ts';
import { Installed } from '../agree/package.ts';
import { paramlayout, type Outcome } from './command-line.ts';
import { writeList, type Tensor } from './tensor-lists.ts';

const folder = mkdtempSync(join(tmpdir(), 'check-'));
const installed = new Installed(); // a second copy of the library
afterAll(() => {
  rmSync(folder, { recursive: true });
  installed.remove();
});

const at = (name: string): string => join(folder, name);
function write(name: string, text: string): string {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text);
  return at(name);
}
const lines = ({ out, err }: Outcome): readonly string[] => `${out}${err}`.split('\n');
const joinLines = (text: string): string => text.replace(/\s+/g, ' ');

const block = { ln: { weight: [8], bias: [8] }, w: [8, 4] } as const;
const model = layout({ wte: [16, 8], h: repeat(3, block), head: tied('wte') });
const FITTING: readonly Tensor[] = model.slots
  .filter(({ tiedTo }) => tiedTo === undefined)
  .map(({ path, shape }) => [path, shape]);
const SOURCE = `import { layout, repeat, tied } from 'paramlayout';
const block = { ln: { weight: [8], bias: [8] }, w: [8, 4] } as const;
export const model = layout({ wte: [16, 8], h: repeat(3, block), head: tied('wte') });
`;
const module = write('model.ts', SOURCE);
const json = write('model.json', JSON.stringify(model)); // loads much faster than a module
const check = (tensors: readonly Tensor[], ...args: readonly string[]): Promise<Outcome> =>
  paramlayout(['check', json, '--header', writeList(folder, 'list', tensors), ...args]);
const replaceTensor = (name: string, ...by: readonly Tensor[]): readonly Tensor[] =>
  FITTING.flatMap((tensor) => (tensor[0] === name ? by : [tensor]));

describe('the cause of many issues', () => {
  it('check states a common prefix and matrices that are transposed, with the options to pass', async () => {
    const tensors = FITTING.map(([name, shape]): Tensor => [
      `module.${name}`,
      name.endsWith('w') ? [...shape].reverse() : shape,
    ]);
    const { exit, out } = await check(tensors);
    expect(exit).toBe(1);
    const causes =
      "every name in the file begins with 'module.'; pass --prefix 'module.' the " +
      "file holds 3 matrices transposed; pass --transpose 'h.*.w'";
    expect(joinLines(out)).toContain(causes);
    expect(JSON.parse((await check(tensors, '--json')).out).causes.join(' ')).toBe(causes);
    expect(await check(tensors, '--prefix', 'module.', '--transpose', 'h.*.w')).toMatchObject({ exit: 0, err: '' });
  });
  it('check notes a rule that no tensor matched', async () => {
    const { exit, err } = await check(FITTING, '--ignore', 'h.*.mask', '--names', 'blocks.{i}.w=h.{i}.w');
    expect(exit).toBe(0);
    expect(joinLines(err)).toContain("no name in the file matches the pattern 'h.*.mask' of the option ignore");
    expect(joinLines(err)).toContain("no name in the file matches the pattern 'blocks.{i}.w' of the option names");
  });
});

describe('check of a file that fits', () => {
  it('check reports a fitting file in one line', async () => {
    expect(await check(FITTING)).toEqual({
      exit: 0,
      err: '',
      out: 'model.json fits list.json: 10 tensors, 272 parameters, F32\n',
    });
  });
  it('check accepts tensors that are not parameters and names that are not paths', async () => {
    const { exit, out } = await check([
      ...FITTING,
      ['steps', [], 'I64'],
      ['h.0.bn.running_mean', [8]],
      ['h.0.attn.bias', [1, 1, 4, 4]],
    ]);
    expect({ exit, out }).toEqual({
      exit: 0,
      out: 'model.json fits list.json: 10 tensors, 272 parameters, F32; 3 skipped\n',
    });
    const odd = write(
      'odd.ts',
      "import { layout } from 'paramlayout';\n" +
        'export const odd = layout({ x_0_: [2], w: { value: [2], scale: [1] }, steps: [] });\n',
    );
    const header = writeList(folder, 'odd', [
      ['x[0]', [2]],
      ['w', [2]],
      ['w.scale', [1]],
      ['steps', [], 'I64'],
    ]);
    expect((await paramlayout(['check', odd, '--header', header])).out).toContain('fits odd.json: 4 tensors');
    expect((await paramlayout(['check', odd, '--header', header, '--names', 'x[0]=w.value'])).exit).toBe(1);
  });
  it('check applies the options of load', async () => {
    const named: readonly Tensor[] = [
      ['t.wte', [16, 8]],
      ...[0, 1, 2].flatMap((i): readonly Tensor[] => [
        [`t.blocks.${i}.kernel`, [4, 8]],
        [`t.blocks.${i}.ln.bias`, [8]],
        [`t.blocks.${i}.ln.weight`, [8]],
      ]),
      ['t.extra.x', [1]],
      ['other', [1]],
    ];
    const args = [
      '--prefix',
      't.',
      '--names',
      'blocks.{i}.kernel=h.{i}.w',
      '--names',
      'blocks.{i}.ln.{p}=h.{i}.ln.{p}',
      '--transpose',
      'h.*.w',
      '--ignore',
      'extra.*',
    ];
    expect((await check(named, ...args)).out).toContain('fits list.json: 10 tensors');
    for (const without of [0, 2, 4, 6, 8])
      expect((await check(named, ...args.slice(0, without), ...args.slice(without + 2))).exit).toBe(1);
    expect((await check(FITTING.slice(1), '--partial')).out).toContain('9 tensors');
    expect((await check([...FITTING, ['more', [1]]], '--extra', 'ignore')).out).toContain(
      '10 tensors, 272 parameters, F32; 1 skipped',
    );
  });
  it('check accepts every dtype, unless --type names a typed array', async () => {
    const halves = FITTING.map(([name, shape]): Tensor => [name, shape, 'F16']);
    expect((await check(halves)).exit).toBe(0);
    expect((await check(halves, '--type', 'Float64Array')).exit).toBe(0);
    const { exit, out } = await check(halves, '--type', 'Int32Array');
    expect(exit).toBe(1);
    expect(out).toContain('wrong dtype\n');
    expect(out).toContain('  h.{0..2}.w          expected I32, found F16: floats do not convert to Int32Array');
    expect(joinLines((await check(replaceTensor('wte', ['wte', [16, 8], 'C64']))).err)).toContain(
      "load cannot read 'wte' into a Float32Array: it is C64",
    );
    expect((await check(FITTING, '--type', 'BigInt64Array')).exit).toBe(2);
  });
});

describe('check of a file that does not fit', () => {
  it('check reports every issue with near names and exits with 1', async () => {
    const wrong: readonly Tensor[] = [
      ...replaceTensor('wte', ['wte', [16, 9]]).filter(([name]) => !name.startsWith('h.1.ln')),
      ['h.1.nl.weight', [8]],
      ['more', [3], 'BF16'],
    ];
    expect(await check(wrong)).toEqual({
      exit: 1,
      err: '',
      out: `model.json does not fit list.json: 2 missing, 2 unexpected, 1 of the wrong shape

missing: the file has no such tensor
  h.1.ln.bias    [8]
  h.1.ln.weight  [8]; the file has 'h.1.nl.weight'

unexpected: the layout has no such leaf
  h.1.nl.weight  F32 [8]; did you mean 'h.1.ln.weight'?
  more           BF16 [3]

wrong shape
  wte  expected [16, 8], found [16, 9]
`,
    });
  });
  it('check reports issues as JSON', async () => {
    const { exit, out } = await check(replaceTensor('wte', ['wet', [16, 8]]), '--json');
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      fits: false,
      issues: [
        { problem: 'missing', name: 'wte', path: 'wte', expected: '[16, 8]', found: 'nothing', near: 'wet' },
        { problem: 'unexpected', name: 'wet', path: 'wet', expected: 'nothing', found: 'F32 [16, 8]', near: 'wte' },
      ],
    });
    expect(JSON.parse((await check(FITTING, '--json')).out)).toMatchObject({
      fits: true,
      tensors: 10,
      parameters: 272,
      issues: [],
      passedOver: [],
    });
  });
  it('check keeps to 100 columns, and no name can rewrite the terminal', async () => {
    const evil = [0, 1, 2].map((i): Tensor => [
      `${'very.long.'.repeat(i * 10)}\x1b[2J${'x'.repeat(i * 100)}`,
      Array.from({ length: i * 30 }, () => 1),
    ]);
    const outcome = await check(evil);
    expect(outcome.exit).toBe(1);
    for (const line of lines(outcome)) expect(line.length).toBeLessThanOrEqual(100);
    expect(outcome.out).not.toContain('\x1b');
  });
  it('check cuts very long reports', async () => {
    const { out } = await check(Array.from({ length: 5000 }, (_, i): Tensor => [`w${i}`, [1]]));
    expect(out).toContain('… and 4,960 more; --json lists all');
  });
});

describe('check of tied tensors that are stored twice', () => {
  const path = at('twice.safetensors');
  const both = layout({ wte: [3, 2], head: [3, 2], turned: [2, 3] });
  const ties = write(
    'ties.ts',
    "import { layout, tied } from 'paramlayout';\nexport const model = layout({ " +
      "wte: [3, 2], head: tied('wte'), turned: tied('wte', { transpose: true }) });\n",
  );
  beforeAll(() =>
    save(
      both,
      both.pack({
        wte: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        head: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        turned: [
          [1, 3, 5],
          [2, 4, 6],
        ],
      }),
      path,
    ),
  );

  it('check mentions tied tensors that are stored twice', async () => {
    const { exit, out, err } = await paramlayout(['check', ties, path]);
    expect({ exit, out }).toEqual({
      exit: 0,
      out: 'ties.ts#model fits twice.safetensors: 1 tensor, 6 parameters, F32\n',
    });
    expect(joinLines(err)).toContain("2 tied tensors stored twice, 'head' and 'wte'");
  });
  it('check --values compares tied tensors that are stored twice', async () => {
    expect(await paramlayout(['check', ties, path, '--values'])).toMatchObject({ exit: 0, err: '' });
    const other = at('other.safetensors');
    await save(
      both,
      both.pack({
        wte: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        head: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        turned: [
          [1, 3, 5],
          [2, 4, 7],
        ],
      }),
      other,
    );
    expect((await paramlayout(['check', ties, other])).exit).toBe(0);
    const { exit, out } = await paramlayout(['check', ties, other, '--values']);
    expect(exit).toBe(1);
    expect(joinLines(out)).toContain(
      'does not fit other.safetensors: 1 tied tensor with other values ' +
        "tensor 'turned': it is tied to 'wte', but differs from it at [1,2]",
    );
    expect(JSON.parse((await paramlayout(['check', ties, other, '--values', '--json'])).out)).toMatchObject({
      fits: false,
      issues: [{ problem: 'other values', name: 'turned', path: 'turned' }],
    });
    expect((await check(FITTING, '--values')).exit).toBe(2);
  });
});

describe('the model of check', () => {
  const header = writeList(folder, 'fits', FITTING);
  const outcome = (reference: string): Promise<Outcome> => paramlayout(['check', reference, '--header', header]);
  const errorOf = async (reference: string): Promise<string> => {
    const { exit, out, err } = await outcome(reference);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    return joinLines(err);
  };

  it('check takes a module of any kind, or a layout as JSON', async () => {
    const js = SOURCE.replace(' as const', '');
    for (const reference of [
      module,
      write('m.mjs', js),
      write('m.js', js),
      write('m.mts', SOURCE),
      write('m.json', JSON.stringify(model)),
      write('out.json', JSON.stringify({ layout: model })),
      `${module}#model`,
    ]) {
      expect({ reference, ...(await outcome(reference)) }).toMatchObject({ exit: 0 });
    }
  });
  it('check takes modules that only a compiler accepts', async () => {
    const text =
      `${SOURCE.replace('{ layout', '{ type AnyLayout, layout')}import { half } from './half';\n` +
      'enum Size { Small = half }\nexport const any: AnyLayout = model;\nexport const size = Size.Small;\n';
    write('half.ts', 'export const half = 2;\n');
    expect(await outcome(write('enums.ts', text))).toMatchObject({ exit: 0 });
  });
  it('check takes a module with its own copy of the library', async () => {
    installed.write('model.ts', SOURCE);
    installed.write('model.mjs', SOURCE.replace(' as const', ''));
    for (const name of ['model.ts', 'model.mjs'])
      expect(await outcome(join(installed.folder, name))).toMatchObject({ exit: 0 });
  });
  it('check takes a module with a # in its path', async () => {
    const odd = write('a#b/model#1.ts', SOURCE);
    for (const reference of [odd, `${odd}#model`]) expect(await outcome(reference)).toMatchObject({ exit: 0 });
  });
  it('check needs a name if a module exports several layouts', async () => {
    const two = write('two.ts', `${SOURCE}export const other = layout({ x: [1] });\nexport const width = 8;\n`);
    expect(await errorOf(two)).toContain('its layouts are model, other');
    expect(await errorOf(`${two}#width`)).toContain(
      "exports 'width', which is not a layout; its layouts are model, other",
    );
    expect(await errorOf(`${two}#nothing`)).toContain("exports no 'nothing'; its layouts are model, other");
    expect(await outcome(`${two}#model`)).toMatchObject({ exit: 0 });
    expect(await outcome(write('default.ts', `${SOURCE}export default model;\n`))).toMatchObject({ exit: 0 });
  });
  it('check rejects an unusable model with a reason', async () => {
    expect(await errorOf(at('nothing.ts'))).toContain('there is no such file');
    expect(await errorOf(folder)).toContain('found a folder');
    expect(await errorOf(write('throws.ts', "throw new Error('no luck');\n"))).toContain('cannot be loaded: no luck');
    expect(await errorOf(write('throws.mjs', 'throw 5;\n'))).toContain('it threw 5');
    expect(await errorOf(write('syntax.ts', 'export const model = = 3;\n'))).toMatch(
      /syntax\.ts' cannot be loaded: .*1:2/,
    );
    expect(await errorOf(write('lost.ts', "import 'no-such-package';\n"))).toContain("'no-such-package'");
    expect(await errorOf(write('none.ts', 'export const x = 1;\n'))).toContain('it exports no layout');
    expect(await errorOf(write('broken.ts', SOURCE.replace("tied('wte')", "tied('wtf')")))).toContain(
      "there is no 'wtf'",
    );
    expect(await errorOf(write('bad.json', '{"schema":{"x":[-1]}}'))).toContain("'x': a dimension must be");
    expect(await errorOf(write('no.json', '{'))).toContain('this is not JSON');
    expect(
      await errorOf(
        write(
          'fake.mjs',
          "export const model = { schema: {}, fingerprint: 'x', slots: [], " +
            "toJSON: () => ({ schema: { a: [1] }, fingerprint: 'x' }) };\n",
        ),
      ),
    ).toContain("the schema's fingerprint is");
    expect(await errorOf(`${module}#`)).toContain('were expected');
  });
});
