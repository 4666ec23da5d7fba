export { dataParallel } from './data-parallel.ts';
export { diloco } from './diloco.ts';
export { GroupError } from './group-error.ts';
export { joinGroup } from './network/join.ts';
export { threads } from './threads.ts';
export type {
  BarrierOptions,
  CallOptions,
  Collective,
  Kept,
  RangeOptions,
  ReduceOptions,
  Reduction,
  Round,
} from '../../types/collective/collective.ts';
export type { JoinOptions, Network, NetworkMember, StoredValue, Wire } from '../../types/collective/network.ts';
export type { ThreadMember, ThreadMembers, ThreadSeat, ThreadsOptions } from '../../types/collective/threads.ts';
export type { DataParallel, DataParallelOptions, Diloco, DilocoOptions } from '../../types/collective/training.ts';
