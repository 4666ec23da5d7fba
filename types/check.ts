import type { Child, NodeAt } from './path.ts';
import type { AnyTied, HasSchema, Inner, Marker, Ordered, Repeat, Scope, TiedTransposed, Tuple } from './schema.ts';

/** What a refused property must be assignable to: nothing is, and the compiler prints the sentence. */
export interface Refused<Message extends string> {
  readonly ' refused': Message;
}

/** The schema itself where it is sound; at each property that is not, the reason. */
export type Check<S, Root = S, Path extends string = ''> = [S] extends [never]
  ? Refused<`${At<Path>}: a shape, a struct or a marker was expected, found never`>
  : 0 extends 1 & S
  ? unknown
  : S extends readonly number[]
  ? CheckShape<S, Path>
  : { readonly [K in keyof S]: K extends symbol
      ? Refused<`${At<Path>}: a key must be a string, found a symbol`>
      : CheckNode<S[K], Root, Join<Path, K & (string | number)>, K & (string | number), S> };

type At<Path extends string> = Path extends '' ? 'the schema' : `'${Path}'`;
type Join<Path extends string, K extends string | number> = Path extends '' ? `${K}` : `${Path}.${K}`;

type CheckNode<N, Root, Path extends string, K extends string | number, Parent> = 0 extends 1 & N
  ? unknown
  : [N] extends [never]
    ? Refused<`'${Path}': a shape, a struct or a marker was expected, found never`>
    : Parent extends Marker | readonly unknown[]
      ? CheckPart<N, Root, Path, K, Parent>
      : `${K}` extends '' | `${string}${'.' | '[' | ']' | '*' | '\\'}${string}`
        ? Refused<`${At<Path>}: a key must be one or more printable ASCII characters other than . [ ] * and the backslash, found '${K}'`>
        : CheckForm<N, Root, Path>;

type CheckPart<N, Root, Path extends string, K, Parent> = Parent extends readonly unknown[]
  ? K extends number | `${bigint}` ? CheckForm<N, Root, Path> : unknown
  : K extends '.of' ? CheckForm<N, Root, Path>
  : K extends '.scope' ? Check<N, N>
  : K extends '.tuple' ? Check<N, Root, Path>
  : unknown;

type CheckForm<N, Root, Path extends string> = N extends readonly number[]
  ? CheckShape<N, Path>
  : N extends AnyTied
    ? CheckTie<N, N['.tied'], Root, Path>
    : N extends HasSchema<unknown>
      ? unknown
      : N extends Repeat<infer K, unknown>
        ? CheckDim<K> extends true ? Check<N, Root, Path> : Refused<`'${Path}': a repeat count must be a non-negative integer, found ${K}`>
        : N extends Scope<unknown> | Tuple<readonly unknown[]>
          ? Check<N, Root, Path>
          : N extends Ordered<infer E>
            ? CheckFields<E, Path>
            : N extends readonly unknown[]
              ? [Extract<N[number], number>] extends [never]
                ? Check<N, Root, Path>
                : Refused<`'${Path}': an array must hold only numbers (a shape) or only schemas (a tuple), found both`>
              : N extends object
                ? Check<N, Root, Path>
                : Refused<`'${Path}': a shape, a struct or a marker was expected`>;

type CheckFields<E extends readonly (readonly [string, unknown])[], Path extends string, Seen = never> = E extends readonly [
  infer F extends readonly [string, unknown],
  ...infer R extends readonly (readonly [string, unknown])[],
]
  ? F[0] extends Seen
    ? Refused<`'${Path}': the key '${F[0]}' is given twice`>
    : CheckFields<R, Path, Seen | F[0]>
  : unknown;

type CheckDim<D extends number> = `${D}` extends `-${string}` | `${string}.${string}` | `${string}e${string}` ? false : true;
type CheckShape<S extends readonly number[], Path extends string> = `${S[number]}` extends infer D extends string
  ? Extract<D, `-${string}` | `${string}.${string}` | `${string}e${string}`> extends infer Bad
    ? [Bad] extends [never]
      ? unknown
      : Refused<`${At<Path>}: a dimension must be a non-negative integer, found ${Bad & string}`>
    : never
  : never;

