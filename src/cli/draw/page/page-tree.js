import { ancestorsOf, formatSize } from './page-data.js';

/** @typedef {import('./page-data.js').Node} Node */

/** The most children of a place to list. The map and the search show all. */
const MAX_LISTED = 500;

/** The list items by place. @type {Map<Node, HTMLLIElement>} */
const items = new Map();

/**
 * Fills a list with the children of a place. Deeper items are created when their place is opened.
 * @param {HTMLElement} list @param {Node} node
 */
export function listChildren(list, node) {
  for (const child of node.children.slice(0, MAX_LISTED)) list.append(createItem(child));
  if (node.children.length <= MAX_LISTED) return;
  const rest = document.createElement('li');
  rest.setAttribute('role', 'none');
  rest.className = 'rest';
  rest.textContent = `… ${node.children.length - MAX_LISTED} more: search by path`;
  list.append(rest);
}

/** @param {Node} node */
function createItem(node) {
  const li = document.createElement('li');
  li.setAttribute('role', 'treeitem');
  li.tabIndex = -1;
  li.dataset.id = `${node.id}`;
  const row = document.createElement('div');
  const swatch = document.createElement('i');
  swatch.className = node.owner === '' ? node.css : 'tied';
  const name = document.createElement('span');
  name.textContent = node.label === '' ? "''" : node.label;
  const size = document.createElement('small');
  size.textContent = node.owner === '' ? formatSize(node.length) : `→ ${node.owner}`;
  row.append(swatch, name, size);
  li.append(row);
  if (isOpenable(node)) li.setAttribute('aria-expanded', 'false');
  items.set(node, li);
  return li;
}

/** @param {Node} node */
const isOpenable = (node) => node.children.length > 0;

/** @param {Node} node @param {boolean} isOpen */
export function setOpen(node, isOpen) {
  const li = items.get(node);
  if (li === undefined || !isOpenable(node)) return;
  li.setAttribute('aria-expanded', `${isOpen}`);
  if (!isOpen || li.querySelector('ul') !== null) return;
  const inner = document.createElement('ul');
  inner.setAttribute('role', 'group');
  listChildren(inner, node);
  li.append(inner);
}

/** Opens the tree down to a place and marks it. @param {HTMLElement} tree @param {Node} node @param {boolean} focus */
export function markNode(tree, node, focus) {
  for (const each of ancestorsOf(node).slice(1, -1)) setOpen(each, true);
  const li = items.get(node);
  for (const each of tree.querySelectorAll('[aria-selected=true]')) each.setAttribute('aria-selected', 'false');
  if (li === undefined) return;
  li.setAttribute('aria-selected', 'true');
  for (const each of tree.querySelectorAll('[tabindex="0"]')) /** @type {HTMLElement} */ (each).tabIndex = -1;
  li.tabIndex = 0;
  li.firstElementChild?.scrollIntoView({ block: 'nearest' });
  if (focus) li.focus();
}

/**
 * Finds the item that a key leads to, by the ARIA authoring practices for trees.
 * @param {HTMLElement} tree @param {HTMLElement} from @param {string} key @param {Node} node
 */
export function neighbourOf(tree, from, key, node) {
  const all = /** @type {HTMLElement[]} */ ([...tree.querySelectorAll('[role=treeitem]')]).filter(
    (each) => each.offsetParent !== null,
  );
  const at = all.indexOf(from);
  if (key === 'ArrowDown') return all[at + 1];
  if (key === 'ArrowUp') return all[at - 1];
  if (key === 'Home') return all[0];
  if (key === 'End') return all[all.length - 1];
  const isOpen = from.getAttribute('aria-expanded') === 'true';
  if (key === 'ArrowRight' && isOpen) return all[at + 1];
  if (key === 'ArrowRight') setOpen(node, true);
  if (key === 'ArrowLeft' && !isOpen)
    return /** @type {HTMLElement | null} */ (from.parentElement?.closest('[role=treeitem]'));
  if (key === 'ArrowLeft') setOpen(node, false);
  return undefined;
}
