// Norms of leaves, subtrees and groups.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groups, layout, norms, repeat, rest, tied } from '../src/index.ts';

const model = layout({ wte: [3, 2], h: repeat(2, { w: [2], b: [] }), head: tied('wte'), copy: tied('h') });
// b and w of both blocks, then wte
const flat = Float32Array.of(1, 3, 4, 2, 5, 12, 1, 1, 1, 1, 1, 1);

describe('norms', () => {
  it('gives one number for each leaf or subtree that matches, in memory order', () => {
    expect([...norms(model, flat, '**.w')]).toEqual([
      ['h.0.w', 5],
      ['h.1.w', 13],
    ]);
    expect([...norms(model, flat, 'h.*').keys()]).toEqual(['h.0', 'h.1']);
    expect(norms(model, flat, 'h.*').get('h.0')).toBeCloseTo(Math.sqrt(26), 14);
    expect([...norms(model, flat, 'wte')]).toEqual([['wte', Math.sqrt(6)]]);
    expect([...norms(model, flat, ['wte', 'h']).keys()]).toEqual(['h', 'wte']);
  });

  it('a last double star means each leaf; elsewhere the outermost match counts', () => {
    expect([...norms(model, flat, 'h.**').keys()]).toEqual(['h.0.b', 'h.0.w', 'h.1.b', 'h.1.w']);
    expect([...norms(model, flat, '**').keys()]).toEqual(['h.0.b', 'h.0.w', 'h.1.b', 'h.1.w', 'wte']);
    expect([...norms(model, flat, '*').keys()]).toEqual(['h', 'wte']);
  });

  it('takes any p, and groups in place of a pattern', () => {
    expect(norms(model, flat, 'h.*', { p: 1 }).get('h.1')).toBe(19);
    expect(norms(model, flat, 'h.*', { p: Infinity }).get('h.1')).toBe(12);
    expect(norms(model, flat, 'h.*', { p: 3 }).get('h.0')).toBeCloseTo((1 + 27 + 64) ** (1 / 3), 12);
    const byGroup = norms(model, flat, groups(model, { w: '**.w', others: rest }));
    expect([byGroup.get('w'), byGroup.get('others')]).toEqual([Math.sqrt(25 + 169), Math.sqrt(1 + 4 + 6)]);
  });

  it('squares of doubles neither overflow nor underflow', () => {
    const two = layout({ v: [2] });
    const norm = (...x: number[]): number | undefined => norms(two, Float64Array.from(x), 'v').get('v');
    expect(norm(3e300, 4e300)).toBeCloseTo(5e300, -285);
    expect((norm(3e-200, 4e-200) as number) / 5e-200).toBeCloseTo(1, 14);
    expect((norm(3e-320, 4e-320) as number) / 5e-320).toBeCloseTo(1, 3); // subnormal numbers have few digits
    expect(norm(1e300, 1e-300)).toBe(1e300);
    expect(norm(1e-300, 1)).toBe(1);
    expect(norm(Infinity, 1)).toBe(Infinity);
    expect([norm(NaN, 1), norm(NaN, 1e300), norm(NaN, 1e-300)]).toEqual([NaN, NaN, NaN]);
    expect(norm(0, 0)).toBe(0);
    expect(norms(two, Float64Array.of(3e300, 4e300), 'v', { p: 3 }).get('v')).toBeLessThan(Infinity);
    expect(norms(two, Float32Array.of(3e38, 3e38), 'v').get('v')).toBeCloseTo(3e38 * Math.SQRT2, -33);
  });

  it('each norm is that of the elements scaled by their largest', () => {
    const magnitude = fc.double({ min: -308, max: 307, noNaN: true }).map((power) => 10 ** power);
    fc.assert(
      fc.property(fc.array(magnitude, { minLength: 6, maxLength: 6 }), (values) => {
        const six = layout({ v: [6] });
        const largest = Math.max(...values);
        const scaled = Math.sqrt(values.reduce((sum, x) => sum + (x / largest) ** 2, 0));
        const found = norms(six, Float64Array.from(values), 'v').get('v') as number;
        expect(found / largest).toBeCloseTo(scaled, 12);
      }),
    );
  });

  it('refuses patterns that no owner matches, other flats, groups of another layout and a p of 0', () => {
    const any =
      (pattern: string): (() => unknown) =>
      () =>
        norms(model, flat, pattern);
    expect(any('head')).toThrow("the pattern 'head' matches only ties; name the owner 'wte'");
    expect(any('h.2')).toThrow("the pattern 'h.2' matches no leaf: index 2 is out of range in 'h', which has 2 items");
    expect(() => norms(model, flat, ['h' as string, 'h.0'])).toThrow("'h.0.b' would count twice, in 'h' and in 'h.0'");
    expect(() => norms(model, new Float32Array(11 as number), 'h')).toThrow(
      'a flat array of length 12 was expected, found one of 11',
    );
    expect(() => norms(model, flat, 'h', { p: 0 })).toThrow('p must be a number above 0, found 0');
    expect(() => norms(model, flat, groups(layout([12]), { all: rest }))).toThrow(
      'groups of this layout were expected',
    );
  });
});
