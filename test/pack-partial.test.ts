// What `pack` does with a structure that has only some of the fields, and a flat array that holds the rest.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layout, ordered, repeat, tied } from '../src/index.ts';
import { type Untyped, withTies } from './schemas.ts';
import { untyped } from './schemas.ts';

const model = layout({
  a: [2],
  h: repeat(3, { w: [2], s: [] }),
  o: ordered(['z', [1]], ['b', [1]]),
  t: tied('a'),
});
const filled = (): Float32Array<ArrayBuffer> => Float32Array.from({ length: model.length }, (_, i) => i + 1);

describe('pack of a part of a structure', () => {
  it('pack leaves what the structure does not have', () => {
    const flat = filled();
    expect(model.pack({ a: [8, 9] }, flat)).toBe(flat);
    expect([...flat]).toEqual([8, 9, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    model.pack({ o: { b: [0] } }, { into: flat });
    expect([...flat].slice(-2)).toEqual([12, 0]);
    model.pack({}, { into: flat });
    expect([...flat].slice(-2)).toEqual([12, 0]);
  });

  it('undefined counts as absent, also for an item of a list and for a hole in it', () => {
    const flat = filled();
    model.pack({ a: undefined, h: [undefined, { w: undefined, s: 0 }, ,] }, flat); // oxlint-disable-line no-sparse-arrays
    expect([...flat]).toEqual([1, 2, 3, 4, 5, 0, 7, 8, 9, 10, 11, 12, 13].map((x, i) => (i === 5 ? 0 : x)));
    expect(flat[model.at('h.1.s').offset]).toBe(0);
    expect(() => model.pack({ h: [{}] }, flat)).toThrow("'h': 3 items were expected, found 1");
    expect(() => model.pack({ a: null }, flat)).toThrow(RangeError);
    expect(() => model.pack(undefined, flat)).toThrow('an object was expected, found undefined');
  });

  it('a tie must agree with its owner, whether the owner is in the structure or in the flat array', () => {
    const flat = filled();
    model.pack({ t: [1, 2] }, flat);
    expect(() => model.pack({ h: [{ s: 5 }, {}, {}], t: [1, 3] }, flat)).toThrow(
      "'t' differs from its owner 'a' at element 1",
    );
    expect(() => model.pack({ a: [1, 3], t: [1, 2] }, flat)).toThrow("'t' differs from its owner 'a' at element 1");
    expect([...flat]).toEqual([...filled()]);
    model.pack({ a: [1, 3], t: [1, 3] }, flat);
    expect(flat[1]).toBe(3);
  });

  it('an unknown name, and any other issue, changes nothing', () => {
    const flat = filled();
    expect(() => model.pack({ a: [0, 0], hh: [] }, flat)).toThrow("there is no 'hh'");
    expect(() => model.pack({ a: [0, 0], h: [{ w: [1] }, {}, {}] }, flat)).toThrow("'h.0.w'");
    expect([...flat]).toEqual([...filled()]);
  });

  it('without a flat array the structure must be complete', () => {
    expect(() => model.pack({ a: [1, 2] })).toThrow("'h' is missing");
    expect(() => model.pack({ a: [1, 2] }, { fill: true })).toThrow("'h' is missing");
  });

  it('with fill, one number replaces one leaf and leaves the others', () => {
    const flat = filled();
    model.pack({ h: [{ w: 7 }, {}, {}] }, { into: flat, fill: true });
    const { offset } = model.at('h.0.w');
    expect([...flat.subarray(offset, offset + 2)]).toEqual([7, 7]);
    expect(flat[0]).toBe(1);
  });

  it('a source may overlap the flat array that it is written to', () => {
    const flat = filled();
    model.pack({ h: [{ w: flat.subarray(0, 2) }, {}, {}], a: flat.subarray(2, 4) }, flat);
    expect([...flat.subarray(0, 2)]).toEqual([3, 4]);
    expect([...model.view(flat).h[0].w]).toEqual([1, 2]);
  });

  it('each owner alone, packed one after the other, gives what all of them give at once', () => {
    fc.assert(
      fc.property(withTies, (schema) => {
        const random: Untyped = untyped(schema);
        const source = Float32Array.from({ length: random.length }, (_, i) => i + 1);
        const flat = new Float32Array(random.length);
        const owners = random.slots.filter(({ tiedTo }) => tiedTo === undefined);
        for (const owner of owners) {
          const only = random.map(
            (slot) => (slot === owner ? source.subarray(slot.offset, slot.offset + slot.length) : undefined),
            () => undefined,
          );
          const value = owner.shape.length === 0 && owner.length === 1 ? source[owner.offset] : undefined;
          random.pack(
            value === undefined ? only : (
              random.map(
                (s) => (s === owner ? value : undefined),
                () => undefined,
              )
            ),
            flat,
          );
        }
        expect([...flat]).toEqual([...source]);
      }),
      { numRuns: 100 },
    );
  });
});
