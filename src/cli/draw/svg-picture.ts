import { formatBytes, pluralize } from '../output/quantity.ts';
import type { DrawSubject } from './draw-subject.ts';
import { drawBands, drawBrackets, drawLinks, LINKS_WIDTH } from './map-links.ts';
import { drawAxes, drawMemoryMap } from './memory-map.ts';
import { placeGroupsOf, placeTreeOf } from './memory-places.ts';
import { coloursOf, writeColourRules } from './place-colours.ts';
import { escapeXml, fitText, FONT_SIZE, pathElement, px, rectElement, textElement } from './svg-elements.ts';
import { treeRowsOf } from './tree-rows.ts';
import { drawTreeTable, TREE_WIDTH } from './tree-table.ts';

const MARGIN = 14;
const AXES_WIDTH = 118;
const MAP_WIDTH = 330;
const BRACKETS_WIDTH = 22;
const BANDS_WIDTH = 44;
const MAP_TOP = 84;
const ROW_PITCH = [15, 19] as const;

/** Draws a flat array as an SVG document: its map to scale, the tree beside it, and links from ties to their owners. */
export function svgPictureOf(subject: DrawSubject): string {
  const { title, leaves, total } = subject;
  const root = placeTreeOf(leaves);
  const groups = placeGroupsOf(root);
  const rows = treeRowsOf(groups);
  const colours = coloursOf(groups, total);
  const height = Math.max(
    rows.length * ROW_PITCH[0],
    Math.min(860, Math.max(180 + 28 * rows.length, 120 + 6 * leaves.length)),
  );
  const map = { x: MARGIN + AXES_WIDTH, y: MAP_TOP, width: MAP_WIDTH, height };
  const pitch = Math.min(ROW_PITCH[1], Math.max(ROW_PITCH[0], height / Math.max(1, rows.length)));
  const tree = {
    x: map.x + MAP_WIDTH + BRACKETS_WIDTH + BANDS_WIDTH,
    y: MAP_TOP + Math.max(0, (height - rows.length * pitch) / 2),
    pitch,
  };
  const linked = drawLinks(rows, tree.x + TREE_WIDTH, tree);
  const drawn = drawMemoryMap(root, subject, colours, map);
  const bracketed = total === 0 ? '' : drawBrackets(groups, total, map);
  const width = tree.x + TREE_WIDTH + (linked === '' ? 0 : LINKS_WIDTH) + MARGIN;
  const bottom = MAP_TOP + height + 44;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${px(width)} ${px(bottom)}" width="${px(width)}" ` +
      `height="${px(bottom)}" role="img" aria-label="${escapeXml(`Memory map of ${title}`)}">`,
    `<style>${PICTURE_STYLE}</style>`,
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
      '<rect width="5" height="5" fill="#e9ebee"/><path d="M0,0V5" stroke="#8b939e" stroke-width="1.6"/>' +
      '</pattern></defs>',
    '<rect class="paper" width="100%" height="100%"/>',
    `<text class="title" x="${MARGIN}" y="28">${escapeXml(fitText(title, 0.6 * width) ?? title)}</text>`,
    textElement('t m', MARGIN, 46, describeTotals(subject)),
    drawAxes(subject, map),
    total === 0 ? '' : drawBands(rows, groups, colours, total, map, map.x + MAP_WIDTH + BRACKETS_WIDTH, tree),
    drawn,
    bracketed,
    drawTreeTable(rows, subject, colours, tree),
    linked,
    drawLegend(drawn.includes('class="hatch"'), bracketed !== '', linked !== '', map.x, bottom - 22),
    '</svg>',
    '',
  ]
    .filter((part) => part !== '')
    .concat('')
    .join('\n');
}

/** Describes the totals: tensors, ties, elements, bytes and dtypes. */
export function describeTotals({ leaves, unitBytes, total, dtype }: DrawSubject): string {
  const owners = leaves.filter(({ tiedTo }) => tiedTo === undefined);
  const tied = leaves.length === owners.length ? '' : ` · ${pluralize(leaves.length - owners.length, 'tied', 'tied')}`;
  const elements = owners.reduce((sum, leaf) => sum + leaf.elements, 0);
  const size = `${pluralize(elements, 'element')} · ${formatBytes(total * unitBytes)}`;
  return `${pluralize(owners.length, 'tensor')}${tied} · ${size}${dtype === '' ? '' : ` · ${dtype}`}`;
}

const PICTURE_STYLE = [
  'text{font-family:system-ui,"Segoe UI",Helvetica,Arial,"DejaVu Sans",sans-serif}',
  '.t,.title{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;',
  `font-size:${FONT_SIZE}px;fill:#1b1f24;white-space:pre}`,
  '.title{font-size:16px;font-weight:600}.h{font-size:10.5px;fill:#59636e}.b{font-weight:600}.m{fill:#59636e}',
  '.e{text-anchor:end}.i,.q,.plate{pointer-events:none}.c{text-anchor:middle}.i{fill:#14181d}.q{fill:#3b444e}',
  '.paper{fill:#fff}.back{fill:#f3f4f6}.box,.hatch{stroke:#fff;stroke-width:.7}.hatch{fill:url(#hatch)}',
  '.plate{fill:#e9ebee}.bar{fill:#59636e}.band{fill-opacity:.22}',
  '.swatch{stroke:#59636e;stroke-width:.5}.frame{fill:none;stroke:#59636e}',
  '.axis,.rule,.bracket{fill:none;stroke:#59636e}.link{fill:none;stroke:#b3261e;stroke-width:1.5}',
  '.head{fill:#b3261e}',
  writeColourRules(),
  '@media (prefers-color-scheme:dark){.paper{fill:#0d1117}.t,.title{fill:#e6edf3}.i{fill:#14181d}.q{fill:#3b444e}',
  '.h,.m{fill:#9da7b3}.back{fill:#1b2129}.box,.hatch{stroke:#0d1117}.bar{fill:#9da7b3}.band{fill-opacity:.3}',
  '.frame,.axis,.rule,.bracket{stroke:#9da7b3}.link{stroke:#ff8a80}.head{fill:#ff8a80}}',
].join('');

/** Draws the legend of the marks that the picture uses. */
function drawLegend(hasHatch: boolean, hasBracket: boolean, hasLink: boolean, x: number, y: number): string {
  const marks: string[] = [];
  let left = x;
  const put = (mark: string, text: string): void => {
    marks.push(mark, textElement('t m', left + 18, y + 3.7, text));
    left += 18 + text.length * 6.4 + 18;
  };
  if (hasHatch) put(rectElement('hatch', left, y - 5, 12, 10), 'several, each too small to draw');
  if (hasBracket) put(pathElement('bracket', `M${px(left + 4)},${px(y - 5)}h4v10h-4`), 'equal blocks');
  if (hasLink) put(pathElement('link', `M${px(left)},${px(y)}h12`), 'tied: owns no memory');
  return marks.join('\n');
}
