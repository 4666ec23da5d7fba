import type { rest as Rest } from '../../types/select/rest.ts';
import type { Place } from '../place/place.ts';

/**
 * Stands for all owners that no other rule of `assign` and no other group of `groups` names. The string `'rest'` means
 * the same, unless the root of the layout has a field of that name.
 */
export const rest: typeof Rest = Symbol.for('paramlayout.rest') as typeof Rest;

/** Whether a key or value stands for the rest in rules for a layout. */
export const isRest = (given: unknown, { node }: Place): boolean =>
  given === rest || (given === 'rest' && !(node.kind === 'group' && node.keys?.includes('rest') === true));
