// Selections by patterns: lengths, ranges and slots, gather, scatter and mask, and what is refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AnyLayout,
  flatOf,
  gather,
  layout,
  mask,
  ordered,
  repeat,
  scatter,
  scope,
  select,
  type Slot,
  tied,
  tuple,
} from '../src/index.ts';
import { untyped, withTies } from './schemas.ts';

const block = { ln_1: { w: [2], b: [1] }, mlp: { w: [2, 2], b: [2] } } as const;
const model = layout({ wte: [3, 2], h: repeat(3, block), head: tied('wte'), t: tied('wte', { transpose: true }) });
const counted = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i);
const pathsOf = ({ slots }: { readonly slots: readonly Slot[] }): string[] => slots.map(({ path }) => path);

describe('select', () => {
  it('a star stands for any run within a segment, and a double star for any number of segments', () => {
    expect(select(model, 'h.*.ln_*.w').length).toBe(6);
    expect(select(model, 'h.*.*.b').length).toBe(9);
    expect(select(model, '**.b').length).toBe(9);
    expect(select(model, 'h.**.w').length).toBe(18);
    expect(select(model, 'h.1.**.b').length).toBe(3);
    expect(select(model, '**').length).toBe(33);
    expect(select(model, 'wt*').length).toBe(6);
  });

  it('a pattern that matches a subtree means all its leaves', () => {
    expect(select(model, 'h').ranges).toEqual(select(model, 'h.**').ranges);
    expect(select(model, 'h.1').ranges).toEqual([{ start: 9, end: 18 }]);
    expect(pathsOf(select(model, 'h.1'))).toEqual(['h.1.ln_1.b', 'h.1.ln_1.w', 'h.1.mlp.b', 'h.1.mlp.w']);
  });

  it('ranges lie in memory order whatever the order of the patterns, touch nowhere, and count no element twice', () => {
    const selection = select(model, ['wte', 'h.2', '**.mlp', 'h.2.mlp.*']);
    expect(selection.ranges).toEqual([
      { start: 3, end: 9 },
      { start: 12, end: 33 },
    ]);
    expect(selection.length).toBe(27);
    expect(select(model, 'h.2', 'wte', '**.mlp').ranges).toEqual(selection.ranges);
  });

  it('except leaves out the leaves that match', () => {
    expect(select(model, 'h.*', { except: '**.b' }).length).toBe(18);
    expect(select(model, 'h', { except: ['**.b', 'h.0'] }).length).toBe(12);
    const none = select(model, 'h', { except: '**' });
    expect([none.length, none.ranges, none.slots]).toEqual([0, [], []]);
    expect(gather(none, model.zeros())).toHaveLength(0);
  });

  it('an empty list of patterns selects nothing', () => {
    expect(select(model, []).length).toBe(0);
  });

  it('owners are selected by their own path; ties are among the slots on request', () => {
    expect(pathsOf(select(model, '*'))).not.toContain('head');
    expect(pathsOf(select(model, 'wte', { ties: true }))).toEqual(['head', 't', 'wte']);
    expect(pathsOf(select(model, 'h.0.ln_1', { ties: true }))).toEqual(['h.0.ln_1.b', 'h.0.ln_1.w']);
  });

  it('has says whether the memory of a leaf, a tie or a whole subtree is selected', () => {
    const selection = select(model, 'wte', 'h.1');
    const paths = ['wte', 'head', 't', 'h.1', 'h.1.mlp.w', 'h.0.mlp.w', 'h'] as const;
    expect(paths.map((path) => selection.has(path))).toEqual([true, true, true, true, true, false, false]);
    expect(() => selection.has('h.3' as string)).toThrow("index 3 is out of range in 'h', which has 3 items");
  });

  it('a selection is frozen data', () => {
    const selection = select(model, 'wte');
    expect(Object.isFrozen(selection) && Object.isFrozen(selection.ranges) && Object.isFrozen(selection.slots)).toBe(
      true,
    );
    expect(JSON.parse(JSON.stringify(selection))).toMatchObject({ length: 6, ranges: [{ start: 27, end: 33 }] });
  });

  it.each([
    ['h.*.lm_1', "the pattern 'h.*.lm_1' matches no leaf: there is no 'lm_1' in 'h.0'; did you mean 'ln_1'?"],
    ['**.ml', "the pattern '**.ml' matches no leaf; did you mean 'mlp'?"],
    ['h.3.**', "the pattern 'h.3.**' matches no leaf: index 3 is out of range in 'h', which has 3 items"],
    ['head.**', "the pattern 'head.**' matches only ties; name the owner 'wte'"],
    ['wte.x', "the pattern 'wte.x' matches no leaf: there is no 'x' in 'wte', which is a leaf"],
    ['**.x*', "the pattern '**.x*' matches no leaf"],
    ['', "the pattern '' matches no leaf"],
  ])('refuses %j, which no owner matches', (pattern, message) => {
    expect(() => select(model, pattern)).toThrow(new RangeError(message));
    expect(() => select(model, '**', { except: pattern })).toThrow(new RangeError(message));
  });

  it('refuses what is no pattern, no option and no layout', () => {
    const wrong =
      (...given: unknown[]): (() => unknown) =>
      () =>
        select(...(given as [typeof model, string]));
    expect(wrong(model, 'h**')).toThrow("'**' must be a segment of its own in the pattern 'h**', found 'h**'");
    expect(wrong(model)).toThrow(new TypeError('a pattern was expected, found nothing'));
    expect(wrong(model, 3)).toThrow(new TypeError('a pattern was expected, found number'));
    expect(wrong(model, 'h', { exept: 'wte' })).toThrow(
      "select has no option 'exept'; its options are except, ties; did you mean 'except'?",
    );
    expect(wrong({}, 'h')).toThrow(new TypeError('a layout was expected, found an object'));
  });

  it('selects in tuples, ordered fields, scopes, layouts inside layouts, and among keys of many kinds', () => {
    const inner = layout({ w: [2], copy: tied('w') });
    const all = layout({
      list: [{ a: [1] }, { a: [2] }],
      none: tuple(),
      order: ordered(['z', [3]], ['a', [4]]),
      own: scope({ w: [5], copy: tied('w') }),
      inner,
      '10': { λ: [6], 'β₁': [7] },
      grid: repeat(2, repeat(3, { w: [1], b: [] })),
    });
    const length = (pattern: string): number => select(all, pattern).length;
    expect(length('list.*.a')).toBe(3);
    expect(length('list.1')).toBe(2);
    expect(length('order.z')).toBe(3);
    expect(length('**.w')).toBe(5 + 2 + 6);
    expect(length('own')).toBe(5);
    expect(length('10.λ')).toBe(6);
    expect(length('1*.β*')).toBe(7);
    expect(length('grid.*.1.*')).toBe(4);
    expect(length('grid.1.**.b')).toBe(3);
    expect(pathsOf(select(all, 'order'))).toEqual(['order.z', 'order.a']);
  });
});

