import fc from 'fast-check';
import { layout, type AnyLayout, type Slot } from '../src/index.ts';

// Schemas made at random are data: the compiler knows nothing of them.
export interface Untyped extends Omit<AnyLayout, 'view' | 'map' | 'sub'> {
  view(flat: Float32Array): object;
  sub(path: string): Untyped;
  map<T>(leaf: (slot: Slot) => T, tie?: (value: T, slot: Slot) => T): unknown;
}
export const untyped: (schema: unknown) => Untyped = layout as never;

// Short, so that neighbours often share a beginning; and those that mean something to objects, arrays and promises.
const key = fc.constantFrom(
  'a',
  'b',
  'B',
  '10',
  '2',
  '0',
  'ln_1',
  '__proto__',
  'constructor',
  'toString',
  'valueOf',
  'then',
  'length',
  'schema',
  ' ',
  '~',
  '"',
  "'",
);
export const { node } = fc.letrec((self) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
    fc.array(fc.tuple(key, self('node')), { maxLength: 4 }).map((fields) => {
      const made = Object.create(null) as Record<string, unknown>;
      for (const [k, v] of fields) made[k] = v;
      return made;
    }),
    fc
      .uniqueArray(fc.tuple(key, self('node')), { maxLength: 3, selector: ([k]) => k })
      .map((fields) => ({ '.ordered': fields })),
    fc.array(self('node'), { maxLength: 3 }).map((items) => ({ '.tuple': items })),
    fc.tuple(fc.integer({ min: 0, max: 3 }), self('node')).map(([n, of]) => ({ '.repeat': n, '.of': of })),
    self('node').map((of) => ({ '.scope': of })),
    self('node').map((of) => untyped(of)),
  ),
}));
/**
 * The paths of all leaves and subtrees of a schema, where it stands at `at`; matrices are told, because they can be
 * tied transposed.
 */
function pathsOf(schema: unknown, at: string): { path: string; isMatrix: boolean }[] {
  const found = new Map([[at, false]]);
  // Scopes of one leaf count as subtrees to a transposed tie
  const leafScopes = /"(?:\.scope|schema)":\[/.test(JSON.stringify(schema));
  for (const { path, shape } of untyped(schema).slots) {
    const segments = path === '' ? [at] : [at, ...path.split('.')]; // '' where all of the schema is one leaf
    for (let n = 1; n <= segments.length; n++)
      found.set(segments.slice(0, n).join('.'), n === segments.length && shape.length === 2 && !leafScopes);
  }
  return Array.from(found, ([path, isMatrix]) => ({ path, isMatrix }));
}

/** A tie to one of the paths. */
function tieTo(paths: readonly { path: string; isMatrix: boolean }[], pick: number): unknown {
  const { path, isMatrix } = paths[pick % paths.length] as { path: string; isMatrix: boolean };
  return isMatrix && pick % 2 === 1 ? { '.tied': path, '.transpose': true } : { '.tied': path };
}

/**
 * Random subtrees and random ties to places in them: before them, repeated, in scopes, in repeats of scopes, and to
 * scopes that hold ties.
 */
export const withTies = fc
  .tuple(node, node, fc.array(fc.nat(1000), { minLength: 5, maxLength: 5 }), fc.integer({ min: 0, max: 3 }))
  .map(([sub, inner, picks, count]) => {
    const outside = pathsOf(sub, 'z');
    const inside = pathsOf(inner, 'in');
    const pick = (i: number): number => picks[i] as number;
    const holding = { in: inner, t: tieTo(inside, pick(0)), u: { v: tieTo(inside, pick(1)) } };
    const scoped = pick(0) % 3 === 0 ? untyped(holding) : { '.scope': holding };
    return {
      a: tieTo(outside, pick(2)),
      b: { '.repeat': count, '.of': tieTo(outside, pick(3)) },
      c: { '.repeat': count, '.of': { s: scoped, o: tieTo(outside, pick(4)), x: [] } },
      d: { '.tied': 's' },
      e: { '.tied': 's.u' },
      // Holds all that its ties name
      g: { in: inner, s: scoped, t: tieTo(pathsOf(inner, 'g.in'), pick(1)), v: { '.tied': 'g.s.u' } },
      s: scoped,
      o: {
        '.ordered': [
          ['z', { '.tuple': [tieTo(outside, pick(1)), []] }],
          ['a', { '.tied': 'c' }],
        ],
      },
      z: sub,
    };
  });
