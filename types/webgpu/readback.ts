import type { LayoutLike } from '../place/layout-like.ts';
import type { FlatIn, FlatOver, FlatSchemaOf, PlainOf } from '../view/flat.ts';
import type { KindIn } from '../view/source.ts';
import type { LengthAt, WhereCheck, WhereIn } from './where.ts';

/** Options of `readback`. */
export interface ReadbackOptions<L extends LayoutLike, A, O, W> {
  /** The kind of the array that it makes: `Float32Array` by default. `Uint16Array` for 16-bit words. */
  readonly type?: KindIn<A>;
  /** A flat array to write to. `readback` then makes no array. */
  readonly out?: FlatIn<FlatSchemaOf<L>, O>;
  /** A path or a selection: `readback` then copies only those elements. */
  readonly at?: WhereIn<W, WhereCheck<L, W>>;
}

/** What `readback` resolves to: `out`, or a new flat array, or with `at` an array of only those elements. */
export type ReadElements<L, A, O, W> =
  [O] extends [never] ?
    [W] extends [never] ?
      FlatOver<FlatSchemaOf<L>, PlainOf<A>>
    : PlainOf<A> & { readonly length: LengthAt<L, W> }
  : O;
