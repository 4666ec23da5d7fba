// No twin in types: these functions only make views faster to build.
/** Adds one field to an unfinished view. */
export type AddField = (view: Record<string, unknown>, key: string, value: unknown) => void;

/**
 * The copies are not redundant. An engine remembers hidden classes per function in the source text. A function that
 * adds only `weight` stays fast; one that adds all keys takes twice as long. Keys get copies in the order of first use,
 * and the last copy serves all later keys.
 */
// prettier-ignore
const ADD_FIELD_COPIES: readonly AddField[] = [
  (view, key, value) => { view[key] = value; },
  (view, key, value) => { view[key] = value; },
  (view, key, value) => { view[key] = value; },
  (view, key, value) => { view[key] = value; },
  (view, key, value) => { view[key] = value; },
  (view, key, value) => { view[key] = value; },
  (view, key, value) => { view[key] = value; },
  (view, key, value) => { view[key] = value; },
  (view, key, value) => { view[key] = value; },
  (view, key, value) => { view[key] = value; },
  (view, key, value) => { view[key] = value; },
  (view, key, value) => { view[key] = value; },
  (view, key, value) => { view[key] = value; },
  (view, key, value) => { view[key] = value; },
  (view, key, value) => { view[key] = value; },
  (view, key, value) => { view[key] = value; },
];
const copyOfKey = new Map<string, AddField>();

/** Returns the copy that serves a key. */
export function addFieldFor(key: string): AddField {
  let copy = copyOfKey.get(key);
  if (copy === undefined) {
    copy = ADD_FIELD_COPIES[Math.min(copyOfKey.size, ADD_FIELD_COPIES.length - 1)] as AddField;
    // The map stays bounded, also in a program that invents keys without end.
    if (copyOfKey.size < ADD_FIELD_COPIES.length) copyOfKey.set(key, copy);
  }
  return copy;
}
