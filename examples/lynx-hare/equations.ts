// The equations in jax-js, on logarithms: z = [log hare, log lynx], one row an animal history, so that many integrate at once.
//
//   dz/dt = growth + exp(z) @ contact + network(z),   growth = [alpha, -gamma],   contact = [[0, delta], [-beta, 0]]
//
// A rule of jax-js to read this by: an operation consumes its operands, so every use of an array but its last is written `.ref`.
import { type Array, jit, numpy as np, tree } from '@jax-js/jax';

interface Dense {
  readonly weight: Array;
  readonly bias: Array;
}
interface Network {
  readonly hidden: Dense;
  readonly output: Dense;
}
/** What the equations ask for. The arrays of either layout have it, and the compiler compares the two. */
export interface Parameters {
  readonly alpha: Array;
  readonly beta: Array;
  readonly gamma: Array;
  readonly delta: Array;
  readonly start: { readonly hare: Array; readonly lynx: Array };
  readonly network?: Network;
}

/** What stays the same along a trajectory. */
// A type and not an interface: jax-js takes trees of arrays by index signature, which interfaces do not have.
export type Field = { growth: Array; contact: Array; network?: Network };

const RK4_STEPS = 4; // a year; the errors that main.ts prints come from curve.ts, which takes 64, in doubles

/** The state at the start, `[1, 2]`, and the equations. Consumes the parameters. */
export function dynamics({ alpha, beta, gamma, delta, start, network }: Parameters): { first: Array; field: Field } {
  const growth = np.stack([alpha, gamma.neg()]);
  const contact = np.stack([0, delta, beta.neg(), 0]).reshape([2, 2]);
  return {
    first: np.log(np.stack([start.hare, start.lynx])).reshape([1, 2]),
    field: network === undefined ? { growth, contact } : { growth, contact, network },
  };
}

/** What the network adds to the growth rates at states `z`, `[n, 2]`. Consumes `z` only. */
export function correction({ hidden, output }: Network, z: Array): Array {
  const activations = np.tanh(np.matmul(z, hidden.weight.ref).add(hidden.bias.ref));
  return np.matmul(activations, output.weight.ref).add(output.bias.ref);
}

function derivative({ growth, contact, network }: Field, z: Array): Array {
  const mechanism = np.matmul(np.exp(z.ref), contact.ref).add(growth.ref);
  if (network !== undefined) return mechanism.add(correction(network, z));
  z.dispose();
  return mechanism;
}

/**
 * States `[n, 2]` a year later, by classical Runge-Kutta. Consumes both.
 *
 * Compiled on its own: within a loss, the gradient then sees one operation a year and not some eighty.
 */
export const year = jit((field: Field, z: Array): Array => {
  const h = 1 / RK4_STEPS;
  for (let i = 0; i < RK4_STEPS; i++) {
    const k1 = derivative(field, z.ref);
    const k2 = derivative(field, z.ref.add(k1.ref.mul(h / 2)));
    const k3 = derivative(field, z.ref.add(k2.ref.mul(h / 2)));
    const k4 = derivative(field, z.ref.add(k3.ref.mul(h)));
    z = z.add(
      k1
        .add(k2.add(k3).mul(2))
        .add(k4)
        .mul(h / 6),
    );
  }
  tree.dispose(field);
  return z;
});
