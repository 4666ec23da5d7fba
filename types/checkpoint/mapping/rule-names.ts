// No twin in src: at run time any string may be a name.
import type { AnyAligned, AnyScoped, AnyTied, Inner, Keyed, Listed, Repeated } from '../../schema/markers.ts';
import type { Unwrap } from '../../schema/unwrap.ts';

/**
 * The names that begin with the text so far, which editors offer: paths of leaves, with wildcards in place of the
 * indices of repeats.
 */
export type RuleNames<S, Start extends string> = Extract<LeafNames<S>, `${Start}${string}`>;

type LeafNames<N, Prefix extends string = '', W extends WildcardName = 'i'> =
  unknown extends N ? never
  : N extends readonly number[] ? Prefix
  : N extends AnyTied ? never
  : N extends AnyScoped ? LeafNames<Inner<N>, Prefix, W>
  : N extends AnyAligned ? LeafNames<Unwrap<N>, Prefix, W>
  : N extends Repeated<number, infer B> ? LeafNames<B, JoinName<Prefix, `{${W}}`>, NextWildcard[W]>
  : N extends Listed<infer E> ? LeafNamesOfList<E, Prefix, W>
  : N extends Keyed<infer E> ? { [I in keyof E]: LeafNames<E[I][1], JoinName<Prefix, E[I][0]>, W> }[number]
  : N extends readonly unknown[] ? LeafNamesOfList<N, Prefix, W>
  : { [K in keyof N & (string | number)]-?: LeafNames<N[K], JoinName<Prefix, `${K}`>, W> }[keyof N & (string | number)];
type LeafNamesOfList<E extends readonly unknown[], Prefix extends string, W extends WildcardName> =
  number extends E['length'] ? LeafNames<E[number], JoinName<Prefix, `{${W}}`>, NextWildcard[W]>
  : { [I in keyof E & `${bigint}`]: LeafNames<E[I], JoinName<Prefix, I>, W> }[keyof E & `${bigint}`];
type JoinName<Prefix extends string, Seg extends string> = Prefix extends '' ? Seg : `${Prefix}.${Seg}`;

type WildcardName = keyof NextWildcard;
/** One wildcard for each repeat in another. */
interface NextWildcard {
  i: 'j';
  j: 'k';
  k: 'l';
  l: 'm';
  m: 'n';
  n: 'n';
}
