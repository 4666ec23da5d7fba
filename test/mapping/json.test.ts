import { describe, expect, it } from 'vitest';
import { fromJSON, load, mapping, serialize } from '../../src/checkpoint/index.ts';
import { layout, repeat, tied } from '../../src/index.ts';
import { openLayout, openMapping } from './open.ts';

const model = layout({ h: repeat(2, { q: [2, 4], k: [2, 4], e: [3, 2, 2] }), emb: [5, 2], head: tied('emb') });
const hub = mapping(
  model,
  [
    ['l.{i}.qk', { transpose: { concat: ['h.{i}.q', 'h.{i}.k'], axis: 0, sizes: [2, 2] } }],
    [
      { stack: { reshape: { permute: 'l.{i}.x{e}', axes: [1, 0] }, shape: [2, 2], from: [2, 2] }, over: 'e' },
      'h.{i}.e',
    ],
    [{ rows: 'tokens', range: [1, 6] }, 'emb'],
  ],
  { prefix: 'model.', ignore: ['mask.*'] },
);
const text = JSON.stringify(hub);

/** The JSON with one part replaced. */
const changed = (parts: object): unknown => ({ mapping: { ...hub.toJSON().mapping, ...parts } });

describe('a mapping as JSON', () => {
  it('fromJSON takes text, parsed data and a mapping, and gives a mapping with the same JSON', () => {
    for (const json of [text, JSON.parse(text), hub.toJSON(), hub]) {
      const restored = fromJSON(json, model);
      expect(JSON.stringify(restored)).toBe(text);
      expect(Object.prototype.toString.call(restored)).toBe('[object Mapping]');
    }
    expect(hub.toJSON()).toEqual({
      mapping: {
        rules: [
          ['l.{i}.qk', { transpose: { concat: ['h.{i}.q', 'h.{i}.k'], sizes: [2, 2] } }],
          [{ stack: { reshape: { transpose: 'l.{i}.x{e}' }, shape: [2, 2], from: [2, 2] }, over: 'e' }, 'h.{i}.e'],
          [{ rows: 'tokens', range: [1, 6] }, 'emb'],
        ],
        prefix: 'model.',
        ignore: ['mask.*'],
        leaves: {
          emb: [5, 2],
          'h.0.e': [3, 2, 2],
          'h.0.k': [2, 4],
          'h.0.q': [2, 4],
          'h.1.e': [3, 2, 2],
          'h.1.k': [2, 4],
          'h.1.q': [2, 4],
        },
        ties: { head: [5, 2] },
      },
    });
  });

  it('a restored mapping loads and saves as the first does', async () => {
    const small = layout({ a: [2, 3], b: [1, 3] });
    const first = mapping(small, [['ab', { transpose: { concat: ['a', 'b'] } }]]);
    const second = fromJSON(JSON.stringify(first), small);
    const flat = Float32Array.from({ length: 9 }, (_, i) => i);
    const bytes = serialize(small, flat, { mapping: second });
    expect(bytes).toEqual(serialize(small, flat, { mapping: first }));
    expect([...(await load(small, bytes, { mapping: second }))]).toEqual([...flat]);
    expect([...(await load(small, bytes, { mapping: fromJSON(first) }))]).toEqual([...flat]);
  });

  it('the parts of a mapping are frozen, and changing its JSON does not change it', () => {
    expect(Object.isFrozen(hub)).toBe(true);
    expect(Object.isFrozen(hub.rules)).toBe(true);
    (hub.toJSON().mapping.leaves as Record<string, unknown>)['emb'] = [1];
    expect(JSON.stringify(hub)).toBe(text);
  });

  it('a leaf with the name __proto__ survives', () => {
    const odd = openLayout({ ['__proto__']: [2] });
    const json = JSON.stringify(openMapping(odd, [['x', '__proto__']]));
    expect(JSON.stringify(fromJSON(json, odd))).toBe(json);
  });
});

