import { byPath, nodes, ownerOf, root, total, describeNode } from './page-data.js';
import { drawMap, visibleTrail, showRange, visible } from './page-map.js';
import { listChildren, neighbourOf, setOpen, markNode } from './page-tree.js';

/** @typedef {import('./page-data.js').Node} Node */

/** @template {Element} T @param {string} selector */
const element = (selector) => /** @type {T} */ (document.querySelector(selector));
/** @type {SVGSVGElement} */
const svg = element('#map');
/** @type {HTMLElement} */
const tree = element('#tree');
/** @type {HTMLInputElement} */
const search = element('#search');
/** @type {HTMLElement} */
const results = element('#results');

let chosen = root;
let frame = 0;
function redraw() {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(() => {
    drawMap(svg, chosen);
    drawCrumbs();
  });
}

/**
 * Chooses a place. The map, the tree, the trail and the description show it.
 * @param {Node} node @param {{ focus?: boolean }} [options]
 */
function choose(node, { focus = false } = {}) {
  chosen = node;
  const owner = node.owner === '' ? node : (ownerOf(node) ?? node);
  glide(owner.offset, owner.offset + owner.length);
  markNode(tree, node, focus);
  const text = element('#words');
  text.replaceChildren(
    ...[node === root ? document.title : node.path, ...describeNode(node)].map((line, i) =>
      Object.assign(document.createElement(i === 0 ? 'strong' : 'span'), { textContent: line }),
    ),
  );
  const others = node.owner === '' && node !== root ? nodes.filter((each) => each.owner === node.path) : [];
  if (others.length > 0)
    text.append(
      Object.assign(document.createElement('span'), {
        textContent: `also seen as ${others
          .slice(0, 5)
          .map(({ path }) => path)
          .join(', ')}${others.length > 5 ? ', …' : ''}`,
      }),
    );
}

/**
 * Moves to a part of memory, without animation for people who prefer reduced motion.
 * @param {number} from @param {number} to
 */
function glide(from, to) {
  const { from: a, to: b } = visible;
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const begun = performance.now();
  const step = () => {
    const t = isCalm ? 1 : Math.min(1, (performance.now() - begun) / 220);
    const eased = 1 - (1 - t) ** 3;
    showRange(a + (from - a) * eased, b + (to - b) * eased);
    drawMap(svg, chosen);
    if (t < 1) frame = requestAnimationFrame(step);
    else drawCrumbs();
  };
  cancelAnimationFrame(frame);
  step();
}

function drawCrumbs() {
  const trail = visibleTrail().map((node) => {
    const button = Object.assign(document.createElement('button'), { textContent: node === root ? 'all' : node.label });
    button.dataset.id = `${node.id}`;
    const li = document.createElement('li');
    li.append(button);
    return li;
  });
  trail.at(-1)?.firstElementChild?.setAttribute('aria-current', 'true');
  element('#crumbs').replaceChildren(...trail);
}

/** @param {number} factor @param {number} place a share of the height of the map, from 0 to 1 */
function zoom(factor, place) {
  const length = visible.to - visible.from;
  const next = Math.min(total, Math.max(Math.min(total, 4), length * factor));
  const from = visible.from + (length - next) * place;
  showRange(from, from + next);
  redraw();
}
/** @param {number} share a share of the visible part */
function pan(share) {
  const by = Math.min(Math.max(share * (visible.to - visible.from), -visible.from), total - visible.to);
  showRange(visible.from + by, visible.to + by);
  redraw();
}

