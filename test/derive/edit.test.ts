// Layouts that are merged, extended, renamed and changed in places.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AnyLayout,
  extend,
  layout,
  merge,
  ordered,
  rename,
  repeat,
  replace,
  sameLayout,
  scope,
  tied,
} from '../../src/index.ts';
import { untyped, withTies } from '../schemas.ts';

const model = layout({
  wte: [5, 2],
  h: repeat(3, { attn: { w: [2, 2], b: [2] }, ln: [2], q: tied('h.0.ln') }),
  ls: [{ w: [3] }, { w: [4], b: [1] }],
  head: tied('wte', { transpose: true }),
  sc: scope({ a: [7], t: tied('a') }),
  o: ordered(['z', [1]], ['a', [2]]),
  out: tied('sc.a'),
});

describe('merge', () => {
  it('merge puts the root fields of layouts and schemas into one layout', () => {
    const both = merge(model, { probe: [3], again: tied('wte') }, layout({ x: { y: [2], t: tied('x.y') } }));
    expect(both.length).toBe(model.length + 5);
    expect(both.at('x.t').tiedTo).toBe('x.y');
    expect(both.at('again').tiedTo).toBe('wte');
    expect(merge(model).fingerprint).toBe(model.fingerprint);
    expect(merge({ a: [1] }, { b: [2] }).length).toBe(3);
    expect(merge().length).toBe(0);
  });

  it('ordered fields lie one after the other', () => {
    const both = merge(layout(ordered(['z', [1]])), ordered(['a', [2]], ['t', tied('z')]));
    expect(both.at('a').offset).toBe(1);
    expect(both.schema).toEqual({
      '.ordered': [
        ['z', [1]],
        ['a', [2]],
        ['t', { '.tied': 'z' }],
      ],
    });
  });

  it('layouts inside stay layouts, and a scope at the root says nothing', () => {
    const inner = layout({ w: [2] });
    expect(merge({ a: inner }, { b: [1] }).schema.a).toBe(inner);
    expect(merge(layout(scope({ a: [1], t: tied('a') })), { b: [1] }).at('t').tiedTo).toBe('a');
  });

  it.each([
    [() => merge(model, { wte: [2] } as never), "the schema: the key 'wte' is taken"],
    [() => merge(model, { x: [2] }, { x: [3] } as never), "the schema: the key 'x' is taken"],
    [() => merge({ 0: [1] }, { '0': [1] } as never), "the schema: the key '0' is taken"],
    [() => merge(model, ordered(['x', [2]]) as never), 'a struct was expected, found ordered(…)'],
    [() => merge(layout(ordered(['x', [2]])), { a: [1] } as never), 'fields in a given order were expected'],
    [() => merge(model, [3] as never), 'the schema: a struct was expected, found a leaf'],
    [() => merge(repeat(2, [3]) as unknown, model), 'the schema: a struct was expected, found a repeat'],
    [
      () => merge(model, { x: tied('wtee') } as never),
      "'x': tied to 'wtee', but there is no 'wtee'; did you mean 'wte'?",
    ],
    [() => merge(model, { x: [-1] } as never), "'x': a dimension must be"],
    [() => merge(model, 3 as never), 'found number'],
  ])('merge refuses what it cannot do: %#', (use, says) => {
    expect(use).toThrow(says);
  });
});

