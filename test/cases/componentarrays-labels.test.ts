// Group E (labels) of ComponentArrays.jl's behaviour. Its own labels count from 1; these count from 0, row-major.
import { describe, expect, it } from 'vitest';
import { type AnyLayout, indexOf, labelAt, labels, layout } from '../../src/index.ts';
import { F2 } from './fixtures.ts';

// prettier-ignore
const OF_F2 = [
  'a', 'b[0].a.a', 'b[0].a.b', 'b[0].b', 'b[1].a.a', 'b[1].a.b', 'b[1].b', 'c.a.a', 'c.a.b[0]', 'c.a.b[1]',
  'c.b[0,0]', 'c.b[0,1]', 'c.b[1,0]', 'c.b[1,1]',
];

describe('labels', () => {
  it('E56 each element of F2 has its label, and the label leads back to the element', () => {
    const dotted = OF_F2.map((label) => label.replace(/^b\[(.)\]/, 'b.$1'));
    expect(Array.from(labels(F2))).toEqual(dotted);
    expect(OF_F2.map((_, i) => labelAt(F2, i))).toEqual(dotted);
    expect(dotted.map((label) => indexOf(F2, label))).toEqual(OF_F2.map((_, i) => i));
    expect(OF_F2.map((label) => indexOf(F2, label))).toEqual(OF_F2.map((_, i) => i));
    const index: 13 = indexOf(F2, 'c.b[1,1]');
    expect(index).toBe(13);
  });

  it('E58 the label of a subtree leads to its range', () => {
    const matrix: { readonly start: 10; readonly end: 14 } = indexOf(F2, 'c.b');
    const subtree: { readonly start: 7; readonly end: 10 } = indexOf(F2, 'c.a');
    const block: { readonly start: 1; readonly end: 4 } = indexOf(F2, 'b[0]');
    expect([matrix, subtree, block]).toEqual([
      { start: 10, end: 14 },
      { start: 7, end: 10 },
      { start: 1, end: 4 },
    ]);
  });

  it('E60 a label does not match names that only begin with it', () => {
    const first: 0 = indexOf(layout({ a: [], aa: [], ab: [] }), 'a');
    const nested = layout({ state: { x: [], xdot: [] }, control: [] });
    const x: 1 = indexOf(nested, 'state.x');
    const state: { readonly start: 1; readonly end: 3 } = indexOf(nested, 'state');
    expect([first, x, state]).toEqual([0, 1, { start: 1, end: 3 }]);
  });

  it('E61 an unknown label is an error with the nearest name', () => {
    const anyLayout: AnyLayout = F2;
    expect(() => indexOf(anyLayout, 'c.bb')).toThrow(new RangeError("there is no 'bb' in 'c'; did you mean 'b'?"));
  });
});
