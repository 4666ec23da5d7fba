// Layouts of some leaves: which are left, where, and what is refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnyLayout, layout, omit, ordered, pick, repeat, scope, tied, tuple } from '../../src/index.ts';
import { parsePattern } from '../../src/place/pattern.ts';
import { type Untyped, untyped, withTies } from '../schemas.ts';

const block = { attn: { w: [2, 2], b: [2] }, ln: [2], s: [] } as const;
const model = layout({
  wte: [5, 2],
  h: repeat(12, block),
  ls: [{ w: [3] }, { w: [4], b: [1] }],
  o: ordered(['z', [1]], ['a', [2]]),
  head: tied('wte'),
});
const paths = (picked: { readonly slots: readonly { readonly path: string }[] }): string[] =>
  picked.slots.map(({ path }) => path);

describe('pick', () => {
  it('pick keeps the paths of the leaves, and repeats whose blocks are treated alike', () => {
    const attn = pick(model, 'h.*.attn');
    expect(attn.length).toBe(72);
    expect(attn.schema).toEqual({ h: { '.repeat': 12, '.of': { attn: { b: [2], w: [2, 2] } } } });
    expect(pick(model, '**.b').schema).toEqual({
      h: { '.repeat': 12, '.of': { attn: { b: [2] } } },
      ls: { '.ordered': [['1', { b: [1] }]] },
    });
    expect(pick(model, '**').schema).toEqual(model.schema);
  });

  it('single indices become keys of ordered, in the order of the indices', () => {
    const some = pick(model, ['h.10.attn.w', 'h.3.ln', 'ls.1']);
    expect(some.schema).toEqual({
      h: {
        '.ordered': [
          ['3', { ln: [2] }],
          ['10', { attn: { w: [2, 2] } }],
        ],
      },
      ls: { '.ordered': [['1', { b: [1], w: [4] }]] },
    });
    expect(some.at('h.10.attn.w').offset).toBe(2);
    expect(some.view(some.zeros()).h['10'].attn.w).toHaveLength(4);
    expect(pick(model, 'h.1*.s').length).toBe(3);
    expect(paths(pick(model, 'h.1*.s'))).toEqual(['h.1.s', 'h.10.s', 'h.11.s']);
  });

  it('blocks that differ but are all left become a list', () => {
    const some = pick(model, ['h.*.ln', 'h.3.s']);
    expect(some.length).toBe(25);
    expect(some.at('h.4.ln').offset).toBe(9);
    expect(some.view(some.zeros()).h).toHaveLength(12);
    const all = pick(layout({ h: repeat(2, { a: [1], b: [1] }) }), ['h.0.a', 'h.1.a']);
    expect(all.schema).toEqual({ h: { '.repeat': 2, '.of': { a: [1] } } });
  });

  it('except leaves leaves out, and omit is what it leaves', () => {
    expect(pick(model, 'h', { except: ['h.*.attn', '**.s'] }).schema).toEqual({
      h: { '.repeat': 12, '.of': { ln: [2] } },
    });
    expect(omit(model, 'h').schema).toEqual(pick(model, '**', { except: 'h' }).schema);
    expect(omit(model, ['h.*', 'ls', 'o.z']).length).toBe(12);
    const lastDropped = omit(model, 'ls.1');
    expect(lastDropped.schema.ls).toEqual({ '.ordered': [['0', { w: [3] }]] });
    expect(omit(model, 'head').slots).toHaveLength(model.slots.length - 1);
  });

  it('a tie is kept with its owner, and refused without it', () => {
    const both = pick(model, ['wte', 'head']);
    expect(both.at('head').tiedTo).toBe('wte');
    expect(pick(model, 'wte').slots).toHaveLength(1);
    const says = "'head': tied to 'wte', which is not kept like the tie; keep both or neither";
    expect(() => pick(model, 'head' as string)).toThrow(says);
    expect(() => omit(model, 'wte' as string)).toThrow(says);
  });

  it('a tied subtree is kept if its owner is kept alike', () => {
    const twins = layout({ a: { w: [2], b: [1] }, z: tied('a'), s: scope({ m: [2, 3], t: tied('m') }) });
    expect(omit(twins, '**.b').schema).toEqual({
      a: { w: [2] },
      s: { '.scope': { m: [2, 3], t: { '.tied': 'm' } } },
      z: { '.tied': 'a' },
    });
    expect(pick(twins, 'a.w').schema).toEqual({ a: { w: [2] } });
    const says = "'z': tied to 'a', which is not kept like the tie; keep both or neither";
    expect(() => omit(twins, 'a.b' as string)).toThrow(says);
    expect(() => omit(twins, 'z.b' as string)).toThrow(says);
    expect(() => pick(twins, 's.t' as string)).toThrow(
      "'s.t': tied to 'm', which is not kept like the tie; keep both or neither",
    );
  });

  it('a tie that reads another tie is refused if it would read more or less than that one', () => {
    const chain = layout({ z: { a: [1], b: [2] }, c: { o: tied('z'), x: [3] }, d: tied('c') });
    const says = "'d.o': tied to 'z', which is not kept like the tie; keep both or neither";
    // @ts-expect-error 'd.o': tied to 'z', which is not kept like the tie; keep both or neither
    expect(() => omit(chain, 'd.o.a')).toThrow(says);
    expect(omit(chain, '**.a').slots.map(({ path }) => path)).toEqual(['c.o.b', 'c.x', 'd.o.b', 'd.x', 'z.b']);
    expect(omit(chain, ['d.o.a', 'c.o.a', 'z.a']).length).toBe(5);
    expect(omit(chain, ['d']).length).toBe(6);
  });

  it('a layout inside stays one if it is kept whole, and becomes a scope otherwise', () => {
    const adam = layout({ m: model, params: model, step: [] });
    expect(pick(adam, 'params').schema.params).toBe(model);
    const trained = pick(adam, ['params.h', 'm.h']);
    expect(trained.length).toBe(216);
    expect(trained.schema.m).toEqual({ '.scope': { h: { '.repeat': 12, '.of': block } } });
    expect(pick(adam, ['params.wte', 'params.head']).at('params.head').tiedTo).toBe('params.wte');
  });

  it('pick works at the root of a list, and keeps empty leaves', () => {
    expect(pick(layout(repeat(3, { a: [1], b: [2] })), '1.b').schema).toEqual({ '.ordered': [['1', { b: [2] }]] });
    expect(pick(layout(tuple({ a: [0, 4] }, [3])), '0').length).toBe(0);
    expect(() => pick(layout({ a: {}, b: [1] }), 'a.x' as string)).toThrow(RangeError);
    expect(pick(layout({ a: {}, b: [1] }), 'a').schema).toEqual({ a: {} });
    expect(pick(layout({ a: {}, b: { c: [1], d: {} } }), '**.c').schema).toEqual({ b: { c: [1] } });
  });

  it.each([
    [
      () => pick(model, 'h.*.lnn' as string),
      "the pattern 'h.*.lnn' matches no leaf: there is no 'lnn' in 'h.0'; did you mean 'ln'?",
    ],
    [() => pick(model, ['h', 'x'] as string[]), "the pattern 'x' matches no leaf"],
    [() => pick(model, 'h', { except: 'x' as string }), "the pattern 'x' matches no leaf"],
    [() => pick(model, 'h', { except: 'h' as string }), 'nothing of the layout would be left'],
    [() => omit(model, '**' as string), 'nothing of the layout would be left'],
    [() => pick(model, 'h.12' as string), "the pattern 'h.12' matches no leaf: index 12 is out of range in 'h'"],
    [() => pick(model, 'a**' as string), "'**' must be a segment of its own"],
    [() => pick(model, 3 as never), 'a pattern was expected, found number'],
    [() => pick(model, 'h', { exept: 'wte' } as {}), "pick has no option 'exept'"],
    [() => pick({} as AnyLayout, 'a'), 'a layout was expected, found an object'],
  ])('pick refuses what it cannot do: %#', (use, says) => {
    expect(use).toThrow(says);
  });

  it('the leaves of random layouts that match random patterns are left, in their order', () => {
    let picked = 0;
    /** A pattern that matches a path: some of its segments become wildcards, and the last ones may be gone. */
    const patternOf = (path: string, picks: readonly number[]): string => {
      const segments = path.split('.').map((segment, i) => ['*', '**'][(picks[i] ?? 9) % 6] ?? segment);
      return segments.slice(0, 1 + ((picks[4] ?? 0) % segments.length)).join('.');
    };
    const picks = fc.array(fc.nat(1000), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(
        withTies,
        fc.array(picks, { minLength: 1, maxLength: 3 }),
        fc.array(picks, { maxLength: 1 }),
        (schema, keeps, drops) => {
          const random = untyped(schema);
          const { slots } = random;
          if (slots.length === 0) return;
          const patternAt = (each: readonly number[]): string =>
            patternOf(slots[(each[5] ?? 0) % slots.length]?.path ?? '', each);
          const keep = keeps.map(patternAt);
          const drop = drops.map(patternAt);
          const isIn = (patterns: readonly string[], path: string): boolean => {
            const segments = path.split('.');
            return segments.some((_, i) =>
              patterns.some((text) => parsePattern(text).matches(segments.slice(0, i + 1).join('.'))),
            );
          };
          const left = random.slots.filter(({ path }) => isIn(keep, path) && !isIn(drop, path));
          const isLeft = new Set(left.map(({ path }) => path));
          const isTorn = left.some(({ tiedTo }) => tiedTo !== undefined && !isLeft.has(tiedTo));
          let result: Untyped;
          try {
            result = pick(random as unknown as AnyLayout, keep, { except: drop }) as never;
          } catch (error) {
            // A tied subtree of which more or less is left than of its owner is refused as well.
            const { message } = error as Error;
            if (!isTorn && left.length > 0) expect(message).toMatch(/matches |is not kept like the tie/);
            return;
          }
          picked++;
          expect(isTorn).toBe(false);
          const facts = ({ path, shape, tiedTo, transposed }: (typeof left)[number]): unknown => [
            path,
            shape,
            tiedTo,
            transposed,
          ];
          expect(result.slots.map(facts)).toEqual(left.map(facts));
        },
      ),
      { numRuns: 300 },
    );
    expect(picked).toBeGreaterThan(60);
  });
});
