// Optimisers over flat arrays, without a dependency. This folder comes after layout.ts and imports only from the core.
export { adamw } from './adamw.ts';
export { clip } from './clip.ts';
export { ema } from './ema.ts';
export { lbfgs } from './lbfgs.ts';
export { sgd } from './sgd.ts';
export type { AdamwOptions } from './adamw.ts';
export type { GroupLimits } from './clip.ts';
export type { EmaOptions } from './ema.ts';
export type { LbfgsOptions } from './lbfgs.ts';
export type { MomentumOptions, SgdOptions } from './sgd.ts';
export type { Ema } from '../../types/optim/ema.ts';
export type { FloatKind, FloatLike } from '../../types/optim/float.ts';
export type { GradientOf, Lbfgs, LbfgsReport } from '../../types/optim/lbfgs.ts';
export type { Optimiser } from '../../types/optim/optimiser.ts';
export type { OptimiserState } from '../../types/optim/state.ts';
export type { Rate, ValueRun, ValueRuns } from '../../types/optim/value-runs.ts';
