import { type Block, blockNames } from './block-names.ts';
import type { Schema } from './interned.ts';
import { isShape, WIDTH } from './print.ts';
import { areLayers } from './runs.ts';

/** A schema within another, the keys that lead to it, and whether it is an item of a list; indices of lists are left out of the keys. */
interface Place {
  readonly schema: Schema;
  readonly keys: readonly string[];
  readonly isItem: boolean;
}

/**
 * Names for the larger subtrees that stand in several places, by identity, each after those within it; and for all the blocks of a long list in which
 * some come again and again, so that its order can be read: they are named by `blockNames`.
 */
export function namedParts(schema: Schema, taken: readonly string[]): ReadonlyMap<Schema, string> {
  const uses = new Map<Schema, Place[]>();
  const layers = new Set<Schema>();
  const inside: Schema[] = [];
  const visit = (place: Place): void => {
    const { schema: part } = place;
    if (isShape(part) || '.tied' in part) return;
    const known = uses.get(part);
    if (known !== undefined) return void known.push(place);
    uses.set(part, [place]);
    if (Array.isArray(part) && areLayers(part)) for (const each of part as readonly Schema[]) layers.add(each);
    for (const each of partsOf(place)) visit(each);
    inside.push(part);
  };
  visit({ schema, keys: [], isItem: false });
  const shared = inside.filter(
    (part) => layers.has(part) || ((uses.get(part) as Place[]).length > 1 && lengthOf(part) > WIDTH / 2),
  );
  return blockNames(
    shared.map((part) => blockOf(part, uses.get(part) as Place[])),
    taken,
  );
}

function blockOf(schema: Schema, places: readonly Place[]): Block<Schema> {
  const keys = places.map((place) => place.keys.filter((key) => !/^\d+$/.test(key)).at(-1) ?? '');
  return { part: schema, keys: [...new Set(keys)], isItem: (places[0] as Place).isItem, within: within(schema) };
}

/** Keys in a part that are looked at, those of higher places first. */
const MOST = 200;

function within(schema: Schema): readonly string[] {
  const keys: string[] = [];
  const waiting: Place[] = [{ schema, keys: [], isItem: false }];
  for (const place of waiting) {
    if (keys.length >= MOST || waiting.length > 10 * MOST) break;
    const [key] = place.keys;
    if (key !== undefined && !/^\d+$/.test(key)) keys.push(key);
    if (isShape(place.schema) || '.tied' in place.schema) continue;
    for (const each of partsOf({ ...place, keys: [] })) waiting.push(each);
  }
  return keys;
}

function partsOf({ schema, keys }: Place): readonly Place[] {
  if (Array.isArray(schema)) return (schema as readonly Schema[]).map((item) => ({ schema: item, keys, isItem: true }));
  const data = schema as Readonly<Record<string, unknown>>;
  if ('.repeat' in data) return [{ schema: data['.of'] as Schema, keys, isItem: true }];
  const fields = ('.ordered' in data ? data['.ordered'] : Object.entries(data)) as readonly (readonly [
    string,
    Schema,
  ])[];
  return fields.map(([key, of]) => ({ schema: of, keys: [...keys, key], isItem: false }));
}

/** How long a schema is when it is written, up to what is asked about. */
function lengthOf(schema: Schema): number {
  if (isShape(schema)) return schema.join(', ').length + 2;
  let length = 4;
  for (const { schema: part, keys } of partsOf({ schema, keys: [], isItem: false })) {
    length += (keys[0] ?? '').length + 4 + ('.tied' in part ? 20 : lengthOf(part));
    if (length > WIDTH) break;
  }
  return length;
}
