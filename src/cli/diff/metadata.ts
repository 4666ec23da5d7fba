/** A text of the metadata that is not the same on both sides; undefined where a side has none. */
export interface MetadataChange {
  readonly key: string;
  readonly a: string | undefined;
  readonly b: string | undefined;
}

export function metadataChangesOf(
  a: ReadonlyMap<string, string>,
  b: ReadonlyMap<string, string>,
): readonly MetadataChange[] {
  const keys = new Set([...a.keys(), ...b.keys()]);
  return Array.from(keys, (key) => ({ key, a: a.get(key), b: b.get(key) })).filter((each) => each.a !== each.b);
}
