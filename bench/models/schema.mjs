// @ts-check
/**
 * A tensor list, as a checkpoint's header or an index gives it, made into a schema as plain data.
 *
 * @typedef {readonly number[]} Shape
 * @typedef {Shape | readonly unknown[] | { readonly [key: string]: unknown }} Schema
 *   The library's own data: shapes, structs, arrays of schemas, `{ '.repeat': n, '.of': schema }`, `{ '.tied': path }`.
 * @typedef {Iterable<readonly [name: string, shape: readonly (number | bigint)[]]>} Tensors
 * @typedef {{ readonly name: string, readonly why: string }} Refused
 * @typedef {'repeat' | 'tuple' | 'struct'} Lists
 *   What becomes of keys 0, 1, 2 …: a `repeat` where all blocks are equal and else an array; always an array; or a struct with those keys. The
 *   first two mean the same memory. A struct lies in code-unit order, 10 before 2, and so has other offsets.
 */

/**
 * The schema of a tensor list, and the names that no schema can hold, with the reason; they are left out.
 *
 * @param {Tensors} tensors
 * @param {{ lists?: Lists, ties?: Iterable<readonly [name: string, target: string]> }} [options] `ties` are names that share another's memory
 * @returns {{ schema: Schema, refused: readonly Refused[] }}
 * @example
 * schemaOf([['h.0.w', [2, 3]], ['h.1.w', [2, 3]], ['b', []]]).schema // { h: { '.repeat': 2, '.of': { w: [2, 3] } }, b: [] }
 */
export function schemaOf(tensors, { lists = 'repeat', ties = [] } = {}) {
  /** @type {Refused[]} */
  const refused = [];
  /** @type {Map<string, Schema>} */
  const leaves = new Map();
  for (const [name, shape] of tensors) {
    const why = leaves.has(name) ? 'it is given twice' : (flawOfName(name) ?? flawOfShape(shape));
    if (why === undefined) leaves.set(name, shape.map(Number));
    else refused.push({ name, why });
  }
  const above = new Set([...leaves.keys()].flatMap(prefixesOf));
  for (const name of [...leaves.keys()].filter((each) => above.has(each))) {
    leaves.delete(name);
    refused.push({ name, why: BOTH });
  }
  const owners = new Set(leaves.keys());
  for (const [name, target] of ties) {
    const why = leaves.has(name) ? 'it is in the list already' : owners.has(target) ? flawOfName(name) : `it is tied to '${target}', which is not in the list`;
    const clashes = above.has(name) || prefixesOf(name).some((prefix) => leaves.has(prefix));
    if (why === undefined && !clashes) {
      leaves.set(name, { '.tied': target });
      for (const prefix of prefixesOf(name)) above.add(prefix);
    } else refused.push({ name, why: why ?? BOTH });
  }
  return { schema: build(treeOf(leaves), lists, new Map()), refused };
}
const BOTH = 'another name goes on from it, or it from another: a schema has a leaf in one place or a struct, not both';

/** @param {string} name */
function prefixesOf(name) {
  const segments = name.split('.');
  return segments.slice(1).map((_, i) => segments.slice(0, i + 1).join('.'));
}

/** @param {string} name */
function flawOfName(name) {
  const bad = name.split('.').find((key) => !/^[\x20-\x7e]+$/.test(key) || /[[\]*\\]/.test(key));
  return bad === undefined ? undefined : `a key must be one or more printable ASCII characters other than . [ ] * and the backslash, found '${bad}'`;
}

/** @param {readonly (number | bigint)[]} shape */
function flawOfShape(shape) {
  const bad = shape.find((dim) => !Number.isSafeInteger(Number(dim)) || dim < 0);
  if (bad !== undefined) return `a dimension must be an integer from 0 to ${Number.MAX_SAFE_INTEGER}, found ${bad}`;
  const product = shape.reduce((/** @type {bigint} */ n, dim) => n * (Number(dim) === 0 ? 1n : BigInt(dim)), 1n);
  return product <= Number.MAX_SAFE_INTEGER ? undefined : `the product of its dimensions must be at most ${Number.MAX_SAFE_INTEGER}, found ${product}`;
}

/**
 * @typedef {Map<string, Tree | Schema>} Tree
 * @param {ReadonlyMap<string, Schema>} leaves
 */
function treeOf(leaves) {
  /** @type {Tree} */
  const root = new Map();
  for (const [name, leaf] of leaves) {
    const segments = name.split('.');
    let tree = root;
    for (const key of segments.slice(0, -1)) {
      if (!tree.has(key)) tree.set(key, new Map());
      tree = /** @type {Tree} */ (tree.get(key)); // never a leaf: no name goes on from one
    }
    tree.set(/** @type {string} */ (segments.at(-1)), leaf);
  }
  return root;
}

/**
 * @param {Tree | Schema} tree
 * @param {Lists} lists
 * @param {Map<string, Schema>} built equal subtrees are one object, so that they are compared, and written, once
 * @returns {Schema}
 */
function build(tree, lists, built) {
  if (!(tree instanceof Map)) return shared(tree, built);
  const parts = Array.from(tree, ([key, part]) => /** @type {const} */ ([key, build(part, lists, built)]));
  const items = lists === 'struct' ? undefined : itemsOf(new Map(parts));
  if (items === undefined) return shared(Object.fromEntries(parts.sort(([a], [b]) => (a < b ? -1 : 1))), built);
  const [first] = items;
  if (lists === 'repeat' && items.length > 1 && items.every((item) => item === first)) return shared({ '.repeat': items.length, '.of': first }, built);
  return shared(items, built);
}

/** The parts in the order of their indices, where the keys are 0, 1, 2 … without a gap. @param {ReadonlyMap<string, Schema>} parts */
function itemsOf(parts) {
  const items = Array.from({ length: parts.size }, (_, i) => parts.get(`${i}`));
  return parts.size > 0 && items.every((item) => item !== undefined) ? items : undefined;
}

/** @template {Schema} S @param {S} schema @param {Map<string, Schema>} built @returns {Schema} */
function shared(schema, built) {
  const text = JSON.stringify(schema);
  if (!built.has(text)) built.set(text, schema);
  return /** @type {Schema} */ (built.get(text));
}
