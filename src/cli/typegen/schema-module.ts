import { blockNamesOf, type NamedBlock } from './block-names.ts';
import { isShapeData, type PlainSchema } from '../../checkpoint/fit/interned-schemas.ts';
import type { MappingRule } from '../../../types/checkpoint/mapping/arrangement.ts';
import { mappingSourceOf } from './mapping-source.ts';
import { areLayers } from './layer-rows.ts';
import { SchemaPrinter } from './schema-printer.ts';
import { MAX_SOURCE_WIDTH } from './source-text.ts';

/** The functions that a generated module may import. */
const LAYOUT_FUNCTIONS = ['layout', 'mapping', 'ordered', 'repeat', 'schema', 'tied'];

interface ModuleOptions {
  /** The name of the export. */
  readonly name?: string;
  /** Whether blocks that occur in several places get names of their own. */
  readonly share?: boolean;
  /** Comments above the imports, as lines that begin with `//`. */
  readonly head?: string;
  /** The rules of a mapping to write beside the layout. */
  readonly rules?: readonly MappingRule[];
}

/** Writes a TypeScript module that exports only the layout of a schema. */
export function schemaModuleOf(
  schema: PlainSchema,
  { name = 'model', share = false, head = '', rules = [] }: ModuleOptions = {},
): string {
  const parts = share ? nameSharedParts(schema, [name, ...LAYOUT_FUNCTIONS]) : new Map<PlainSchema, string>();
  const printer = new SchemaPrinter(parts);
  const declared = Array.from(parts, ([part, id]) => printer.statement(`const ${id} = `, 'schema', part));
  const text =
    (declared.length === 0 ? '' : `${declared.join('')}\n`) +
    printer.statement(`export const ${name} = `, 'layout', schema);
  const library = `import { ${printer.called.join(', ')} } from 'paramlayout';`;
  const mapped = rules.length === 0 ? [] : [`import { mapping } from 'paramlayout/checkpoint';`];
  const imports = [library, ...mapped].join('\n');
  return `${head}${imports}\n\n${text}${rules.length === 0 ? '' : mappingSourceOf(name, rules)}`;
}

/** A schema within another, the keys that lead to it without list indices, and whether it is an item of a list. */
interface SchemaPlace {
  readonly schema: PlainSchema;
  readonly keys: readonly string[];
  readonly isItem: boolean;
}

/**
 * Names the larger subtrees that occur in several places, each after those within it. It also names all blocks of a
 * long list in which some repeat, so that the order is readable.
 */
function nameSharedParts(schema: PlainSchema, taken: readonly string[]): ReadonlyMap<PlainSchema, string> {
  const uses = new Map<PlainSchema, SchemaPlace[]>();
  const layers = new Set<PlainSchema>();
  const inside: PlainSchema[] = [];
  const visit = (place: SchemaPlace): void => {
    const { schema: part } = place;
    if (isShapeData(part) || '.tied' in part) return;
    const known = uses.get(part);
    if (known !== undefined) return void known.push(place);
    uses.set(part, [place]);
    if (Array.isArray(part) && areLayers(part)) for (const each of part as readonly PlainSchema[]) layers.add(each);
    for (const each of partsBelow(place)) visit(each);
    inside.push(part);
  };
  visit({ schema, keys: [], isItem: false });
  const shared = inside.filter(
    (part) =>
      layers.has(part) ||
      ((uses.get(part) as SchemaPlace[]).length > 1 && writtenLengthOf(part) > MAX_SOURCE_WIDTH / 2),
  );
  return blockNamesOf(
    shared.map((part) => blockOf(part, uses.get(part) as SchemaPlace[])),
    taken,
  );
}

function blockOf(schema: PlainSchema, places: readonly SchemaPlace[]): NamedBlock<PlainSchema> {
  const keys = places.map((place) => place.keys.filter((key) => !/^\d+$/.test(key)).at(-1) ?? '');
  return {
    part: schema,
    keys: [...new Set(keys)],
    isItem: (places[0] as SchemaPlace).isItem,
    within: keysWithin(schema),
  };
}

/** The most keys within a part to look at. Keys of higher levels come first. */
const MAX_KEYS_WITHIN = 200;

function keysWithin(schema: PlainSchema): readonly string[] {
  const keys: string[] = [];
  const waiting: SchemaPlace[] = [{ schema, keys: [], isItem: false }];
  for (const place of waiting) {
    if (keys.length >= MAX_KEYS_WITHIN || waiting.length > 10 * MAX_KEYS_WITHIN) break;
    const [key] = place.keys;
    if (key !== undefined && !/^\d+$/.test(key)) keys.push(key);
    if (isShapeData(place.schema) || '.tied' in place.schema) continue;
    for (const each of partsBelow({ ...place, keys: [] })) waiting.push(each);
  }
  return keys;
}

function partsBelow({ schema, keys }: SchemaPlace): readonly SchemaPlace[] {
  if (Array.isArray(schema))
    return (schema as readonly PlainSchema[]).map((item) => ({ schema: item, keys, isItem: true }));
  const data = schema as Readonly<Record<string, unknown>>;
  if ('.repeat' in data) return [{ schema: data['.of'] as PlainSchema, keys, isItem: true }];
  const fields = ('.ordered' in data ? data['.ordered'] : Object.entries(data)) as readonly (readonly [
    string,
    PlainSchema,
  ])[];
  return fields.map(([key, of]) => ({ schema: of, keys: [...keys, key], isItem: false }));
}

/** The length of a schema as source text, counted only up to the width of a line. */
function writtenLengthOf(schema: PlainSchema): number {
  if (isShapeData(schema)) return schema.join(', ').length + 2;
  let length = 4;
  for (const { schema: part, keys } of partsBelow({ schema, keys: [], isItem: false })) {
    length += (keys[0] ?? '').length + 4 + ('.tied' in part ? 20 : writtenLengthOf(part));
    if (length > MAX_SOURCE_WIDTH) break;
  }
  return length;
}
