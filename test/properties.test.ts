import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromJSON, layout, type AnyLayout, type Slot } from '../src/index.ts';

// Schemas made at random are data: the compiler knows nothing of them.
interface Untyped extends AnyLayout {
  view(flat: Float32Array): object;
  zeros(): Float32Array;
  leaves(flat: Float32Array): Iterable<[Slot, Float32Array]>;
  pack(structure: unknown): Float32Array;
  unpack(flat: Float32Array): unknown;
}
const untyped: (schema: unknown) => Untyped = layout as never;

const key = fc.constantFrom('a', 'b', 'B', '10', '2', 'ln_1', '__proto__', 'then', 'length', ' ', '~');
const { node } = fc.letrec((self) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
    fc.array(fc.tuple(key, self('node')), { maxLength: 4 }).map((fields) => {
      const made = Object.create(null) as Record<string, unknown>;
      for (const [k, v] of fields) made[k] = v;
      return made;
    }),
    fc.uniqueArray(fc.tuple(key, self('node')), { maxLength: 3, selector: ([k]) => k }).map((fields) => ({ '.ordered': fields })),
    fc.array(self('node'), { maxLength: 3 }).map((items) => ({ '.tuple': items })),
    fc.tuple(fc.integer({ min: 0, max: 3 }), self('node')).map(([n, of]) => ({ '.repeat': n, '.of': of })),
    self('node').map((of) => ({ '.scope': of })),
  ),
}));
/** A struct of a random subtree and a tie to all of it, which stands before it. */
const withTie = node.map((sub) => ({ z: sub, a: Array.isArray(sub) && sub.length === 0 ? [1] : { '.tied': 'z' } }));

describe('any schema', () => {
  it('has owners that tile [0, length) and leaves that alias exactly what slots say', () => {
    fc.assert(
      fc.property(withTie, (schema) => {
        const model = untyped(schema);
        let end = 0;
        for (const slot of model.slots.filter((s) => s.tiedTo === undefined).sort((a, b) => a.offset - b.offset || a.length - b.length)) {
          expect(slot.offset).toBe(end);
          end += slot.length;
        }
        expect(end).toBe(model.length);
        const flat = model.zeros().map((_, i) => i + 1);
        expect(() => model.view(flat)).not.toThrow();
        for (const [slot, view] of model.leaves(flat)) {
          expect([...view]).toEqual([...flat.subarray(slot.offset, slot.offset + slot.length)]);
        }
      }),
    );
  });

  it('packs what it unpacked, and keeps its fingerprint through JSON', () => {
    fc.assert(
      fc.property(withTie, (schema) => {
        const model = untyped(schema);
        const flat = model.zeros().map((_, i) => i + 1);
        expect(model.pack(model.unpack(flat))).toEqual(flat);
        expect(fromJSON(JSON.stringify(model)).fingerprint).toBe(model.fingerprint);
      }),
    );
  });

  it('does not depend on the order in which keys were written', () => {
    const reversed = (schema: unknown): unknown => {
      if (Array.isArray(schema)) return schema.map(reversed);
      if (typeof schema !== 'object' || schema === null) return schema;
      const made = Object.create(null) as Record<string, unknown>;
      for (const k of Object.keys(schema).reverse()) made[k] = reversed((schema as Record<string, unknown>)[k]);
      return made;
    };
    fc.assert(
      fc.property(withTie, (schema) => {
        expect(untyped(reversed(schema)).fingerprint).toBe(untyped(schema).fingerprint);
      }),
    );
  });
});
