import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { flatOf, layout, repeat, scope, tied, tuple } from '../src/index.ts';
import { bind, bindData, binders } from './binders.ts';
import { untyped } from './schemas.ts';

// the compiler knows WebAssembly only by the declarations of the DOM
interface WithMemory {
  WebAssembly: {
    Memory: new (options: { initial: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): number };
  };
}
const counted = (length: number): Float32Array => new Float32Array(length).map((_, i) => i + 1);
const f32 = (...values: number[]): Float32Array => new Float32Array(values);

describe.each(binders)('views by the %s binder', (_, make) => {
  it('a view aliases flat, is frozen, and equals a plain object of plain arrays', () => {
    const model = layout({
      layers: [
        { w: [2, 1], b: [2] },
        { w: [1, 2], b: [1] },
      ],
      empty: {},
      none: repeat(0, [2]),
      gap: [0, 3],
      nil: tuple(),
    });
    const flat = counted(model.length);
    const p = bind(make, model, flat);
    expect(p).toStrictEqual({
      empty: {},
      gap: f32(),
      layers: [
        { b: f32(1, 2), w: f32(3, 4) },
        { b: f32(5), w: f32(6, 7) },
      ],
      nil: [],
      none: [],
    });
    expect(p.layers[0].w).toStrictEqual(f32(3, 4));
    for (const view of [p, p.layers, p.layers[0], p.empty, p.none]) expect(Object.isFrozen(view)).toBe(true);
    expect(Object.getPrototypeOf(p)).toBe(Object.prototype);
    expect(Array.isArray(p.layers)).toBe(true);
    p.layers[1].w[1] = 9;
    expect(flat[6]).toBe(9);
    expect(() => {
      (p.layers[1] as { w: unknown }).w = f32(1, 2);
    }).toThrow(TypeError);
    expect(flatOf(p)).toBe(flat);
    expect(() => flatOf(p.layers)).toThrow(/a root view was expected/);
    expect(Reflect.ownKeys(p)).toEqual(['empty', 'gap', 'layers', 'nil', 'none']);
  });

  it('the leaves of a view are plain typed arrays to other code', () => {
    const model = layout({ w: [2, 3] });
    const { w } = bind(make, model, counted(6));
    expect(w).toBeInstanceOf(Float32Array);
    expect(w.constructor).toBe(Float32Array);
    expect(Reflect.ownKeys(w)).toEqual(['0', '1', '2', '3', '4', '5']);
    expect([w.shape, w.strides]).toEqual([
      [2, 3],
      [3, 1],
    ]);
    for (const made of [w.subarray(1), w.map((x) => x), w.slice(), w.filter(() => true), structuredClone(w)]) {
      expect(Object.getPrototypeOf(made)).toBe(Float32Array.prototype);
      expect('shape' in made).toBe(false);
    }
    expect(w.subarray(1).buffer).toBe(w.buffer);
  });

  it('flatOf finds the flat array of a view of one leaf or one list', () => {
    const flat = counted(6);
    for (const schema of [[2, 3], repeat(3, [2]), tuple([4], [2])])
      expect(flatOf(bindData(make, schema, flat) as object)).toBe(flat);
    expect(flatOf(bindData(make, {}, f32()) as object)).toEqual(f32());
  });

  it('a view follows ties to leaves, subtrees and transposes, in scopes and repeats', () => {
    const model = layout({
      emb: { w: [2, 3] },
      head: { w: tied('emb.w'), t: tied('emb.w', { transpose: true }) },
      h: repeat(3, scope({ a: [2], b: tied('a'), c: { d: tied('c0') }, c0: { x: [1], y: tied('a') } })),
      same: repeat(4, tied('emb')),
      s: scope({ x: [1], sub: { y: tied('x') } }),
      out: tied('s.sub'),
      all: tied('h'),
    });
    const flat = counted(model.length);
    const p = bind(make, model, flat);
    expect(p.head.w).toEqual(p.emb.w);
    expect(p.head.w.byteOffset).toBe(p.emb.w.byteOffset);
    expect([p.head.t.shape, p.head.t.strides, [...p.head.t]]).toEqual([[3, 2], [1, 3], [...p.emb.w]]);
    for (const i of [0, 1, 2] as const) {
      const at = model.at(`h.${i}.a`).offset;
      expect(p.h[i].b).toEqual(f32(at + 1, at + 2));
      expect(p.h[i].c.d).toEqual({ x: f32(at + 3), y: f32(at + 1, at + 2) });
    }
    expect(p.all).toEqual(p.h);
    expect(p.same).toHaveLength(4);
    p.same[3].w[5] = -1;
    expect(p.emb.w[5]).toBe(-1);
    expect(bindData(make, model.schema, flat)).toHaveProperty('out.y', p.s.x);
  });

  it('a view reads and writes scalars in structs, tuples, repeats and through ties', () => {
    const model = layout({
      alpha: [],
      list: [[], [2], []],
      rep: repeat(3, []),
      tie: tied('alpha'),
      ties: repeat(2, tied('alpha')),
      h: repeat(2, { gain: [], w: [1], root: tied('alpha'), s: scope({ k: [], own: tied('k') }) }),
    });
    const flat = counted(model.length);
    const p = bind(make, model, flat);
    const own = (i: 0 | 1): unknown => ({
      gain: flat[model.at(`h.${i}.gain`).offset],
      root: 1,
      s: { k: flat[model.at(`h.${i}.s.k`).offset], own: flat[model.at(`h.${i}.s.k`).offset] },
      w: f32(model.at(`h.${i}.w`).offset + 1),
    });
    expect(p).toEqual({
      alpha: 1,
      h: [own(0), own(1)],
      list: [8, f32(9, 10), 11],
      rep: [12, 13, 14],
      tie: 1,
      ties: [1, 1],
    });
    expect(Array.isArray(p.list) && Array.isArray(p.rep) && Object.isFrozen(p.rep)).toBe(true);
    expect(Object.keys(p.h[1])).toEqual(['gain', 'root', 's', 'w']);
    expect([...p.rep]).toEqual([12, 13, 14]);
    p.rep[1] = 40;
    p.ties[1] = 0.1;
    p.h[1].s.own = 7;
    p.list[2] = 5;
    expect([flat[12], p.alpha, p.h[1].s.k, p.h[0].root, flat[10]]).toEqual([
      40,
      Math.fround(0.1),
      7,
      Math.fround(0.1),
      5,
    ]);
    expect(() => {
      (p.list as unknown as unknown[])[1] = 3;
    }).toThrow(TypeError);
    expect(() => {
      (p.rep as unknown as unknown[])[3] = 3;
    }).toThrow(TypeError);
  });

  it('a view converts what is assigned to a scalar as the flat array does', () => {
    const model = layout({ a: [] });
    const values: unknown[] = [
      1.1,
      -0,
      NaN,
      Infinity,
      1e300,
      '3',
      ' 4 ',
      'x',
      true,
      null,
      undefined,
      [7],
      { valueOf: () => 8 },
      1n,
      Symbol('s'),
    ];
    for (const Type of [Float32Array, Int8Array, Uint8ClampedArray]) {
      const flat = new Type(1);
      const plain = new Type(1);
      const p = bind(make, model, flat as unknown as Float32Array) as unknown as { a: unknown };
      for (const value of values) {
        const outcome = (assign: () => void): unknown => {
          try {
            assign();
            return 'fine';
          } catch (error) {
            return String(error);
          }
        };
        expect(
          outcome(() => {
            p.a = value;
          }),
        ).toBe(
          outcome(() => {
            plain[0] = value as number;
          }),
        );
        expect(flat[0]).toBe(plain[0]);
      }
    }
  });

  it('a view of a detached buffer names the scalar in its error', () => {
    const model = layout({ h: repeat(4, { alpha: [], w: [2], list: [[], { beta: [] }] }), z: tied('h.3') });
    const flat = counted(model.length);
    const p = bind(make, model, flat);
    structuredClone(flat.buffer, { transfer: [flat.buffer as ArrayBuffer] });
    const gone = (path: string): string =>
      `'${path}' cannot be reached: the buffer of its flat array was detached or shrunk`;
    expect(() => p.h[3].alpha).toThrow(new TypeError(gone('h.3.alpha')));
    expect(() => {
      p.h[2].alpha = 1;
    }).toThrow(new TypeError(gone('h.2.alpha')));
    expect(() => p.h[1].list[0]).toThrow(new TypeError(gone('h.1.list.0')));
    expect(() => p.h[0].list[1].beta).toThrow(new TypeError(gone('h.0.list.1.beta')));
    expect(() => p.z.alpha).toThrow(new TypeError(gone('h.3.alpha'))); // the owner of the tie
    expect(p.h[3].w).toHaveLength(0);
  });

  it('a view refuses an assignment whose conversion detaches the buffer', () => {
    const flat = f32(1);
    const p = bindData(make, { a: [] }, flat) as { a: unknown };
    const sly = {
      valueOf: () => {
        structuredClone(flat.buffer, { transfer: [flat.buffer as ArrayBuffer] });
        return 2;
      },
    };
    expect(() => {
      p.a = sly;
    }).toThrow(/'a' cannot be reached/);
  });

  it('a view stays valid where its buffer grows, and throws where it was shrunk', () => {
    interface Resizable extends ArrayBuffer {
      resize(bytes: number): void;
    }
    const Resizable = ArrayBuffer as unknown as new (bytes: number, options: { maxByteLength: number }) => Resizable;
    const buffer = new Resizable(16, { maxByteLength: 64 });
    const p = bindData(make, { a: [], w: [3] }, new Float32Array(buffer)) as { a: number; w: Float32Array };
    p.w[2] = 5;
    buffer.resize(64);
    expect(p.w).toEqual(f32(0, 0, 5));
    p.a = 2;
    expect(p.a).toBe(2);
    buffer.resize(0);
    expect(() => p.a).toThrow(
      new TypeError("'a' cannot be reached: the buffer of its flat array was detached or shrunk"),
    );
  });

  it('a view has fields for keys such as __proto__, and pollutes nothing', () => {
    const model = layout({
      ['__proto__']: [2],
      constructor: [1],
      // oxlint-disable-next-line unicorn/no-thenable -- a hostile key is the point
      then: { length: [1] },
      2: [1],
      toString: [],
      'a b': { '"': [1], "'": [], '${x}': [1], '`': [1] },
    });
    const flat = counted(model.length);
    const p = bind(make, model, flat) as unknown as Record<string, unknown>;
    expect(Object.keys(p)).toEqual(['2', '__proto__', 'a b', 'constructor', 'then', 'toString']);
    expect(Object.getOwnPropertyDescriptor(p, '__proto__')?.value).toEqual(f32(2, 3));
    expect(p['a b']).toEqual({ '"': f32(4), '${x}': f32(5), "'": 6, '`': f32(7) });
    expect(p['constructor']).toEqual(f32(8));
    expect(p['toString']).toBe(10);
    expect(Object.getPrototypeOf(p)).toBe(Object.prototype);
    expect(({} as { length?: unknown }).length).toBeUndefined();
  });

  it('view binds every kind of typed array, and the middle of a buffer', () => {
    const model = layout({ a: [], h: repeat(2, { s: [], w: [2] }), t: tied('h.1.w') });
    const kinds = [
      Float64Array,
      Int8Array,
      Uint8Array,
      Uint8ClampedArray,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
      'Float16Array' in globalThis ?
        (globalThis as unknown as { Float16Array: typeof Float32Array }).Float16Array
      : Float32Array,
    ];
    for (const Type of kinds as (typeof Float32Array)[]) {
      const flat = new Type(new SharedArrayBuffer(128), 3 * Type.BYTES_PER_ELEMENT, model.length).map((_, i) => i);
      const p = bind(make, model, flat);
      expect(p).toEqual({
        a: 0,
        h: [
          { s: 1, w: Type.of(2, 3) },
          { s: 4, w: Type.of(5, 6) },
        ],
        t: Type.of(5, 6),
      });
      expect(p.t.constructor).toBe(Type);
    }
  });

  it('view binds large repeats', () => {
    const many = bindData(make, repeat(50_000, { w: [2], s: [] }), counted(150_000)) as {
      s: number;
      w: Float32Array;
    }[];
    expect(many[49_999]).toEqual({ s: 149_998, w: f32(149_999, 150_000) });
  });
});

