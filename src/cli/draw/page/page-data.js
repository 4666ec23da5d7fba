// The data of the page and helpers to describe them. html-page.ts joins the files of this folder into one script.

/**
 * @typedef {object} Node
 * @property {number} id its index in the list; a child comes after its parent
 * @property {number} parent -1 for the root
 * @property {string} label
 * @property {string} path
 * @property {number} offset in units, like the length
 * @property {number} length
 * @property {number} tensors
 * @property {string} css the CSS class of its colour
 * @property {string} what shape and dtype
 * @property {string} owner the path of the owner of a tie, or ''
 * @property {number} depth
 * @property {Node[]} children
 */

/**
 * @typedef {[
 *   parent: number, label: string, offset: number, length: number,
 *   tensors: number, css: string, what: string, owner: string,
 * ]} Entry
 */

/** @type {{ unit: string, unitBytes: number, total: number, nodes: Entry[] }} */
const source = JSON.parse(/** @type {HTMLElement} */ (document.getElementById('data')).textContent ?? '');
export const { unit, unitBytes, total } = source;

/** @type {Node[]} */
export const nodes = [];
for (const [parent, label, offset, length, tensors, css, what, owner] of source.nodes) {
  const parentNode = nodes[parent];
  const path = parentNode === undefined || parentNode.parent < 0 ? label : `${parentNode.path}.${label}`;
  const node = {
    id: nodes.length,
    parent,
    label,
    path,
    offset,
    length,
    tensors,
    css,
    what,
    owner,
    depth: parentNode === undefined ? 0 : parentNode.depth + 1,
    children: [],
  };
  parentNode?.children.push(node);
  nodes.push(node);
}
export const root = nodes[0];
export const byPath = new Map(nodes.map((node) => [node.path, node]));

/** The places around a place and the place itself, the root first. @param {Node} node */
export function ancestorsOf(node) {
  const all = [node];
  while (all[0].parent >= 0) all.unshift(nodes[all[0].parent]);
  return all;
}

/** Finds the owner of a tie, or the deepest place around that owner. @param {Node} node */
export function ownerOf(node) {
  for (let path = node.owner; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('.')))) {
    const found = byPath.get(path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @param {number} count */
export const groupDigits = (count) => count.toString().replace(/\B(?=(\d{3})+$)/g, ',');

/** @param {number} value @param {number} base @param {string[]} units */
function formatScaled(value, base, units) {
  let unit = 0;
  while (unit < units.length - 1 && value >= base) [value, unit] = [value / base, unit + 1];
  return `${unit === 0 ? value : value.toFixed(1)}${units[unit]}`;
}
/** @param {number} size in bytes */
export const formatBytes = (size) => formatScaled(size, 1024, [' B', ' KiB', ' MiB', ' GiB', ' TiB', ' PiB']);

/** @param {number} size in units */
export const formatSize = (size) =>
  unit === 'bytes' ? formatBytes(size) : formatScaled(size, 1000, ['', ' k', ' M', ' G', ' T', ' P']);

/** @param {Node} node */
export function describeNode(node) {
  const what = node.what === '' ? `${groupDigits(node.tensors)} tensors` : node.what;
  if (node.owner !== '') return [what, `tied to ${node.owner}: owns no memory`];
  const share = total === 0 ? 0 : (100 * node.length) / total;
  return [
    what,
    `offset ${groupDigits(node.offset)}`,
    `${groupDigits(node.length)} ${unit} (${formatBytes(node.length * unitBytes)})`,
    `${share > 0 && share < 0.05 ? '<0.1' : share.toFixed(1)} %`,
  ];
}
