// What this entry point uses of @tensorflow/tfjs-core, so that the build does not need the library, which is 40 MB.
// tsconfig.json maps the package's name to this file. The published declarations name the package, and a user's
// compiler reads the package itself. `npm run check:adapters` compiles src/tfjs with the package itself.

export declare enum Rank {
  R0 = 'R0',
  R1 = 'R1',
  R2 = 'R2',
  R3 = 'R3',
  R4 = 'R4',
  R5 = 'R5',
  R6 = 'R6',
}
export interface ShapeMap {
  R0: number[];
  R1: [number];
  R2: [number, number];
  R3: [number, number, number];
  R4: [number, number, number, number];
  R5: [number, number, number, number, number];
  R6: [number, number, number, number, number, number];
}
export interface DataTypeMap {
  float32: Float32Array;
  int32: Int32Array;
  bool: Uint8Array;
  complex64: Float32Array;
  string: string[];
}
export type DataType = keyof DataTypeMap;

export declare class Tensor<R extends Rank = Rank> {
  readonly id: number;
  dataId: object;
  readonly shape: ShapeMap[R];
  readonly dtype: DataType;
  readonly rankType: R;
  readonly isDisposed: boolean;
  data<D extends DataType = 'float32' | 'int32' | 'bool' | 'complex64'>(): Promise<DataTypeMap[D]>;
  dispose(): void;
}
export declare class Variable<R extends Rank = Rank> extends Tensor<R> {
  trainable: boolean;
  name: string;
  assign(newValue: Tensor<R>): void;
}
/** The package does not export the type of its engine. */
export declare function engine(): {
  readonly registryFactory: { [id: string]: object };
  readonly registeredVariables: { [name: string]: Variable };
  readonly state: {
    readonly gradientDepth: number;
    /** The innermost `tidy`, with the tensors that it is to dispose of. */
    readonly activeScope: { readonly track: Tensor[] };
    readonly activeTape: { readonly saved?: Tensor[] }[];
  };
  gradients<T extends Tensor>(
    f: () => T,
    xs: Tensor[],
    dy?: T,
    allowNoGradients?: boolean,
  ): { value: T; grads: Tensor[] };
};
export declare function getGradient(kernelName: string): object;
export declare function tidy<T extends Tensor | (Tensor | undefined)[] | void>(fn: () => T): T;
export declare function clone<T extends Tensor>(x: T): T;
export declare function concat1d(tensors: Tensor<Rank.R1>[]): Tensor<Rank.R1>;
export declare function reshape<R extends Rank>(x: Tensor, shape: ShapeMap[R]): Tensor<R>;
export declare function slice<T extends Tensor>(x: T, begin: number | number[], size?: number | number[]): T;
export declare function split<T extends Tensor>(x: Tensor, numOrSizeSplits: number[] | number, axis?: number): T[];
export declare function transpose<T extends Tensor>(x: T, perm?: number[]): T;
export declare function tensor<R extends Rank>(values: Float32Array, shape?: ShapeMap[R], dtype?: DataType): Tensor<R>;
export declare function variable<R extends Rank>(
  initialValue: Tensor<R>,
  trainable?: boolean,
  name?: string,
): Variable<R>;
export declare function zeros<R extends Rank>(shape: ShapeMap[R], dtype?: DataType): Tensor<R>;
