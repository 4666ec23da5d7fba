// A dense layer as a module: it carries its schema and holds no parameters, so that one module serves any flat array.
import type { Leaf } from 'paramlayout';

/** The parameters of a dense layer. As an interface with a name it stays one word in the declarations of users. */
export interface LinearSchema<I extends number, O extends number> {
  /** One row for each output. */
  readonly weight: readonly [O, I];
  readonly bias: readonly [O];
}
/** The same as a view: parameters, or their gradient. */
export interface LinearView<I extends number, O extends number> {
  readonly weight: Leaf<readonly [O, I]>;
  readonly bias: Leaf<readonly [O]>;
}

export class Linear<const I extends number, const O extends number> {
  readonly schema: LinearSchema<I, O>;
  constructor(inputs: I, outputs: O) {
    this.schema = { weight: [outputs, inputs], bias: [outputs] };
  }

  /** `weight · x + bias`, a new array. */
  forward({ weight, bias }: LinearView<I, O>, x: ArrayLike<number>): Float32Array {
    const [outputs, inputs] = weight.shape;
    return Float32Array.from({ length: outputs }, (_, row) => {
      let sum = bias[row]!;
      for (let column = 0; column < inputs; column++) sum += weight[row * inputs + column]! * x[column]!;
      return sum;
    });
  }

  /** Adds to the gradient `g`, given that of the outputs. Returns that of `x`. */
  backward(
    { weight }: LinearView<I, O>,
    g: LinearView<I, O>,
    x: ArrayLike<number>,
    slopes: Float32Array,
  ): Float32Array {
    const [outputs, inputs] = weight.shape;
    const back = new Float32Array(inputs);
    for (let row = 0; row < outputs; row++) {
      g.bias[row]! += slopes[row]!;
      for (let column = 0; column < inputs; column++) {
        g.weight[row * inputs + column]! += slopes[row]! * x[column]!;
        back[column]! += slopes[row]! * weight[row * inputs + column]!;
      }
    }
    return back;
  }
}
