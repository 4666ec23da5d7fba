// Scales beside their elements. The decoders here are written apart from the library, element by element, from the
// sources that src/checkpoint/load/scale-pairs.ts names; a few values are computed by hand.
import { describe, expect, it } from 'vitest';
import { load, scales, scalesFromJSON, type CheckpointWarning } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';
import { paramlayout } from '../cli/command-line.ts';
import { file } from './fixtures.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Tensors = Readonly<Record<string, readonly [dtype: string, shape: readonly number[], data: ArrayBufferView]>>;

/** A file of tensors in the given order. */
function fileOf(tensors: Tensors): Uint8Array {
  const header: Record<string, unknown> = {};
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const [name, [dtype, shape, data]] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [end, end + data.byteLength] };
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    end += data.byteLength;
  }
  return file(header, Buffer.concat(parts));
}

/** E4M3 without infinity: 4 bits of exponent with bias 7, 3 bits of significand. */
function e4m3(byte: number): number {
  const sign = byte > 127 ? -1 : 1;
  const exponent = (byte >> 3) & 15;
  const fraction = byte & 7;
  if (exponent === 15 && fraction === 7) return Number.NaN;
  return exponent === 0 ? (sign * fraction) / 512 : sign * (1 + fraction / 8) * 2 ** (exponent - 7);
}

const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 73 + (i >> 7)) & 255);
const factorsOf = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => 0.37 * (i + 1));

/** The number of elements that differ. `toEqual` takes seconds for a million elements. */
const differences = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let count = Math.abs(a.length - b.length);
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) count++;
  return count;
};

describe('scales of F8', () => {
  it('values computed by hand', async () => {
    // 0x38 is 1, 0x40 is 2, 0xc4 is -3, 0x01 is 2^-9.
    const elements = Uint8Array.of(0x38, 0x40, 0xc4, 0x01);
    const one = layout({ w: { weight: [2, 2] } });
    const by = (name: string, shape: number[], ...factors: number[]) =>
      load(
        one,
        fileOf({ 'w.weight': ['F8_E4M3', [2, 2], elements], [name]: ['F32', shape, Float32Array.from(factors)] }),
        { scales: scales() },
      );
    expect([...(await by('w.weight_scale', [], 0.5))]).toEqual([0.5, 1, -1.5, 2 ** -10]);
    expect([...(await by('w.weight_scale', [1], 2))]).toEqual([2, 4, -6, 2 ** -8]);
    expect([...(await by('w.weight_scale', [2, 1], 10, 100))]).toEqual([10, 20, -300, 100 * 2 ** -9]);
    expect([...(await by('w.weight_scale', [2], 10, 100))]).toEqual([10, 20, -300, 100 * 2 ** -9]);
    expect([...(await by('w.weight_scale', [1, 2], 10, 100))]).toEqual([10, 200, -30, 100 * 2 ** -9]);
    expect([...(await by('w.weight_scale_inv', [1, 1], 4))]).toEqual([4, 8, -12, 2 ** -7]);
  });

  it.each([
    [300, 200],
    [128, 128],
    [129, 1],
    [1, 129],
    [2000, 700],
  ])('blocks of 128 by 128 over [%s, %s], as DeepSeek-V3 stores them', async (rows, columns) => {
    const elements = bytesOf(rows * columns);
    const across = Math.ceil(columns / 128);
    const factors = factorsOf(Math.ceil(rows / 128) * across);
    const bytes = fileOf({
      'w.weight': ['F8_E4M3', [rows, columns], elements],
      'w.weight_scale_inv': ['F32', [Math.ceil(rows / 128), across], factors],
    });
    const expected = new Float32Array(rows * columns);
    for (let m = 0; m < rows; m++)
      for (let n = 0; n < columns; n++) {
        const factor = factors[Math.floor(m / 128) * across + Math.floor(n / 128)] as number;
        expected[m * columns + n] = e4m3(elements[m * columns + n] as number) * factor;
      }
    const model = layout({ w: { weight: [rows, columns] } });
    expect(differences(await load(model, bytes, { scales: scales() }), expected)).toBe(0);
    const turned = await load(layout({ w: { weight: [columns, rows] } }), bytes, {
      scales: scales(),
      transpose: ['w.weight'],
    });
    const byColumns = expected.map((_, i) => expected[(i % rows) * columns + Math.floor(i / rows)] as number);
    expect(differences(turned, byColumns)).toBe(0);
    const into = new Float32Array(rows * columns);
    await load(model, bytes, { scales: scales(), into, staged: false });
    expect(differences(into, expected)).toBe(0);
  });

  it('a scale for each expert, and blocks of other sizes', async () => {
    const elements = bytesOf(3 * 40 * 50);
    const factors = factorsOf(3 * 2 * 4);
    const bytes = fileOf({
      a: ['F8_E4M3', [3, 40, 50], elements],
      a_scale: ['F32', [3, 2, 4], factors],
      b: ['F8_E4M3', [3, 40, 50], elements],
      b_scale: ['F32', [3], factors.subarray(0, 3)],
    });
    const model = layout({ a: [3, 40, 50], b: [3, 40, 50] });
    const flat = await load(model, bytes, { scales: scales({ block: [20, 16] }) });
    for (let e = 0; e < 3; e++)
      for (let m = 0; m < 40; m++)
        for (let n = 0; n < 50; n++) {
          const i = (e * 40 + m) * 50 + n;
          const value = e4m3(elements[i] as number);
          const factor = factors[(e * 2 + Math.floor(m / 20)) * 4 + Math.floor(n / 16)] as number;
          if (!Object.is(flat[i], Math.fround(value * factor))) expect(flat[i]).toBe(Math.fround(value * factor));
          const other = Math.fround(value * (factors[e] as number));
          if (!Object.is(flat[6000 + i], other)) expect(flat[6000 + i]).toBe(other);
        }
    await expect(load(model, bytes, { scales: scales() })).rejects.toThrow(
      "tensor 'a_scale': its shape does not suit the scales of 'a', which " +
        'is [3, 40, 50]: expected one scale, one for ' +
        'each row ([3, 40]), or one for each block of 128 by 128 ([3, 1, 1]), found [3, 2, 4]',
    );
  });
});

