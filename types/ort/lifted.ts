import type { AnyLayout } from '../layout.ts';
import type { ArrayTypeOf } from '../array/kind.ts';

/** The kinds of flat arrays that `lift` makes. */
export type LiftedArray = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/**
 * The files beside a model that hold data of its tensors: by name, or a function that reads a range of bytes of one.
 */
export type ExternalFiles =
  | { readonly [location: string]: Uint8Array | ArrayBuffer }
  | ReadonlyMap<string, Uint8Array | ArrayBuffer>
  | ((location: string, offset: number, length: number) => Uint8Array | Promise<Uint8Array>);

/** What `lift` takes out of a model. `A` is the kind of the flat array. */
export interface LiftOptions<A extends LiftedArray = LiftedArray> {
  /**
   * Patterns of the paths to lift, as in `select`: `'encoder.**'`. A tensor that no pattern matches stays in the model.
   */
  readonly only?: string | readonly string[] | undefined;
  /**
   * The fewest elements of a tensor that is lifted. By default one, except that a scalar stays, and so does a
   * `Constant` node with one element: those are numbers of the program rather than weights.
   */
  readonly minLength?: number | undefined;
  /**
   * `Float64Array` for a model with doubles. By default `Float32Array`: tensors of doubles then stay in the model.
   */
  readonly type?: ArrayTypeOf<A> | undefined;
  /** The files that hold external data. */
  readonly external?: ExternalFiles | undefined;
}

/** What `lower` needs to write the original file again. */
export interface LiftSource {
  /** The original file without the values of the lifted tensors. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The lifted tensors, each with its place among all tensors of the file and the field that held its values. */
  readonly tensors: readonly { readonly path: string; readonly index: number; readonly form: string }[];
}

/** An ONNX model whose weights are inputs, and these weights as one flat array. */
export interface Lifted<A extends LiftedArray = Float32Array<ArrayBuffer>> {
  /** The layout of the weights: their names in the file, nested at the dots. */
  readonly layout: AnyLayout;
  /** The weights, in the order of the layout. */
  readonly flat: A;
  /** The model as an ONNX file. It has one more input for each weight. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The name of the model's input for each path of the layout: the weight's own name, unless that is taken. */
  readonly names: Readonly<Record<string, string>>;
  /** Why each other tensor of floats stayed in the model, by its name. */
  readonly kept: Readonly<Record<string, string>>;
  readonly source: LiftSource;
}
