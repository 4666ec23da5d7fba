// The parameters, declared once. From these lines the compiler knows every name, shape and length used in the other files.
//
//   hare' = hare * ( alpha - beta  * lynx + n1(hare, lynx))        n = a small network of log hare, log lynx:
//   lynx' = lynx * (-gamma + delta * hare + n2(hare, lynx))        what the equations miss
//
// Without the network these are the Lotka-Volterra equations; with it, a universal differential equation (C. Rackauckas and
// others, 2020, arXiv:2001.04385). Time in years, animals in thousands of pelts, alpha and gamma in 1/year, beta and delta in
// 1/(year * thousand pelts).
import { type Array, random } from '@jax-js/jax';
import { layout, schema, type ViewOf } from 'paramlayout';
import { counts } from './data.ts';

/** An affine map. Generic, and yet every length below stays a literal. */
function dense<const I extends number, const O extends number>(inputs: I, outputs: O) {
  return { weight: [inputs, outputs], bias: [outputs] } as const;
}

const mechanism = schema({ alpha: [], beta: [], gamma: [], delta: [], start: { hare: [], lynx: [] } });

/** Six numbers: plain Lotka-Volterra. */
export const lotkaVolterra = layout(mechanism);
/** The same six by the same names, and the network. */
export const universal = layout({ ...mechanism, network: { hidden: dense(2, 4), output: dense(4, 2) } });
/** A model that the saved parameters do not fit. */
export const widerUniversal = layout({ ...mechanism, network: { hidden: dense(2, 8), output: dense(8, 2) } });

// The first stage of the fit cuts the twenty years into segments of one year, and gives all but the first a start of its own.
// A layout is a schema too: the model stands inside, under its name, and its part of the flat array is what is kept later.
const starts = { hare: [19], lynx: [19] } as const;
export const lotkaVolterraInSegments = layout({ model: lotkaVolterra, starts });
export const universalInSegments = layout({ model: universal, starts });

// The compiler does this arithmetic: a wrong number here does not compile.
export const lengths: { readonly lotkaVolterra: 6; readonly universal: 28; readonly universalInSegments: 66 } = {
  lotkaVolterra: lotkaVolterra.length,
  universal: universal.length,
  universalInSegments: universalInSegments.length,
};

type Mechanism = ViewOf<typeof lotkaVolterra>;
type Network = ViewOf<typeof universal>['network'];
type Starts = ViewOf<typeof universalInSegments>['starts'];

/** Where the fit starts: round numbers, and the counts themselves. */
export function initialise(model: Mechanism, free: Starts): void {
  model.alpha = 0.5;
  model.beta = 0.02;
  model.gamma = 0.5;
  model.delta = 0.02;
  [model.start.hare, model.start.lynx] = counts[0] as readonly [number, number];
  free.hare.set(counts.slice(1, -1).map(([hare]) => hare));
  free.lynx.set(counts.slice(1, -1).map(([, lynx]) => lynx));
}

/** A network whose output is small at first, so that the fit starts close to Lotka-Volterra. */
export function initialiseNetwork({ hidden, output }: Network, seed: number): void {
  const [first, second, third] = random.split(random.key(seed), 3);
  const fill = (leaf: Float32Array, key: Array | undefined, scale: number): void => {
    leaf.set(
      random
        .normal(key as Array, [leaf.length])
        .mul(scale)
        .dataSync(),
    );
  };
  fill(hidden.weight, first, 0.3);
  fill(hidden.bias, second, 0.6);
  fill(output.weight, third, 0.03);
}
