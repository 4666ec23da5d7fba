// Groups I (broadcasting, map, reductions) of ComponentArrays.jl's behaviour. See test/README.md.
import { describe, expect, it } from 'vitest';
import { axpby, axpy, dot, fill, flatOf, layout, mapInto, norm, scale, zip } from '../../src/index.ts';
import { F1, f1, f1Flat } from './fixtures.ts';

describe('arithmetic', () => {
  it('I83 a multiple plus the vector keeps the layout, and a sum of three keeps the type', () => {
    const x = F1.pack(f1);
    const y = F1.view(axpy(3, x, F1.pack(f1)));
    expect([y.c.a.a, y.b[0], flatOf(y).length]).toEqual([4, 16, 10]);
    const sum = axpy(1, x, axpy(1, x, F1.pack(f1)));
    const view = F1.view(sum);
    expect(view.a).toBe(300);
    expect([...sum]).toEqual(f1Flat.map((each) => Math.fround(3 * Math.fround(each))));
  });

  it('I84 arithmetic refuses layouts of other names or shapes, and adds plain arrays by position', () => {
    const x1 = layout({ a: [2], b: [1] });
    const x2 = layout({ a: [2], b: [] });
    const x3 = layout({ a: [2], c: [1] });
    const [one, two, three] = [x1.zeros(Float64Array), x2.zeros(Float64Array), x3.zeros(Float64Array)];
    for (const each of [one, two, three]) each.set([1.1, 2.1, 0.1]);
    const says = 'operands of one layout were expected, found two layouts';
    // @ts-expect-error operands of one layout were expected, found two layouts
    expect(() => axpy(1, x2.view(two), x1.view(one))).toThrow(says);
    // @ts-expect-error operands of one layout were expected, found two layouts
    expect(() => zip(x1.view(one), x1.view(one), x3.view(three), (a, b) => a * b)).toThrow(says);
    const plain: Float64Array = two;
    axpy(1, plain, one);
    expect([...one]).toEqual([...two].map((each) => 2 * each));
  });

  it('I86 reductions, fill and scale over names equal those over the plain array', () => {
    const model = layout({ a: [2], b: [2] });
    const p = model.view(model.pack({ a: [1, 2], b: [3, 4] }));
    const flat = flatOf(p);
    expect([flat.some((x) => x === 1), flat.filter((x) => x > 2).length, dot(p, p)]).toEqual([true, 2, 30]);
    const equal = zip(model.zeros(), p, flat, (a, b) => Number(a === b));
    expect(norm(equal, 1)).toBe(4);
    expect([norm(p), norm(p, Infinity)]).toEqual([norm(flat), norm(flat, Infinity)]);
    expect([norm(p), norm(p, Infinity)]).toEqual([Math.sqrt(30), 4]);
    expect([...flatOf(scale(2, p))]).toEqual([2, 4, 6, 8]);
    expect([...flatOf(fill(p, 2))]).toEqual([2, 2, 2, 2]);
    expect([...mapInto(model.zeros(), p, (x) => x + 1)]).toEqual([3, 3, 3, 3]);
    expect([...axpby(1, p, -1, model.view(model.zeros().fill(1))).a]).toEqual([1, 1]);
  });

  it('I87 the sum of squares of a named matrix equals that of its data', () => {
    const model = layout({ a: [2, 3] });
    const flat = model.pack({
      a: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    });
    const { a } = model.view(flat);
    expect([dot(a, a), dot(flat, flat), norm(model.view(flat)) ** 2]).toEqual([91, 91, expect.closeTo(91, 12)]);
  });
});
