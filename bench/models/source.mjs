// @ts-check
/**
 * A schema as TypeScript.
 *
 * @typedef {import('./schema.mjs').Schema} Schema
 * @typedef {{ readonly [key: string]: unknown }} Struct
 */

const WIDTH = 100;

/**
 * The source of a module that exports the layout of a schema.
 *
 * @param {Schema} schema as data, such as `schemaOf` makes
 * @param {{ name?: string, share?: boolean }} [options] `share` gives blocks that are used in several places names of their own
 */
export function moduleOf(schema, { name = 'model', share = false } = {}) {
  const parts = share ? sharedParts(schema) : new Map();
  /** @param {Schema} node @param {string} indent */
  const print = (node, indent) => expression(node, indent, parts);
  const declared = Array.from(parts, ([part, id]) => `const ${id} = schema(${expression(part, '', parts, true)});\n`);
  const text = `${declared.join('')}export const ${name} = layout(${print(schema, '')});\n`;
  const used = ['layout', 'repeat', 'schema', 'tied', 'tuple'].filter((each) => text.includes(`${each}(`));
  return `import { ${used.join(', ')} } from 'paramlayout';\n\n${text}`;
}

/**
 * The larger subtrees that stand in several places, by identity, each after those within it.
 *
 * @param {Schema} schema @returns {Map<Schema, string>}
 */
function sharedParts(schema) {
  /** @type {Map<Schema, number>} */
  const uses = new Map();
  /** @type {Schema[]} */
  const inside = [];
  /** @param {Schema} node */
  const visit = (node) => {
    if (isShape(node) || '.tied' in node) return;
    uses.set(node, (uses.get(node) ?? 0) + 1);
    if (uses.get(node) !== 1) return;
    for (const each of Object.values(node)) if (typeof each === 'object') visit(/** @type {Schema} */ (each));
    inside.push(node);
  };
  visit(schema);
  const names = inside.filter((node) => /** @type {number} */ (uses.get(node)) > 1 && JSON.stringify(node).length > WIDTH / 2);
  return new Map(names.map((node, i) => [node, `part${i + 1}`]));
}

/**
 * @param {Schema} node @param {string} indent @param {ReadonlyMap<Schema, string>} parts
 * @param {boolean} [itself] written out although it has a name
 * @returns {string}
 */
function expression(node, indent, parts, itself = false) {
  const id = parts.get(node);
  if (id !== undefined && !itself) return id;
  if (isShape(node)) return `[${node.join(', ')}]`;
  /** @param {unknown} inner @param {string} [deeper] */
  const print = (inner, deeper = indent) => expression(/** @type {Schema} */ (inner), deeper, parts);
  if (Array.isArray(node)) return enclosed('[', node.map((item) => print(item, `${indent}  `)), ']', indent);
  const struct = /** @type {Struct} */ (node);
  if ('.tied' in struct) return `tied(${quoted(String(struct['.tied']))})`;
  if ('.repeat' in struct) return `repeat(${struct['.repeat']}, ${print(struct['.of'])})`;
  return enclosed('{', Object.entries(struct).map(([key, inner]) => `${property(key)}: ${print(inner, `${indent}  `)}`), '}', indent);
}

/** On one line where it fits. @param {string} open @param {readonly string[]} items @param {string} close @param {string} indent */
function enclosed(open, items, close, indent) {
  if (items.length === 0) return open + close;
  const space = open === '{' ? ' ' : '';
  const line = `${open}${space}${items.join(', ')}${space}${close}`;
  if (line.length + indent.length <= WIDTH && !line.includes('\n')) return line;
  return `${open}\n${items.map((item) => `${indent}  ${item},\n`).join('')}${indent}${close}`;
}

/** @param {Schema} node @returns {node is readonly number[]} */
const isShape = (node) => Array.isArray(node) && node.every((item) => typeof item === 'number');
/** @param {string} key */
const property = (key) => (key === '__proto__' ? "['__proto__']" : /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key));
/** @param {string} text */
const quoted = (text) => (text.includes("'") ? JSON.stringify(text) : `'${text}'`);