describe('gather, scatter and mask', () => {
  const selection = select(model, 'h.1.mlp.w', 'wte', 'h.0.ln_1');
  const flat = counted(33);

  it('gather copies the selected elements in memory order into a vector of the same kind', () => {
    expect([...gather(selection, flat)]).toEqual([0, 1, 2, 14, 15, 16, 17, 27, 28, 29, 30, 31, 32]);
    expect(gather(selection, new Int16Array(33))).toBeInstanceOf(Int16Array);
    const out = new Float32Array(13);
    expect(gather(selection, flat, out)).toBe(out);
    expect(out[3]).toBe(14);
  });

  it('scatter writes a vector back and leaves all other elements as they are', () => {
    const target = counted(33);
    expect(scatter(selection, gather(selection, flat).fill(-1), target)).toBe(target);
    const expected = counted(33);
    for (const { start, end } of selection.ranges) expected.fill(-1, start, end);
    expect(target).toEqual(expected);
  });

  it('gather takes the flat array of a view, also in shared memory', () => {
    const view = model.view(model.zeros(Float64Array, { shared: true }));
    view.h[1].mlp.w.fill(2);
    expect(gather(select(model, 'h.1.mlp.w'), flatOf(view))).toEqual(Float64Array.of(2, 2, 2, 2));
  });

  it('mask is 1 for the selected elements, in any kind of array', () => {
    expect([...mask(selection)].reduce((sum, x) => sum + x, 0)).toBe(13);
    expect(mask(selection, Uint8Array)).toBeInstanceOf(Uint8Array);
    expect([...mask(select(model, '**'), Int8Array)].every((x) => x === 1)).toBe(true);
  });

  it('each checks lengths, kinds and overlaps before it writes', () => {
    const loose = (array: Float32Array | Float64Array): Float32Array => array as Float32Array;
    expect(() => gather(selection, loose(new Float32Array(32)))).toThrow(
      'a flat array of length 33 was expected, found one of 32',
    );
    expect(() => gather(selection, flat, loose(new Float32Array(12)))).toThrow(
      'a vector of length 13 was expected, found one of 12',
    );
    expect(() => gather(selection, flat, loose(new Float64Array(13)))).toThrow(
      'a vector of kind Float32Array was expected, found Float64Array',
    );
    expect(() => gather(selection, flat, flat.subarray(0, 13))).toThrow('must not overlap');
    const target = counted(33);
    expect(() => scatter(selection, loose(new Float32Array(14)), target)).toThrow(
      'a vector of length 13 was expected, found one of 14',
    );
    expect(() => scatter(selection, new Float64Array(13), target)).toThrow(
      'a vector of kind Float32Array was expected, found Float64Array',
    );
    expect(target).toEqual(counted(33));
    expect(() => mask({} as typeof selection)).toThrow('a selection was expected, found an object');
    expect(() => mask(selection, BigInt64Array as never)).toThrow('a constructor of arrays of numbers was expected');
  });
});

