// Arithmetic by name: operands, loops, pads, and norms without overflow.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AnyLayout,
  asFlat,
  axpby,
  axpy,
  dot,
  fill,
  flatOf,
  layout,
  mapInto,
  norm,
  part,
  repeat,
  scale,
  tied,
  zip,
} from '../src/index.ts';

const model = layout({ wte: [3, 2], h: repeat(2, { w: [2], s: [] }), head: tied('wte') });
const other = layout({ wte: [2, 3], h: repeat(2, { w: [2], s: [] }), head: tied('wte') });
const counted = () =>
  asFlat(
    model,
    Float32Array.from({ length: 12 }, (_, i) => i),
  );

describe('operands', () => {
  it('axpy adds a multiple to a flat array or a view, and returns what was passed', () => {
    const [x, y] = [counted(), model.zeros().fill(1)];
    expect(axpy(2, x, y)).toBe(y);
    expect([...y]).toEqual([...x].map((each) => 2 * each + 1));
    const view = model.view(y);
    expect(axpy(-2, model.view(x), view)).toBe(view);
    expect([...y]).toEqual(Array.from(y, () => 1));
    expect(axpy(1, x, view).h[1].s).toBe(4);
    expect(axpy(1, view, x)).toBe(x);
    expect([...x]).toEqual([...counted()].map((each) => 2 * each + 1));
  });

  it('a destination may be one of the sources', () => {
    const x = counted();
    axpy(1, x, x);
    axpby(1, model.view(x), 0.5, x);
    expect([...x]).toEqual([...counted()].map((each) => 3 * each));
    expect([...zip(x, x, model.view(x), (a, b) => a - b)]).toEqual([...model.zeros()]);
  });

  it('the same call returns the same storage each time', () => {
    const y = model.view(model.zeros());
    for (let i = 0; i < 3; i++) expect(axpy(1, counted(), axpy(1, counted(), y))).toBe(y);
    expect(flatOf(y)[5]).toBe(30);
  });

  it('leaves of equal length are operands too', () => {
    const p = model.view(counted());
    axpy(1, p.h[0].w, p.h[1].w);
    expect([...p.h[1].w]).toEqual([5, 7]);
    expect(norm(p.h[1].w, 1)).toBe(12);
  });

  it('equal layouts fit each other, however they are written', () => {
    const list = layout({
      wte: [3, 2],
      h: [
        { w: [2], s: [] },
        { w: [2], s: [] },
      ],
      head: tied('wte'),
    });
    const y = list.view(list.zeros());
    expect(axpy(1, model.view(counted()), y).h[1].s).toBe(3);
  });

  it('flat arrays over shared memory and at an offset fit', () => {
    const shared = model.zeros({ shared: true });
    axpy(1, counted(), shared);
    axpy(1, model.view(shared), model.view(shared));
    expect(shared[11]).toBe(22);
    const all = new Float32Array(20).fill(1);
    axpy(1, shared, all.subarray(4, 16));
    expect([all[3], all[4], all[15], all[16]]).toEqual([1, 1, 23, 1]);
  });

  it.each([
    [
      'views of two layouts of equal length',
      () => axpy(1, other.view(other.zeros()) as never, model.view(model.zeros())),
      `operands of one layout were expected, found two layouts: ${model.fingerprint} and ${other.fingerprint}`,
    ],
    [
      'arrays of two lengths',
      () => axpy(1, new Float32Array(11), model.zeros()),
      'a flat array of length 12 was expected, found one of 11',
    ],
    [
      'arrays of two kinds',
      () => dot(model.zeros(), new Float64Array(12) as never),
      'operands of one kind were expected, found Float32Array and Float64Array; ' +
        'convert one of them, as with Float32Array.from(…)',
    ],
    [
      'a view of a subtree',
      () => scale(1, model.view(model.zeros()).h),
      'a root view or a flat array of numbers was expected, found an array of 2',
    ],
    [
      'a list of numbers',
      () => norm([1, 2]),
      'a root view or a flat array of numbers was expected, found an array of 2',
    ],
    [
      'BigInts',
      () => norm(new BigInt64Array(2)),
      'a root view or a flat array of numbers was expected, found a BigInt64Array',
    ],
    ['nothing', () => norm(undefined), 'a root view or a flat array of numbers was expected, found undefined'],
    [
      'a factor that is no number',
      () => axpy('2' as never, model.zeros(), model.zeros()),
      'a must be a number, found string',
    ],
    ['a second factor', () => axpby(1, model.zeros(), null as never, model.zeros()), 'b must be a number, found null'],
    ['a value', () => fill(model.zeros(), undefined as never), 'a value must be a number, found undefined'],
    ['what is no function', () => mapInto(model.zeros(), model.zeros(), 1 as never), 'a function was expected, found'],
    [
      'a transposed leaf',
      () => norm(layout({ a: [2, 3], t: tied('a', { transpose: true }) }).view(new Float32Array(6)).t),
      'a flat array was expected, found a transposed leaf of shape [3, 2]',
    ],
  ])('arithmetic refuses %s', (_, run, says) => {
    expect(run).toThrow(says);
  });

  it('arithmetic refuses a view whose buffer was detached', () => {
    const flat = counted();
    const view = model.view(flat);
    structuredClone(flat.buffer, { transfer: [flat.buffer] });
    expect(() => scale(2, view)).toThrow('a flat array of length 12 was expected, found one of 0');
  });

  it('arithmetic writes nothing if one operand does not fit', () => {
    const y = counted();
    expect(() => zip(y, model.zeros(), new Float32Array(3), (a) => a)).toThrow(RangeError);
    expect([...y]).toEqual([...counted()]);
  });

  it('an operand that overlaps the result in part is refused, and the same elements are not', () => {
    const says =
      'operands that start at the same element or share no element were expected, found two that overlap in part';
    const flat = Float32Array.of(1, 1, 1, 1, 1);
    const [low, high] = [flat.subarray(0, 4), flat.subarray(1)];
    expect(() => axpy(1, low, high)).toThrow(says);
    expect(() => axpby(1, high, 2, low)).toThrow(says);
    expect(() => zip(high, high, low, Math.max)).toThrow(says);
    expect(() => mapInto(high, low, Math.abs)).toThrow(says);
    expect([...flat]).toEqual([1, 1, 1, 1, 1]);
    expect(dot(low, high)).toBe(4);
    expect([...axpy(1, low, low)]).toEqual([2, 2, 2, 2]);
    expect([...axpy(1, flat.subarray(0, 2), flat.subarray(2, 4))]).toEqual([4, 4]);
  });
});

