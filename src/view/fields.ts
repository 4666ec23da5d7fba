/** Adds one field to a view that is being made. */
export type AddField = (view: Record<string, unknown>, key: string, value: unknown) => void;

/**
 * The same function many times over, which is not redundant: engines remember hidden classes per function in the source text. A
 * function that adds only `weight`s stays fast, where one that adds every key there is takes twice as long. Copies are handed out
 * to keys as they come; the last one serves all keys that come late.
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

/** The copy that serves a key. */
export function addFieldFor(key: string): AddField {
  let found = copyOfKey.get(key);
  if (found === undefined) {
    found = ADD_FIELD_COPIES[Math.min(copyOfKey.size, ADD_FIELD_COPIES.length - 1)] as AddField;
    if (copyOfKey.size < ADD_FIELD_COPIES.length) copyOfKey.set(key, found); // bounded, however many keys a program makes up
  }
  return found;
}
