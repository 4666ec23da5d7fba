import type { Length } from './size.ts';
import type { NodeAt } from './path.ts';
import type { AnyTied, HasSchema, Inner, Marker, Ordered, Repeat, Scope, Shape, TiedTransposed, Tuple } from './schema.ts';

/** Any typed array kind whose elements are numbers. `Float16Array` fits where the platform has it. */
export interface AnyArray extends ArrayLike<number> {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly BYTES_PER_ELEMENT: number;
  readonly length: number;
  [index: number]: number;
  set(source: ArrayLike<number>, offset?: number): void;
  fill(value: number, start?: number, end?: number): unknown;
}

/** What a leaf knows besides its elements. */
export interface LeafInfo<S extends Shape, N> {
  readonly shape: S;
  /** In elements, one a dimension. */
  readonly strides: { readonly [K in keyof S]: number };
  readonly length: N;
}
/**
 * A leaf: a typed array of kind `A` over the flat array, with its shape.
 *
 * `N` follows from the shape. It is a parameter so that two leaves are compared without the arithmetic: to find out how `Leaf` varies
 * with the shape alone, the compiler would follow that until it gives up (TS2589).
 */
export type Leaf<S extends Shape, A = Float32Array, N = Length<S>> = A & LeafInfo<S, N>;

type Reversed<S extends readonly unknown[], Acc extends readonly unknown[] = []> = S extends readonly [infer A, ...infer R]
  ? Reversed<R, readonly [A, ...Acc]>
  : Acc;

/** The named views of a schema over an array of kind `A`. */
export type View<N, A, Root = N> = 0 extends 1 & N
  ? any // oxlint-disable-line typescript/no-explicit-any -- the schema is `any`: nothing is known of its views
  : N extends readonly number[]
    ? LeafView<N, A>
    : N extends Marker
      ? MarkerView<N, A, Root>
      : N extends readonly unknown[]
        ? ListView<N, A, Root>
        : StructView<N, A, Root>;

type LeafView<S extends Shape, A> = S extends readonly []
  ? number
  : number extends S['length'] ? number | Leaf<S, A> : Leaf<S, A>;

type MarkerView<N, A, Root> = N extends TiedTransposed<infer P>
  ? NodeAt<Root, P> extends infer S extends Shape ? Leaf<Reversed<S> extends infer R extends Shape ? R : never, A> : never
  : N extends AnyTied
    ? View<NodeAt<Root, N['.tied']>, A, Root>
    : N extends Repeat<infer K, infer S>
      ? Times<K, View<S, A, Root>>
      : N extends Tuple<infer E>
        ? ListView<E, A, Root>
        : N extends Ordered<infer E>
          ? StructView<{ readonly [F in E[number] as F[0]]: F[1] }, A, Root>
          : N extends Scope<unknown> | HasSchema<unknown>
            ? View<Inner<N>, A, Inner<N>>
            : never;

// The mapped types stand here without a name of their own: two aliases of one name are compared argument by argument, and then a
// view over an ArrayBuffer is none over an ArrayBufferLike, nor a block's view in one layout that of the same block in another.
type StructView<N, A, Root> = [ScalarKeys<N, Root>] extends [never]
  ? { readonly [K in keyof N]: View<N[K], A, Root> }
  : { readonly [K in keyof N as K extends ScalarKeys<N, Root> ? never : K]: View<N[K], A, Root> } & {
      -readonly [K in ScalarKeys<N, Root>]: number;
    };
type ListView<N extends readonly unknown[], A, Root> = [ScalarIndices<N, Root>] extends [never]
  ? { readonly [K in keyof N]: View<N[K], A, Root> }
  : { readonly [K in keyof N]: View<N[K], A, Root> } & { -readonly [K in ScalarIndices<N, Root>]: number };

/** The keys whose field is a scalar, or a tie to one: those are properties that can be assigned to. */
type ScalarKeys<N, Root> = MayHoldScalar<N[keyof N]> extends true ? ScalarsAmong<N, keyof N, Root> : never;
type ScalarIndices<N extends readonly unknown[], Root> =
  MayHoldScalar<N[number]> extends true ? ScalarsAmong<N, keyof N & `${bigint}`, Root> : never;
type MayHoldScalar<Fields> = readonly [] extends Fields ? true : [Fields & AnyTied] extends [never] ? false : true;
type ScalarsAmong<N, Keys extends keyof N, Root> = {
  [K in Keys]-?: (N[K] extends AnyTied ? NodeAt<Root, N[K]['.tied']> : N[K]) extends readonly [] ? K : never;
}[Keys];

/** `N` equal elements: a tuple up to 64, above it an array of known length. */
type Times<N extends number, V> = number extends N
  ? readonly V[]
  : `${N}` extends keyof Powers
    ? Writable<Powered<N, V>, V>
    : readonly V[] & { readonly length: N };
type Writable<T, V> = [V] extends [number] ? T & { -readonly [K in Exclude<keyof T, keyof []>]: number } : T;
/** How to build N elements: by doubling, because spreading one by one is quadratic in the compiler. */
type Powered<N extends number, V> = Readonly<Build<`${N}`, V>>;
type Build<N extends string, V> = N extends keyof Powers
  ? Powers[N] extends readonly [infer Half extends string, infer Odd]
    ? Build<Half, V> extends infer T extends readonly unknown[]
      ? Odd extends 1 ? [...T, ...T, V] : [...T, ...T]
      : never
    : []
  : never;
interface Powers {
  '0': 0;
  '1': ['0', 1]; '2': ['1', 0]; '3': ['1', 1]; '4': ['2', 0]; '5': ['2', 1]; '6': ['3', 0]; '7': ['3', 1]; '8': ['4', 0];
  '9': ['4', 1]; '10': ['5', 0]; '11': ['5', 1]; '12': ['6', 0]; '13': ['6', 1]; '14': ['7', 0]; '15': ['7', 1]; '16': ['8', 0];
  '17': ['8', 1]; '18': ['9', 0]; '19': ['9', 1]; '20': ['10', 0]; '21': ['10', 1]; '22': ['11', 0]; '23': ['11', 1]; '24': ['12', 0];
  '25': ['12', 1]; '26': ['13', 0]; '27': ['13', 1]; '28': ['14', 0]; '29': ['14', 1]; '30': ['15', 0]; '31': ['15', 1]; '32': ['16', 0];
  '33': ['16', 1]; '34': ['17', 0]; '35': ['17', 1]; '36': ['18', 0]; '37': ['18', 1]; '38': ['19', 0]; '39': ['19', 1]; '40': ['20', 0];
  '41': ['20', 1]; '42': ['21', 0]; '43': ['21', 1]; '44': ['22', 0]; '45': ['22', 1]; '46': ['23', 0]; '47': ['23', 1]; '48': ['24', 0];
  '49': ['24', 1]; '50': ['25', 0]; '51': ['25', 1]; '52': ['26', 0]; '53': ['26', 1]; '54': ['27', 0]; '55': ['27', 1]; '56': ['28', 0];
  '57': ['28', 1]; '58': ['29', 0]; '59': ['29', 1]; '60': ['30', 0]; '61': ['30', 1]; '62': ['31', 0]; '63': ['31', 1]; '64': ['32', 0];
}