describe('loops', () => {
  // The loops take four elements a step, and any number from 0 to 3 may be left over.
  const KINDS = [Float32Array, Float64Array, Int32Array, Uint8Array, Uint8ClampedArray, Int16Array];
  const cases = (KINDS as readonly unknown[] as readonly (typeof Float32Array)[]).flatMap((Type) =>
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 1001].map((length) => [Type, length] as const),
  );
  it.each(cases)('each loop does what a plain loop does: %o of %i', (Type, length) => {
    const source = (seed: number) => Type.from({ length }, (_, i) => 100 * Math.sin(seed + i));
    const [x, y] = [source(1), source(2)];
    const expected = (f: (x: number, y: number) => number) => Type.from({ length }, (_, i) => f(x[i] ?? 0, y[i] ?? 0));
    expect(axpy(1.5, x, source(2))).toEqual(expected((a, b) => 1.5 * a + b));
    expect(axpby(1.5, x, -0.25, source(2))).toEqual(expected((a, b) => 1.5 * a - 0.25 * b));
    expect(scale(0.5, source(1))).toEqual(expected((a) => 0.5 * a));
    expect(fill(source(1), 3)).toEqual(expected(() => 3));
    expect(zip(source(3), x, y, Math.max)).toEqual(expected(Math.max));
    expect(mapInto(source(3), x, Math.abs)).toEqual(expected(Math.abs));
    const sum = (f: (i: number) => number) => Array.from({ length }, (_, i) => f(i)).reduce((s, each) => s + each, 0);
    expect(dot(x, y)).toBeCloseTo(
      sum((i) => Number(x[i]) * Number(y[i])),
      6,
    );
    expect(norm(x)).toBeCloseTo(Math.sqrt(sum((i) => Number(x[i]) ** 2)), 6);
    expect(norm(x, 1)).toBeCloseTo(
      sum((i) => Math.abs(Number(x[i]))),
      6,
    );
    expect(norm(x, Infinity)).toBe(Math.max(0, ...Array.from(x, (each) => Math.abs(each))));
  });

  it('an element is computed in doubles and rounded once', () => {
    fc.assert(
      fc.property(fc.double(), fc.float(), fc.float(), (a, x, y) => {
        expect(axpy(a, new Float32Array([x]), new Float32Array([y]))[0]).toBe(Math.fround(a * x + y));
      }),
    );
  });

  it('axpby with b 0 does not read y', () => {
    expect([...axpby(2, new Float32Array([1, 2]), 0, new Float32Array([NaN, Infinity]))]).toEqual([2, 4]);
  });

  it('functions of one text keep their own variables, and many functions are possible', () => {
    const x = new Float64Array(500).fill(1);
    const scaled = Array.from({ length: 100 }, (_, k) => mapInto(new Float64Array(500), x, (each) => k * each)[499]);
    expect(scaled).toEqual(Array.from({ length: 100 }, (_, k) => k));
    for (let k = 0; k < 100; k++) {
      const f = new Function('a', 'b', `return a + ${k} * b;`) as (a: number, b: number) => number;
      expect(zip(new Float64Array(500), x, x, f)[499]).toBe(1 + k);
    }
  });

  it('zip and mapInto call the function once for each element, in order', () => {
    const seen: number[] = [];
    zip(model.zeros(), counted(), counted(), (x) => seen.push(x));
    mapInto(model.zeros(), counted(), (x) => seen.push(x));
    expect(seen).toEqual([...counted(), ...counted()]);
  });
});

