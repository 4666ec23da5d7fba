// A layout owns its schema: what was given is read once, copied and frozen, whatever it is made of.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { type AnyLayout, layout, ordered, repeat, SchemaError, scope, tied, tuple } from '../src/index.ts';
import { untyped } from './schemas.ts';

const everyForm = () => ({
  a: [2, 3],
  list: [[1], [2]],
  tuple: tuple([1], { x: [4] }),
  none: tuple(),
  h: repeat(2, { w: [1], s: [] }),
  o: ordered(['z', [1]], ['a', [2]]),
  t: tied('a'),
  tt: tied('a', { transpose: true }),
  sc: scope({ x: [1], y: tied('x') }),
  ['__proto__']: [1],
  empty: {},
});

/** Everything that a schema reaches, layouts and what they hold included. */
function* objectsIn(value: unknown): Generator<object> {
  if (typeof value !== 'object' || value === null) return;
  yield value;
  for (const key of Reflect.ownKeys(value)) yield* objectsIn((value as Record<PropertyKey, unknown>)[key]);
}

const holes = (length: number): unknown[] => Object.assign([], { length });

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(SchemaError);
    return (error as SchemaError).message;
  }
  return 'nothing was thrown';
}

describe('schemas of layouts', () => {
  it('a layout has a frozen deep copy of its schema', () => {
    const given = everyForm();
    const { schema } = layout(given);
    expect(schema).toStrictEqual(everyForm());
    const theirs = new Set(objectsIn(given));
    for (const each of objectsIn(schema)) {
      expect(theirs.has(each)).toBe(false);
      expect(Object.isFrozen(each)).toBe(true);
    }
    for (const each of theirs) expect(Object.isFrozen(each)).toBe(false);
  });

  it('a layout ignores later changes to the object that was its schema', () => {
    const given = { a: [2, 3], s: { w: [4], v: tied('s.w') }, h: { '.repeat': 2, '.of': [5] } };
    const model = untyped(given);
    const before = { json: JSON.stringify(model), fingerprint: model.fingerprint, slots: model.slots };
    given.a[0] = 99;
    given.s.w.push(7);
    given.h['.repeat'] = 9;
    (given as Record<string, unknown>)['b'] = [1];
    expect(JSON.stringify(model)).toBe(before.json);
    expect(model.sub('s').schema).toEqual({ w: [4], v: tied('w') });
    expect(untyped(model.schema).fingerprint).toBe(before.fingerprint);
    expect(model.slots).toBe(before.slots);
    expect(model.length).toBe(20);
  });

  it('the schema of a layout holds inner layouts as layouts, also in a sub', () => {
    const inner = layout({ x: [2, 2], y: tied('x') });
    const outer = layout({ s: { enc: inner, w: [1] }, h: repeat(2, inner) });
    expect(outer.schema.s.enc).toBe(inner);
    expect(outer.schema.h['.of']).toBe(inner);
    expect(outer.sub('s').schema.enc).toBe(inner);
    expect(outer.sub('s.enc').fingerprint).toBe(inner.fingerprint);
    expect(outer.toJSON().schema).toEqual({
      s: { enc: scope({ x: [2, 2], y: tied('x') }), w: [1] },
      h: repeat(2, scope({ x: [2, 2], y: tied('x') })),
    });
    expect(layout(outer.schema).fingerprint).toBe(outer.fingerprint);
  });

  it('layout rebuilds a layout of another copy of the library as one of its own class', () => {
    class Stranger {
      readonly schema = { x: [2], y: { '.tied': 'x' } };
      get [Symbol.for('paramlayout.layout')](): true {
        return true;
      }
    }
    const stranger = new Stranger();
    const outer = untyped({ s: stranger });
    stranger.schema.x[0] = 5;
    const inside = (outer.schema as { s: AnyLayout }).s;
    expect([outer.length, inside.length, inside.schema]).toEqual([2, 2, { x: [2], y: tied('x') }]);
    expect(inside.summary()).toBe(layout({ x: [2], y: tied('x') }).summary());
  });

  const inner = layout({ x: [2] });
  it.each([
    [
      'a spread of a layout',
      { ...inner },
      "'s': a struct was expected, found a spread layout; spread its .schema instead",
    ],
    [
      'a spread with more',
      { ...inner, extra: [5] },
      "'s': a struct was expected, found a spread layout; spread its .schema instead",
    ],
    ['a copy of a layout', structuredClone(inner), "'s': a struct was expected, found a spread layout"],
    [
      'a layout as JSON',
      inner.toJSON(),
      "'s.fingerprint': a shape, a struct or a marker such as repeat(…) was expected, found string",
    ],
    [
      'what looks like one',
      { schema: { x: [2] }, fingerprint: 'x' },
      "'s.fingerprint': a shape, a struct or a marker such as repeat(…) was expected, found string",
    ],
    [
      'an object that inherits from a layout',
      Object.create(inner),
      "'s': a plain object was expected, found an object with its own prototype",
    ],
    [
      'the same with a schema of its own',
      Object.create(inner, { schema: { value: { x: [3] } } }),
      "'s': a plain object was expected, found an object with its own prototype",
    ],
    [
      "a layout's class",
      Object.getPrototypeOf(inner),
      "'s': a plain object was expected, found an object with its own prototype",
    ],
    [
      'an object with the key of layouts',
      { [Symbol.for('paramlayout.layout')]: true, schema: { x: [2] } },
      "'s': a key must be a string, found a symbol",
    ],
    [
      'an object with their tag',
      { [Symbol.toStringTag]: 'Layout', schema: { x: [2] } },
      "'s': a key must be a string, found a symbol",
    ],
  ])('layout refuses %s in place of a layout', (_, s, says) => {
    expect(() => untyped({ s })).toThrow(says);
    expect(() => untyped(s)).toThrow(
      says.replace("'s': this", 'the schema: this').replace("'s.", "'").replace(/^'s':/, 'the schema:'),
    );
  });

  it('layout takes a struct whose fields have the names of layout members', () => {
    expect(layout({ schema: [2], length: [3], fingerprint: { slots: [4] } }).length).toBe(9);
    expect(layout({ ...inner, length: [3] }).at('schema.x').length).toBe(2);
  });

  it('the JSON of a schema does not depend on the order of its keys', () => {
    expect(JSON.stringify(layout({ b: [1], a: { d: [2], c: [3] } }))).toBe(
      JSON.stringify(layout({ a: { c: [3], d: [2] }, b: [1] })),
    );
  });
});