describe('layout.view', () => {
  const model = layout({ a: [2], b: tuple([1], [1]) });
  const view: (...args: unknown[]) => unknown = model.view.bind(model) as never;

  it('view binds the middle of a buffer, and the current buffer of a WebAssembly.Memory', () => {
    const memory = new (globalThis as unknown as WithMemory).WebAssembly.Memory({ initial: 1 });
    const p = view(memory, 8) as { a: Float32Array };
    p.a[0] = 3;
    expect(new Float32Array(memory.buffer)[2]).toBe(3);
    memory.grow(1);
    expect(p.a).toHaveLength(0);
    expect((view(memory, 8) as typeof p).a[0]).toBe(3);
    expect(model.view(memory.buffer, 8, Float64Array).a).toBeInstanceOf(Float64Array);
    expect(flatOf(model.view(new SharedArrayBuffer(40), 4))).toMatchObject({ byteOffset: 4, length: 4 });
    expect(() => flatOf(5 as never)).toThrow(/a root view was expected/);
  });

  it.each([
    [[new ArrayBuffer(40), 2], RangeError, 'the byte offset must be a non-negative multiple of 4, found 2'],
    [[new ArrayBuffer(40), 28], RangeError, 'bytes 28 to 44 are needed, but the buffer has 40'],
    [
      [new ArrayBuffer(40), 12, Float64Array],
      RangeError,
      'the byte offset must be a non-negative multiple of 8, found 12',
    ],
    [[new ArrayBuffer(40), -4], RangeError, 'the byte offset must be a non-negative multiple of 4, found -4'],
    [[new ArrayBuffer(40), NaN], RangeError, 'the byte offset must be a non-negative multiple of 4, found NaN'],
    [[new ArrayBuffer(40), 0.5], RangeError, 'the byte offset must be a non-negative multiple of 4, found 0.5'],
    [[new ArrayBuffer(40), '4'], RangeError, 'the byte offset must be a non-negative multiple of 4, found string'],
    [
      [new ArrayBuffer(40), 0, BigInt64Array],
      TypeError,
      'a constructor of arrays of numbers was expected, found BigInt64Array',
    ],
    [[new ArrayBuffer(40), 0, DataView], TypeError, 'a constructor of arrays of numbers was expected, found DataView'],
    [[new ArrayBuffer(40), 0, 4], TypeError, 'a constructor of arrays of numbers was expected, found number'],
    [[new Float32Array(5)], RangeError, 'a flat array of length 4 was expected, found one of 5'],
    [
      [new Float32Array(4), 4],
      TypeError,
      'a buffer was expected with a byte offset or a type, found Float32Array; pass its buffer',
    ],
    [
      [new Float32Array(4), undefined, Float64Array],
      TypeError,
      'a buffer was expected with a byte offset or a type, found Float32Array; pass its buffer',
    ],
    [
      [Buffer.alloc(16)],
      RangeError,
      'a flat array of length 4 was expected, found one of 16; for bytes pass their buffer',
    ],
    [[new BigInt64Array(4)], TypeError, 'a typed array of numbers was expected, found a BigInt64Array'],
    [[new DataView(new ArrayBuffer(16))], TypeError, 'a typed array or a buffer was expected, found a DataView'],
    [[[1, 2, 3, 4]], TypeError, 'a typed array or a buffer was expected, found an array of 4'],
    [[{ byteLength: 16 }], TypeError, 'a typed array or a buffer was expected, found an object'],
    [[null], TypeError, 'a typed array or a buffer was expected, found null'],
    [[], TypeError, 'a typed array or a buffer was expected, found undefined'],
  ] as const)('view refuses %o', (args, Kind, message) => {
    model.view(model.zeros()); // so that a kind has its binder, whose calls are checked apart
    expect(() => view(...args)).toThrow(new Kind(message));
  });

  it('view refuses a layout of one scalar', () => {
    // @ts-expect-error -- the compiler says so too
    expect(() => layout([]).view(f32(1))).toThrow(/one scalar has no view/);
    // @ts-expect-error -- the same in a scope
    expect(() => layout(scope([])).view(f32(1))).toThrow(/one scalar has no view/);
  });

  it('viewAt returns numbers for scalars, and names them by their full path', () => {
    const scalars = layout({ h: repeat(2, { s: [], w: [1] }) });
    const flat = counted(4);
    expect(scalars.viewAt(flat, 'h.1.s')).toBe(3);
    const p = scalars.viewAt(flat, 'h.1');
    expect(p).toEqual({ s: 3, w: f32(4) });
    structuredClone(flat.buffer, { transfer: [flat.buffer as ArrayBuffer] });
    expect(() => p.s).toThrow(/'h.1.s' cannot be reached/);
  });

  it('view takes time linear in the leaves: 100,000 of them in one struct', { timeout: 20_000 }, () => {
    const wide = untyped(Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`w${i}`, [1]])));
    expect(Object.keys(wide.view(wide.zeros()))).toHaveLength(100_000);
  });

  it('view binds schemas of the largest depth', () => {
    let deep: unknown = { w: [1], s: [] };
    for (let i = 0; i < 499; i++) deep = { n: deep, w: [1] };
    const nest = untyped(deep);
    let at = nest.view(counted(nest.length)) as { n: object };
    for (let i = 0; i < 499; i++) at = at.n as typeof at;
    expect(at).toEqual({ s: 1, w: f32(2) });
  });

  const dist = new URL('../dist/src/index.js', import.meta.url);
  it('view works where the program may not generate code', ({ skip }) => {
    if (!existsSync(dist)) skip('dist is not built: run npm run build first');
    const program = `
      import { flatOf, layout, repeat, tied } from ${JSON.stringify(dist.href)};
      let refused = false;
      try { new Function(''); } catch { refused = true; }
      const model = layout({ s: [], w: [2, 2], h: repeat(2, { t: tied('w', { transpose: true }) }) });
      const p = model.view(model.zeros().map((_, i) => i));
      p.s = 5;
      console.log(JSON.stringify([refused, flatOf(p)[0], p.h[1].t.strides, [...p.h[0].t]]));`;
    const printed = execFileSync(
      process.execPath,
      ['--disallow-code-generation-from-strings', '--input-type=module', '-e', program],
      { encoding: 'utf8' },
    );
    expect(JSON.parse(printed)).toEqual([true, 5, [1, 2], [1, 2, 3, 4]]);
  });

  it('another copy of the library recognises the views of this one', ({ skip }) => {
    if (!existsSync(dist)) skip('dist is not built: run npm run build first');
    const program = `
      import { flatOf } from ${JSON.stringify(dist.href)};
      const brand = await import(${JSON.stringify(new URL('view/brand.js', dist).href)} + '?copy');
      const flat = new Float32Array(1);
      console.log(flatOf(new brand.ViewBrand({}, flat, {})) === flat);`;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }).trim()).toBe(
      'true',
    );
  });
});
