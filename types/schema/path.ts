import type { IndexOf, IsIndex } from './indices.ts';
import type { BelowLeaf, BeyondEnd, NoSuchName } from './issues.ts';
import type { AnyAligned, Keyed, Listed, Marker, Repeated } from './markers.ts';
import type { Suggest } from './suggest.ts';
import type { Unwrap } from './unwrap.ts';

/** Why a node has no child of a name. `Done` is the path of the node. */
export type ExplainMissing<N, Seg extends string, Done extends string> =
  N extends readonly number[] ?
    Done extends '' ?
      NoSuchName<Seg, '', ''>
    : BelowLeaf<Seg, Done>
  : N extends Repeated<infer K, unknown> ? MissingItem<Seg, Done, K>
  : N extends Listed<infer E> ? MissingItem<Seg, Done, E['length']>
  : N extends readonly unknown[] ? MissingItem<Seg, Done, N['length']>
  : N extends Keyed<infer E> ? NoSuchName<Seg, Done, Suggest<Seg, E[number][0]>>
  : N extends AnyAligned ? ExplainMissing<Unwrap<N>, Seg, Done>
  : N extends Marker ? NoSuchName<Seg, Done, ''>
  : NoSuchName<Seg, Done, Suggest<Seg, `${keyof N & (string | number)}`>>;

type MissingItem<Seg extends string, Done extends string, K extends number> =
  IsIndex<Seg, number> extends true ? BeyondEnd<Seg, Done, K> : NoSuchName<Seg, Done, ''>;

/**
 * The path segments of a node's children, for editors to offer. For a repeat of more than 64 blocks, only the first and
 * the last. All are literals: editors cannot offer a pattern such as `${number}`, and it would accept paths that do not
 * exist.
 */
export type Segments<N> =
  N extends readonly number[] ? never
  : N extends Repeated<infer K, unknown> ?
    IsIndex<`${K}`, 65> extends true ?
      IndexOf<K>
    : EndIndices<K>
  : N extends Listed<infer E> ? keyof E & `${bigint}`
  : N extends Keyed<infer E> ? E[number][0]
  : N extends AnyAligned ? Segments<Unwrap<N>>
  : N extends readonly unknown[] ? keyof N & `${bigint}`
  : keyof N & (string | number);

/** The first and the last index of a repeat. */
export type EndIndices<K extends number> = K extends 0 ? never : '0' | (number extends K ? never : LastIndex<`${K}`>);

/** The last of `K` indices, where `K` is a decimal number: one less, without a leading zero. */
type LastIndex<K extends string> = Predecessor<K> extends `0${infer Rest}` ? Rest : Predecessor<K>;

type Predecessor<K extends string> =
  K extends `${infer Tens}0` ? `${Predecessor<Tens>}9`
  : {
      [D in keyof PredecessorDigit]: K extends `${infer Tens}${D}` ? `${Tens}${PredecessorDigit[D]}` : never;
    }[keyof PredecessorDigit];

interface PredecessorDigit {
  '1': 0;
  '2': 1;
  '3': 2;
  '4': 3;
  '5': 4;
  '6': 5;
  '7': 6;
  '8': 7;
  '9': 8;
}
