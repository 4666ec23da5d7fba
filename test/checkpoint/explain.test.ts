import { describe, expect, it } from 'vitest';
import {
  checkpointValidator,
  CheckpointError,
  fromBytes,
  load,
  loadNpz,
  readHeader,
  readIndex,
  readNpy,
  readNpzHeader,
  save,
  saveNpy,
  saveNpz,
  serialize,
  serializeNpy,
  serializeNpz,
  type CheckpointWarning,
} from '../../src/checkpoint/index.ts';
import { type AnyLayout, layout, repeat, tied } from '../../src/index.ts';
import { checkpointSchema } from '../../src/zod/index.ts';
import { file, untyped } from './fixtures.ts';

const dense = (inputs: number, outputs: number) => ({ weight: [outputs, inputs], bias: [outputs] }) as const;
const block = {
  ln_1: { weight: [4], bias: [4] },
  attn: { c_attn: dense(4, 12), c_proj: dense(4, 4) },
  ln_2: { weight: [4], bias: [4] },
  mlp: { c_fc: dense(4, 16), c_proj: dense(16, 4) },
} as const;
const gpt2 = layout({
  wte: { weight: [20, 4] },
  wpe: { weight: [8, 4] },
  h: repeat(12, block),
  ln_f: { weight: [4], bias: [4] },
  lm_head: { weight: tied('wte.weight') },
});
const flat = gpt2.zeros().map((_, i) => i);

type Shapes = Readonly<Record<string, readonly number[]>>;
const shapesOf = ({ slots }: Pick<AnyLayout, 'slots'>): Shapes =>
  Object.fromEntries(slots.flatMap(({ path, shape, tiedTo }) => (tiedTo === undefined ? [[path, shape]] : [])));

/** A file of zeros with the given shapes, each name and shape changed by a function. */
function fileOf(
  shapes: Shapes,
  rename: (name: string) => string = (name) => name,
  reshape: (shape: readonly number[], name: string) => readonly number[] = (shape) => shape,
): Uint8Array {
  let at = 0;
  const header = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const bytes = 4 * shape.reduce((product, dim) => product * dim, 1);
      return [rename(name), { dtype: 'F32', shape: reshape(shape, name), data_offsets: [at, (at += bytes)] }];
    }),
  );
  return file(header, new Uint8Array(at));
}
async function messageOf(loading: Promise<unknown>): Promise<string> {
  const error = await loading.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  const { message } = error as CheckpointError;
  expect(message.split('\n').length).toBeLessThan(20);
  return message;
}
const own = shapesOf(gpt2);

