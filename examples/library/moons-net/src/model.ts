import { layout } from 'paramlayout';
import { Mlp } from './mlp.ts';

/** From a point in the plane to a score: positive for the upper moon. */
export const net = new Mlp(2, 8, 2, 1);
/** The parameters of `net`. Users write `typeof model`, `FlatOf<typeof model>`, `ViewOf<typeof model>`. */
export const model = layout(net.schema);
