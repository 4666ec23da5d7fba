// Arrays, buffers and objects that other code makes, or does something to.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { flatOf, layout, repeat, tied } from '../src/index.ts';

const model = layout({ a: [2], s: [], h: repeat(2, { w: [1] }), t: tied('a') });
const view: (...args: unknown[]) => { a: Float32Array; s: number; h: { w: Float32Array }[] } = model.view.bind(
  model,
) as never;
const counted = (): Float32Array => new Float32Array(5).map((_, i) => i + 1);
function detached(length: number): Float32Array {
  const flat = new Float32Array(length);
  structuredClone(flat.buffer, { transfer: [flat.buffer] });
  return flat;
}

describe('flat arrays from elsewhere', () => {
  it('view binds a Buffer as a Uint8Array, and its leaves are plain Uint8Arrays over the same memory', () => {
    const bytes = Buffer.from([1, 2, 3, 4, 5]);
    const p = view(bytes) as unknown as { a: Uint8Array; s: number };
    expect(p.a).toStrictEqual(new Uint8Array([1, 2]));
    expect([p.a.constructor, p.a.buffer, p.s]).toEqual([Uint8Array, bytes.buffer, 5]);
    expect(flatOf(p)).toBe(bytes);
  });

  it('view and zeros take a subclass of a typed array for the kind that it extends', () => {
    class Tracked extends Float32Array {}
    const flat = model.zeros(Tracked);
    expect(flat).toBeInstanceOf(Tracked);
    expect(model.view(flat).a.constructor).toBe(Float32Array);
    expect(flatOf(view(flat))).toBe(flat);
  });

  it('view binds typed arrays of another realm, and its leaves are of this realm', () => {
    for (const source of [
      'new Float32Array([1, 2, 3, 4, 5])',
      'new Float32Array([1, 2, 3, 4, 5]).buffer',
      'Float32Array.from([1, 2, 3, 4, 5])',
    ]) {
      const p = view(runInNewContext(source));
      expect([p.a, p.h[1]?.w, p.s]).toEqual([new Float32Array([1, 2]), new Float32Array([4]), 5]);
      expect(p.a).toBeInstanceOf(Float32Array);
    }
    expect(view(runInNewContext('new SharedArrayBuffer(48)'), 8, runInNewContext('Float64Array')).a).toHaveLength(2);
    expect(model.zeros(runInNewContext('Float64Array') as typeof Float64Array)).toHaveLength(5);
    expect(
      model.pack({ a: runInNewContext('[1, 2]'), s: 5, h: [{ w: runInNewContext('new Int8Array([3])') }, { w: [4] }] }),
    ).toEqual(counted());
  });

  it.each([
    ['a detached array', () => view(detached(5)), 'a flat array of length 5 was expected, found one of 0'],
    [
      'a detached array in viewAt',
      () => model.viewAt(detached(5) as never, 's'),
      'a flat array of length 5 was expected, found one of 0',
    ],
    ['a detached buffer', () => view(detached(5).buffer), 'bytes 0 to 20 are needed, but the buffer has 0'],
    ['a detached array of a layout that is empty', () => layout({ w: [0] }).view(detached(0) as never), /detached/],
    [
      'another length for a scalar',
      () => model.viewAt(new Float32Array(9) as never, 's'),
      'a flat array of length 5 was expected, found one of 9',
    ],
    [
      'another kind for a scalar',
      () => model.viewAt(new BigInt64Array(5) as never, 's'),
      'a typed array of numbers was expected, found a BigInt64Array',
    ],
    [
      'a list for a scalar',
      () => model.viewAt([1, 2, 3, 4, 5] as never, 's'),
      'a typed array or a buffer was expected, found an array',
    ],
    [
      'another length in leaves',
      () => [...model.leaves(new Float32Array(4) as never)],
      'a flat array of length 5 was expected, found one of 4',
    ],
    [
      'another length in unpack',
      () => model.unpack(new Float32Array(4) as never),
      'a flat array of length 5 was expected, found one of 4',
    ],
    [
      'another length in pack',
      () => model.pack({}, new Float32Array(4) as never),
      'a flat array of length 5 was expected, found one of 4',
    ],
    [
      'a function that makes nothing',
      () => model.zeros((() => 1) as never),
      'a constructor of arrays of numbers was expected, found function',
    ],
    [
      'a path that is none',
      () => (model.at as (path: unknown) => unknown).call(model, undefined),
      'a path was expected, found undefined',
    ],
    [
      'a number for a path',
      () => (model.viewAt as (...args: unknown[]) => unknown).call(model, counted(), 3),
      'a path was expected, found number',
    ],
  ])('a layout refuses %s', (_, run, says) => {
    expect(run).toThrow(says);
  });

  it('views stay valid where their buffer grows, shared or not', () => {
    const Growable = SharedArrayBuffer as unknown as new (
      bytes: number,
      options: { maxByteLength: number },
    ) => SharedArrayBuffer & { grow(bytes: number): void };
    const memory = new Growable(20, { maxByteLength: 64 });
    const tracking = new Float32Array(memory);
    const p = view(tracking);
    p.s = 3;
    memory.grow(64);
    expect([p.s, p.a.length, tracking.length]).toEqual([3, 2, 16]);
    expect(() => view(tracking)).toThrow('a flat array of length 5 was expected, found one of 16');
    expect(view(memory).s).toBe(3);
  });
});

