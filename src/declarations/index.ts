/**
 * Types that no program needs to write. The compiler names them in the declaration files of a program that exports
 * layouts, views, flat arrays or what functions return for them, and editors show them.
 */
export type { Layout } from '../../types/layout.ts';
export type { Flat, FlatFloat32 } from '../../types/view/flat.ts';
export type { LayoutSummary } from '../../types/place/summary.ts';
export type { LeafFloat32 } from '../../types/view/leaf.ts';
export type { Vector } from '../../types/select/vector.ts';
export type { NumberArray } from '../../types/array/kind.ts';
export type { Derived } from '../../types/derive/derived.ts';
export type { AnyStrides, LeafStrides } from '../../types/matrix/nd-view.ts';
export type { AdamwSchema, MomentumSchema, NoSchema } from '../../types/optim/state.ts';
export type { SharedFlatOf } from '../../types/share/share.ts';
export type { Issue } from '../../types/schema/issues.ts';
export type { ProductOf, QuotientOf, SumOf } from '../../types/schema/dim.ts';
export type * from '../../types/arithmetic/tuples.ts';
