// lbfgs on functions whose minimum is known, and on the data of examples/lynx-hare.
import { describe, expect, it } from 'vitest';
import { counts } from '../../examples/lynx-hare/data.ts';
import { layout, tied } from '../../src/index.ts';
import { lbfgs, type LbfgsReport } from '../../src/optim/index.ts';

/** The function of H. Rosenbrock (1960) in any dimension. */
function rosenbrock(x: ArrayLike<number>, gradient: Float32Array | Float64Array): number {
  let value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const [here, next] = [x[i] as number, x[i + 1] as number];
    const gap = next - here ** 2;
    value += 100 * gap ** 2 + (1 - here) ** 2;
    gradient[i]! += -400 * gap * here - 2 * (1 - here);
    gradient[i + 1]! += 200 * gap;
  }
  return value;
}
const error = (x: ArrayLike<number>): number => Math.max(...Array.from(x, (value) => Math.abs(value - 1)));
const far = <A extends Float32Array | Float64Array>(x: A): A => {
  for (let i = 0; i < x.length; i++) x[i] = i % 2 === 0 ? -1.2 : 1;
  return x;
};

describe('Rosenbrock', () => {
  it.each([2, 10, 50])('lbfgs finds the minimum in %i dimensions', (n) => {
    const model = layout({ x: [n] });
    const flat = far(model.zeros(Float64Array));
    const report = lbfgs(model).minimize(flat, rosenbrock);
    expect(report.reason).toBe('converged');
    expect(report.gradientNorm).toBeLessThan(1e-8);
    expect(error(flat)).toBeLessThan(1e-7);
    expect(rosenbrock(flat, new Float64Array(n))).toBe(report.value);
    expect(report.evaluations).toBeLessThan(2 * report.iterations + 20);
  });
  it('2 dimensions take no more than 60 evaluations from the classical start', () => {
    const model = layout({ x: [2] });
    expect(lbfgs(model).minimize(far(model.zeros(Float64Array)), rosenbrock).evaluations).toBeLessThan(60);
  });
  it.each([1, 3, 30])('a history of %i serves too', (history) => {
    const model = layout({ x: [10] });
    const flat = far(model.zeros(Float64Array));
    lbfgs(model, { history, maxIterations: 5000 }).minimize(flat, rosenbrock);
    expect(error(flat)).toBeLessThan(1e-6);
  });
  it('a Float32Array ends near the minimum, as far as its rounding allows', () => {
    const model = layout({ x: [10] });
    const flat = far(model.zeros());
    const report = lbfgs(model).minimize(flat, rosenbrock);
    expect(['converged', 'stalled']).toContain(report.reason);
    expect(error(flat)).toBeLessThan(1e-3);
  });
  it('a function that returns promises gives the same points', async () => {
    const model = layout({ x: [4] });
    const [now, later] = [far(model.zeros(Float64Array)), far(model.zeros(Float64Array))];
    const report = lbfgs(model).minimize(now, rosenbrock);
    const promised: Promise<LbfgsReport> = lbfgs(model).minimize(later, async (x, g) => {
      await Promise.resolve();
      return rosenbrock(x, g);
    });
    expect([await promised, later]).toStrictEqual([report, now]);
  });
});