describe('reading of schemas', () => {
  it('layout reads every item and property of a schema once', () => {
    const reads = new Map<string, number>();
    const counting = (value: unknown, at: string): unknown => {
      if (typeof value !== 'object' || value === null) return value;
      return new Proxy(value, {
        get(target, key, receiver) {
          const place = `${at}/${String(key)}`;
          reads.set(place, (reads.get(place) ?? 0) + 1);
          return counting(Reflect.get(target, key, receiver), place);
        },
      });
    };
    const model = untyped(counting(everyForm(), ''));
    expect(model.schema).toStrictEqual(everyForm());
    expect(model.fingerprint).toBe(layout(everyForm()).fingerprint);
    JSON.stringify(model);
    expect(Array.from(reads).filter(([, times]) => times > 1)).toEqual([]);
    expect(reads.size).toBeGreaterThan(40);
  });

  it('layout is consistent with itself where a schema gives another answer on each read', () => {
    let n = 2;
    const accessor = {
      get w() {
        return [n++];
      },
      s: {
        get '.repeat'() {
          return n++;
        },
        '.of': [1],
      },
      o: { '.ordered': [{ 0: 'k', 1: [1], length: 2 }] },
    };
    (accessor.o['.ordered'] as unknown[])[0] = Object.defineProperty(['k', [1]], 0, { get: () => `k${n++}` });
    const model = untyped(accessor);
    expect(model.slots.map(({ path }) => path)).toEqual(['o.k2', 's.0', 's.1', 's.2', 'w']);
    expect(model.schema).toEqual({ o: ordered(['k2', [1]]), s: repeat(3, [1]), w: [4] });
    expect(n).toBe(5);
  });

  it(
    'layout takes schemas that are frozen, have no prototype, come from ' +
      'another realm or hold arrays of a subclass',
    () => {
      class Shape extends Array<number> {}
      const { fingerprint } = layout({ a: [2, 3], b: { c: [4] } });
      const bare = Object.assign(Object.create(null) as object, {
        a: [2, 3],
        b: Object.assign(Object.create(null) as object, { c: [4] }),
      });
      const foreign: unknown = runInNewContext('({ a: [2, 3], b: { c: [4] } })');
      for (const given of [
        Object.freeze({ a: Object.freeze([2, 3]), b: Object.freeze({ c: [4] }) }),
        bare,
        foreign,
        { a: Shape.of(2, 3), b: { c: [4] } },
      ]) {
        const model = untyped(given);
        expect(model.fingerprint).toBe(fingerprint);
        expect(model.schema).toStrictEqual({ a: [2, 3], b: { c: [4] } });
      }
      expect(untyped(runInNewContext("({ h: { '.repeat': 2, '.of': { '.tied': 'w' } }, w: [3] })")).length).toBe(3);
    },
  );

  it.each([
    ['a hole in a shape', { a: [2, , 3] }, "'a': an array must have no hole, found one at index 1"], // oxlint-disable-line no-sparse-arrays -- a hole is the point
    ['a hole in a tuple', { a: [[2], , [3]] }, "'a': an array must have no hole, found one at index 1"], // oxlint-disable-line no-sparse-arrays -- a hole is the point
    ['holes only', { a: holes(5) }, "'a': an array must have no hole, found one at index 0"],
    ['a hole in tuple(…)', { a: { '.tuple': holes(1) } }, "'a': an array must have no hole, found one at index 0"],
    [
      'a hole in ordered fields',
      { a: { '.ordered': holes(1) } },
      "'a': an array must have no hole, found one at index 0",
    ],
    [
      'undefined in a tuple',
      { a: [[2], undefined] },
      "'a.1': a shape, a struct or a marker such as repeat(…) was expected, found undefined",
    ],
    [
      'a boxed number',
      { a: [Object(3)] },
      "'a.0': a plain object was expected, found an object with its own prototype",
    ],
    ['a bigint', { a: [3n] }, "'a.0': a shape, a struct or a marker such as repeat(…) was expected, found bigint"],
    [
      'an instance of a class',
      {
        a: new (class Block {
          w = [1];
        })(),
      },
      "'a': a plain object was expected, found an object with its own prototype",
    ],
    ['a Map', { a: new Map([['w', [1]]]) }, "'a': a plain object was expected, found an object with its own prototype"],
    [
      'a typed array as a shape',
      { a: new Int32Array([2, 3]) },
      "'a': a plain object was expected, found an object with its own prototype",
    ],
    [
      'a class instance of another realm',
      runInNewContext('({ a: new (class Block { w = [1]; })() })'),
      "'a': a plain object was expected, found an object with its own prototype",
    ],
    ['a symbol key', { a: { [Symbol('w')]: [1] } }, "'a': a key must be a string, found a symbol"],
    ['a symbol', { a: Symbol('w') }, "'a': a shape, a struct or a marker such as repeat(…) was expected, found symbol"],
    [
      'an inherited marker',
      { a: Object.create({ '.tied': 'b' }) as unknown },
      "'a': a plain object was expected, found an object with its own prototype; " +
        "write a field named __proto__ as ['__proto__']: …",
    ],
  ])('layout refuses a schema with %s', (_, given, says) => {
    expect(messageOf(() => untyped(given))).toBe(says);
  });

  it('layout passes on the errors that accessors of a schema throw', () => {
    const given = {
      get a(): never {
        throw new Error('not today');
      },
    };
    expect(() => untyped(given)).toThrow(new Error('not today'));
  });

  it('layout takes -0 for 0', () => {
    const model = untyped({ a: [-0, 2], h: { '.repeat': -0, '.of': [1] } });
    expect(Object.is(model.slots[0]?.shape[0], 0)).toBe(true);
    expect(model.schema).toStrictEqual({ a: [0, 2], h: repeat(0, [1]) });
  });
});