describe('fromJSON checks everything', () => {
  const expected = 'a mapping as JSON was expected';
  it.each([
    [undefined, `${expected}: an object with the key 'mapping', found undefined`],
    [null, `${expected}: an object with the key 'mapping', found null`],
    [3, `${expected}: an object with the key 'mapping', found number`],
    [[], `${expected}: an object with the key 'mapping', found an array of 0`],
    ['', `JSON was expected, found text that is not JSON: Unexpected end of JSON input`],
    [text.slice(0, -3), `JSON was expected, found text that is not JSON: `],
    [{}, `${expected}: its mapping must be an object, found undefined`],
    [{ mapping: 1 }, `${expected}: its mapping must be an object, found number`],
    [{ mapping: {} }, `${expected}: its leaves must be an object of shapes by path, found undefined`],
    [{ ...hub.toJSON(), more: 1 }, `${expected}, found the unknown key 'more'`],
    [changed({ more: 1 }), `${expected}, found the unknown key 'more'`],
    [changed({ leaves: [] }), `${expected}: its leaves must be an object of shapes by path, found an array of 0`],
    [changed({ ties: null }), `${expected}: its ties must be an object of shapes by path, found null`],
    [changed({ leaves: { a: 'x' } }), `${expected}: its leaves must hold a shape for 'a', found "x"`],
    [changed({ leaves: { a: [-1] } }), `${expected}: its leaves must hold a shape for 'a', found [-1]`],
    [changed({ ties: { a: [0.5] } }), `${expected}: its ties must hold a shape for 'a', found [0.5]`],
    [
      changed({ leaves: { a: [2 ** 30, 2 ** 30] } }),
      `${expected}: the shape [1073741824, 1073741824] of 'a' has too many elements`,
    ],
    [changed({ ties: { emb: [5, 2] } }), `${expected}: 'emb' is among its leaves and its ties`],
    [changed({ prefix: 1 }), 'mapping: prefix must be a string, found 1'],
    [changed({ ignore: [1] }), 'mapping: ignore must be a list of patterns, found [1]'],
    [changed({ rules: 3 }), 'mapping: a list of rules [[file, layout], …] was expected, found 3'],
    [changed({ rules: [['a']] }), 'mapping: a rule [file, layout] was expected at index 0, found ["a"]'],
    [changed({ rules: [['a', 'b']] }), `the rule ["a", "b"]: the pattern 'b' matches no leaf`],
    [changed({ rules: [[{ __proto__: 1 }, 'emb']] }), 'the rule [{}, "emb"]: one of the operations concat'],
  ])('fromJSON refuses %j', (json, says) => {
    expect(() => fromJSON(json)).toThrow(TypeError);
    expect(() => fromJSON(json)).toThrow(says);
  });

  it('fromJSON refuses rules that nest deeply or ask for too many tensors, before it does the work', () => {
    let deep: unknown = 'emb';
    for (let i = 0; i < 50_000; i++) deep = { transpose: deep };
    expect(() => fromJSON(changed({ rules: [['a', deep]] }))).toThrow(
      new TypeError('mapping: the rule at index 0 nests more than 64 objects and lists'),
    );
    const huge = { leaves: { w: [4_000_000_000] }, ties: {}, rules: [[{ stack: '{i}', over: 'i' }, 'w']] };
    expect(() => fromJSON(changed(huge))).toThrow(
      'stack along axis 0 of the shape [4000000000] needs 4000000000 tensors; at most 100000 are supported',
    );
    const wide = {
      leaves: { w: [100_000, 100_000] },
      ties: {},
      rules: [[{ stack: { stack: '{i}.{j}', over: 'j' }, over: 'i' }, 'w']],
    };
    expect(() => fromJSON(changed(wide))).toThrow('it needs more than 100000 tensors');
    const gap = { leaves: { 0: [2], 4_000_000_000: [2] }, ties: {}, rules: [['a', { stack: '{i}', over: 'i' }]] };
    expect(() => fromJSON(changed(gap))).toThrow(
      "stack needs a leaf for each value of '{i}' from 0 to 4000000000, and some are missing",
    );
  });

  it('fromJSON refuses a mapping of another layout', () => {
    expect(() => fromJSON(hub, layout({ emb: [5, 2] }) as never)).toThrow(
      "the mapping is for another layout: 'h.0.e' of shape [3, 2, 2] was expected, found no such leaf",
    );
  });
});
