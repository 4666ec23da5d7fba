import { bytes, counted } from '../output/quantity.ts';
import { bands, brackets, legend, links, LINKS_WIDTH } from './between.ts';
import { colourRules, coloursOf } from './colour.ts';
import { escaped, fitted, label, px, SIZE } from './element.ts';
import { groupsOf } from './group.ts';
import { axes, memory } from './memory.ts';
import { placesOf } from './place.ts';
import { rowsOf } from './rows.ts';
import type { Subject } from './subject.ts';
import { table, TABLE_WIDTH } from './table.ts';

const MARGIN = 14;
const AXES = 118;
const MAP = 330;
const LANE = 22;
const BANDS = 44;
const TOP = 84;
const PITCH = [15, 19] as const;

/** The picture of a flat array as an SVG document: its map to scale, the tree beside it, ties as links from what is tied to its owner. */
export function picture(subject: Subject): string {
  const { title, leaves, total } = subject;
  const root = placesOf(leaves);
  const groups = groupsOf(root);
  const rows = rowsOf(groups);
  const colours = coloursOf(groups, total);
  const height = Math.max(
    rows.length * PITCH[0],
    Math.min(860, Math.max(180 + 28 * rows.length, 120 + 6 * leaves.length)),
  );
  const map = { x: MARGIN + AXES, y: TOP, width: MAP, height };
  const pitch = Math.min(PITCH[1], Math.max(PITCH[0], height / Math.max(1, rows.length)));
  const tree = { x: map.x + MAP + LANE + BANDS, y: TOP + Math.max(0, (height - rows.length * pitch) / 2), pitch };
  const linked = links(rows, tree.x + TABLE_WIDTH, tree);
  const drawn = memory(root, subject, colours, map);
  const bracketed = total === 0 ? '' : brackets(groups, total, map);
  const width = tree.x + TABLE_WIDTH + (linked === '' ? 0 : LINKS_WIDTH) + MARGIN;
  const bottom = TOP + height + 44;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${px(width)} ${px(bottom)}" width="${px(width)}" height="${px(bottom)}" role="img" aria-label="${escaped(`Memory map of ${title}`)}">`,
    `<style>${STYLE}</style>`,
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" fill="#e9ebee"/><path d="M0,0V5" stroke="#8b939e" stroke-width="1.6"/></pattern></defs>',
    '<rect class="paper" width="100%" height="100%"/>',
    `<text class="title" x="${MARGIN}" y="28">${escaped(fitted(title, 0.6 * width) ?? title)}</text>`,
    label('t m', MARGIN, 46, totals(subject)),
    axes(subject, map),
    total === 0 ? '' : bands(rows, groups, colours, total, map, map.x + MAP + LANE, tree),
    drawn,
    bracketed,
    table(rows, subject, colours, tree),
    linked,
    legend(drawn.includes('class="hatch"'), bracketed !== '', linked !== '', map.x, bottom - 22),
    '</svg>',
    '',
  ]
    .filter((part) => part !== '')
    .concat('')
    .join('\n');
}

/** How many tensors and elements there are, and bytes. */
export function totals({ leaves, unitBytes, total, dtype }: Subject): string {
  const owners = leaves.filter(({ tiedTo }) => tiedTo === undefined);
  const tied = leaves.length === owners.length ? '' : ` · ${counted(leaves.length - owners.length, 'tied', 'tied')}`;
  const elements = owners.reduce((sum, leaf) => sum + leaf.elements, 0);
  return `${counted(owners.length, 'tensor')}${tied} · ${counted(elements, 'element')} · ${bytes(total * unitBytes)}${dtype === '' ? '' : ` · ${dtype}`}`;
}

const STYLE = [
  'text{font-family:system-ui,"Segoe UI",Helvetica,Arial,"DejaVu Sans",sans-serif}',
  `.t,.title{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:${SIZE}px;fill:#1b1f24;white-space:pre}`,
  '.title{font-size:16px;font-weight:600}.h{font-size:10.5px;fill:#59636e}.b{font-weight:600}.m{fill:#59636e}.e{text-anchor:end}.i,.q,.plate{pointer-events:none}.c{text-anchor:middle}.i{fill:#14181d}.q{fill:#3b444e}',
  '.paper{fill:#fff}.back{fill:#f3f4f6}.box,.hatch{stroke:#fff;stroke-width:.7}.hatch{fill:url(#hatch)}.plate{fill:#e9ebee}.bar{fill:#59636e}.band{fill-opacity:.22}',
  '.swatch{stroke:#59636e;stroke-width:.5}.frame{fill:none;stroke:#59636e}.axis,.rule,.bracket{fill:none;stroke:#59636e}.link{fill:none;stroke:#b3261e;stroke-width:1.5}.head{fill:#b3261e}',
  colourRules(),
  '@media (prefers-color-scheme:dark){.paper{fill:#0d1117}.t,.title{fill:#e6edf3}.i{fill:#14181d}.q{fill:#3b444e}.h,.m{fill:#9da7b3}.back{fill:#1b2129}.box,.hatch{stroke:#0d1117}.bar{fill:#9da7b3}.band{fill-opacity:.3}.frame,.axis,.rule,.bracket{stroke:#9da7b3}.link{stroke:#ff8a80}.head{fill:#ff8a80}}',
].join('');
