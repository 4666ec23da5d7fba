import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CheckpointError, load, loadAll, mapping, readHeader, save, serialize } from '../../src/checkpoint/index.ts';
import { layout, repeat, tied } from '../../src/index.ts';
import { adamw } from '../../src/optim/index.ts';
import { untyped } from './fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'several-'));
afterAll(() => rmSync(folder, { recursive: true }));

const model = layout({ wte: [4, 3], h: repeat(3, { w: [3, 3], b: [3] }), head: tied('wte') });
const counters = layout({ step: [], seen: [2] });
const flat = model.zeros().map((_, i) => i / 7);
const counts = Int32Array.of(5, 6, 7);
const errorOf = async (loading: Promise<unknown>): Promise<Error> => {
  const error = await loading.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(Error);
  return error as Error;
};

describe('several flat arrays in one file', () => {
  it('save writes them and loadAll reads them back, with I64 beside F32', async () => {
    const path = join(folder, 'run.safetensors');
    await save(
      [
        [model, flat],
        [counters, counts, { dtype: 'I64' }],
      ],
      path,
      { metadata: { format: 'pt' } },
    );
    const header = await readHeader(path);
    expect(header.get('step')?.dtype).toBe('I64');
    expect(header.get('h.2.w')?.dtype).toBe('F32');
    expect(header.metadata?.get('format')).toBe('pt');
    const [weights, steps] = await loadAll([model, [counters, { type: Int32Array }]], path);
    expect(weights).toEqual(flat);
    expect(steps).toEqual(counts);
    expect(
      serialize(
        [
          [model, flat],
          [counters, counts, { dtype: 'I64' }],
        ],
        { metadata: { format: 'pt' } },
      ),
    ).toEqual(new Uint8Array(readFileSync(path)));
    await expect(load(model, path)).rejects.toThrow('the file does not fit the layout in 2 places');
  });

  it('the state of an optimiser and its steps lie in one file with the model', async () => {
    const path = join(folder, 'adamw.safetensors');
    const opt = adamw(model, { lr: 1e-3 });
    const weights = model.zeros().fill(1);
    for (let i = 0; i < 3; i++) opt.step(weights, model.zeros().fill(0.5));
    const step = layout({ step: [] });
    await save(
      [
        [model, weights],
        [opt.layout, opt.state.flat, { prefix: 'optim.' }],
        [step, Float64Array.of(opt.state.step), { prefix: 'optim.' }],
      ],
      path,
    );
    const [loaded, state, steps] = await loadAll(
      [model, [opt.layout, { prefix: 'optim.' }], [step, { prefix: 'optim.', type: Float64Array }]],
      path,
    );
    const again = adamw(model, { lr: 1e-3 }, { flat: state, step: steps[0] as number });
    again.step(loaded, model.zeros().fill(0.5));
    opt.step(weights, model.zeros().fill(0.5));
    expect([loaded, again.state]).toEqual([weights, opt.state]);
  });

  it('each order, each dtype and shards hold what was saved', async () => {
    const half = untyped({ a: [3, 5], z: { b: [2] } });
    const values = Float64Array.from({ length: 17 }, (_, i) => i);
    for (const options of [{ order: 'layout' }, { order: 'official' }, { maxShardSize: 60 }] as const) {
      const path = join(folder, 'all.safetensors');
      await save(
        [
          [model, flat],
          [half, values, { prefix: 'x.', dtype: { '**': 'F16', 'z.b': 'F64' } }],
          [counters, counts],
        ],
        path,
        options,
      );
      const source = 'maxShardSize' in options ? `${path}.index.json` : path;
      const [one, other, ints] = await loadAll(
        [model, [half, { prefix: 'x.', type: Float64Array }], [counters, { type: Int32Array }]],
        source,
      );
      expect(one).toEqual(flat);
      expect([...other]).toEqual([...values]);
      expect(ints).toEqual(counts);
    }
  });

  it('save refuses two leaves of one name and names both paths', async () => {
    const path = join(folder, 'never.safetensors');
    const error = await errorOf(
      save(
        [
          [model, flat],
          [layout({ b: [3] }), new Float32Array(3), { prefix: 'h.1.' }],
        ],
        path,
      ),
    );
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error.message).toBe(
      "tensor 'h.1.b': two leaves would have one name in the file: expected one leaf; a prefix for one " +
        "of the layouts keeps the names apart, found 'h.1.b' of layout 0 and 'b' of layout 1",
    );
    await expect(save([[model, flat, { prefx: 'a' }]] as never, path)).rejects.toThrow("has no option 'prefx'");
    await expect(save([[model, flat]], path, { dtype: 'F16' } as never)).rejects.toThrow("save has no option 'dtype'");
    await expect(save([model] as never, path)).rejects.toThrow('part 0 is not such a list');
    await expect(save([[model, new Float32Array(3)]] as never, path)).rejects.toThrow('a flat array of length');
    await expect(save([[counters, Int32Array.of(1, 2, 300), { dtype: 'I8' }]], path)).rejects.toThrow("'step'");
  });
});