const E2M1 = [0, 0.5, 1, 1.5, 2, 3, 4, 6];
/** One element of MXFP4: `blocks` has shape [..., 16], `exponents` has the same without the last axis. */
function mxfp4(blocks: Uint8Array, exponents: Uint8Array, i: number): number {
  const byte = blocks[i >> 1] as number;
  const four = i % 2 === 0 ? byte & 15 : byte >> 4;
  const exponent = exponents[Math.floor(i / 32)] as number;
  return exponent === 255 ? Number.NaN : (four > 7 ? -1 : 1) * (E2M1[four & 7] as number) * 2 ** (exponent - 127);
}

describe('MXFP4', () => {
  const blocks = bytesOf(2 * 6 * 3 * 16);
  const exponents = Uint8Array.from({ length: 2 * 6 * 3 }, (_, i) => (i === 7 ? 255 : 120 + (i % 14)));
  const bytes = fileOf({
    'mlp.down_proj_blocks': ['U8', [2, 6, 3, 16], blocks],
    'mlp.down_proj_scales': ['U8', [2, 6, 3], exponents],
    norm: ['F32', [2], Float32Array.of(5, 6)],
  });
  const expected = Float32Array.from({ length: 2 * 6 * 96 }, (_, i) => mxfp4(blocks, exponents, i));

  it('values computed by hand', async () => {
    // 0x21: low half 1 is 0.5, high half 2 is 1. 0xf7: 7 is 6, 15 is -6. The exponent 128 doubles.
    const block = new Uint8Array(16);
    block.set([0x21, 0xf7]);
    const small = fileOf({ w_blocks: ['U8', [1, 1, 16], block], w_scales: ['U8', [1, 1], Uint8Array.of(128)] });
    const flat = await load(layout({ w: [1, 32] }), small, { scales: scales() });
    expect([...flat.subarray(0, 5)]).toEqual([1, 2, 12, -12, 0]);
  });

  it('load unpacks blocks in the order of the file', async () => {
    const model = layout({ mlp: { down_proj: [2, 6, 96] }, norm: [2] });
    expect((await load(model, bytes, { scales: scales() })).subarray(0, expected.length)).toEqual(expected);
    const doubles = await load(model, bytes, { scales: scales(), type: Float64Array });
    expect(Float32Array.from(doubles.subarray(0, expected.length))).toEqual(expected);
  });

  it('load swaps the last two axes as transformers does', async () => {
    const model = layout({ mlp: { down_proj: [2, 96, 6] }, norm: [2] });
    const flat = await load(model, bytes, { scales: scales({ mxfp4Transposed: true }) });
    for (let e = 0; e < 2; e++)
      for (let row = 0; row < 6; row++)
        for (let column = 0; column < 96; column++)
          expect(flat[(e * 96 + column) * 6 + row]).toBe(expected[(e * 6 + row) * 96 + column]);
  });

  it('load unpacks a tensor whose scales it reads in parts', async () => {
    const rows = 3000;
    const many = bytesOf(rows * 100 * 16);
    const powers = Uint8Array.from({ length: rows * 100 }, (_, i) => 100 + (i % 50));
    const long = fileOf({ w_blocks: ['U8', [rows, 100, 16], many], w_scales: ['U8', [rows, 100], powers] });
    const seen: number[] = [];
    const flat = await load(layout({ w: [rows, 3200] }), long, {
      scales: scales(),
      onProgress: ({ done, total }) => seen.push(done / total),
    });
    expect(seen.at(-1)).toBe(1);
    let wrong = 0;
    for (let i = 0; i < flat.length; i++) if (flat[i] !== mxfp4(many, powers, i)) wrong++;
    expect(wrong).toBe(0);
  });

  it('load refuses integers, other shapes, and bits', async () => {
    const model = layout({ mlp: { down_proj: [2, 6, 96] }, norm: [2] });
    await expect(load(model, bytes, { scales: scales(), type: Int32Array })).rejects.toThrow('floats do not convert');
    await expect(
      load(layout({ mlp: { down_proj: [2, 96, 6] }, norm: [2] }), bytes, { scales: scales() }),
    ).rejects.toThrow('expected [2, 96, 6], found [2, 6, 96]');
    await expect(load(model, bytes, { scales: scales(), type: Uint8Array, bits: true })).rejects.toThrow(
      'scales cannot be applied to bits',
    );
  });
});