describe('names with a prefix too many or too few', () => {
  it.each(['module.', '_orig_mod.', 'model.', 'module._orig_mod.', 'base_model.model.'])(
    'load says that every name begins with %s, and the option works',
    async (prefix) => {
      const bytes = fileOf(own, (name) => prefix + name);
      const message = await messageOf(load(gpt2, bytes));
      expect(message).toContain(`\n- every name in the file begins with '${prefix}'; pass prefix: '${prefix}'\n`);
      expect(message).toContain(`h.{0..11}.attn.c_attn.weight  missing  F32 [12, 4]`);
      expect(message).toContain(`near: ${prefix}h.{0..11}.attn.c_attn.weight`);
      await load(gpt2, bytes, { prefix });
    },
  );

  it('all functions that check a file state the cause, and their issues are complete', async () => {
    const bytes = fileOf(own, (name) => `module.${name}`);
    const cause = "every name in the file begins with 'module.'; pass prefix: 'module.'";
    expect(() => fromBytes(gpt2, bytes)).toThrow(cause);
    const header = await readHeader(bytes);
    const issues = checkpointValidator(gpt2)['~standard'].validate(header).issues ?? [];
    expect(issues).toHaveLength(2 * Object.keys(own).length);
    expect(issues[0]?.message).toContain(cause);
    expect(issues[1]?.message).not.toContain(cause);
    expect(
      checkpointSchema(gpt2)
        .safeParse(header)
        .error?.issues.map(({ message }) => message),
    ).toEqual(issues.map(({ message }) => message));
    const error = await load(gpt2, bytes).catch((caught: unknown) => caught);
    expect((error as CheckpointError).issues).toEqual(issues);
  });

  it('load says that only some names have a prefix, and suggests names that keep the others', async () => {
    const bytes = fileOf({ ...own, 'lm_head.weight': [20, 4] }, (name) =>
      name.startsWith('lm_head') ? name : `transformer.${name}`,
    );
    const message = await messageOf(load(gpt2, bytes));
    expect(message).toContain(
      "- 148 of 149 names in the file begin with 'transformer.'; pass names: { 'transformer.{**rest}': '{rest}' }",
    );
    await load(gpt2, bytes, { names: { 'transformer.{**rest}': '{rest}' } as never });
  });

  it('load suggests a prefix where the other names are not needed', async () => {
    const bytes = fileOf({ ...own, steps: [] }, (name) => (name === 'steps' ? name : `model.${name}`));
    expect(await messageOf(load(gpt2, bytes))).toContain(
      "- 148 of 149 names in the file begin with 'model.'; pass prefix: " +
        "'model.'; that leaves out the others, such as 'steps'",
    );
    await load(gpt2, bytes, { prefix: 'model.' });
  });

  it('load says that the layout has a prefix that the file lacks', async () => {
    const whole = layout({ transformer: gpt2 });
    const bytes = serialize(gpt2, flat);
    const names = { '{**name}': 'transformer.{name}' } as const;
    expect(await messageOf(load(whole, bytes))).toContain(
      "- the layout's paths begin with 'transformer.', which the names in the file " +
        "lack; pass names: { '{**name}': 'transformer.{name}' }",
    );
    expect([...(await load(whole, bytes, { names }))]).toEqual([...flat]);
    const beside = layout({ transformer: { h: repeat(2, { w: [2] }), wte: [3] }, head: [2] });
    const some = fileOf({ 'h.0.w': [2], 'h.1.w': [2], wte: [3], head: [2] });
    expect(await messageOf(load(beside, some))).toContain(
      "- the layout's paths begin with 'transformer.', which 3 names in the file lack; pass " +
        "names: { 'h.{**rest}': 'transformer.h.{rest}', 'wte': 'transformer.wte' }",
    );
    await load(beside, some, { names: { 'h.{**rest}': 'transformer.h.{rest}', wte: 'transformer.wte' } });
  });

  it('load says that one prefix stands for another', async () => {
    const ours = layout({ encoder: repeat(3, { w: [2], v: [3] }), out: [1] });
    const bytes = fileOf({ ...shapesOf(ours) }, (name) => name.replace('encoder.', 'bert.layers.'));
    expect(await messageOf(load(ours, bytes))).toContain(
      "- 6 names in the file begin with 'bert.layers.' where the layout has 'encoder.'; " +
        "pass names: { 'bert.layers.{**rest}': 'encoder.{rest}' }",
    );
    await load(ours, bytes, { names: { 'bert.layers.{**rest}': 'encoder.{rest}' } });
  });

  it('load shows what remains once the prefix is removed', async () => {
    const bytes = fileOf(own, (name) => `module.${name.replace('ln_f.bias', 'ln_f.bais')}`);
    const message = await messageOf(load(gpt2, bytes));
    expect(message).toContain("pass prefix: 'module.'");
    expect(message.split('\n').slice(2, 5).join('\n')).toMatch(
      /ln_f\.bias +missing .*near: module\.ln_f\.bais\n.*ln_f\.bais +unexpected/,
    );
  });

  it('load says that no name has the prefix that was given', async () => {
    const bytes = fileOf(own, (name) => `module.${name}`);
    const message = await messageOf(load(gpt2, bytes, { prefix: 'modules.' }));
    expect(message).toContain("- no name in the file begins with the prefix 'modules.'; the nearest is 'module.'");
    expect(message).toContain("- every name in the file begins with 'module.'; pass prefix: 'module.'");
    expect(await messageOf(load(gpt2, serialize(gpt2, flat), { prefix: 'module.' }))).toContain(
      '- without the prefix, 148 names of the file are paths of the layout',
    );
    const index = { weight_map: { 'model.a': 'x.safetensors' } };
    const shard = () => fileOf({ 'model.a': [2] });
    expect(await messageOf(load(layout({ a: [2] }), { index, shard }, { prefix: 'models.' }))).toContain(
      "no name in the file begins with the prefix 'models.'; the nearest is 'model.'",
    );
  });

  it('names without anything in common get no cause', async () => {
    const message = await messageOf(load(gpt2, fileOf({ a: [2], 'b.weight': [2] })));
    expect(message).not.toContain('\n- ');
    expect(message).toContain('h.{0..11}.ln_1.bias');
  });

  it('long and hostile names are compared in linear time', async () => {
    const dots = '.'.repeat(2_000_000);
    expect(
      await messageOf(
        load(layout({ a: [2], b: [2] }), file({ [dots]: { dtype: 'F32', shape: [0], data_offsets: [0, 0] } })),
      ),
    ).toContain('unexpected');
  });
});

