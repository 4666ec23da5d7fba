import { afterAll, describe, expect, it, test } from 'vitest';
import fc from 'fast-check';
import { DistanceMeter, type ValueDistance } from '../../src/cli/diff/value-distance.ts';
import { paramlayout } from './command-line.ts';
import { type GivenTensor, manyTensors, removeFiles, writeTensors } from './write-files.ts';

afterAll(removeFiles);

const f32 = (...values: number[]): GivenTensor => ['F32', [values.length], Float32Array.from(values)];

async function compared(a: string, b: string, ...args: string[]) {
  const { exit, out, err } = await paramlayout(['diff', a, b, ...args]);
  expect(err).toBe('');
  for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  const { same, ...answer } = JSON.parse((await paramlayout(['diff', a, b, '--json', ...args])).out);
  expect(same).toBe(exit === 0);
  return { exit, answer, lines: out.split('\n').map((line) => line.trim().replace(/ +/g, ' ')) };
}

describe('names, dtypes and shapes in diff', () => {
  it('diff ignores the order of tensors in a file', async () => {
    const { exit, lines } = await compared(
      writeTensors({ a: f32(1), b: f32(2) }),
      writeTensors({ b: f32(2), a: f32(1) }),
    );
    expect(exit).toBe(0);
    expect(lines.slice(-3)).toEqual([
      'The same names, dtypes and shapes: 2 tensors.',
      'Data were compared only to find renamed tensors; --values compares all data.',
      '',
    ]);
  });

  it('diff lists added, removed, retyped and reshaped tensors, with equal changes in one row', async () => {
    const block = (i: number, dtype: string): [string, GivenTensor][] => [
      [`h.${i}.w`, [dtype, [2], new Uint8Array(dtype === 'F32' ? 8 : 4)]],
      [`h.${i}.s`, f32(i, 1, 2)],
    ];
    const a = writeTensors(
      new Map(
        [0, 1, 2]
          .flatMap((i) => block(i, 'F32'))
          .concat([
            ['gone', f32(9)],
            ['flat', f32(1, 2, 3, 4)],
            ['both', f32(1, 2)],
          ]),
      ),
    );
    const b = writeTensors(
      new Map(
        [0, 1, 2]
          .flatMap((i) => block(i, 'BF16'))
          .concat([
            ['new', ['I8', [3], [1, 2, 3]]],
            ['flat', ['F32', [2, 2], new Uint8Array(16)]],
            ['both', ['F64', [1], new Uint8Array(8)]],
          ]),
      ),
    );
    const { exit, answer, lines } = await compared(a, b);
    expect(exit).toBe(1);
    expect(answer.removed).toEqual([{ name: 'gone', dtype: 'F32', shape: [1] }]);
    expect(answer.added).toEqual([{ name: 'new', dtype: 'I8', shape: [3] }]);
    expect(answer.retyped.map((each: { name: string }) => each.name)).toEqual(['h.0.w', 'h.1.w', 'h.2.w', 'both']);
    expect(answer.reshaped).toEqual([
      { name: 'flat', a: { name: 'flat', dtype: 'F32', shape: [4] }, b: { name: 'flat', dtype: 'F32', shape: [2, 2] } },
      { name: 'both', a: { name: 'both', dtype: 'F32', shape: [2] }, b: { name: 'both', dtype: 'F64', shape: [1] } },
    ]);
    expect(lines).toContain('h.{0..2}.w × 3 F32 → BF16');
    expect(lines).toContain('flat [4] → [2, 2]');
  });

  it('diff recognises renamed tensors by their data', async () => {
    const a = writeTensors({ 'h.0.w': f32(1, 2), 'h.1.w': f32(3, 4), 'h.2.w': f32(5, 6), x: f32(7, 8) });
    const b = writeTensors({ 'blocks.2.w': f32(5, 6), 'blocks.0.w': f32(1, 2), 'blocks.1.w': f32(3, 4), y: f32(7, 9) });
    const { exit, answer, lines } = await compared(a, b);
    expect(exit).toBe(1);
    expect(answer.renamed.map((each: { from: string; to: string }) => [each.from, each.to])).toEqual([
      ['h.0.w', 'blocks.0.w'],
      ['h.1.w', 'blocks.1.w'],
      ['h.2.w', 'blocks.2.w'],
    ]);
    expect(answer.removed).toEqual([{ name: 'x', dtype: 'F32', shape: [2] }]);
    expect(lines).toContain('h.{0..2}.w → blocks.{0..2}.w × 3 F32 [2]');
  });

  it('diff pairs tensors of equal data in the order of their names, with numbers as numbers', async () => {
    const names = (stem: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${stem}${i}`);
    const { answer, lines } = await compared(
      writeTensors(manyTensors(names('a', 12).reverse())),
      writeTensors(manyTensors(names('b', 11))),
    );
    expect(answer.renamed).toHaveLength(11);
    expect(answer.renamed[2]).toEqual({ from: 'a2', to: 'b2', dtype: 'F32', shape: [1], ambiguous: true });
    expect(answer.removed).toEqual([{ name: 'a11', dtype: 'F32', shape: [1] }]);
    expect(lines).toContain('* several tensors have the same data; they are paired in the order of their names');
  });

  it('diff lists changed metadata without counting them', async () => {
    const { exit, answer, lines } = await compared(
      writeTensors({ a: f32(1) }, { format: 'pt', gone: 'x' }),
      writeTensors({ a: f32(1) }, { format: 'np\u001b' }),
    );
    expect({ exit, metadata: answer.metadata }).toEqual({
      exit: 0,
      metadata: [
        { key: 'format', a: 'pt', b: 'np\u001b' },
        { key: 'gone', a: 'x', b: null },
      ],
    });
    expect(lines).toContain("format 'pt' → 'np\\x1b'");
  });

  it('diff applies --names, --ignore and --prefix', async () => {
    const a = writeTensors({ 'm.blocks.0.w': f32(1), 'm.blocks.1.w': f32(2), 'm.mask': f32(3), other: f32(9) });
    const b = writeTensors({ 'h.0.w': f32(1), 'h.1.w': f32(2), mask: f32(4, 5) });
    const { exit, answer } = await compared(
      a,
      b,
      '--prefix',
      'm.',
      '--names',
      'blocks.{i}.w=h.{i}.w',
      '--ignore',
      'mask',
      '--values',
    );
    expect({ exit, compared: answer.compared }).toEqual({ exit: 0, compared: 2 });
    const twice = await paramlayout(['diff', a, b, '--names', 'm.blocks.{i}.w=h.w']);
    expect({ exit: twice.exit, err: twice.err.replace(/\s+/g, ' ') }).toEqual({
      exit: 2,
      err: "paramlayout: the names 'm.blocks.0.w' and 'm.blocks.1.w' of A both become 'h.w': each name may occur once ",
    });
  });
});

describe('values in diff', () => {
  const distance = (
    a: ArrayBufferView,
    b: ArrayBufferView,
    from: 'F32' | 'F64' | 'I64' = 'F32',
    to = from,
  ): ValueDistance => {
    const difference = new DistanceMeter(from, to);
    difference.add(new Uint8Array(a.buffer), new Uint8Array(b.buffer));
    return difference.distance;
  };

  it('diff measures distances by their definitions', () => {
    const float = fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 1024);
    fc.assert(
      fc.property(fc.array(fc.tuple(float, float), { minLength: 1 }), (pairs) => {
        const [x, y] = [Float64Array.from(pairs, ([value]) => value), Float64Array.from(pairs, ([, value]) => value)];
        const found = distance(x, y, 'F64');
        const rms = Math.hypot(...pairs.map(([a, b]) => b - a)) / Math.sqrt(pairs.length);
        const own = Math.hypot(...x) / Math.sqrt(pairs.length);
        expect(found.max).toBe(Math.max(...pairs.map(([a, b]) => Math.abs(b - a))));
        expect(found.rms).toBeCloseTo(rms, 6);
        if (own > 0) expect(found.relative / (rms / own || 1)).toBeCloseTo(rms === 0 ? 0 : 1, 9);
      }),
    );
  });

  it('diff takes two NaN as equal, counts a NaN that meets a number, and takes an infinity as equal to itself', () => {
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
    expect(distance(Float32Array.of(nan, inf, -inf, 1), Float32Array.of(nan, inf, -inf, 1))).toEqual({
      max: 0,
      rms: 0,
      relative: 0,
      nans: 0,
    });
    expect(distance(Float32Array.of(nan, 1, inf, 3), Float32Array.of(0, nan, nan, 7))).toEqual({
      max: 4,
      rms: 2,
      relative: 2 / Math.sqrt(10 / 4),
      nans: 3,
    });
    expect(distance(Float32Array.of(inf, 1), Float32Array.of(-inf, 1))).toMatchObject({ max: inf, rms: inf, nans: 0 });
  });

  it('diff measures distances at the ends of the range of doubles', () => {
    expect(distance(Float64Array.of(1e300, 0), Float64Array.of(2e300, 0), 'F64')).toMatchObject({
      max: 1e300,
      relative: 1,
    });
    expect(distance(Float64Array.of(1e-300), Float64Array.of(3e-300), 'F64').relative).toBeCloseTo(2, 12);
    expect(distance(Float64Array.of(0, 1), Float64Array.of(0, 1 + 2 ** -52), 'F64').max).toBe(2 ** -52);
  });

  it('diff measures 64-bit integers exactly', () => {
    expect(distance(BigInt64Array.of(9007199254740992n), BigInt64Array.of(9007199254740993n), 'I64').max).toBe(1);
    expect(distance(BigInt64Array.of(-9223372036854775808n), BigInt64Array.of(9223372036854775807n), 'I64').max).toBe(
      2 ** 64,
    );
  });

  it('diff --values compares across dtypes and pieces and lists the largest difference first', async () => {
    const many = Float32Array.from({ length: 400_000 }, (_, i) => i % 256);
    const a = writeTensors({
      same: f32(1, 2),
      close: f32(1, 2),
      far: f32(1, 2),
      none: f32(),
      long: ['F32', [400_000], many],
      zero: f32(0),
    });
    const b = writeTensors({
      same: f32(1, 2),
      close: f32(1, 2.5),
      far: f32(1, 4),
      none: f32(),
      long: [
        'BF16',
        [400_000],
        Uint16Array.from(
          many,
          (value, i) => new Uint32Array(Float32Array.of(i === 399_999 ? 256 : value).buffer)[0]! >>> 16,
        ),
      ],
      zero: f32(-0),
    });
    const { exit, answer, lines } = await compared(a, b, '--values');
    expect(exit).toBe(1);
    const values = new Map(answer.values.map((each: { name: string }) => [each.name, each]));
    expect(values.get('long')).toMatchObject({ identical: false, equal: false, max: 256 - (399_999 % 256), nan: 0 });
    expect(values.get('zero')).toMatchObject({ identical: false, equal: true, max: 0 });
    expect(values.get('none')).toMatchObject({ identical: true });
    expect(
      lines
        .filter((line) => /^(long|far|close) F32.* [\d.]+ [\d.]+ [\d.]+$/.test(line))
        .map((line) => line.split(' ')[0]),
    ).toEqual(['long', 'far', 'close']);
    expect(lines).toContain('Equal in value but not in every bit: 1');
    expect(lines).toContain('Equal in every bit: 2');
  });

  it('diff takes zeros of either sign as equal', async () => {
    expect((await compared(writeTensors({ a: f32(0) }), writeTensors({ a: f32(-0) }), '--values')).exit).toBe(0);
    expect((await compared(writeTensors({ a: f32(0) }), writeTensors({ a: f32(1) }), '--values')).exit).toBe(1);
    expect((await compared(writeTensors({ a: f32(0) }), writeTensors({ a: f32(1) }))).exit).toBe(0);
  });

  it('diff compares dtypes without numbers byte by byte', async () => {
    const of = (byte: number): string =>
      writeTensors({ c: ['C64', [1], [0, 0, 0, byte, 0, 0, 0, 0]], n: ['F4', [2], [byte]] });
    expect((await compared(of(1), of(1), '--values')).exit).toBe(0);
    const { exit, lines } = await compared(of(1), of(2), '--values');
    expect(exit).toBe(1);
    expect(lines).toContain('c C64 – – – other bytes');
  });
});

test('diff reports a missing file as an error, not as a difference', async () => {
  expect(await paramlayout(['diff', writeTensors({ a: f32(1) }), 'no-such.safetensors'])).toEqual({
    exit: 2,
    out: '',
    err: "paramlayout: 'no-such.safetensors': there is no such file or folder\n",
  });
});

test('diff keeps long and hostile names within the width', async () => {
  const a = manyTensors(
    [`${'x'.repeat(5000)}.0.w`, '\u001b[2J', 'a.b'.repeat(100), '.'.repeat(100_000)],
    ['F32', [1, 2, 3, 4, 5].map(() => 1), [0, 0, 0, 0]],
  );
  const b = manyTensors(
    [`${'y'.repeat(5000)}.0.w`, '\u001b[3J', 'a.c'.repeat(100)],
    ['F32', [1, 1, 1, 1, 1], [0, 0, 0, 0]],
  );
  await compared(writeTensors(a), writeTensors(b), '--values');
});
