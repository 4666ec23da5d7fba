export { dim } from './dim.ts';
export { SchemaError } from './refusal.ts';
export { flatOf, fromJSON, layout } from './layout.ts';
export { ordered, repeat, schema, scope, tied, tuple } from './schema.ts';
export type { Ordered, Repeat, Scope, Shape, Tied, TiedTransposed, Tuple } from './schema.ts';
export type { AnyLayout, FlatOf, LengthOf, OffsetOf, PathOf, SchemaOf, ShapeOf, ViewOf } from '../types/any-layout.ts';
export type { Flat, FlatFloat32, FlatFloat32With, FlatWith } from '../types/flat.ts';
export type { Fits, Manifest } from '../types/checkpoint/fits.ts';
export type { Layout, LayoutWith } from '../types/layout.ts';
// Named in what users export: without these their own declarations could not be written.
export type { ProductOf, QuotientOf, SumOf } from '../types/dim.ts';
export type { Mapped } from '../types/map.ts';
export type { Refused } from '../types/refusal.ts';
export type { Range, Slot } from '../types/slot.ts';
export type * from '../types/tuples.ts';
export type { Leaf, LeafFloat32 } from '../types/view.ts';