describe('several layouts with a mapping', () => {
  it('loadAll and save take a mapping for each layout', async () => {
    const split = layout({ q: [2, 3], k: [2, 3] });
    const values = split.zeros().map((_, i) => i);
    const fused = mapping(split, [['qkv', { concat: ['q', 'k'] }]]);
    const bytes = serialize([
      [split, values, { mapping: fused }],
      [counters, counts],
    ]);
    expect((await readHeader(bytes)).get('qkv')?.shape).toEqual([4, 3]);
    const [one, ints] = await loadAll(
      [
        [split, { mapping: fused }],
        [counters, { type: Int32Array }],
      ],
      bytes,
    );
    expect([one, ints]).toEqual([values, counts]);
  });
});

describe('loadAll', () => {
  const bytes = serialize([
    [model, flat],
    [counters, counts],
  ]);

  it('loadAll reads the header once', async () => {
    const asked: number[] = [];
    const source = {
      size: bytes.length,
      read(offset: number, length: number) {
        asked.push(offset);
        return bytes.subarray(offset, offset + length);
      },
    };
    await loadAll([model, [counters, { type: Int32Array }]], source);
    expect(asked.filter((offset) => offset === 0)).toHaveLength(1);
  });

  it('a tensor of no layout is unexpected, once', async () => {
    const extra = serialize([
      [model, flat],
      [counters, counts],
      [layout({ mask: [2] }), new Float32Array(2)],
    ]);
    const error = await errorOf(loadAll([model, [counters, { type: Int32Array }]], extra));
    expect(error.message).toBe(
      "tensor 'mask': the file does not fit the layout; the layout has no such leaf: expected nothing, found F32 [2]",
    );
    const warnings: string[] = [];
    await loadAll([model, [counters, { type: Int32Array }]], extra, {
      extra: 'ignore',
      onWarning: ({ code, path }) => warnings.push(`${code} ${path}`),
    });
    expect(warnings).toEqual(['unexpected mask']);
    await loadAll([model, [counters, { type: Int32Array, ignore: ['mask'] }]], extra);
  });

  it('loadAll reports the issues of all layouts, and changes no array', async () => {
    const into = model.zeros().fill(9);
    const more = layout({ step: [], seen: [3], other: [1] });
    const error = await errorOf(
      loadAll(
        [
          [model, { into }],
          [more, { type: Int32Array }],
        ],
        bytes,
      ),
    );
    expect((error as CheckpointError).issues.map(({ message }) => message)).toEqual([
      "'other' is missing: expected I32 [1]",
      "'seen' has the wrong shape: expected [3], found [2]",
    ]);
    expect(into.every((x) => x === 9)).toBe(true);
    const wide = serialize([
      [model, flat],
      [counters, Float64Array.of(1, 2 ** 40, 3), { dtype: 'F64' }],
    ]);
    await errorOf(
      loadAll(
        [
          [model, { into }],
          [counters, { type: Int32Array }],
        ],
        wide,
      ),
    );
    expect(into.every((x) => x === 9)).toBe(true);
    const [same] = await loadAll(
      [
        [model, { into }],
        [counters, { type: Int32Array }],
      ],
      bytes,
    );
    expect(same).toBe(into);
    expect(into).toEqual(flat);
  });

  it('an error while reading the second layout leaves the first array as it was', async () => {
    const into = model.zeros().fill(9);
    let reads = 0;
    const source = {
      size: bytes.length,
      read(offset: number, length: number) {
        if (++reads > 3) throw new Error('the disk is gone');
        return bytes.subarray(offset, offset + length);
      },
    };
    const error = await errorOf(
      loadAll(
        [
          [model, { into }],
          [counters, { into: new Int32Array(3) }],
        ],
        source,
      ),
    );
    expect(error.message).toBe('the disk is gone');
    expect(into.every((x) => x === 9)).toBe(true);
  });

  it('loadAll states the cause of issues of one layout', async () => {
    const wrapped = serialize([
      [model, flat, { prefix: 'module.' }],
      [counters, counts],
    ]);
    const error = await errorOf(loadAll([model, [counters, { type: Int32Array }]], wrapped));
    expect(error.message).toContain("every name in the file begins with 'module.'; pass prefix: 'module.'");
    const [weights] = await loadAll(
      [
        [model, { prefix: 'module.' }],
        [counters, { type: Int32Array }],
      ],
      wrapped,
    );
    expect(weights).toEqual(flat);
  });

  it('loadAll refuses a tensor that two layouts would take, and what is no list', async () => {
    await expect(loadAll([model, model], serialize(model, flat))).rejects.toThrow(
      'two layouts would take the tensor: expected one; a prefix, names or ' +
        'ignore can keep it from the other, found layouts 0 and 1',
    );
    await expect(loadAll(model as never, bytes)).rejects.toThrow('use load for one layout');
    await expect(loadAll([[model, { prefx: '' }]] as never, bytes)).rejects.toThrow("has no option 'prefx'");
    await expect(loadAll([model], bytes, { prefix: '' } as never)).rejects.toThrow("loadAll has no option 'prefix'");
  });

  it('loadAll reports progress over all layouts', async () => {
    const seen: { done: number; total: number }[] = [];
    await loadAll([model, [counters, { type: Int32Array }]], bytes, { onProgress: (progress) => seen.push(progress) });
    const total = 4 * (model.length + 3);
    expect(seen.at(-1)).toEqual({ done: total, total });
    expect(seen.every((each, i) => each.total === total && each.done >= (seen[i - 1]?.done ?? 0))).toBe(true);
  });
});

