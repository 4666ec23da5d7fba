import type { Find, Found } from '../place/place.ts';
import type { Issue } from '../schema/issues.ts';
import type { HasSchema } from '../schema/mark.ts';
import type { AnyTied, Inner, Marker, Ordered, Repeat, Scope, Tuple } from '../schema/markers.ts';
import type { Child } from '../schema/node.ts';

/** Patterns of a file's names, and what they are called in the layout: `{ 'blocks.{i}.w': 'h.{i}.w' }`. */
export type NameMap = Readonly<Record<string, string>>;
/** Gives the layout's path for a name of the file; undefined leaves the tensor out. */
export type NameFunction = (name: string) => string | undefined;

/** What is wrong with a map of names, at the entry that is wrong. A function, and what is only known as text, is judged at run time. */
export type CheckNames<S, M> = Verdicts<S, M>[M extends NameFunction ? 'function' : 'map'];
// Looked up by name, and no conditional type itself: one would hide from the compiler what the parameters of a function are.
interface Verdicts<S, M> {
  function: unknown;
  map: { readonly [K in keyof M]: CheckName<S, K, M[K]> };
}
type CheckName<S, From, To> =
  From extends string ?
    To extends string ?
      string extends From | To ?
        unknown
      : Verdict<To, Unknown<To, Wildcards<From>>, LeafAt<S, To, S, Gaps<From>>>
    : unknown
  : unknown;
type Verdict<To extends string, Unknown extends string, Leaf> =
  [Unknown] extends [never] ?
    true extends Leaf ?
      unknown
    : Issue<false extends Leaf ? `'${To}' is no leaf of the layout` : `there is no '${To}' in the layout`>
  : Issue<`the wildcard '{${Unknown}}' is not in the file's name`>;

/** The names of the wildcards of a pattern; those of any number of segments apart. */
type Wildcards<P extends string> =
  P extends `${string}{${infer W}}${infer R}` ? (W extends `**${infer G}` ? G : W) | Wildcards<R> : never;
type Gaps<P extends string> =
  P extends `${string}{${infer W}}${infer R}` ? (W extends `**${infer G}` ? G : never) | Gaps<R> : never;
type Unknown<P extends string, Known extends string> = Exclude<Wildcards<P>, Known>;

/** `true` for each leaf that a path with wildcards may lead to, `false` for each subtree; `never` where it leads nowhere. */
type LeafAt<N, P extends string, Root, G extends string> =
  unknown extends N ? true
  : N extends AnyTied ?
    Find<Root, N['.tied'], Root> extends Found<infer M, infer R, boolean> ?
      LeafAt<M, P, R, G>
    : never
  : N extends Scope<unknown> | HasSchema<unknown> ? LeafAt<Inner<N>, P, Inner<N>, G>
  : P extends '' ?
    N extends readonly number[] ?
      true
    : false
  : P extends `${infer Seg}.${infer Rest}` ? Below<N, Seg, Rest, Root, G>
  : Below<N, P, '', Root, G>;
type Below<N, Seg extends string, Rest extends string, Root, G extends string> =
  Seg extends `{${G}}` ? true
  : Seg extends `${string}{${string}}${string}` ? LeafAtAny<Children<N, Like<Seg>>, Rest, Root, G>
  : LeafAtAny<Child<N, Seg>, Rest, Root, G>;
type LeafAtAny<N, Rest extends string, Root, G extends string> = N extends unknown ? LeafAt<N, Rest, Root, G> : never;

/** A segment with wildcards as the type of the texts that it may be. */
type Like<Seg extends string> = Seg extends `${infer A}{${string}}${infer B}` ? `${A}${string}${Like<B>}` : Seg;
/** The children whose key may be `K`, as a union. */
type Children<N, K extends string> =
  N extends readonly number[] ? never
  : N extends Marker ?
    N extends Repeat<number, infer S> ? S
    : N extends Tuple<infer E> ? E[number]
    : N extends Ordered<infer E> ? ChildOf<E[number], K>
    : never
  : N extends readonly unknown[] ? N[number]
  : { [P in keyof N & (string | number)]-?: `${P}` extends K ? N[P] : never }[keyof N & (string | number)];
type ChildOf<F, K extends string> = F extends readonly [K, infer S] ? S : never;