describe('cases of other systems', () => {
  it('Flux 7 and 21: only the trainable fields become a vector, and the others stay', () => {
    const trio = layout({ a: [3], b: [3], c: [3] });
    const flat = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    const trainable = select(trio, 'a');
    expect([...gather(trainable, flat)]).toEqual([1, 2, 3]);
    expect([...scatter(trainable, Float32Array.of(10, 20, 30), flat)]).toEqual([10, 20, 30, 4, 5, 6, 7, 8, 9]);
    expect([...gather(select(layout({ a: [1], b: [1], c: [1] }), 'a', 'b'), Float32Array.of(1, 2, 3))]).toEqual([1, 2]);
  });

  it('Flux 30: a masked gradient is zero at the frozen fields', () => {
    const trio = layout({ a: [3], b: [3], c: [3] });
    const trainable = mask(select(trio, 'a'));
    expect([...trainable].slice(3)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('any schema', { timeout: 60_000 }, () => {
  const segment = fc.constantFrom('*', '**', 'a', 'b', 'B', '0', '1', '2', '1*', '*n*', 'l*', '~', 'then');
  const pattern = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('.'));
  /** A pattern as a regular expression for the paths of leaves, by a rule for each of its segments. */
  const expressionOf = (text: string): RegExp => {
    const parts = text
      .split('.')
      .map((part) =>
        part === '**' ? '(?:[^.]+\\.)*' : `${part.replaceAll(/[.~]/g, '\\$&').replaceAll('*', '[^.]*')}\\.`,
      );
    return new RegExp(`^${parts.join('')}`);
  };

  it('selects the owners that a naive reading of the patterns selects', () => {
    fc.assert(
      fc.property(withTies, fc.array(pattern, { minLength: 1, maxLength: 3 }), pattern, (schema, patterns, except) => {
        const any = untyped(schema) as unknown as AnyLayout; // made at random, so the compiler knows nothing of it
        const owners = any.slots.filter(({ tiedTo }) => tiedTo === undefined);
        const matched = (text: string): Slot[] => owners.filter(({ path }) => expressionOf(text).test(`${path}.`));
        const sound = patterns.filter((each) => matched(each).length > 0);
        for (const each of patterns) {
          if (sound.includes(each)) continue;
          const reaches = any.slots.some(({ path }) => expressionOf(each).test(`${path}.`));
          expect(() => select(any, each)).toThrow(reaches ? 'matches only ties' : 'matches no leaf');
        }
        const isExcepted = matched(except).length > 0;
        const out = new Set(isExcepted ? matched(except) : []);
        const expected = owners.filter((slot) => !out.has(slot) && sound.some((each) => matched(each).includes(slot)));
        const selection = isExcepted ? select(any, sound, { except }) : select(any, sound);
        expect(selection.slots).toEqual(expected);
        const indices = expected.flatMap(({ offset, length }) => Array.from({ length }, (_, i) => offset + i));
        const flat = Float64Array.from({ length: any.length }, (_, i) => i);
        expect([...gather(selection, flat)]).toEqual(indices);
        expect(
          selection.ranges.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)),
        ).toEqual(indices);
        const ends = selection.ranges.map(({ end }) => end);
        expect(selection.ranges.every(({ start, end }) => end > start && !ends.includes(start))).toBe(true);
        const copy = new Float64Array(any.length);
        scatter(selection, gather(selection, flat), copy);
        expect([...copy]).toEqual([...flat].map((x, i) => (mask(selection)[i] === 1 ? x : 0)));
      }),
      { numRuns: 300 },
    );
  });
});