/** @param {EventTarget | null} target */
const nodeAt = (target) =>
  nodes[
    Number(/** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest('[data-id]'))?.dataset.id ?? -1)
  ];

svg.addEventListener(
  'wheel',
  (event) => {
    event.preventDefault();
    const box = svg.getBoundingClientRect();
    const lines = event.deltaMode === 1 ? 16 : 1;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
      pan(((event.deltaX || event.deltaY) * lines) / box.height);
    else zoom(Math.exp(event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.002)), (event.clientY - box.top) / box.height);
  },
  { passive: false },
);

/** The pointers that are down, and their heights. @type {Map<number, number>} */
const pointers = new Map();
let movedPixels = 0;
svg.addEventListener('pointerdown', (event) => {
  if (pointers.size === 0) movedPixels = 0;
  pointers.set(event.pointerId, event.clientY);
});
addEventListener('pointermove', (event) => {
  const before = pointers.get(event.pointerId);
  if (before === undefined) return;
  const box = svg.getBoundingClientRect();
  const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, y]) => y);
  movedPixels += Math.abs(event.clientY - before);
  pointers.set(event.pointerId, event.clientY);
  if (other === undefined) pan((before - event.clientY) / box.height);
  else
    zoom(
      Math.max(10, Math.abs(before - other)) / Math.max(10, Math.abs(event.clientY - other)),
      (other - box.top) / box.height,
    );
});
for (const type of ['pointerup', 'pointercancel'])
  addEventListener(type, (event) => pointers.delete(/** @type {PointerEvent} */ (event).pointerId));
svg.addEventListener('click', (event) => {
  const node = nodeAt(event.target);
  if (node !== undefined && movedPixels < 5) choose(node);
});
svg.addEventListener('keydown', (event) => {
  /** @type {Record<string, () => void>} */
  const keys = {
    '+': () => zoom(0.5, 0.5),
    '=': () => zoom(0.5, 0.5),
    '-': () => zoom(2, 0.5),
    ArrowDown: () => pan(0.2),
    ArrowUp: () => pan(-0.2),
    PageDown: () => pan(0.9),
    PageUp: () => pan(-0.9),
    Home: () => choose(root),
    0: () => choose(root),
    Escape: () => choose(root),
    ArrowLeft: () => choose(nodes[chosen.parent] ?? root),
    ArrowRight: () => choose(chosen.children[0] ?? chosen),
  };
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});

tree.addEventListener('click', (event) => {
  const node = nodeAt(event.target);
  if (node === undefined) return;
  const li = /** @type {Element} */ (event.target).closest('[role=treeitem]');
  setOpen(node, li?.getAttribute('aria-expanded') !== 'true' || chosen !== node);
  choose(node, { focus: true });
});
tree.addEventListener('keydown', (event) => {
  const node = nodeAt(event.target);
  if (node === undefined) return;
  if (event.key === 'Enter' || event.key === ' ') choose(node);
  else if (!/^(Arrow(Up|Down|Left|Right)|Home|End)$/.test(event.key)) return;
  event.preventDefault();
  const next = neighbourOf(tree, /** @type {HTMLElement} */ (event.target), event.key, node);
  if (next === undefined || next === null) return;
  for (const each of tree.querySelectorAll('[tabindex="0"]')) /** @type {HTMLElement} */ (each).tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
});
element('#crumbs').addEventListener('click', (event) => {
  const node = nodeAt(event.target);
  if (node !== undefined) choose(node);
});

/** @type {Node[]} */
let foundNodes = [];
search.addEventListener('input', () => {
  const text = search.value.trim().toLowerCase();
  const all = text === '' ? [] : nodes.filter((node) => node !== root && node.path.toLowerCase().includes(text));
  foundNodes = [byPath.get(search.value.trim()), ...all]
    .filter((node, i, each) => node !== undefined && node !== root && each.indexOf(node) === i)
    .slice(0, 50)
    .map((node) => /** @type {Node} */ (node));
  results.replaceChildren(
    ...foundNodes.map((node) => {
      const li = document.createElement('li');
      const button = Object.assign(document.createElement('button'), { textContent: node.path });
      button.dataset.id = `${node.id}`;
      li.append(button);
      return li;
    }),
  );
  element('#count').textContent =
    text === '' ? '' : `${all.length} found${all.length > foundNodes.length ? ', the first 50 are listed' : ''}`;
});
search.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && foundNodes[0] !== undefined) choose(foundNodes[0]);
});
results.addEventListener('click', (event) => {
  const node = nodeAt(event.target);
  if (node !== undefined) choose(node);
});

listChildren(tree, root);
if (root.children.length < 4) for (const node of root.children) setOpen(node, true);
/** @type {HTMLElement | null} */ (tree.querySelector('[role=treeitem]'))?.setAttribute('tabindex', '0');
new ResizeObserver(redraw).observe(svg);
choose(root);
