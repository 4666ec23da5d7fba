import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromJSON } from '../src/index.ts';
import { untyped, withTies } from './schemas.ts';

describe('any schema', () => {
  it('has owners that tile [0, length) and leaves that alias exactly what slots say', () => {
    fc.assert(
      fc.property(withTies, (schema) => {
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
      fc.property(withTies, (schema) => {
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
      fc.property(withTies, (schema) => {
        expect(untyped(reversed(schema)).fingerprint).toBe(untyped(schema).fingerprint);
      }),
    );
  });
});