describe('transposed matrices', () => {
  const turn = (shape: readonly number[], name: string): readonly number[] =>
    /attn|mlp/.test(name) ? [...shape].reverse() : shape;

  it('load says which matrices the file holds transposed, and that a square one fits either way', async () => {
    const bytes = fileOf(own, undefined, turn);
    const message = await messageOf(load(gpt2, bytes));
    expect(message).toContain(
      '- the file holds 36 matrices transposed; pass transpose: ' +
        "['h.*.attn.c_attn.weight', 'h.*.mlp.c_fc.weight', 'h.*.mlp.c_proj.weight']; " +
        "the square 'h.{0..11}.attn.c_proj.weight' [4, 4] fits either way: add it if the file holds it transposed too",
    );
    expect(message.match(/either way/g)).toHaveLength(1);
    expect(message).toMatch(/h\.\{0\.\.11\}\.mlp\.c_fc\.weight +wrong shape +\[16, 4\] +\[4, 16\]/);
    await load(gpt2, bytes, {
      transpose: ['h.*.attn.c_attn.weight', 'h.*.mlp.c_fc.weight', 'h.*.mlp.c_proj.weight'],
    });
  });

  it('load states both causes of a file with a prefix and transposed matrices', async () => {
    const message = await messageOf(
      load(
        gpt2,
        fileOf(own, (name) => `module.${name}`, turn),
      ),
    );
    expect(message).toContain("pass prefix: 'module.'");
    expect(message).toContain('the file holds 36 matrices transposed');
    expect(message).toContain('wrong shape');
  });

  it('load suggests ** where there would be too many patterns', async () => {
    const many = untyped(Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`w${i}`, [2, i + 3]])));
    const bytes = fileOf(shapesOf(many), undefined, (shape) => [...shape].reverse());
    expect(await messageOf(load(many, bytes))).toContain(
      "the file holds 9 matrices transposed; pass transpose: ['**']",
    );
    await load(many, bytes, { transpose: ['**'] });
  });

  it('load says that a matrix is not transposed, although the option names it', async () => {
    const message = await messageOf(load(gpt2, serialize(gpt2, flat), { transpose: ['h.*.mlp.c_fc.weight'] }));
    expect(message).toContain(
      "- the file does not hold 'h.{0..11}.mlp.c_fc.weight' transposed, although the option transpose names them",
    );
  });

  it('a single transposed matrix is named with both shapes', async () => {
    await expect(load(layout({ w: [2, 3] }), fileOf({ w: [3, 2] }))).rejects.toThrow(
      "the tensor has the wrong shape: expected [2, 3], found [3, 2]; the file holds 'w' " +
        "transposed, as [3, 2] instead of [2, 3]; pass transpose: ['w']",
    );
  });
});

