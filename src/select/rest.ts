/**
 * Stands for all owners that no other rule of `assign` and no other group of `groups` names. The string `'rest'` means
 * the same, unless the root of the layout has a field of that name.
 */
export const rest: unique symbol = Symbol.for('paramlayout.rest');
