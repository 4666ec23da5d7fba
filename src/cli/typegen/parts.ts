import type { Schema } from './interned.ts';
import { isShape, WIDTH } from './print.ts';

/** A schema within another, and the keys that lead to it; indices of lists are left out. */
interface Place {
  readonly schema: Schema;
  readonly keys: readonly string[];
}

/**
 * Names for the larger subtrees that stand in several places, by identity, each after those within it. They are named by the first place
 * where they stand: the layers of `decoder.layers` are `layersBlock`, `layersBlock2` and so on.
 */
export function namedParts(schema: Schema, taken: readonly string[]): ReadonlyMap<Schema, string> {
  const uses = new Map<Schema, number>();
  const inside: Place[] = [];
  const visit = (place: Place): void => {
    const { schema: part } = place;
    if (isShape(part) || '.tied' in part) return;
    uses.set(part, (uses.get(part) ?? 0) + 1);
    if (uses.get(part) !== 1) return;
    for (const each of partsOf(place)) visit(each);
    inside.push(place);
  };
  visit({ schema, keys: [] });
  const shared = inside.filter(({ schema: part }) => (uses.get(part) as number) > 1 && lengthOf(part) > WIDTH / 2);
  const names = new Set(taken);
  return new Map(shared.map(({ schema: part, keys }) => [part, free(`${camel(keys.filter((key) => !/^\d+$/.test(key)).at(-1) ?? '')}Block`, names)]));
}

function partsOf({ schema, keys }: Place): readonly Place[] {
  if (Array.isArray(schema)) return (schema as readonly Schema[]).map((item) => ({ schema: item, keys }));
  const data = schema as Readonly<Record<string, unknown>>;
  if ('.repeat' in data) return [{ schema: data['.of'] as Schema, keys }];
  const fields = ('.ordered' in data ? data['.ordered'] : Object.entries(data)) as readonly (readonly [string, Schema])[];
  return fields.map(([key, of]) => ({ schema: of, keys: [...keys, key] }));
}

/** How long a schema is when it is written, up to what is asked about. */
function lengthOf(schema: Schema): number {
  if (isShape(schema)) return schema.join(', ').length + 2;
  let length = 4;
  for (const { schema: part, keys } of partsOf({ schema, keys: [] })) {
    length += (keys[0] ?? '').length + 4 + ('.tied' in part ? 20 : lengthOf(part));
    if (length > WIDTH) break;
  }
  return length;
}

/** `self_attn` as `selfAttn`: letters and digits of a key as an identifier. */
function camel(key: string): string {
  const [first = '', ...rest] = key.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const name = (first === '' ? '' : first[0]?.toLowerCase() + first.slice(1)) + rest.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
  return name === '' ? 'shared' : /^\d/.test(name) ? `n${name}` : name.slice(0, 40);
}

function free(name: string, taken: Set<string>): string {
  let found = name;
  for (let n = 2; taken.has(found); n++) found = `${name}${n}`;
  taken.add(found);
  return found;
}