describe('rules that match nothing', () => {
  const model = layout({ h: repeat(2, { w: [2, 3], b: [2] }) });
  const bytes = serialize(model, model.zeros().fill(1));
  const off = fileOf({ 'x.0.v': [2, 3], 'x.1.v': [2, 3] });

  it('load throws if it would use no tensor, whatever the options let pass', async () => {
    const options = { partial: true, extra: 'ignore' } as const;
    expect(await messageOf(load(model, off, options))).toContain('missing');
    expect(await messageOf(load(model, off, { ...options, prefix: 'y.' }))).toContain("begins with the prefix 'y.'");
    expect(await messageOf(load(model, bytes, { ...options, ignore: ['**'] }))).toContain('which is ignored');
    const into = model.zeros().fill(7);
    await expect(load(model, off, { ...options, into, staged: false })).rejects.toThrow(CheckpointError);
    expect(into.every((x) => x === 7)).toBe(true);
    expect(await load(untyped({}), off, options)).toHaveLength(0);
    expect(await load(model, fileOf({ 'h.0.b': [2] }), options)).toHaveLength(16);
  });

  it('load warns of rules that no name matched, with the nearest name', async () => {
    const warnings: CheckpointWarning[] = [];
    await load(model, bytes, {
      names: { 'h.{i}.x': 'h.{i}.w', 'h.0.w': 'h.0.w', 'g.{i}.b': 'h.{i}.b' },
      ignore: ['h.*.mask', 'h.*.c'],
      transpose: [],
      onWarning: (warning) => warnings.push(warning),
    });
    expect(warnings).toEqual([
      {
        code: 'unused rule',
        path: 'names',
        message: "no name in the file matches the pattern 'h.{i}.x' of the option names; the nearest is 'h.0.b'",
      },
      {
        code: 'unused rule',
        path: 'names',
        message: "no name in the file matches the pattern 'g.{i}.b' of the option names; the nearest is 'h.0.b'",
      },
      {
        code: 'unused rule',
        path: 'ignore',
        message: "no name in the file matches the pattern 'h.*.mask' of the option ignore",
      },
      {
        code: 'unused rule',
        path: 'ignore',
        message: "no name in the file matches the pattern 'h.*.c' of the option ignore; the nearest is 'h.0.b'",
      },
    ]);
  });

  it('load warns of a pattern of transpose without effect', async () => {
    const messages: string[] = [];
    const onWarning = ({ message }: CheckpointWarning): unknown => messages.push(message);
    await load(model, fileOf({ 'h.0.w': [3, 2] }), { partial: true, transpose: ['h.0.w', 'h.1.w', '**.b'], onWarning });
    expect(messages.slice(-2)).toEqual([
      "the file has no tensor that the pattern 'h.1.w' of the option transpose matches",
      "the pattern '**.b' of the option transpose matches no matrix of the layout",
    ]);
  });

  it('a full name that takes precedence leaves its pattern without use', async () => {
    const warnings: string[] = [];
    const one = layout({ a: [2] });
    await load(one, fileOf({ b: [2] }), {
      names: { b: 'a', '{x}': 'a' },
      onWarning: ({ message }) => warnings.push(message),
    });
    expect(warnings).toEqual(["no name in the file matches the pattern '{x}' of the option names"]);
  });

  it('braces that are no wildcard are refused', async () => {
    for (const [from, to, wrong] of [
      ['h.{0}.w', 'h.0.w', '{0}'],
      ['h.{i}.w', 'h.{0}.w', '{0}'],
      ['h.{}.w', 'h.0.w', '{}'],
      ['h.{a-b}.w', 'h.0.w', '{a-b}'],
      ['{**rest}', 'h.{**rest}', '{**rest}'],
    ] as const)
      await expect(load(model, bytes, { names: { [from]: to } as never })).rejects.toThrow(
        `'${wrong}' is no wildcard in '`,
      );
  });
});

describe('unknown options', () => {
  it('every function names an option that it does not have', async () => {
    const model = layout({ a: [2] });
    const bytes = serialize(model, model.zeros());
    const wrong = { prefx: 'a' } as never;
    const message = /^\w+ has no option 'prefx'; its options are /;
    await expect(load(model, bytes, wrong)).rejects.toThrow("; did you mean 'prefix'?");
    await expect(load(model, bytes, wrong)).rejects.toThrow(message);
    expect(() => fromBytes(model, bytes, wrong)).toThrow(message);
    expect(() => checkpointValidator(model, wrong)).toThrow(message);
    expect(() => checkpointSchema(model, wrong)).toThrow(message);
    const flatOfModel = model.zeros();
    expect(() => serialize(model, flatOfModel, wrong)).toThrow(message);
    expect(() => serializeNpy(flatOfModel, wrong)).toThrow(message);
    const index = { weight_map: { a: 'x.safetensors' } };
    for (const calling of [
      () => readHeader(bytes, wrong),
      () => readIndex({ index, shard: () => bytes }, wrong),
      () => save(model, flatOfModel, 'never.safetensors', wrong),
      () => loadNpz(model, bytes, wrong),
      () => loadNpz(model, bytes, { strict: true } as never),
      () => readNpzHeader(bytes, wrong),
      () => readNpy(bytes, wrong),
      () => saveNpy(flatOfModel, 'never.npy', wrong),
      () => saveNpz(model, flatOfModel, 'never.npz', wrong),
      () => serializeNpz(model, flatOfModel, wrong),
    ])
      await expect(calling()).rejects.toThrow(/^\w+ has no option '(?:prefx|strict)'; its options are /);
  });
});