describe('views and leaves in other hands', () => {
  it('structuredClone and postMessage make plain copies whose leaves alias one copied buffer', () => {
    const p = view(counted());
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(p);
    for (const copy of [structuredClone(p), (receiveMessageOnPort(port2) as { message: typeof p }).message]) {
      expect(copy).toStrictEqual({
        a: new Float32Array([1, 2]),
        h: [{ w: new Float32Array([3]) }, { w: new Float32Array([4]) }],
        s: 5,
        t: new Float32Array([1, 2]),
      });
      expect(copy.a.buffer).toBe(copy.h[1]?.w.buffer);
      expect(copy.a.buffer).not.toBe(p.a.buffer);
      expect(Object.isFrozen(copy)).toBe(false);
      expect(() => flatOf(copy)).toThrow('a root view was expected');
    }
    port1.close();
  });

  it('postMessage passes a leaf over shared memory as a window on the same memory', () => {
    const p = view(new SharedArrayBuffer(20));
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(p.a);
    const { message } = receiveMessageOnPort(port2) as { message: Float32Array };
    p.a[1] = 7;
    expect([message[1], Object.getPrototypeOf(message) === Float32Array.prototype]).toEqual([7, true]);
    port1.close();
  });

  it('a view spreads, iterates and compares as a plain object does', () => {
    const p = view(counted());
    expect({ ...p }).toEqual({ a: new Float32Array([1, 2]), h: p.h, s: 5, t: new Float32Array([1, 2]) });
    expect(Object.entries(p).map(([key]) => key)).toEqual(['a', 'h', 's', 't']);
    expect(Array.from(p.h, ({ w }) => w[0])).toEqual([3, 4]);
    expect(p.a).toEqual(new Float32Array([1, 2]));
    expect(p.a).not.toEqual(new Float32Array([1, 3]));
    // Typed arrays are no arrays to JSON: unpack gives those
    expect(JSON.stringify(p.h)).toBe('[{"w":{"0":3}},{"w":{"0":4}}]');
    expect(JSON.stringify(model.unpack(counted()))).toBe('{"a":[1,2],"h":[{"w":[3]},{"w":[4]}],"s":5,"t":[1,2]}');
  });

  it('a layout can be printed, compared and frozen', () => {
    expect(Object.keys(model)).toEqual(['schema', 'length']);
    expect(Object.isFrozen(model)).toBe(true);
    expect(layout({ a: [2] })).toEqual(layout({ a: [2] }));
    expect(layout({ a: [2] })).not.toEqual(layout({ b: [2] }));
    expect(JSON.parse(JSON.stringify(model))).toEqual({ schema: model.schema, fingerprint: model.fingerprint });
  });
});

describe('programs that change the primordials', () => {
  const dist = new URL('../dist/src/index.js', import.meta.url);
  const frozen =
    'for (const it of [Object, Array, Function, Float32Array, Object.getPrototypeOf(Float32Array), ' +
    'Error, TypeError, Map, Set, Symbol]) { Object.freeze(it); Object.freeze(it.prototype); }';
  const polluted =
    "for (const key of ['.tied', '.repeat', '.scope', '.ordered', '.tuple', " +
    "'.transpose', 'w', 's', 'schema']) Object.prototype[key] = ['polluted'];";
  const cases = [
    ['frozen the primordials', frozen, []],
    ['frozen the primordials, and may generate no code', frozen, ['--disallow-code-generation-from-strings']],
    ['added to Object.prototype', polluted, []],
    ['added to Object.prototype, and may generate no code', polluted, ['--disallow-code-generation-from-strings']],
  ] as const;

  it.skipIf(!existsSync(dist)).each(cases)(
    `the library works in a program that has %s${existsSync(dist) ? '' : ' (skipped: npm run build first)'}`,
    (_, first, options) => {
      const program = `
      ${first}
      const { flatOf, fromJSON, layout, ordered, repeat, tied } = await import(${JSON.stringify(dist.href)});
      const model = layout({ w: [2, 2], s: [], toString: [1], h: repeat(2, { t: tied('w', { transpose: true }), valueOf: [] }), o: ordered(['z', [1]]) });
      const flat = model.zeros().map((_, i) => i);
      const p = model.view(flat);
      p.s = 50;
      let refused = '';
      try { layout({ a: tied('bc') }); } catch (error) { refused = error.message; }
      console.log(JSON.stringify([
        model.length, flatOf(p) === flat, p.s, p.h[1].valueOf, Array.from(p.h[1].t), Array.from(p.toString), Object.keys(p).join(),
        fromJSON(JSON.stringify(model), model).fingerprint === model.fingerprint, model.pack(model.unpack(flat)).every((x, i) => x === flat[i]),
        model.sub('o').length, refused,
      ]));`;
      const printed = execFileSync(process.execPath, [...options, '--input-type=module', '-e', program], {
        encoding: 'utf8',
      });
      expect(JSON.parse(printed)).toEqual([
        9,
        true,
        50,
        1,
        [5, 6, 7, 8],
        [4],
        'h,o,s,toString,w',
        true,
        true,
        1,
        "'a': tied to 'bc', but there is no 'bc'",
      ]);
    },
  );
});