describe('norm', () => {
  it.each([
    ['large', [3e200, 4e200], 5e200],
    ['small', [3e-200, -4e-200], 5e-200],
    ['subnormal', [3 * 5e-324, 4 * 5e-324], 5 * 5e-324],
    ['large and small', [1e308, 1e-308], 1e308],
    ['infinite', [1, -Infinity], Infinity],
    ['zero', [0, -0], 0],
    ['none', [], 0],
  ])('norm does not overflow or underflow: %s', (_, numbers, expected) => {
    const found = norm(new Float64Array(numbers));
    expect(found === expected || Math.abs(found / expected - 1) < 1e-15).toBe(true);
  });

  it('norm of numbers with a NaN is NaN', () => {
    for (const p of [1, 2, Infinity]) {
      expect(norm(new Float32Array([NaN, 1]), p)).toBeNaN();
      expect(norm(new Float32Array([1, NaN, 5, Infinity]), p)).toBeNaN();
    }
  });

  it('norm agrees with Math.hypot', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 20 }), (numbers) => {
        const [found, expected] = [norm(new Float64Array(numbers)), Math.hypot(...numbers)];
        expect(found === expected || Math.abs(found - expected) <= 1e-14 * expected).toBe(true);
      }),
    );
  });

  it('norm refuses another p', () => {
    expect(() => norm(new Float32Array(2), 3)).toThrow(new RangeError('p must be 1, 2 or Infinity, found 3'));
    expect(() => norm(new Float32Array(2), '2' as never)).toThrow(RangeError);
  });
});

it('a scalar layout and a layout of one leaf have operands', () => {
  const leaf = layout([2, 3]);
  const view = leaf.view(leaf.zeros());
  expect(fill(view, 2)).toBe(view);
  expect(dot(view, flatOf(view))).toBe(24);
});

it('generic code takes any layout', () => {
  function step<L extends AnyLayout>(of: L): number {
    const [x, y] = [of.zeros(), of.zeros()];
    fill(x, 2);
    axpy(1, x, y);
    axpy(1, of.view(x), of.view(y));
    return dot(x, y) + norm(of.view(x), 1);
  }
  expect(step(model)).toBe(12 * 8 + 24);
});

it('arithmetic on a part changes that part alone', () => {
  const adam = layout({ params: model, m: model, v: model });
  const all = adam.zeros();
  axpy(1, counted(), part(adam, all, 'm'));
  expect([norm(part(adam, all, 'params')), norm(part(adam, all, 'm'), Infinity)]).toEqual([0, 11]);
});

describe('pads', () => {
  const padded = layout({ a: [3], b: { c: [2], d: [4], s: [] } }, { align: 4 });
  const isPad = (i: number): boolean => !(i < 3 || (i >= 4 && i < 6) || (i >= 8 && i < 12) || i === 12);

  it('through a root view, pads stay zero and are absent from sums', () => {
    const [x, y] = [padded.view(padded.zeros()), padded.view(padded.zeros(Float32Array))];
    expect([padded.length, padded.parameterCount]).toEqual([16, 10]);
    fill(x, 1);
    expect([...flatOf(x)]).toEqual(Array.from({ length: 16 }, (_, i) => (isPad(i) ? 0 : 1)));
    let calls = 0;
    zip(y, x, flatOf(x), (a, b) => {
      calls++;
      return 1 + a + b;
    });
    expect([...flatOf(y)]).toEqual(Array.from({ length: 16 }, (_, i) => (isPad(i) ? 0 : 3)));
    mapInto(y, y, (a) => a + 1);
    axpy(1, flatOf(x), y);
    axpby(1, x, 2, flatOf(y));
    scale(2, y);
    expect([...flatOf(y)]).toEqual(Array.from({ length: 16 }, (_, i) => (isPad(i) ? 0 : 22)));
    expect(calls).toBe(10);
    // A flat array may hold anything where the pads lie.
    const dirty = flatOf(x).fill(2);
    expect([dot(x, y), norm(padded.view(dirty), 1), norm(x) ** 2]).toEqual([440, 20, expect.closeTo(40)]);
    expect([norm(dirty, 1), dot(flatOf(x), x)]).toEqual([32, 40]);
  });
});
