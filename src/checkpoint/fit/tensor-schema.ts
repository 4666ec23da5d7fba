// No twin in types: the compiler never sees the names of a file.
import { keyIssueOf } from '../../schema/key.ts';
import { shapeIssueOf } from './legal-paths.ts';
import { InternedSchemas, type PlainSchema, type SchemaField } from './interned-schemas.ts';

/** Names and shapes, as a header or index of shards gives them. */
type NamedShapes = Iterable<readonly [name: string, shape: readonly (number | bigint)[]]>;
/** A name that shares the memory of another. */
export type NamedTie = readonly [name: string, target: string, options?: { readonly transpose: boolean }];
/** A name that no schema can hold, with the reason. */
interface SchemaIssue {
  readonly name: string;
  readonly why: string;
}
interface TensorSchemaOptions {
  /**
   * What keys 0, 1, 2 … become. `repeat` makes a `repeat` if all blocks are equal and otherwise an array, `tuple`
   * always an array, `struct` a struct with those keys. The first two have the same memory. A struct lies in code-unit
   * order, 10 before 2, so its offsets differ.
   */
  readonly lists?: 'repeat' | 'tuple' | 'struct';
  /** `file` keeps the order of the names. It uses `ordered` if a struct would have another order. */
  readonly order?: 'file' | undefined;
  readonly ties?: Iterable<NamedTie>;
}
export type ListForm = NonNullable<TensorSchemaOptions['lists']>;

/**
 * Makes the schema of a list of tensors. Names that no schema can hold are left out and become issues. For `h.0.w` and
 * `h.1.w`, both `[2, 3]`, and a scalar `b` the schema is `{ b: [], h: { '.repeat': 2, '.of': { w: [2, 3] } } }`.
 */
export function tensorSchemaOf(
  tensors: NamedShapes,
  { lists = 'repeat', order, ties = [] }: TensorSchemaOptions = {},
): { schema: PlainSchema; issues: readonly SchemaIssue[] } {
  const interned = new InternedSchemas();
  const issues: SchemaIssue[] = [];
  const leaves = new Map<string, PlainSchema>();
  for (const [name, shape] of tensors) {
    const why = leaves.has(name) ? 'it is given twice' : (pathKeyIssueOf(name) ?? shapeIssueOf(shape));
    if (why === undefined) leaves.set(name, interned.leaf(shape.map(Number)));
    else issues.push({ name, why });
  }
  const above = new Set([...leaves.keys()].flatMap(prefixesOf));
  for (const name of [...leaves.keys()].filter((each) => above.has(each))) {
    leaves.delete(name);
    issues.push({ name, why: LEAF_AND_STRUCT });
  }
  const owners = new Set(leaves.keys());
  for (const [name, target, { transpose } = { transpose: false }] of ties) {
    const why =
      leaves.has(name) ? 'it is in the list already'
      : owners.has(target) ? pathKeyIssueOf(name)
      : `it is tied to '${target}', which is not in the list`;
    const clashes = above.has(name) || prefixesOf(name).some((prefix) => leaves.has(prefix));
    if (why === undefined && !clashes) {
      leaves.set(name, interned.tie(target, transpose));
      for (const prefix of prefixesOf(name)) above.add(prefix);
    } else issues.push({ name, why: why ?? LEAF_AND_STRUCT });
  }
  return { schema: buildSchema(schemaTreeOf(leaves), { lists, order }, interned), issues };
}
const LEAF_AND_STRUCT = 'one name lies below the other: a schema has a leaf in one place or a struct, not both';

/** The paths above a path. */
export function prefixesOf(name: string): readonly string[] {
  const prefixes: string[] = [];
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) prefixes.push(name.slice(0, dot));
  return prefixes;
}

function pathKeyIssueOf(name: string): string | undefined {
  for (const key of name.split('.')) {
    const issue = keyIssueOf(key);
    if (issue !== undefined) return issue;
  }
  return undefined;
}

type SchemaTree = Map<string, SchemaTree | PlainSchema>;

function schemaTreeOf(leaves: ReadonlyMap<string, PlainSchema>): SchemaTree {
  const root: SchemaTree = new Map();
  for (const [name, leaf] of leaves) {
    const segments = name.split('.');
    let tree = root;
    for (const key of segments.slice(0, -1)) {
      if (!tree.has(key)) tree.set(key, new Map());
      tree = tree.get(key) as SchemaTree; // never a leaf: no name lies below one
    }
    tree.set(segments.at(-1) as string, leaf);
  }
  return root;
}

function buildSchema(
  tree: SchemaTree | PlainSchema,
  options: Pick<TensorSchemaOptions, 'order'> & { readonly lists: ListForm },
  interned: InternedSchemas,
): PlainSchema {
  if (!(tree instanceof Map)) return tree;
  const fields = Array.from(tree, ([key, part]): SchemaField => [key, buildSchema(part, options, interned)]);
  const isGiven = options.order === 'file';
  const items = options.lists === 'struct' ? undefined : listItemsOf(fields, isGiven);
  if (items !== undefined) {
    const [first] = items as readonly [PlainSchema];
    return options.lists === 'repeat' && items.length > 1 && items.every((item) => item === first) ?
        interned.repeat(items.length, first)
      : interned.list(items);
  }
  const isInOrder = fields.every(([key], i) => i === 0 || (fields[i - 1] as SchemaField)[0] < key);
  return isGiven && !isInOrder ? interned.ordered(fields) : interned.struct(fields);
}

/**
 * Orders the parts by index if the keys are 0, 1, 2 … without a gap. With `isGiven` they must also be given in that
 * order.
 */
function listItemsOf(fields: readonly SchemaField[], isGiven: boolean): readonly PlainSchema[] | undefined {
  const parts = new Map(fields);
  const items: PlainSchema[] = [];
  for (const [key] of fields) {
    const item = parts.get(`${items.length}`);
    if (item === undefined || (isGiven && key !== `${items.length}`)) return undefined;
    items.push(item);
  }
  return items.length > 0 ? items : undefined;
}