describe('searches', () => {
  it('a quadratic function with tied parameters is solved by its owners', () => {
    const model = layout({ a: [2], b: tied('a'), c: [] });
    const flat = model.zeros(Float64Array);
    // (a0 - 1)² + (a1 + 2)² + (b0 - 3)² + (c - 5)⁴
    const report = lbfgs(model).minimize(flat, (x, gradient) => {
      const [p, g] = [model.view(x), model.view(gradient)];
      g.a[0]! += 2 * (p.a[0]! - 1);
      g.a[1]! += 2 * (p.a[1]! + 2);
      g.b[0]! += 2 * (p.b[0]! - 3);
      g.c += 4 * (p.c - 5) ** 3;
      return (p.a[0]! - 1) ** 2 + (p.a[1]! + 2) ** 2 + (p.b[0]! - 3) ** 2 + (p.c - 5) ** 4;
    });
    const { a, c } = model.view(flat);
    expect([a[0], a[1], c].map((x) => Math.round((x as number) * 100) / 100)).toEqual([2, -2, 5]);
    expect(report.value).toBeCloseTo(2, 8);
  });
  it('where the function is not finite, the search takes a shorter step', () => {
    const model = layout({ x: [1] });
    const flat = model.zeros(Float64Array).fill(1e-3);
    // x - log x has its minimum at 1 and is NaN below 0.
    const report = lbfgs(model).minimize(flat, (x, g) => {
      g[0] = 1 - 1 / x[0]!;
      return x[0]! - Math.log(x[0]!);
    });
    expect([report.reason, flat[0]!.toFixed(7)]).toEqual(['converged', '1.0000000']);
  });
  it('a function without a lower bound ends by the number of iterations', () => {
    const model = layout({ x: [1] });
    const report = lbfgs(model, { maxIterations: 5 }).minimize(model.zeros(Float64Array), (x, g) => {
      g[0] = -1;
      return -x[0]!;
    });
    expect(report.value).toBeLessThan(0);
    expect(['iterations', 'stalled']).toContain(report.reason);
  });
  it('a wrong gradient stalls and leaves the best point', () => {
    const model = layout({ x: [1] });
    const flat = model.zeros(Float64Array).fill(2);
    const report = lbfgs(model).minimize(flat, (x, g) => {
      g[0] = -2 * x[0]!;
      return x[0]! ** 2;
    });
    expect([report.reason, flat[0], report.value]).toEqual(['stalled', 2, 4]);
  });
  it('a minimum at the start takes one evaluation', () => {
    const model = layout({ x: [2] });
    const flat = model.zeros(Float64Array).fill(1);
    const report = lbfgs(model).minimize(flat, rosenbrock);
    expect(report).toEqual({ iterations: 0, evaluations: 1, value: 0, gradientNorm: 0, reason: 'converged' });
  });
  it('a function that throws leaves the last point of a line search', () => {
    const model = layout({ x: [2] });
    const flat = far(model.zeros(Float64Array));
    let calls = 0;
    const run = () =>
      lbfgs(model).minimize(flat, (x, g) => {
        if (++calls === 9) throw new Error('stop');
        return rosenbrock(x, g);
      });
    expect(run).toThrow('stop');
    expect(rosenbrock(flat, new Float64Array(2))).toBeLessThan(24);
  });
  it.each([
    [{ history: 0 }, 'lbfgs: history must be an integer of at least 1, found 0'],
    [{ tolerance: -1 }, 'lbfgs: tolerance must be a finite number of at least 0, found -1'],
    [
      { maxIteration: 1 },
      "lbfgs has no option 'maxIteration'; its options are history, tolerance, " +
        "maxIterations, c1, c2; did you mean 'maxIterations'?",
    ],
    [{ c1: 0.9, c2: 0.5 }, 'lbfgs: c1 must be below c2, found 0.9 and 0.5'],
  ])('lbfgs with %j is refused', (options, message) => {
    expect(() => lbfgs(layout({ x: [1] }), options as object)).toThrow(message);
  });
  it('a start that is not finite is refused, and the array stays as it was', () => {
    const model = layout({ x: [1] });
    const flat = model.zeros(Float64Array).fill(-1);
    expect(() => lbfgs(model).minimize(flat, (x) => Math.log(x[0]!))).toThrow(
      'at the start, the value and the gradient of the function must be finite',
    );
    expect(flat[0]).toBe(-1);
  });
});

describe('lynx and hare', () => {
  const model = layout({ alpha: [], beta: [], delta: [], gamma: [], start: { hare: [], lynx: [] } });
  const STEPS = 16; // a year, by classical Runge-Kutta

  /** The mean squared error of the logarithms of the counts. */
  function misfit(flat: Float64Array): number {
    const { alpha, beta, gamma, delta, start } = model.view(flat);
    const slope = ([hare, lynx]: readonly [number, number]): [number, number] => [
      alpha - beta * Math.exp(lynx),
      delta * Math.exp(hare) - gamma,
    ];
    const move = (z: readonly [number, number], k: readonly [number, number], h: number): [number, number] => [
      z[0] + h * k[0],
      z[1] + h * k[1],
    ];
    let z: [number, number] = [Math.log(start.hare), Math.log(start.lynx)];
    let sum = 0;
    counts.forEach(([hare, lynx], year) => {
      for (let i = 0; year > 0 && i < STEPS; i++) {
        const h = 1 / STEPS;
        const k1 = slope(z);
        const k2 = slope(move(z, k1, h / 2));
        const k3 = slope(move(z, k2, h / 2));
        const k4 = slope(move(z, k3, h));
        z = move(move(move(move(z, k1, h / 6), k2, h / 3), k3, h / 3), k4, h / 6);
      }
      sum += (z[0] - Math.log(hare)) ** 2 + (z[1] - Math.log(lynx)) ** 2;
    });
    return sum / (2 * counts.length);
  }
  /** By central differences, relative to each parameter. */
  function withGradient(flat: Float64Array, gradient: Float64Array): number {
    for (let i = 0; i < flat.length; i++) {
      const x = flat[i] as number;
      const h = 1e-5 * Math.abs(x);
      const at = (value: number): number => misfit(flat.map((each, k) => (k === i ? value : each)));
      gradient[i] = (at(x + h) - at(x - h)) / (2 * h);
    }
    return misfit(flat);
  }

  it('lbfgs fits the equations to the pelts, to where no parameter improves the fit', () => {
    const flat = model.zeros(Float64Array);
    const p = model.view(flat);
    [p.alpha, p.beta, p.gamma, p.delta] = [0.5, 0.025, 0.8, 0.025];
    [p.start.hare, p.start.lynx] = counts[0] as readonly [number, number];
    const before = misfit(flat);
    const report = lbfgs(model, { tolerance: 1e-6 }).minimize(flat, withGradient);
    expect([...flat].map((x) => x.toFixed(3))).toEqual(['0.540', '0.027', '0.024', '0.796', '34.602', '5.845']);
    expect(report.reason).toBe('converged');
    expect(report.value).toBeLessThan(before / 4);
    for (let i = 0; i < flat.length; i++)
      for (const by of [0.999, 1.001])
        expect(misfit(flat.map((x, k) => (k === i ? by * x : x)))).toBeGreaterThan(report.value);
  });
});