describe('deep schemas', () => {
  const ways: Record<string, (inner: unknown) => unknown> = {
    structs: (n) => ({ n, w: [1] }),
    tuples: (n) => [n, [1]],
    'tuple(…)s': (n) => ({ '.tuple': [n] }),
    repeats: (n) => ({ '.repeat': 1, '.of': n }),
    'ordered structs': (n) => ({ '.ordered': [['n', n]] }),
    scopes: (n) => ({ '.scope': n }),
    'structs with scalars': (n) => ({ n, s: [] }),
  };
  const nested = (levels: number, wrap: (inner: unknown) => unknown): unknown => {
    let schema: unknown = { w: [1] };
    for (let i = 0; i < levels; i++) schema = wrap(schema);
    return schema;
  };

  it.each(Object.entries(ways))('layout takes 500 levels of nesting: %s', (_, wrap) => {
    const model = untyped(nested(499, wrap));
    const flat = model.zeros().fill(3);
    model.view(flat);
    expect(model.pack(model.unpack(flat))).toEqual(flat);
    expect(untyped(JSON.parse(JSON.stringify(model)).schema).fingerprint).toBe(model.fingerprint);
    expect(model.summary()).toContain('w');
  });

  it.each(Object.entries(ways))('layout refuses 501 levels of nesting: %s', (_, wrap) => {
    for (const levels of [500, 501, 10_000]) {
      expect(messageOf(() => untyped(nested(levels, wrap)))).toMatch(
        /: a schema may nest at most 500 levels deep, ties followed$/,
      );
    }
  });

  it('layout refuses a schema that holds itself, and shows the start of its path', () => {
    const self: Record<string, unknown> = { w: [1] };
    self['again'] = self;
    const says = messageOf(() => untyped(self));
    expect(says).toMatch(/^'again\.again\.[^']*…': a schema may nest at most 500 levels deep/);
    expect(says.length).toBeLessThan(250);
    const list: unknown[] = [];
    list.push(list);
    expect(messageOf(() => untyped(list))).toMatch(/may nest at most 500 levels deep/);
  });

  it('layout refuses a schema that ties make too deep', () => {
    const chain = (links: number): unknown =>
      Object.fromEntries(
        Array.from({ length: links }, (_, i) => [`a${i}`, i + 1 < links ? { x: tied(`a${i + 1}`) } : { x: [1] }]),
      );
    expect(untyped(chain(200)).slots).toHaveLength(200);
    expect(messageOf(() => untyped(chain(10_000)))).toMatch(
      /^'a\d+\.x': a schema may nest at most 500 levels deep, ties followed/,
    );
    // The same the other way round, so that the deep end is looked at first.
    const reversed = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [
        `a${String(i).padStart(5, '0')}`,
        i === 0 ? { x: [1] } : { x: tied(`a${String(i - 1).padStart(5, '0')}`) },
      ]),
    );
    expect(messageOf(() => untyped(reversed))).toMatch(/may nest at most 500 levels deep, ties followed/);
  });

  it('layout refuses a schema that layouts in layouts make too deep', () => {
    const nest = (levels: number): unknown => {
      let model: unknown = untyped({ w: [1], t: tied('w') });
      for (let i = 0; i < levels; i++) model = untyped({ n: model });
      return model;
    };
    expect((nest(200) as AnyLayout).slots).toHaveLength(2);
    expect(messageOf(() => nest(300))).toMatch(/^'n': a schema may nest at most 500 levels deep/);
    expect(messageOf(() => untyped({ '.scope': { a: { b: nest(249) } } }))).toMatch(
      /^'a\.b': a schema may nest at most 500 levels deep/,
    );
  });

  const dist = new URL('../dist/src/index.js', import.meta.url);
  it("layout walks 500 levels on half of Node's stack, before Node has compiled any of it", ({ skip }) => {
    if (!existsSync(dist)) skip('dist is not built: run npm run build first');
    const program = `
      import { layout } from ${JSON.stringify(dist.href)};
      const ways = [${Object.values(ways).map(String).join(', ')}];
      for (const wrap of ways) {
        let schema = { w: [1] };
        for (let i = 0; i < 499; i++) schema = wrap(schema);
        const model = layout(schema);
        model.view(model.pack(model.unpack(model.zeros())));
        model.summary();
        model.map(() => 1);
      }
      console.log('fine');`;
    const printed = execFileSync(
      process.execPath,
      ['--stack-size=492', '--no-opt', '--no-sparkplug', '--input-type=module', '-e', program],
      { encoding: 'utf8' },
    );
    expect(printed).toBe('fine\n');
  });
});
