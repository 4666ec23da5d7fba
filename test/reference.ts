// What a schema means, worked out once more in the slowest way there is: every path written out, ties followed by going
// back to the root for each leaf. It shares no code with src/, so that the two can be held to each other.
export interface ReferenceSlot {
  readonly path: string;
  readonly shape: readonly number[];
  readonly owner: string;
  readonly transposed: boolean;
}
interface At {
  /** Where it is seen, and where it is stored. */
  readonly path: string;
  readonly owner: string;
  readonly scope: string;
  readonly transposed: boolean;
}
type Fields = readonly (readonly [string, unknown])[];

const below = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
const isShape = (schema: unknown): schema is number[] =>
  Array.isArray(schema) && schema.every((n) => typeof n === 'number');
const numbered = (items: readonly unknown[]): Fields => items.map((item, i) => [`${i}`, item]);
/** A layout inside is the scope of its schema. */
function scoped(schema: object): unknown {
  if (Object.hasOwn(schema, '.scope')) return (schema as { '.scope': unknown })['.scope'];
  return Symbol.for('paramlayout.layout') in schema ? (schema as { schema?: unknown }).schema : undefined;
}

function fieldsOf(schema: object): Fields {
  if (Array.isArray(schema)) return numbered(schema);
  const data = schema as Record<string, unknown>;
  if (Object.hasOwn(data, '.tuple')) return numbered(data['.tuple'] as unknown[]);
  if (Object.hasOwn(data, '.ordered')) return data['.ordered'] as Fields;
  if (Object.hasOwn(data, '.repeat'))
    return Array.from({ length: data['.repeat'] as number }, (_, i) => [`${i}`, data['.of']]);
  return Object.keys(data)
    .sort()
    .map((key) => [key, data[key]]);
}

/** All leaves in canonical order, with the paths that own them. */
export function referenceSlots(root: unknown): ReferenceSlot[] {
  const found: ReferenceSlot[] = [];
  const walk = (schema: unknown, at: At): void => {
    if (isShape(schema)) {
      found.push({
        path: at.path,
        shape: at.transposed ? [...schema].reverse() : schema,
        owner: at.owner,
        transposed: at.transposed,
      });
      return;
    }
    const node = schema as object;
    if (Object.hasOwn(node, '.tied')) {
      const tie = node as { '.tied': string; '.transpose'?: boolean };
      const target = reach(at.scope, tie['.tied']);
      walk(target.schema, {
        path: at.path,
        owner: below(at.scope, tie['.tied']),
        scope: target.scope,
        transposed: tie['.transpose'] === true,
      });
    } else if (scoped(node) !== undefined) walk(scoped(node), { ...at, scope: at.owner });
    else
      for (const [key, each] of fieldsOf(node))
        walk(each, { ...at, path: below(at.path, key), owner: below(at.owner, key) });
  };
  /** The schema at a path below a scope, and the innermost scope that it stands in. */
  const reach = (scope: string, tie: string): { schema: unknown; scope: string } => {
    let schema = root;
    let inner = '';
    let path = '';
    for (const key of below(scope, tie).split('.')) {
      while (scoped(schema as object) !== undefined) [schema, inner] = [scoped(schema as object), path];
      schema = fieldsOf(schema as object).find(([k]) => k === key)?.[1];
      path = below(path, key);
    }
    return { schema, scope: inner };
  };
  walk(root, { path: '', owner: '', scope: '', transposed: false });
  return found;
}

/** Where each owner starts, by path, and the length of all of them. */
export function referenceOffsets(slots: readonly ReferenceSlot[]): { offsets: Map<string, number>; length: number } {
  const offsets = new Map<string, number>();
  let length = 0;
  for (const { path, owner, shape } of slots) {
    if (path !== owner) continue;
    offsets.set(path, length);
    length += shape.reduce((a, b) => a * b, 1);
  }
  return { offsets, length };
}
