import { formatBytes, formatCount, groupDigits, pluralize } from '../output/quantity.ts';
import { type DrawSubject, formatPercent, sizeTextOf } from './draw-subject.ts';
import { groupLengthOf, type MemoryPlace, type PlaceGroup, placeTitleOf } from './memory-places.ts';
import { colourClassOf, type Colours } from './place-colours.ts';
import { fitText, pathElement, px, rectElement, textElement, textWidthOf, titledGroup } from './svg-elements.ts';
import type { TreeRow } from './tree-rows.ts';

/** The position of the tree in pixels. */
export interface TreeFrame {
  readonly x: number;
  readonly y: number;
  /** The distance between rows. */
  readonly pitch: number;
}

const NAME_WIDTH = 186;
const SHAPE_END = NAME_WIDTH + 108;
const SIZE_END = SHAPE_END + 96;
const BAR_START = SIZE_END + 8;
const BAR_WIDTH = 32;
/** The width of the whole table. */
export const TREE_WIDTH = BAR_START + BAR_WIDTH + 46;
const ROW_INDENT = 11;
const SWATCH_SIZE = 9;

/** Draws the tree as rows of equal height: names, shapes, sizes and shares of the total. */
export function drawTreeTable(
  rows: readonly TreeRow[],
  subject: DrawSubject,
  colours: Colours,
  frame: TreeFrame,
): string {
  const { x, y, pitch } = frame;
  const heads = [
    textElement('h', x, y - 7, 'tree'),
    textElement('h e', x + SHAPE_END, y - 7, 'shape'),
    textElement('h e', x + SIZE_END, y - 7, subject.unit),
    textElement('h e', x + TREE_WIDTH, y - 7, 'share'),
  ];
  const rule = pathElement('rule', `M${px(x)},${px(y - 2.5)}H${px(x + TREE_WIDTH)}`);
  return [...heads, rule, ...rows.map((row, i) => drawTreeRow(row, subject, colours, x, y + i * pitch, pitch))].join(
    '\n',
  );
}

function drawTreeRow(
  { depth, label: text, group, hidden }: TreeRow,
  subject: DrawSubject,
  colours: Colours,
  x: number,
  top: number,
  pitch: number,
): string {
  const left = x + Math.min(depth, 9) * ROW_INDENT;
  const base = top + pitch / 2 + 3.7;
  const space = NAME_WIDTH - (left - x) - SWATCH_SIZE - 5;
  const size = group === undefined ? hidden.reduce((sum, each) => sum + groupLengthOf(each), 0) : groupLengthOf(group);
  const share = subject.total === 0 ? 0 : size / subject.total;
  const name = (css: string, words: string): string =>
    textElement(css, left + SWATCH_SIZE + 5, base, fitText(words, space) ?? '');
  const swatch = (css: string): string =>
    rectElement(`swatch ${css}`, left, top + pitch / 2 - SWATCH_SIZE / 2, SWATCH_SIZE, SWATCH_SIZE);
  const shares = [
    rectElement('bar', x + BAR_START, top + pitch / 2 - 3, share * BAR_WIDTH, 6),
    textElement('t e', x + TREE_WIDTH, base, formatPercent(share)),
  ];
  if (group === undefined) {
    const tensors = hidden.reduce((sum, each) => sum + each.count * (each.members[0] as MemoryPlace).tensors, 0);
    return titledGroup(
      [
        `${pluralize(hidden.length, 'more place')}, the smallest: ${pluralize(tensors, 'tensor')}`,
        sizeTextOf(size, subject),
      ],
      swatch('hatch'),
      name('t m', text),
      ...shares,
    );
  }
  const place = group.members[0] as MemoryPlace;
  if (place.tiedTo !== undefined) {
    const transposed = place.leaf?.transposed === true ? ', transposed' : '';
    const arrow = pathElement('link', `M${px(left)},${px(top + pitch / 2)}h${SWATCH_SIZE}`);
    return titledGroup(
      [...groupTitleOf(group, subject), `tied to ${place.tiedTo}${transposed}: owns no memory`],
      arrow,
      name('t', text),
      textElement('t e', x + SHAPE_END, base, shapeTextOf(place, subject)),
      textElement(
        't m e',
        x + TREE_WIDTH,
        base,
        fitText(`→ ${place.tiedTo}${transposed === '' ? '' : 'ᵀ'}`, TREE_WIDTH - SHAPE_END - 12) ?? '→',
      ),
    );
  }
  const css = colourClassOf(colours.of(place), place.leaf !== undefined);
  const cells = [
    textElement('t e', x + SHAPE_END, base, shapeTextOf(place, subject)),
    textElement('t e', x + SIZE_END, base, sizesTextOf(group, subject)),
  ];
  return titledGroup(
    groupTitleOf(group, subject),
    swatch(css),
    name(place.leaf === undefined ? 't b' : 't', text),
    ...cells,
    ...shares,
  );
}

/** The shape of a tensor, `768×2304`, with its dtype if there are several. For a subtree the number of its tensors. */
function shapeTextOf({ leaf, tensors }: MemoryPlace, { dtype }: DrawSubject): string {
  if (leaf === undefined) return fitText(pluralize(tensors, 'tensor'), SHAPE_END - NAME_WIDTH - 4) ?? '';
  const shape = leaf.shape.length === 0 ? 'scalar' : leaf.shape.join('×');
  return (
    fitText(
      leaf.dtype === undefined || leaf.dtype === dtype ? shape : `${leaf.dtype} ${shape}`,
      SHAPE_END - NAME_WIDTH - 4,
    ) ?? ''
  );
}

/** The size of a group: `12 × 1.8 M`. */
function sizesTextOf({ count, members }: PlaceGroup, subject: DrawSubject): string {
  const one = shortSizeOf((members[0] as MemoryPlace).length, subject);
  const text = count === 1 ? one : `${count < 10_000 ? groupDigits(count) : formatCount(count)} × ${one}`;
  return (
    fitText(
      textWidthOf(text) > SIZE_END - SHAPE_END - 6 ? text.replaceAll('.0 ', ' ') : text,
      SIZE_END - SHAPE_END - 6,
    ) ?? ''
  );
}

const shortSizeOf = (size: number, { unit }: DrawSubject): string =>
  size < 100_000 ? groupDigits(size)
  : unit === 'bytes' ? formatBytes(size)
  : formatCount(size);

/** The title of a group that appears on hover. */
function groupTitleOf(group: PlaceGroup, subject: DrawSubject): readonly string[] {
  const place = group.members[0] as MemoryPlace;
  return [
    ...placeTitleOf(place, subject),
    ...(group.count > 1 ?
      [`the first of ${groupDigits(group.count)} equal places, together ${sizeTextOf(groupLengthOf(group), subject)}`]
    : []),
  ];
}
