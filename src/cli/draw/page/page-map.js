import { ancestorsOf, nodes, ownerOf, root, formatSize, total, unit, describeNode } from './page-data.js';

/** @typedef {import('./page-data.js').Node} Node */

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';
const [AXIS_WIDTH, LINKS_WIDTH, MAX_COLUMNS, MIN_COLUMN_WIDTH] = [76, 56, 7, 60];
/** In pixels: lower boxes are joined, and lower boxes have no label. */
const [MIN_BOX_HEIGHT, MIN_LABEL_HEIGHT] = [2.5, 11];

/** The visible part of memory, in units. */
export const visible = { from: 0, to: total };

/** @param {SVGElement} parent @param {string} name @param {Record<string, string | number>} attributes */
function addElement(parent, name, attributes, text = '') {
  const element = document.createElementNS(SVG_NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, `${value}`);
  if (text !== '') element.textContent = text;
  parent.append(element);
  return element;
}

/** Draws the visible part. @param {SVGSVGElement} svg @param {Node} chosen */
export function drawMap(svg, chosen) {
  const { clientWidth: width, clientHeight: height } = svg;
  svg.replaceChildren();
  if (total === 0 || width === 0) return;
  const scale = height / (visible.to - visible.from);
  /** @param {number} at */
  const y = (at) => (at - visible.from) * scale;
  const hasLinks = nodes.some(({ owner }) => owner !== '');
  const right = width - (hasLinks ? LINKS_WIDTH : 8);
  drawAxis(svg, height, scale);
  // A narrow window has fewer columns, so that the last, with the tensors, is twice as wide as the others.
  const columns = Math.min(
    MAX_COLUMNS,
    levelsBelow(root, MIN_BOX_HEIGHT / scale),
    Math.max(1, Math.floor((right - AXIS_WIDTH) / MIN_COLUMN_WIDTH) - 1),
  );
  const wide = Math.min(120, (right - AXIS_WIDTH) / (columns + 1));
  const boxes = addElement(svg, 'g', {});
  const labels = addElement(svg, 'g', { class: 'labels', 'aria-hidden': 'true' });
  /** @param {Node[]} group @param {number} column */
  const box = (group, column) => {
    const [node] = group;
    const last = group[group.length - 1];
    const isLast = group.length > 1 || node.children.length === 0;
    const left = AXIS_WIDTH + column * wide;
    const [top, bottom] = [Math.max(-2, y(node.offset)), Math.min(height + 2, y(last.offset + last.length))];
    if (bottom - top < 0.3) return;
    const end = isLast || column === columns - 1 ? right : left + wide;
    const css = group.length > 1 ? 'hatch' : node.css;
    const rect = addElement(boxes, 'rect', {
      class: `box ${css}${node === chosen && group.length === 1 ? ' chosen' : ''}`,
      x: left,
      y: top,
      width: end - left,
      height: bottom - top,
      'data-id': group.length > 1 ? node.parent : node.id,
    });
    const name = group.length > 1 ? `${node.label} … ${last.label} (${group.length})` : node.label;
    addElement(rect, 'title', {}, group.length > 1 ? name : [node.path, ...describeNode(node)].join('\n'));
    const [inTop, inBottom] = [Math.max(0, top), Math.min(height, bottom)];
    if (inBottom - inTop < MIN_LABEL_HEIGHT) return;
    const letters = Math.floor((end - left - 10) / 7);
    const size = formatSize(node.length);
    const base = (inTop + inBottom) / 2 + 4;
    if (letters >= 3)
      addElement(
        labels,
        'text',
        { x: left + 5, y: base },
        name.length <= letters ? name : `${name.slice(0, letters - 1)}…`,
      );
    if (group.length === 1 && name.length + size.length + 2 < letters)
      addElement(labels, 'text', { x: end - 5, y: base, class: 'end' }, size);
  };
  /** @param {Node[]} places @param {number} column */
  const visit = (places, column) => {
    /** @type {Node[]} */
    let small = [];
    const flush = () => {
      if (small.length > 0) box(small, column);
      small = [];
    };
    for (const place of places) {
      if (place.length === 0 || place.offset >= visible.to || place.offset + place.length <= visible.from) continue;
      if (place.length * scale < MIN_BOX_HEIGHT) {
        small.push(place);
        if ((place.offset + place.length - small[0].offset) * scale > 24) flush();
        continue;
      }
      flush();
      if (place.children.length === 0 || column < columns - 1) box([place], column);
      visit(place.children, Math.min(column + 1, columns - 1));
    }
    flush();
  };
  visit(root.children, 0);
  if (hasLinks) drawLinks(svg, right, height, y);
}