/** Follows a tie's path without following ties. */
type CheckTie<N, P extends string, Root, Path extends string> = Target<Root, P> extends infer T
  ? T extends Wrong<infer Message>
    ? Refused<`'${Path}': ${Message}`>
    : T extends AnyTied
      ? P extends Path
        ? Refused<`'${Path}': '${P}' is tied to itself`>
        : Refused<`'${Path}': '${P}' is itself a tie; name the owner '${T['.tied']}'`>
      : N extends TiedTransposed<string>
        ? T extends readonly [number, number]
          ? unknown
          : Refused<`'${Path}': only a matrix can be tied transposed, but '${P}' is ${T extends readonly number[] ? 'a leaf of another rank' : 'a subtree'}`>
        : T extends readonly number[]
          ? unknown
          : Path extends `${P}.${string}`
            ? Refused<`'${Path}': the tie to '${P}' leads back to itself`>
            : unknown
  : never;

interface Wrong<Message extends string> {
  readonly wrong: Message;
}
type Target<N, P extends string, Whole extends string = P, Done extends string = ''> = N extends AnyTied
  ? Wrong<`'${Whole}' runs through the tie '${Done}'; name the owner '${N['.tied']}.${P}'`>
  : N extends Scope<unknown> | HasSchema<unknown>
    ? Target<Inner<N>, P, Whole, Done>
    : P extends `${infer Seg}.${infer Rest}`
      ? [Child<N, Seg>] extends [never] ? Wrong<NoSuch<Whole, Seg, Done, N>> : Target<Child<N, Seg>, Rest, Whole, Join<Done, Seg>>
      : [Child<N, P>] extends [never] ? Wrong<NoSuch<Whole, P, Done, N>> : Child<N, P>;
type NoSuch<Whole extends string, Seg extends string, Done extends string, N> =
  `tied to '${Whole}', but there is no '${Seg}'${Done extends '' ? '' : ` in '${Done}'`}${DidYouMean<Seg, N>}`;

/** `; did you mean 'x'?` for a sibling one edit or one transposition away. */
export type DidYouMean<Wrong extends string, N> = N extends Marker | readonly unknown[] ? '' : Nearest<Wrong, keyof N & string> extends infer K
  ? [K] extends [never] ? '' : `; did you mean '${K & string}'?`
  : '';
type Nearest<Wrong extends string, K extends string> = K extends unknown ? (IsNear<Wrong, K> extends true ? K : never) : never;
type IsNear<A extends string, B extends string> = A extends `${infer X}${infer Xs}`
  ? B extends `${infer Y}${infer Ys}`
    ? X extends Y
      ? IsNear<Xs, Ys>
      : Xs extends Ys ? true : Xs extends B ? true : A extends Ys ? true
      : Xs extends `${Y}${infer Xr}` ? Ys extends `${X}${Xr}` ? true : false : false
    : Xs extends '' ? true : false
  : B extends `${infer _}${infer R}` ? (R extends '' ? true : false) : false;

/** `unknown` for a path that exists, else a sentence. A plain `string` is looked up at run time. */
export type CheckPath<S, P extends string> = string extends P
  ? unknown
  : [NodeAt<S, P>] extends [never]
    ? PathProblem<S, P>
    : unknown;
type PathProblem<N, P extends string, Done extends string = ''> = N extends Scope<unknown> | HasSchema<unknown>
  ? PathProblem<Inner<N>, P, Done>
  : P extends `${infer Seg}.${infer Rest}`
    ? [Child<N, Seg>] extends [never] ? Missing<N, Seg, Done> : PathProblem<Child<N, Seg>, Rest, Join<Done, Seg>>
    : Missing<N, P, Done>;
type Missing<N, Seg extends string, Done extends string> = N extends Repeat<infer K, unknown>
  ? Seg extends `${bigint}`
    ? `index ${Seg} is out of range in '${Done}': it repeats ${K} times`
    : `there is no '${Seg}' in '${Done}'`
  : `there is no '${Seg}'${Done extends '' ? '' : ` in '${Done}'`}${DidYouMean<Seg, N>}`;