describe('extend', () => {
  it('extend adds fields at the root and in each matched struct', () => {
    expect(extend(model, { probe: [3], t: tied('h.1.attn.w') }).at('t').tiedTo).toBe('h.1.attn.w');
    const lora = extend(model, 'h.*.attn', { lora: { a: [2, 1], b: [1, 2] }, t: tied('wte') });
    expect(lora.length).toBe(model.length + 12);
    expect(lora.at('h.2.attn.lora.a').shape).toEqual([2, 1]);
    expect(lora.at('h.2.attn.t').tiedTo).toBe('wte');
    const deep = extend(layout({ a: { a: { x: [1] } } }), '**.a', { y: [1] });
    expect(deep.slots.map(({ path }) => path)).toEqual(['a.a.x', 'a.a.y', 'a.y']);
  });

  it('a single block makes the repeat a list, whose paths stay', () => {
    const one = extend(model, 'h.1', { extra: [9] });
    expect(one.length).toBe(model.length + 9);
    expect(one.at('h.2.ln').shape).toEqual([2]);
    expect(one.schema.h).toHaveProperty(['.tuple', 'length'], 3);
    expect(extend(model, ['h.0', 'h.1', 'h.2'], { extra: [9] }).schema.h).toHaveProperty(['.repeat'], 3);
  });

  it('ordered and scopes are extended as well', () => {
    const wide = extend(model, 'o', ordered(['q', [4]]));
    expect(wide.at('o.q').offset - wide.at('o.z').offset).toBe(3);
    const scoped = extend(model, 'sc', { q: [1], r: tied('a') });
    expect(scoped.at('sc.r').tiedTo).toBe('sc.a');
    expect(scoped.at('out').tiedTo).toBe('sc.a');
    const adam = extend(layout({ p: layout({ a: [1] }) }), 'p', { b: [1] });
    expect(adam.schema.p).toEqual({ '.scope': { a: [1], b: [1] } });
  });

  it.each([
    [() => extend(model, { wte: [2] } as never), "the schema: the key 'wte' is taken"],
    [() => extend(model, 'h.*.attn', { w: [2] } as never), "'h.0.attn': the key 'w' is taken"],
    [() => extend(model, 'h.*.attnn' as string, { x: [2] }), "the pattern 'h.*.attnn' matches no leaf"],
    [() => extend(model, 'wte', { x: [2] } as never), "'wte': a struct was expected, found a leaf"],
    [() => extend(model, 'head', { x: [2] } as never), "'head': a struct was expected, found a tie to 'wte'"],
    [() => extend(model, 'h', { x: [2] } as never), "'h': a struct was expected, found a repeat"],
    [() => extend(model, 'o', { x: [2] } as never), "'o': fields in a given order were expected"],
    [() => extend(model, 'sc', [2] as never), 'a struct was expected, found a leaf'],
    [() => extend(model, 'sc', { x: [1.5] } as never), "'sc.x': a dimension must be an integer"],
    [
      () => extend(model, 'h.*.attn', { x: tied('wtee') } as never),
      "'h.0.attn.x': tied to 'wtee', but there is no 'wtee'",
    ],
    [() => extend(model, 'x' as string, 'y' as never), "the pattern 'x' matches no leaf"],
  ])('extend refuses what it cannot do: %#', (use, says) => {
    expect(use).toThrow(says);
  });
});

describe('replace', () => {
  it('replace puts a schema in place of leaves, subtrees and ties', () => {
    const untied = replace(model, 'head', [2, 5]);
    expect(untied.length).toBe(model.length + 10);
    expect(untied.at('head').tiedTo).toBeUndefined();
    const moe = replace(model, 'h.*.attn', { experts: repeat(4, [2]) });
    expect(moe.length).toBe(model.length - 18 + 24);
    expect(replace(model, ['h.1.attn', 'ls.0'], [1]).at('h.1.attn').shape).toEqual([1]);
  });

  it('a tie must still lead to something', () => {
    expect(() => replace(model, 'sc', [2] as never)).toThrow("'out': tied to 'sc.a', but there is no 'a' in 'sc'");
    expect(() => replace(model, 'wte', [2] as never)).toThrow(
      "'head': tied transposed to 'wte': a matrix was expected",
    );
    expect(() => replace(model, 'wt' as string, [2])).toThrow("the pattern 'wt' matches no leaf: there is no 'wt'");
    expect(() => replace(model, 'wte', [-1] as never)).toThrow("'wte': a dimension must be an integer");
    expect(() => replace(layout({ a: { w: [1] }, b: tied('a') }), 'b.w' as string, [1])).toThrow(
      "the pattern 'b.w' matches only ties; name the owner 'a.w'",
    );
  });
});

