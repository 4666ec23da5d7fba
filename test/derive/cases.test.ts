// What ComponentArrays (groups D and J) and Flux (loadmodel!) do, with their numbers.
import { describe, expect, it } from 'vitest';
import { copyInto, layout, merge, pick, repeat, sameLayout, tied } from '../../src/index.ts';

describe('cases of ComponentArrays', () => {
  it('J93, J94: F1 taken apart and put together again is F1, and so are its numbers', () => {
    const f1 = layout({ a: [], b: [2], c: { a: { a: [], b: [2] }, b: [4] } });
    const numbers = Float64Array.of(100, 4, 1.3, 1, 1, 4.4, 0.4, 2, 1, 45);
    expect(f1.pack(f1.unpack(numbers), new Float64Array(10))).toEqual(numbers);
    const [first, second] = [pick(f1, ['a', 'c.a']), pick(f1, 'b')];
    const [x, y] = [first.zeros(Float64Array), second.zeros(Float64Array)];
    copyInto(f1, numbers, first, x);
    copyInto(f1, numbers, second, y);
    const whole = merge(first, second);
    expect(whole.length).toBe(6);
    const together = f1.zeros(Float64Array);
    expect(copyInto(first, x, f1, together).missing).toEqual(['b', 'c.b']);
    expect(copyInto(second, y, f1, together).copied).toEqual(['b']);
    copyInto(pick(f1, 'c.b'), Float64Array.of(0.4, 2, 1, 45), f1, together);
    expect(together).toEqual(numbers);
    expect(sameLayout(merge(pick(f1, 'a'), pick(f1, ['b', 'c'])), f1)).toBe(true);
  });
});

describe('cases of loadmodel!', () => {
  const dense = (inputs: number, outputs: number) => ({ weight: [outputs, inputs], bias: [outputs] }) as const;
  const plain = layout({ layers: [dense(2, 3), dense(3, 1)] });
  const numbers = Float32Array.from({ length: plain.length }, (_, i) => i + 1);

  it('41, 42: other fields are reported, and another size is an error', () => {
    const other = layout({ layers: [dense(2, 3)], extra: [2] });
    const to = other.zeros();
    expect(copyInto(plain, numbers, other, to)).toMatchObject({
      copied: ['layers.0.bias', 'layers.0.weight'],
      missing: ['extra'],
      unused: ['layers.1.bias', 'layers.1.weight'],
    });
    expect(() => copyInto(plain, numbers, layout({ layers: [dense(2, 4)] }), new Float32Array(12) as never)).toThrow(
      "'layers.0.bias': the shape [4] was expected, found [3]",
    );
  });

  it('43: sources of a tied destination must be equal', () => {
    const shared = layout({ a: [2], b: tied('a') });
    const apart = layout({ a: [2], b: [2] });
    const to = shared.zeros();
    expect(() => copyInto(apart, Float32Array.of(1, 2, 1, 3), shared, to)).toThrow(
      "'a' has two sources, 'a' and 'b', which differ at its element 1",
    );
    expect([...to]).toEqual([0, 0]);
    copyInto(apart, Float32Array.of(1, 2, 1, 2), shared, to);
    copyInto(shared, Float32Array.of(5, 6), shared, to);
    expect([...to]).toEqual([5, 6]);
  });

  it('45: a bias that only one side has is reported, and never dropped in silence', () => {
    const bare = layout({ layers: [{ weight: [3, 2] }, { weight: [1, 3] }] });
    const to = plain.zeros().fill(9);
    expect(copyInto(bare, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), plain, to).missing).toEqual([
      'layers.0.bias',
      'layers.1.bias',
    ]);
    expect([...plain.view(to).layers[0].bias]).toEqual([9, 9, 9]);
    expect(copyInto(plain, numbers, bare, bare.zeros()).unused).toEqual(['layers.0.bias', 'layers.1.bias']);
  });

  it('47: names skip a layer without parameters', () => {
    const withDropout = layout({ layers: [dense(2, 3), {}, dense(3, 1)] });
    const to = plain.zeros();
    const report = copyInto(withDropout, numbers as never, plain, to, {
      names: { 'layers.2.{**rest}': 'layers.1.{rest}' },
    });
    expect(report.missing).toEqual([]);
    expect(report.unused).toEqual([]);
    expect([...to]).toEqual([...numbers]);
  });

  it('a stack of layers grows by one', () => {
    const two = layout({ h: repeat(2, dense(2, 2)) });
    const three = layout({ h: repeat(3, dense(2, 2)) });
    const report = copyInto(two, two.zeros().fill(1), three, three.zeros());
    expect(report.missing).toEqual(['h.2.bias', 'h.2.weight']);
  });
});
