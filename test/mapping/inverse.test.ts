import { describe, expect, it } from 'vitest';
import { inverse, type MappingOptions, type MappingRule } from '../../src/checkpoint/index.ts';
import { tied } from '../../src/index.ts';
import { openLayout, openMapping } from './open.ts';

const inverseOf = (schema: unknown, rules: readonly MappingRule[], options?: MappingOptions): readonly MappingRule[] =>
  inverse(openMapping(openLayout(schema), rules, options)).rules;

describe('the rules of an inverse', () => {
  it('the sides of a rule change places, and sizes that followed from the leaves are stated', () => {
    expect(
      inverseOf(
        {
          h: [
            { a: [1, 3], b: [2, 3] },
            { a: [1, 3], b: [2, 3] },
          ],
          w: [2, 3],
        },
        [
          ['l{i}', { transpose: { concat: ['h.{i}.a', 'h.{i}.b'] } }],
          ['flat', { reshape: 'w', shape: [-1] }],
        ],
      ),
    ).toEqual([
      [{ transpose: { concat: ['h.{i}.a', 'h.{i}.b'], sizes: [1, 2] } }, 'l{i}'],
      [{ reshape: 'w', shape: [6], from: [2, 3] }, 'flat'],
    ]);
  });

  it('a rule whose sizes differ becomes a rule for each block', () => {
    expect(
      inverseOf(
        {
          h: [
            { a: [1], b: [2] },
            { a: [3], b: [4] },
          ],
        },
        [['l{i}', { concat: ['h.{i}.a', 'h.{i}.b'] }]],
      ),
    ).toEqual([
      [{ concat: ['h.0.a', 'h.0.b'], sizes: [1, 2] }, 'l0'],
      [{ concat: ['h.1.a', 'h.1.b'], sizes: [3, 4] }, 'l1'],
    ]);
  });

  it('a prefix becomes part of the names, also of those that no rule takes', () => {
    expect(inverseOf({ a: [2], b: [2] }, [['x', 'a']], { prefix: 'm.' })).toEqual([
      ['a', 'm.x'],
      ['{**path}', 'm.{**path}'],
    ]);
    expect(inverseOf({ a: [2] }, [['x', 'a']], { prefix: 'm.' })).toEqual([['a', 'm.x']]);
  });

  it('where patterns would match the names of the file in another way, the inverse names each leaf', () => {
    // '12' is not cut into '1' and '2'.
    expect(inverseOf({ a: { 1: { 2: [2] }, 3: { 4: [2] } } }, [['t{i}{j}', 'a.{i}.{j}']])).toEqual([
      ['a.1.2', 't12'],
      ['a.3.4', 't34'],
    ]);
    // Both patterns would match 'a.a'.
    expect(
      inverseOf({ h: { a: { q: [2] } }, g: { b: { q: [2] } } }, [
        ['a.{i}', 'h.{i}.q'],
        ['{i}.a', 'g.{i}.q'],
      ]),
    ).toEqual([
      ['h.a.q', 'a.a'],
      ['g.b.q', 'b.a'],
    ]);
  });

  it('empty parts and gaps that match no segment survive', () => {
    expect(inverseOf({ w: [3, 2] }, [[{ concat: ['a', 'b'], sizes: [0, 3] }, 'w']])).toEqual([
      ['w', { concat: ['a', 'b'], sizes: [0, 3] }],
    ]);
    expect(
      inverseOf({ a: [2], b: { c: [2] } }, [
        ['x.{**r}', 'a.{**r}'],
        ['y.{**r}', 'b.{**r}'],
      ]),
    ).toEqual([
      ['a.{**r}', 'x.{**r}'],
      ['b.{**r}', 'y.{**r}'],
    ]);
  });

  it('the inverse has the owners alone, because the file holds a tied tensor once', () => {
    const model = openLayout({ wte: [3, 2], head: tied('wte') });
    expect(inverse(openMapping(model, [['tok', 'wte']])).toJSON().mapping).toMatchObject({
      rules: [['wte', 'tok']],
      leaves: { tok: [3, 2] },
      ties: {},
    });
  });
});
