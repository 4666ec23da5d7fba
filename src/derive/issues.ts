/**
 * The sentences of errors about layouts that are made from others. types/derive/issues.ts has the same ones for the
 * compiler, word for word.
 */
export const KEEPS_NOTHING = 'nothing of the layout would be left';
export const ownerNotKept = (owner: string): string =>
  `tied to '${owner}', which is not kept like the tie; keep both or neither`;
export const keyTaken = (key: string): string => `the key '${key}' is taken`;
export const renamedIndex = (name: string): string => `an index cannot be renamed, and '${name}' was given for it`;
export const renamedRoot = (pattern: string): string => `the pattern '${pattern}' matches the root, which has no name`;
export const twoNames = (a: string, b: string): string => `one name was expected, found '${a}' and '${b}'`;
export const notAStruct = (found: string): string => `a struct was expected, found ${found}`;
export const orderNeeded = (found: string): string =>
  `fields in a given order were expected, as in ordered(…), found ${found}`;
export const noOrder = (found: string): string =>
  `a struct was expected, found ${found}, whose fields have an order of their own`;
