import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromJSON, type Slot } from '../src/index.ts';
import type { AnyArray } from '../types/array/kind.ts';
import { bindData, binders } from './binders.ts';
import { referenceOffsets, referenceSlots } from './reference.ts';
import { type Untyped, untyped, withTies } from './schemas.ts';

const kinds = [Float32Array, Float64Array, Int8Array, Uint8ClampedArray, Int16Array, Uint32Array] as const;
type Kind = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => AnyArray;
const kind = fc.constantFrom(...(kinds as readonly unknown[] as readonly (Kind & typeof Float32Array)[]));

const counted = (length: number): Float32Array => new Float32Array(length).map((_, i) => i + 1);
const segments = (path: string): string[] => (path === '' ? [] : path.split('.'));
const reach = (structure: unknown, path: string): unknown =>
  segments(path).reduce((at, key) => {
    expect(Object.hasOwn(at as object, key)).toBe(true);
    return (at as Record<string, unknown>)[key];
  }, structure);
// Structures are compared by isDeepStrictEqual: vitest takes an own field `constructor` for the class of an object.
const isScalar = ({ shape }: Slot): boolean => shape.length === 0;

/** The paths of leaves and subtrees, each once. */
function allPaths({ slots }: Untyped): Set<string> {
  return new Set(slots.flatMap(({ path }) => segments(path).map((_, i, all) => all.slice(0, i + 1).join('.'))));
}

const permuted = (schema: unknown, turn: (keys: string[]) => string[]): unknown => {
  if (Array.isArray(schema)) return schema.map((each) => permuted(each, turn));
  if (typeof schema !== 'object' || schema === null || Symbol.for('paramlayout.layout') in schema) return schema;
  const made = Object.create(null) as Record<string, unknown>;
  for (const key of turn(Object.keys(schema))) made[key] = permuted((schema as Record<string, unknown>)[key], turn);
  return made;
};

