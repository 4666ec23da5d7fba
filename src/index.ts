export { dim } from './dim.ts';
export { SchemaError } from './refusal.ts';
export { flatOf, fromJSON, layout } from './layout.ts';
export { ordered, repeat, schema, scope, tied, tuple } from './schema.ts';
export type { Ordered, Repeat, Scope, Shape, Tied, TiedTransposed, Tuple } from './schema.ts';
export type { AnyLayout, FlatOf, Layout, LengthOf, OffsetOf, PathOf, SchemaOf, ShapeOf, ViewOf } from '../types/layout.ts';
export type { Range, Slot } from '../types/slot.ts';
export type { Leaf } from '../types/view.ts';
