import { bytes, counted, grouped, rounded } from '../output/quantity.ts';
import { classOf, type Colours } from './colour.ts';
import { fitted, label, line, px, rect, titled, widthOf } from './element.ts';
import { sizeOf, type Group } from './group.ts';
import type { Place } from './place.ts';
import type { Row } from './rows.ts';
import type { Subject } from './subject.ts';

/** Where the tree stands in the picture, in pixels. */
export interface TableFrame {
  readonly x: number;
  readonly y: number;
  /** From one line to the next. */
  readonly pitch: number;
}

const NAME = 186;
const SHAPE = NAME + 108;
const SIZE_END = SHAPE + 96;
const BAR = SIZE_END + 8;
const BAR_WIDTH = 32;
/** Of the whole table. */
export const TABLE_WIDTH = BAR + BAR_WIDTH + 46;
const INDENT = 11;
const SWATCH = 9;

/** The tree as lines that are equally high: names, shapes, and what each takes of the whole. */
export function table(rows: readonly Row[], subject: Subject, colours: Colours, frame: TableFrame): string {
  const { x, y, pitch } = frame;
  const heads = [
    label('h', x, y - 7, 'tree'),
    label('h e', x + SHAPE, y - 7, 'shape'),
    label('h e', x + SIZE_END, y - 7, subject.unit),
    label('h e', x + TABLE_WIDTH, y - 7, 'share'),
  ];
  const rule = line('rule', `M${px(x)},${px(y - 2.5)}H${px(x + TABLE_WIDTH)}`);
  return [...heads, rule, ...rows.map((row, i) => rowOf(row, subject, colours, x, y + i * pitch, pitch))].join('\n');
}

function rowOf(
  { depth, label: text, group, hidden }: Row,
  subject: Subject,
  colours: Colours,
  x: number,
  top: number,
  pitch: number,
): string {
  const left = x + Math.min(depth, 9) * INDENT;
  const base = top + pitch / 2 + 3.7;
  const space = NAME - (left - x) - SWATCH - 5;
  const size = group === undefined ? hidden.reduce((sum, each) => sum + sizeOf(each), 0) : sizeOf(group);
  const share = subject.total === 0 ? 0 : size / subject.total;
  const name = (css: string, words: string): string => label(css, left + SWATCH + 5, base, fitted(words, space) ?? '');
  const swatch = (css: string): string => rect(`swatch ${css}`, left, top + pitch / 2 - SWATCH / 2, SWATCH, SWATCH);
  const shares = [
    rect('bar', x + BAR, top + pitch / 2 - 3, share * BAR_WIDTH, 6),
    label('t e', x + TABLE_WIDTH, base, percent(share)),
  ];
  if (group === undefined) {
    const tensors = hidden.reduce((sum, each) => sum + each.count * (each.members[0] as Place).tensors, 0);
    return titled(
      [`${counted(hidden.length, 'more place')}, the smallest: ${counted(tensors, 'tensor')}`, sizeText(size, subject)],
      swatch('hatch'),
      name('t m', text),
      ...shares,
    );
  }
  const place = group.members[0] as Place;
  if (place.tiedTo !== undefined) {
    const transposed = place.leaf?.transposed === true ? ', transposed' : '';
    const arrow = line('link', `M${px(left)},${px(top + pitch / 2)}h${SWATCH}`);
    return titled(
      [...titleOf(group, subject), `tied to ${place.tiedTo}${transposed}: owns no memory`],
      arrow,
      name('t', text),
      label('t e', x + SHAPE, base, shapeOf(place, subject)),
      label(
        't m e',
        x + TABLE_WIDTH,
        base,
        fitted(`→ ${place.tiedTo}${transposed === '' ? '' : 'ᵀ'}`, TABLE_WIDTH - SHAPE - 12) ?? '→',
      ),
    );
  }
  const css = classOf(colours.of(place), place.leaf !== undefined);
  const cells = [
    label('t e', x + SHAPE, base, shapeOf(place, subject)),
    label('t e', x + SIZE_END, base, sizesOf(group, subject)),
  ];
  return titled(
    titleOf(group, subject),
    swatch(css),
    name(place.leaf === undefined ? 't b' : 't', text),
    ...cells,
    ...shares,
  );
}

/** `768×2304`, with the element type where there are several; of a subtree how many tensors it has. */
function shapeOf({ leaf, tensors }: Place, { dtype }: Subject): string {
  if (leaf === undefined) return fitted(counted(tensors, 'tensor'), SHAPE - NAME - 4) ?? '';
  const shape = leaf.shape.length === 0 ? 'scalar' : leaf.shape.join('×');
  return (
    fitted(leaf.dtype === undefined || leaf.dtype === dtype ? shape : `${leaf.dtype} ${shape}`, SHAPE - NAME - 4) ?? ''
  );
}

/** `12 × 1.8 M`. */
function sizesOf({ count, members }: Group, subject: Subject): string {
  const one = short((members[0] as Place).length, subject);
  const text = count === 1 ? one : `${count < 10_000 ? grouped(count) : rounded(count)} × ${one}`;
  return fitted(widthOf(text) > SIZE_END - SHAPE - 6 ? text.replaceAll('.0 ', ' ') : text, SIZE_END - SHAPE - 6) ?? '';
}

const short = (size: number, { unit }: Subject): string =>
  size < 100_000 ? grouped(size)
  : unit === 'bytes' ? bytes(size)
  : rounded(size);

const percent = (share: number): string => (share > 0 && share < 0.0005 ? '<0.1 %' : `${(100 * share).toFixed(1)} %`);

/** What is said of a group that is pointed at. */
function titleOf(group: Group, subject: Subject): readonly string[] {
  const place = group.members[0] as Place;
  return [
    ...titlesOf(place, subject),
    ...(group.count > 1 ?
      [`the first of ${grouped(group.count)} alike, together ${sizeText(sizeOf(group), subject)}`]
    : []),
  ];
}

/** Path, shape, type, place and share of a place. */
export function titlesOf({ path, leaf, offset, length, tensors, tiedTo }: Place, subject: Subject): readonly string[] {
  const what =
    leaf === undefined ?
      counted(tensors, 'tensor')
    : `[${leaf.shape.join(', ')}]${leaf.dtype === undefined ? '' : ` ${leaf.dtype}`}`;
  return [
    path === '' ? '(the root)' : path,
    what,
    ...(tiedTo === undefined ? [`offset ${grouped(offset)}, length ${sizeText(length, subject)}`] : []),
  ];
}

/** `1,769,472 elements, 6.8 MiB, 1.4 %`. */
export function sizeText(size: number, { unit, unitBytes, total }: Subject): string {
  const exact = unit === 'bytes' ? counted(size, 'byte') : `${counted(size, 'element')}, ${bytes(size * unitBytes)}`;
  return total === 0 ? exact : `${exact}, ${percent(size / total)}`;
}
