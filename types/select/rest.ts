import type { Child } from '../schema/node.ts';

/** Stands for all owners that no other rule or group names. */
export declare const rest: unique symbol;

/** What stands for the rest in rules for a schema: the symbol, and the key `'rest'` unless the root has a field of that name. */
export type RestIn<S> =
  unknown extends S ? typeof rest | 'rest'
  : [Child<S, 'rest'>] extends [never] ? typeof rest | 'rest'
  : typeof rest;
