// A module of modules: a network of `depth` equal layers between an input and an output.
import { repeat, type Repeat } from 'paramlayout';
import { Linear, type LinearSchema, type LinearView } from './linear.ts';

/** The parameters of a network. */
export interface MlpSchema<I extends number, W extends number, D extends number, O extends number> {
  readonly input: LinearSchema<I, W>;
  readonly hidden: Repeat<D, LinearSchema<W, W>>;
  readonly output: LinearSchema<W, O>;
}
/** The same as a view. It does not say how many layers are hidden: the functions below take any number. */
export interface MlpView<I extends number, W extends number, O extends number> {
  readonly input: LinearView<I, W>;
  readonly hidden: readonly LinearView<W, W>[];
  readonly output: LinearView<W, O>;
}

export class Mlp<const I extends number, const W extends number, const D extends number, const O extends number> {
  readonly schema: MlpSchema<I, W, D, O>;
  readonly #input: Linear<I, W>;
  readonly #hidden: Linear<W, W>; // one module for all hidden layers: it holds no parameters
  readonly #output: Linear<W, O>;
  constructor(inputs: I, width: W, depth: D, outputs: O) {
    this.#input = new Linear(inputs, width);
    this.#hidden = new Linear(width, width);
    this.#output = new Linear(width, outputs);
    this.schema = {
      input: this.#input.schema,
      hidden: repeat(depth, this.#hidden.schema),
      output: this.#output.schema,
    };
  }

  forward(p: MlpView<I, W, O>, x: ArrayLike<number>): Float32Array {
    return this.#output.forward(p.output, this.#activations(p, x).at(-1)!);
  }

  /** Adds to the gradient `g`. `slopesOf` gives the slope of the loss at the outputs. */
  gradient(
    p: MlpView<I, W, O>,
    g: MlpView<I, W, O>,
    x: ArrayLike<number>,
    slopesOf: (outputs: Float32Array) => Float32Array,
  ): void {
    const states = this.#activations(p, x);
    const last = states.at(-1)!;
    let slopes = this.#output.backward(p.output, g.output, last, slopesOf(this.#output.forward(p.output, last)));
    for (let i = p.hidden.length; i >= 0; i--) {
      slopes = slopes.map((slope, k) => slope * (1 - states[i]![k]! ** 2)); // the slope of tanh
      if (i > 0) slopes = this.#hidden.backward(p.hidden[i - 1]!, g.hidden[i - 1]!, states[i - 1]!, slopes);
      else this.#input.backward(p.input, g.input, x, slopes);
    }
  }

  /** What each layer but the last gives, after tanh. */
  #activations(p: MlpView<I, W, O>, x: ArrayLike<number>): Float32Array[] {
    const states = [this.#input.forward(p.input, x).map(Math.tanh)];
    for (const layer of p.hidden) states.push(this.#hidden.forward(layer, states.at(-1)!).map(Math.tanh));
    return states;
  }
}
