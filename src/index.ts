export { copyInto } from './derive/copy-into.ts';
export { extend } from './derive/extend.ts';
export { merge } from './derive/merge.ts';
export { omit, pick } from './derive/pick.ts';
export { rename } from './derive/rename.ts';
export { replace } from './derive/replace.ts';
export { fromJSON, layout } from './layout.ts';
export { sameLayout } from './place/fingerprint.ts';
export { indexOf } from './place/index-of.ts';
export { labelAt, labels } from './place/label.ts';
export { dim } from './schema/dim.ts';
export { SchemaError } from './schema/issues.ts';
export { aligned, ordered, repeat, schema, scope, tied, tuple } from './schema/markers.ts';
export { stacked } from './schema/stack.ts';
export { reshard } from './shard/reshard.ts';
export { rowsOf } from './shard/rows-of.ts';
export { shardRows } from './shard/shard-rows.ts';
export { shard } from './shard/shard.ts';
export { unshard } from './shard/unshard.ts';
export { assign } from './select/assign.ts';
export { groups } from './select/groups.ts';
export { norms, type NormsOptions } from './select/norms.ts';
export { rest } from './select/rest.ts';
export { gather, scatter } from './select/gather.ts';
export { mask } from './select/mask.ts';
export { select } from './select/select.ts';
export { flatOf } from './view/brand.ts';
export { asFlat } from './view/flat.ts';
export { member } from './view/member.ts';
export { owners, ownerSlots } from './view/owners.ts';
export { part } from './view/part.ts';
export { axpby, axpy, fill, scale } from './algebra/axpy.ts';
export { dot, norm } from './algebra/dot.ts';
export { mapInto, zip } from './algebra/zip.ts';
export { blocks } from './matrix/blocks.ts';
export { ndView, ndViewOf } from './matrix/nd.ts';
export { receive } from './share/receive.ts';
export { share } from './share/share.ts';

export type { CopiedRows, CopyOptions, CopyReport } from '../types/derive/copy-into.ts';
export type { AnyLayout, LayoutOf as Layout } from '../types/layout.ts';
export type { LabelIndexOf } from '../types/place/index-of.ts';
export type { ElementRange } from '../types/place/range.ts';
export type { LayoutLike, LengthOf, OffsetOf, PathOf, SchemaOf, ShapeOf } from '../types/place/layout-like.ts';
export type { Slot, SubtreeRange } from '../types/place/slot.ts';
export type {
  Aligned,
  Ordered,
  Repeat,
  Scope,
  Shape,
  Tied,
  TiedAt,
  TiedRows,
  TiedTransposed,
  Tuple,
} from '../types/schema/markers.ts';
export type { Stacked } from '../types/schema/stack.ts';
export type { ShardMove } from '../types/shard/reshard.ts';
export type { RowSchema } from '../types/shard/row-schema.ts';
export type { RowShards } from '../types/shard/shard-rows.ts';
export type { Shard, ShardPart, Shards } from '../types/shard/shard.ts';
export type { ShardsOf } from '../types/shard/shards-of.ts';
export type { Assignment, AssignmentIn, Run } from '../types/select/assignment.ts';
export type { GroupsIn } from '../types/select/groups.ts';
export type { AnySelection, SelectionIn as Selection } from '../types/select/selection.ts';
export type { SelectArgument, SelectOptions } from '../types/select/select-parameter.ts';
export type { Blocks } from '../types/matrix/blocks.ts';
export type { BlockView, BlockViewOf } from '../types/matrix/block-view.ts';
export type { NdView } from '../types/matrix/nd-view.ts';
export type { Received, ReceivedAny, SharedFlat } from '../types/share/share.ts';
export type { Mapped } from '../types/values/map.ts';
export type { FlatFloat32Of as FlatFloat32, FlatOf, FlatOfKind as Flat } from '../types/view/flat.ts';
export type { Leaf } from '../types/view/leaf.ts';
export type { PartOf } from '../types/view/part.ts';
export type { ViewOf } from '../types/view/view.ts';
// Links paramlayout/declarations, where the compiler finds names for the declaration files of a program.
export type {} from './declarations/index.ts';