describe('rename', () => {
  it('rename gives new names, and ties follow', () => {
    const renamed = rename(model, {
      wte: 'emb',
      'h.*.ln': 'norm',
      'sc.a': 'alpha',
      'o.z': 'zz',
      h: 'layers',
      head: 'a',
    });
    expect(renamed.length).toBe(model.length);
    expect(renamed.at('a').tiedTo).toBe('emb');
    expect(renamed.at('layers.1.q').tiedTo).toBe('layers.0.norm');
    expect(renamed.at('out').tiedTo).toBe('sc.alpha');
    expect(renamed.at('sc.t').tiedTo).toBe('sc.alpha');
    expect(renamed.at('o.a').offset - renamed.at('o.zz').offset).toBe(1);
  });

  it('names may change places, and one block may have other names', () => {
    const swapped = rename(model, { wte: 'ls', ls: 'wte' });
    expect(swapped.at('ls').shape).toEqual([5, 2]);
    expect(swapped.at('head').tiedTo).toBe('ls');
    const one = rename(model, { 'h.1.attn': 'att', '**.w': 'weight' });
    expect(one.at('h.1.att.weight').shape).toEqual([2, 2]);
    expect(one.at('h.2.attn.weight').shape).toEqual([2, 2]);
    expect(one.at('h.1.q').tiedTo).toBe('h.0.ln');
    expect(rename(layout({ a: { a: [1] } }), { '**.a': 'b' }).schema).toEqual({ b: { b: [1] } });
  });

  it('a layout inside keeps its identity if nothing in it gets another name', () => {
    const adam = layout({ m: model, step: [] });
    expect(rename(adam, { m: 'first' }).schema.first).toBe(model);
    expect(rename(adam, { 'm.wte': 'emb' }).at('m.head').tiedTo).toBe('m.emb');
  });

  it.each([
    [{ wte: 'h' }, "'wte': the key 'h' is taken"],
    [{ 'h.*': 'x' }, "'h.0': an index cannot be renamed, and 'x' was given for it"],
    [{ 'ls.1': 'x' }, "'ls.1': an index cannot be renamed, and 'x' was given for it"],
    [{ 'h.*.lnn': 'x' }, "the pattern 'h.*.lnn' matches no leaf: there is no 'lnn' in 'h.0'; did you mean 'ln'?"],
    [{ 'h.*.ln': 'a.b' }, "'h.0.ln': a key must be one or more printable ASCII characters"],
    [{ 'h.*.ln': 'a', '**.ln': 'b' }, "'h.0.ln': one name was expected, found 'a' and 'b'"],
    [{ 'h.*.ln': 'x', 'h.*.q': 'x' }, "'h.0.ln': the key 'x' is taken"],
    [{ 'o.z': 'a' }, "'o.z': the key 'a' is taken"],
    [{ '**': 'x' }, "the pattern '**' matches the root, which has no name"],
    [{ wte: 3 }, "'wte': a name was expected, found number"],
  ])('rename refuses %j', (names, says) => {
    expect(() => rename(model, names as never)).toThrow(says);
  });

  it('there and back again is the same layout', () => {
    fc.assert(
      fc.property(withTies, (schema) => {
        const random = untyped(schema) as unknown as AnyLayout;
        const renamed = rename(random, { a: 'aa', s: 'ss', 'g.s': 'gs', z: 'zz' });
        expect(sameLayout(random, renamed)).toBe(false);
        const back = rename(renamed, { aa: 'a', ss: 's', 'g.gs': 's', zz: 'z' });
        expect(sameLayout(random, back)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('one block of more than the compiler writes out is extended and replaced at run time', () => {
    const long = layout({ g: repeat(129, { w: [3] }) });
    expect(extend(long, 'g.7', { z: [1] }).length).toBe(388);
    expect(replace(long, 'g.7', { w: [4] }).length).toBe(388);
    expect(() => replace(long, 'g.7', { w: [-1] })).toThrow("'g.7.w'");
  });
});
