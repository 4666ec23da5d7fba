export { fromJSON, layout } from './layout.ts';
export { sameLayout } from './place/fingerprint.ts';
export { dim } from './schema/dim.ts';
export { SchemaError } from './schema/issues.ts';
export { ordered, repeat, schema, scope, tied, tuple } from './schema/markers.ts';
export { flatOf } from './view/brand.ts';
export { asFlat } from './view/flat.ts';
export { owners, ownerSlots } from './view/owners.ts';
export { part } from './view/part.ts';
export { axpby, axpy, fill, scale } from './algebra/axpy.ts';
export { dot, norm } from './algebra/dot.ts';
export { mapInto, zip } from './algebra/zip.ts';
export { receive } from './share/receive.ts';
export { share } from './share/share.ts';

export type { AnyLayout, LayoutOf as Layout } from '../types/layout.ts';
export type { LayoutLike, LengthOf, OffsetOf, PathOf, SchemaOf, ShapeOf } from '../types/place/layout-like.ts';
export type { Slot, SubtreeRange } from '../types/place/slot.ts';
export type { Ordered, Repeat, Scope, Shape, Tied, TiedTransposed, Tuple } from '../types/schema/markers.ts';
export type { Received, ReceivedAny, SharedFlat } from '../types/share/share.ts';
export type { Mapped } from '../types/values/map.ts';
export type { FlatFloat32Of as FlatFloat32, FlatOf, FlatOfKind as Flat } from '../types/view/flat.ts';
export type { Leaf } from '../types/view/leaf.ts';
export type { PartOf } from '../types/view/part.ts';
export type { ViewOf } from '../types/view/view.ts';
// Links paramlayout/declarations, where the compiler finds names for the declaration files of a program.
export type {} from './declarations/index.ts';
