import type { IndexOf, IsIndex } from './path.ts';
import type { Ordered, Repeat, Tuple } from './schema.ts';

/**
 * The path segments of a node's children, for an editor to offer; of a repeat of more than 64, the first and the last. All are literals:
 * a pattern such as `${number}` is nothing to offer, and would let in paths that do not exist.
 */
export type Segments<N> =
  N extends readonly number[] ? never
  : N extends Repeat<infer K, unknown> ?
    IsIndex<`${K}`, 65> extends true ?
      IndexOf<K>
    : EndIndices<K>
  : N extends Tuple<infer E> ? keyof E & `${bigint}`
  : N extends Ordered<infer E> ? E[number][0]
  : N extends readonly unknown[] ? keyof N & `${bigint}`
  : keyof N & (string | number);

/** The first and the last index of a repeat. */
export type EndIndices<K extends number> = K extends 0 ? never : '0' | (number extends K ? never : LastIndex<`${K}`>);
/** The last index of as many as a decimal number says. */
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
