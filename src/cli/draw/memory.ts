import { counted, rounded, bytes } from '../output/quantity.ts';
import { ticksOf, type Tick } from './axis.ts';
import { boxesOf, type Box } from './boxes.ts';
import { classOf, type Colours } from './colour.ts';
import { fitted, label, line, px, rect, titled, widthOf } from './element.ts';
import { labelOf, type Place } from './place.ts';
import type { Subject } from './subject.ts';
import { sizeText, titlesOf } from './table.ts';

/** Where the map stands in the picture, in pixels. */
export interface MapFrame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels: what is lower has no box of its own, or none at all; where small ones together are as high as this, the next begin a box; no label. */
const LEAST = 2.5;
const VISIBLE = 0.4;
const ENOUGH = 24;
const LABELLED = 11;
const PAD = 5;
const [NARROWEST, WIDEST] = [20, 96];

/** The map of memory: a column for each level of the tree, the tensors to the right, and every box as high as it is long. */
export function memory(root: Place, subject: Subject, colours: Colours, frame: MapFrame): string {
  const { x, y, width, height } = frame;
  const scale = subject.total === 0 ? 0 : height / subject.total;
  const { boxes, columns } = boxesOf(root, { least: LEAST / scale, visible: VISIBLE / scale, enough: ENOUGH / scale });
  const lefts = columnsOf(boxes, columns, width, scale);
  const labels: string[] = [];
  const drawn = boxes.map((box) => {
    const [left, right] = [x + (lefts[box.column] as number), x + (lefts[box.end] as number)];
    return boxOf(
      box,
      subject,
      colours,
      { x: left, y: y + box.offset * scale, width: right - left, height: box.length * scale },
      labels,
    );
  });
  // Letters reach below their line: a box that is drawn later would cut them.
  return [rect('back', x, y, width, height), ...drawn, ...labels, rect('frame', x, y, width, height)].join('\n');
}

/** Left edges of the columns: as wide as their labels ask for, and what is left to the last. */
function columnsOf(boxes: readonly Box[], columns: number, width: number, scale: number): readonly number[] {
  const wanted = Array.from({ length: columns - 1 }, () => NARROWEST);
  for (const { column, end, places, length } of boxes) {
    const [place] = places as [Place];
    if (places.length > 1 || end === columns || length * scale < LABELLED) continue;
    wanted[column] = Math.max(wanted[column] ?? 0, Math.min(WIDEST, widthOf(labelOf(place)) + 2 * PAD + 0.5));
  }
  const sum = wanted.reduce((a, b) => a + b, 0);
  const shrink = Math.min(1, (0.7 * width) / sum);
  const lefts = [0];
  for (const each of wanted) lefts.push((lefts.at(-1) as number) + each * shrink);
  return [...lefts, width];
}

function boxOf(
  { places }: Box,
  subject: Subject,
  colours: Colours,
  { x, y, width, height }: MapFrame,
  labels: string[],
): string {
  const [place, ...others] = places as [Place, ...Place[]];
  const base = y + height / 2 + 3.7;
  const isLabelled = height >= LABELLED;
  if (others.length > 0 || (place.leaf === undefined && height < LEAST)) {
    const length = places.reduce((sum, each) => sum + each.length, 0);
    const tensors = places.reduce((sum, each) => sum + each.tensors, 0);
    const text =
      isLabelled ?
        fitted(
          others.length > 0 && tensors > places.length ?
            `${place.key} … ${(others.at(-1) as Place).key}: ${counted(tensors, 'tensor')}`
          : counted(tensors, 'tensor'),
          width - 2 * PAD,
        )
      : undefined;
    const names = `${place.path}${others.length > 0 ? ` … ${(others.at(-1) as Place).path}` : ''}`;
    if (text !== undefined)
      labels.push(
        rect('plate', x + PAD - 2, y + height / 2 - 6, widthOf(text) + 4, 12),
        label('t i', x + PAD, base, text),
      );
    return titled([names, counted(tensors, 'tensor'), sizeText(length, subject)], rect('hatch', x, y, width, height));
  }
  const box = rect(`box ${classOf(colours.of(place), place.leaf !== undefined)}`, x, y, width, height);
  const name = isLabelled ? fitted(labelOf(place), width - 2 * PAD) : undefined;
  if (name !== undefined) {
    labels.push(label('t i', x + PAD, base, name));
    const size = subject.unit === 'bytes' ? bytes(place.length) : rounded(place.length);
    if (widthOf(name) + widthOf(size) + 3 * PAD <= width) labels.push(label('t i e q', x + width - PAD, base, size));
  }
  return titled(titlesOf(place, subject), box);
}

/** Axes to the left of the map: elements, and bytes. */
export function axes({ unit, unitBytes, total }: Subject, { x, y, height }: MapFrame): string {
  const count = Math.max(2, Math.floor(height / 55));
  const axis = (right: number, name: string, marks: readonly Tick[], each: number): readonly string[] => [
    label('h e', right, y - 9.5, name),
    line(
      'axis',
      `M${px(right + 4)},${px(y)}V${px(y + height)}${marks.map(({ at }) => `M${px(right)},${px(y + (at / each / total) * height)}h4`).join('')}`,
    ),
    ...marks.map(({ at, text }) => label('t e', right - 3, y + (at / each / total) * height + 3.7, text)),
  ];
  if (total === 0) return '';
  const byBytes = ticksOf(total * unitBytes, 1024, count);
  if (unit === 'bytes') return axis(x - 4, 'bytes', byBytes, 1).join('\n');
  return [
    ...axis(x - 62, 'bytes', byBytes, unitBytes),
    ...axis(x - 4, 'elements', ticksOf(total, 1000, count), 1),
  ].join('\n');
}