describe('any schema', { timeout: 60_000 }, () => {
  it('the paths, shapes, owners and offsets of any schema are those of a naive reading', () => {
    fc.assert(
      fc.property(withTies, (schema) => {
        const model = untyped(schema);
        const reference = referenceSlots(schema);
        const { offsets, length } = referenceOffsets(reference);
        expect(model.length).toBe(length);
        expect(
          model.slots.map(({ path, shape, tiedTo, transposed, offset }) => ({
            path,
            shape,
            owner: tiedTo ?? path,
            transposed,
            offset,
          })),
        ).toEqual(reference.map((slot) => ({ ...slot, offset: offsets.get(slot.owner) })));
      }),
      { numRuns: 300 },
    );
  });

  it('the owners of any schema tile [0, length) without holes or overlaps', () => {
    fc.assert(
      fc.property(withTies, (schema) => {
        const { slots, length } = untyped(schema);
        let end = 0;
        for (const slot of slots.filter(({ tiedTo }) => tiedTo === undefined)) {
          expect(slot.offset).toBe(end); // the canonical order is the order in memory
          end += slot.length;
        }
        expect(end).toBe(length);
        const owners = new Map(slots.map((slot) => [slot.path, slot]));
        for (const { tiedTo, offset, length: size, shape, transposed } of slots) {
          if (tiedTo === undefined) continue;
          const owner = owners.get(tiedTo) as Slot;
          expect(owner).toMatchObject({ offset, length: size, shape: transposed ? [...shape].reverse() : shape });
          expect(owner.tiedTo).toBeUndefined();
        }
      }),
    );
  });

  describe.each(binders)('views by the %s binder', (_, make) => {
    it('the leaves of any view alias the ranges that at returns, for any kind and any start in a buffer', () => {
      fc.assert(
        fc.property(withTies, kind, fc.nat(3), fc.boolean(), (schema, Type, skipped, isShared) => {
          const model = untyped(schema);
          const bytes = Type.BYTES_PER_ELEMENT;
          const size = (skipped + model.length + 1) * bytes;
          const flat = new Type(
            isShared ? new SharedArrayBuffer(size) : new ArrayBuffer(size),
            skipped * bytes,
            model.length,
          );
          const view = bindData(make, schema, flat);
          model.slots.forEach((slot, i) => {
            const { path, offset, length, shape, strides } = slot;
            expect(model.at(path)).toEqual(slot);
            const written = i % 100;
            if (isScalar(slot)) {
              const parent = reach(view, segments(path).slice(0, -1).join('.')) as Record<string, number>;
              const key = segments(path).at(-1) as string;
              parent[key] = written;
              expect([parent[key], flat[offset]]).toEqual([written, written]);
              return;
            }
            const leaf = reach(view, path) as Float32Array & Slot;
            expect(leaf).toBeInstanceOf(Type);
            expect([leaf.buffer === flat.buffer, leaf.byteOffset, leaf.length]).toEqual([
              true,
              flat.byteOffset + offset * bytes,
              length,
            ]);
            expect([leaf.shape, leaf.strides]).toEqual([shape, strides]);
            if (length === 0) return;
            leaf[length - 1] = written;
            expect(flat[offset + length - 1]).toBe(written);
          });
          // Ties alias: whatever was written last through any of the paths is read through all of them.
          for (const { path, tiedTo } of model.slots)
            if (tiedTo !== undefined) expect(reach(view, path)).toEqual(reach(view, tiedTo));
        }),
      );
    });

    it('any view has the structure that map returns, is frozen, and has nothing else', () => {
      fc.assert(
        fc.property(withTies, (schema) => {
          const model = untyped(schema);
          const flat = counted(model.length);
          const leaves = new Map(
            Array.from(model.leaves(flat), ([slot, leaf]) => [slot.path, isScalar(slot) ? leaf[0] : leaf]),
          );
          const view = bindData(make, schema, flat);
          expect(
            isDeepStrictEqual(
              view,
              model.map(
                ({ path }) => leaves.get(path),
                (_, { path }) => leaves.get(path),
              ),
            ),
          ).toBe(true);
          const check = (at: unknown): void => {
            if (typeof at !== 'object' || at === null || ArrayBuffer.isView(at)) return;
            expect(Object.isFrozen(at)).toBe(true);
            expect(Object.getPrototypeOf(at)).toBe(Array.isArray(at) ? Array.prototype : Object.prototype);
            for (const key of Reflect.ownKeys(at)) check((at as Record<PropertyKey, unknown>)[key]);
          };
          check(view);
        }),
      );
    });
  });

  it('viewAt and sub of any path agree with the whole view', () => {
    fc.assert(
      fc.property(withTies, (schema) => {
        const model = untyped(schema);
        const flat = counted(model.length);
        const view = model.view(flat);
        for (const path of allPaths(model)) {
          const part = reach(view, path);
          expect(isDeepStrictEqual(model.viewAt(flat, path), part)).toBe(true);
          const { offset, length } = model.at(path);
          let sub: Untyped;
          try {
            sub = model.sub(path);
          } catch (error) {
            expect(String(error)).toMatch(/must be a subtree, found a leaf|which is outside/);
            continue;
          }
          expect(sub.length).toBe(length);
          if (isLoneScalar(sub)) continue;
          expect(isDeepStrictEqual(sub.view(flat.subarray(offset, offset + length)), part)).toBe(true);
          const inside = model.slots.filter((slot) => slot.path.startsWith(`${path}.`));
          expect(sub.slots.map((slot) => [slot.path, slot.offset, slot.shape])).toEqual(
            inside.map((slot) => [slot.path.slice(path.length + 1), slot.offset - offset, slot.shape]),
          );
        }
      }),
    );
  });

  it('pack restores what unpack returned, also as views and without the ties', () => {
    fc.assert(
      fc.property(withTies, kind, (schema, Type) => {
        const model = untyped(schema);
        const flat = new Type(model.length).map((_, i) => i % 120);
        const nested = model.unpack(flat);
        const into = new Type(model.length);
        for (const structure of [nested, model.view(flat), bare(schema, nested)]) {
          expect(model.pack(structure, into.fill(7))).toBe(into);
          expect(into).toEqual(flat);
        }
        expect(model.pack(nested)).toEqual(new Float32Array(flat));
        for (const [{ path, shape, strides }, leaf] of model.leaves(flat))
          expect(reach(nested, path)).toEqual(byStrides(leaf, shape, strides));
      }),
    );
  });

  it('map calls once for each owner, and gives every tie the value of its owner', () => {
    fc.assert(
      fc.property(withTies, (schema) => {
        const model = untyped(schema);
        const seen: string[] = [];
        const mapped = model.map(
          (slot): unknown => {
            seen.push(slot.path);
            return slot;
          },
          (value, slot) => ({ value, slot }),
        );
        expect(seen).toEqual(model.slots.filter(({ tiedTo }) => tiedTo === undefined).map(({ path }) => path));
        const slots = new Map(model.slots.map((slot) => [slot.path, slot]));
        for (const slot of model.slots) {
          expect(reach(mapped, slot.path)).toEqual(
            slot.tiedTo === undefined ? slot : { value: slots.get(slot.tiedTo), slot },
          );
        }
      }),
    );
  });

  it('a layout of any schema is the same after JSON, and from its own schema', () => {
    fc.assert(
      fc.property(withTies, (schema) => {
        const model = untyped(schema);
        const text = JSON.stringify(model);
        for (const again of [
          fromJSON(text),
          fromJSON(JSON.parse(text)),
          fromJSON(text, model),
          untyped(model.schema),
          untyped(schema),
        ]) {
          expect(again.fingerprint).toBe(model.fingerprint);
          expect(again.slots).toEqual(model.slots);
          expect(JSON.stringify(again)).toBe(text);
        }
      }),
    );
  });

  it('the layout of any schema does not depend on the order of its keys', () => {
    fc.assert(
      fc.property(withTies, (schema) => {
        const model = untyped(schema);
        for (const turn of [
          (keys: string[]) => keys.reverse(),
          (keys: string[]) => [...keys.slice(1), ...keys.slice(0, 1)],
        ]) {
          const turned = untyped(permuted(schema, turn));
          expect(JSON.stringify(turned)).toBe(JSON.stringify(model));
          expect(turned.slots).toEqual(model.slots);
        }
      }),
    );
  });

  it('two schemas have the same fingerprint only where they mean the same memory', () => {
    fc.assert(
      fc.property(withTies, withTies, (one, other) => {
        const [a, b] = [untyped(one), untyped(other)];
        const meaning = ({ slots }: Untyped): string => JSON.stringify(slots);
        if (meaning(a) !== meaning(b)) expect(a.fingerprint).not.toBe(b.fingerprint);
      }),
    );
  });
});

const isLoneScalar = ({ slots }: Untyped): boolean => slots.length === 1 && slots[0]?.path === '' && isScalar(slots[0]);

function byStrides(leaf: ArrayLike<number>, shape: readonly number[], strides: readonly number[], at = 0): unknown {
  const [count, ...inner] = shape;
  if (count === undefined) return leaf[at];
  return Array.from({ length: count }, (_, i) =>
    byStrides(leaf, inner, strides.slice(1), at + i * (strides[0] as number)),
  );
}

/** A structure without the fields of structs that are ties. */
function bare(schema: unknown, structure: unknown): unknown {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return structure;
  const ties = Object.entries(schema)
    .filter(([, each]) => typeof each === 'object' && each !== null && '.tied' in each)
    .map(([key]) => key);
  return Object.fromEntries(Object.entries(structure as object).filter(([key]) => !ties.includes(key)));
}
