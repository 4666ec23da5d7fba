import type { ShapeText } from '../schema/issues.ts';

/** The sentences of errors about labels and patterns. src/place/issues.ts has the same ones, word for word. */

type NameOf<P extends string> = P extends '' ? 'the layout' : `'${P}'`;
export type NotALabel<Label extends string> =
  `a label is a path, with the indices of one element in brackets at its end, such as 'h.0.w[2,1]'; found '${Label}'`;
export type WrongRank<
  Label extends string,
  P extends string,
  S extends readonly unknown[],
> = `a label in ${NameOf<P>} takes one index for each dimension of its shape [${ShapeText<S>}], found '${Label}'`;
export type BadElementIndex<
  Index extends string,
  Dimension extends number,
  P extends string,
  Size extends number,
> = `an index below ${Size} was expected in dimension ${Dimension} of ${NameOf<P>}, found '${Index}'`;
export type GapInSegment<
  P extends string,
  Segment extends string,
> = `'**' must be a segment of its own in the pattern '${P}', found '${Segment}'`;
