// From src: the declaration files of a program can name this symbol only by the constant that it imports.
import type { rest } from '../../src/select/rest.ts';
import type { Child } from '../schema/node.ts';

/**
 * What stands for the rest in rules for a schema: the symbol, and the key `'rest'` unless the root has a field of that
 * name.
 */
export type RestIn<S> =
  unknown extends S ? typeof rest | 'rest'
  : [Child<S, 'rest'>] extends [never] ? typeof rest | 'rest'
  : typeof rest;
