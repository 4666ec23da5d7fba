// The fitted equations once more, in plain TypeScript through named views: for the plot, and to check what jax-js made of them.
import type { Leaf, ViewOf } from 'paramlayout';
import { counts } from './data.ts';
import type { lotkaVolterra, universal } from './model.ts';

type State = readonly [hare: number, lynx: number];
/** The views of either model. */
export type Model = ViewOf<typeof lotkaVolterra> & { readonly network?: ViewOf<typeof universal>['network'] };

/** Time in years from the first count; animals in thousands of pelts. */
export interface Point {
  readonly time: number;
  readonly hare: number;
  readonly lynx: number;
}

/** The trajectory from the model's start, `perYear` points a year: Runge-Kutta in doubles, on the logarithms. */
export function curve(model: Model, perYear = 64): readonly Point[] {
  const h = 1 / perYear;
  let z: State = [Math.log(model.start.hare), Math.log(model.start.lynx)];
  const points: Point[] = [];
  for (let i = 0; i <= (counts.length - 1) * perYear; i++) {
    points.push({ time: i * h, hare: Math.exp(z[0]), lynx: Math.exp(z[1]) });
    const k1 = derivative(model, z);
    const k2 = derivative(model, along(z, k1, h / 2));
    const k3 = derivative(model, along(z, k2, h / 2));
    const k4 = derivative(model, along(z, k3, h));
    z = along(along(along(along(z, k1, h / 6), k2, h / 3), k3, h / 3), k4, h / 6);
  }
  return points;
}

/** Mean squared error of the logarithms over all counts, both species. */
export function errorOf(points: readonly Point[]): number {
  let sum = 0;
  for (const { time, hare, lynx } of points) {
    const count = counts[time]; // there is none between the years
    if (count !== undefined) sum += Math.log(hare / count[0]) ** 2 + Math.log(lynx / count[1]) ** 2;
  }
  return sum / (2 * counts.length);
}

const along = (z: State, k: State, h: number): State => [z[0] + h * k[0], z[1] + h * k[1]];

function derivative(p: Model, z: State): State {
  const [dx, dy] = p.network === undefined ? [0, 0] : correction(p.network, z);
  return [p.alpha - p.beta * Math.exp(z[1]) + dx, -p.gamma + p.delta * Math.exp(z[0]) + dy];
}

function correction({ hidden, output }: NonNullable<Model['network']>, z: State): State {
  return affine(output, affine(hidden, z).map(Math.tanh)) as [number, number];
}

type Dense = { readonly weight: Leaf<readonly [number, number]>; readonly bias: Leaf<readonly [number]> };
function affine({ weight, bias }: Dense, input: readonly number[]): number[] {
  const [stride] = weight.strides;
  return Array.from(bias, (b, o) => input.reduce((sum, x, i) => sum + x * (weight[i * stride + o] as number), b));
}