describe('load without scales', () => {
  const bytes = fileOf({
    a: ['F8_E4M3', [2], Uint8Array.of(0x38, 0x40)],
    a_scale: ['F32', [1], Float32Array.of(3)],
    b: ['F8_E4M3', [1], Uint8Array.of(0x38)],
    b_scale: ['F32', [], Float32Array.of(3)],
  });

  it('warns once, also if the file does not fit', async () => {
    const model = layout({ a: [2], b: [1] });
    for (const options of [{ extra: 'ignore' }, {}] as const) {
      const warnings: CheckpointWarning[] = [];
      const onWarning = (warning: CheckpointWarning): void => void warnings.push(warning);
      const flat = await load(model, bytes, { ...options, onWarning }).catch(() => undefined);
      expect(flat).toEqual('extra' in options ? Float32Array.of(1, 2, 1) : undefined);
      expect(warnings.filter(({ code }) => code === 'scales')).toEqual([
        {
          code: 'scales',
          tensor: 'a_scale',
          path: 'a_scale',
          message:
            "'a_scale' holds the scales of 'a' (F8), which load did not apply, and 1 more tensors have such scales; " +
            'pass scales: scales()',
        },
      ]);
    }
  });

  it('does not warn if scales are leaves or are applied', async () => {
    const codes: string[] = [];
    const onWarning = ({ code }: CheckpointWarning): void => void codes.push(code);
    const all = layout({ a: [2], a_scale: [1], b: [1], b_scale: [] });
    expect(await load(all, bytes, { onWarning })).toEqual(Float32Array.of(1, 2, 3, 1, 3));
    expect(await load(layout({ a: [2], b: [1] }), bytes, { onWarning, scales: scales() })).toEqual(
      Float32Array.of(3, 6, 3),
    );
    expect(codes).toEqual([]);
  });
});

describe('scales as data', () => {
  it('scalesFromJSON restores what toJSON gives', () => {
    const json = scales({ block: [64, 32], mxfp4Transposed: true }).toJSON();
    expect(json).toEqual({ kind: 'scales', block: [64, 32], mxfp4Transposed: true });
    expect(scalesFromJSON(JSON.parse(JSON.stringify(scales({ block: [64, 32] })))).toJSON().block).toEqual([64, 32]);
    expect(() => scalesFromJSON({ kind: 'other' } as never)).toThrow('the JSON of scales() was expected');
    expect(() => scales({ block: [0, 1] })).toThrow('two positive integers were expected as block, found [0,1]');
  });
});

describe('inspect', () => {
  it('shows each pair as one parameter', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
    const path = join(folder, 'm.safetensors');
    await writeFile(
      path,
      fileOf({
        'a.weight': ['F8_E4M3', [4, 8], bytesOf(32)],
        'a.weight_scale_inv': ['F32', [1, 1], Float32Array.of(3)],
        e_blocks: ['U8', [6, 3, 16], bytesOf(288)],
        e_scales: ['U8', [6, 3], bytesOf(18)],
      }),
    );
    const { out, exit } = await paramlayout(['inspect', path]);
    expect(exit).toBe(0);
    expect(out).toMatch(/e +F4 \[6, 96\] +1 +576/);
    expect(out).toMatch(/weight +F8_E4M3 \[4, 8\] +1 +32/);
    expect(out).toMatch(/weight_scale_inv +scales of F8: 1 tensor, 4 B/);
    expect(out).toMatch(/e_scales +scales of MXFP4: 1 tensor, 18 B/);
    const json = JSON.parse((await paramlayout(['inspect', '--json', path])).out) as {
      tensors: { name: string }[];
      totals: { bytes: number; parameters: { elements: number } };
      scales: object;
    };
    expect(json.tensors.map(({ name }) => name)).toEqual(['a.weight', 'e']);
    expect(json.totals.bytes).toBe(32 + 4 + 288 + 18);
    expect(json.totals.parameters.elements).toBe(32 + 576);
    expect(json.scales).toEqual({ 'a.weight_scale_inv': 'scales of F8', e_scales: 'scales of MXFP4' });
    await rm(folder, { recursive: true });
  });
});
