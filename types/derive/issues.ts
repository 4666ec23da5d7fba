// src/derive/issues.ts has the same sentences for the run time, word for word.

export type KeepsNothing = 'nothing of the layout would be left';
export type OwnerNotKept<Owner extends string> =
  `tied to '${Owner}', which is not kept like the tie; keep both or neither`;
export type KeyTaken<K extends string> = `the key '${K}' is taken`;
export type RenamedIndex<Name extends string> = `an index cannot be renamed, and '${Name}' was given for it`;
export type RenamedRoot<P extends string> = `the pattern '${P}' matches the root, which has no name`;
export type TwoNames<A extends string, B extends string> = `one name was expected, found '${A}' and '${B}'`;
export type NotAStruct<Found extends string> = `a struct was expected, found ${Found}`;
export type OrderNeeded<Found extends string> =
  `fields in a given order were expected, as in ordered(…), found ${Found}`;
export type NoOrder<Found extends string> =
  `a struct was expected, found ${Found}, whose fields have an order of their own`;