/** @param {Node} node @param {number} least @returns {number} */
function levelsBelow(node, least) {
  let most = 0;
  for (const child of node.children)
    if (child.length >= least && child.offset < visible.to && child.offset + child.length > visible.from)
      most = Math.max(most, levelsBelow(child, least));
  return node.children.length === 0 ? 0 : most + 1;
}

/** @param {SVGSVGElement} svg @param {number} height @param {number} scale */
function drawAxis(svg, height, scale) {
  const base =
    unit === 'bytes' ? 1024 ** Math.max(0, Math.floor(Math.log(Math.max(1, 60 / scale)) / Math.log(1024))) : 1;
  const rough = 60 / scale / base;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    base *
      power *
      (rough / power > 5 ? 10
      : rough / power > 2 ? 5
      : rough / power > 1 ? 2
      : 1),
  );
  for (let at = Math.ceil(visible.from / step) * step; at <= visible.to; at += step) {
    const y = (at - visible.from) * scale;
    addElement(svg, 'path', { class: 'tick', d: `M${AXIS_WIDTH - 5},${y}h5` });
    if (y > 6 && y < height - 6)
      addElement(svg, 'text', { class: 'end', x: AXIS_WIDTH - 8, y: y + 4 }, formatPosition(at, step));
  }
}

/** Formats a position with enough digits to differ from its neighbours. @param {number} at @param {number} step */
function formatPosition(at, step) {
  const base = unit === 'bytes' ? 1024 : 1000;
  const units = unit === 'bytes' ? [' B', ' KiB', ' MiB', ' GiB', ' TiB'] : ['', ' k', ' M', ' G', ' T'];
  let [scale, i] = [1, 0];
  while (i < units.length - 1 && at / scale >= base) [scale, i] = [scale * base, i + 1];
  const digits = Math.min(9, Math.max(0, Math.ceil(-Math.log10(step / scale) - 1e-9)));
  return at === 0 ? '0' : `${(at / scale).toFixed(digits)}${units[i]}`;
}

/**
 * Draws links from ties to their owners, at most 300.
 * @param {SVGSVGElement} svg @param {number} x @param {number} height @param {(at: number) => number} y
 */
function drawLinks(svg, x, height, y) {
  const tied = nodes.filter((node) => node.owner !== '' && nodes[node.parent]?.owner === '').slice(0, 300);
  for (const node of tied) {
    const owner = ownerOf(node);
    if (owner === undefined) continue;
    const [a, b] = [y(node.offset), y(owner.offset + owner.length / 2)];
    if (Math.max(a, b) < 0 || Math.min(a, b) > height) continue;
    const out = x + Math.min(LINKS_WIDTH - 4, 14 + Math.abs(a - b) / 12);
    const link = addElement(svg, 'path', {
      class: 'link',
      d: `M${x},${a}C${out},${a} ${out},${b} ${x + 7},${b}`,
      'data-id': node.id,
    });
    addElement(link, 'title', {}, `${node.path} → ${owner.path}`);
    addElement(svg, 'path', { class: 'head', d: `M${x + 1},${b}l7,-4v8z` });
  }
}

/**
 * Shows a part of memory. It has at least four units and stays within the whole.
 * @param {number} from @param {number} to
 */
export function showRange(from, to) {
  const length = Math.min(total, Math.max(to - from, Math.min(total, 4)));
  const start = Math.min(Math.max(0, (from + to - length) / 2), total - length);
  [visible.from, visible.to] = [start, start + length];
}

/** The deepest place that contains the visible part, and the places around it. */
export function visibleTrail() {
  let here = root;
  for (;;) {
    const next = here.children.find(
      ({ offset, length }) => offset <= visible.from && visible.to <= offset + length && length > 0,
    );
    if (next === undefined) return ancestorsOf(here);
    here = next;
  }
}