describe('the option aliases', () => {
  const shared = layout({
    wte: [4, 3],
    head: tied('wte'),
    turned: tied('wte', { transpose: true }),
    rows: tied('wte', { rows: [1, 3] }),
    block: { w: [2, 2] },
    copy: tied('block'),
  });
  const weights = shared.zeros().map((_, i) => i + 0.5);

  it('save also writes tied leaves under their own names and records them in the metadata', async () => {
    const path = join(folder, 'aliases.safetensors');
    await save(shared, weights, path, { aliases: true, metadata: { format: 'pt' }, dtype: 'F16' });
    const header = await readHeader(path);
    expect([...header.keys()].sort()).toEqual(['block.w', 'copy.w', 'head', 'rows', 'turned', 'wte']);
    expect(Object.fromEntries(header.metadata ?? [])).toEqual({
      format: 'pt',
      head: 'wte',
      turned: 'wte (transposed)',
      rows: 'wte',
      'copy.w': 'block.w',
    });
    expect(header.get('turned')?.shape).toEqual([3, 4]);
    expect(await load(shared, path)).toEqual(weights); // compares all copies bit for bit
    const plain = layout({ turned: [3, 4], rows: [2, 3], copy: { w: [2, 2] } });
    const names = await load(plain, path, { extra: 'ignore' });
    const view = plain.view(names);
    expect([...view.turned].slice(0, 4)).toEqual([0, 3, 6, 9].map((i) => weights[shared.at('wte').offset + i]));
    expect([...view.rows]).toEqual([...weights.subarray(shared.at('rows').offset, shared.at('rows').offset + 6)]);
    expect(serialize(shared, weights, { aliases: true, metadata: { format: 'pt' }, dtype: 'F16' })).toEqual(
      new Uint8Array(readFileSync(path)),
    );
  });

  it('aliases count for each of several flat arrays, under its prefix', async () => {
    const bytes = serialize(
      [
        [shared, weights, { prefix: 'm.' }],
        [counters, counts],
      ],
      { aliases: true },
    );
    const { metadata } = await readHeader(bytes);
    expect([metadata?.get('m.head'), metadata?.get('format')]).toEqual(['m.wte', 'pt']);
    const [again] = await loadAll(
      [
        [shared, { prefix: 'm.' }],
        [counters, { type: Int32Array }],
      ],
      bytes,
    );
    expect(again).toEqual(weights);
  });

  it('parts and aliases take names and transpose', async () => {
    const names = { 'x.{a}': '{a}', 'x.{a}.w': '{a}.w' } as const;
    const bytes = serialize(
      [
        [shared, weights, { names }],
        [counters, counts],
      ],
      { aliases: true },
    );
    const header = await readHeader(bytes);
    expect(header.metadata?.get('x.turned')).toBe('x.wte (transposed)');
    const [again] = await loadAll(
      [
        [shared, { names }],
        [counters, { type: Int32Array }],
      ],
      bytes,
    );
    expect(again).toEqual(weights);
    const turned = serialize([[model, flat, { transpose: ['h.*.w'], prefix: 'm.' }]]);
    expect((await loadAll([[model, { transpose: ['h.*.w'], prefix: 'm.' }]], turned))[0]).toEqual(flat);
    const both = serialize(shared, weights, { aliases: true, transpose: ['block.w'] });
    expect(await load(shared, both, { transpose: ['block.w'] })).toEqual(weights);
  });

  it('save refuses metadata that would hide the record of an alias', () => {
    expect(() => serialize(shared, weights, { aliases: true, metadata: { head: 'other' } })).toThrow(
      "the metadata 'head' cannot be written, because it records the owner of this alias: expected wte, found other",
    );
  });

  it('large transposed aliases are written in several windows, NaNs with their bits', async () => {
    const large = layout({ w: [700, 600], t: tied('w', { transpose: true }) });
    const bits = new Uint32Array(large.length).map((_, i) => 0x7f800001 + i);
    const values = new Float32Array(bits.buffer);
    const bytes = serialize(large, values as never, { aliases: true });
    const again = await load(large, bytes);
    expect(Buffer.compare(new Uint8Array(again.buffer), new Uint8Array(bits.buffer))).toBe(0);
  });

  it('the metadata of a loaded file can be saved again', async () => {
    const bytes = serialize(model, flat, { metadata: { format: 'pt', step: '7' } });
    const { metadata } = await readHeader(bytes);
    expect(serialize(model, flat, { metadata })).toEqual(bytes);
  });
});
