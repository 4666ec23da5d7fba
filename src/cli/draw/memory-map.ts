import { ticks } from 'd3-array';
import { BYTE_UNITS, COUNT_UNITS, formatBytes, formatCount, groupDigits, pluralize } from '../output/quantity.ts';
import { type DrawSubject, sizeTextOf } from './draw-subject.ts';
import { type MapBox, mapBoxesOf } from './map-boxes.ts';
import { type MemoryPlace, placeLabelOf, placeTitleOf } from './memory-places.ts';
import { colourClassOf, type Colours } from './place-colours.ts';
import { fitText, pathElement, px, rectElement, textElement, textWidthOf, titledGroup } from './svg-elements.ts';

/** The position and size of the map in pixels. */
export interface MapFrame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Lower places get no box of their own, in pixels. */
const MIN_BOX_HEIGHT = 2.5;
/** Lower boxes of joined places are not drawn. */
const MIN_HATCH_HEIGHT = 0.4;
/** Joined places that reach this height form a box. */
const HATCH_HEIGHT = 24;
/** Lower boxes have no label. */
const MIN_LABEL_HEIGHT = 11;
const LABEL_PAD = 5;
const [MIN_COLUMN_WIDTH, MAX_COLUMN_WIDTH] = [20, 96];

/**
 * Draws the map of memory: a column for each level of the tree, with the tensors on the right. The height of a box is
 * proportional to its length.
 */
export function drawMemoryMap(root: MemoryPlace, subject: DrawSubject, colours: Colours, frame: MapFrame): string {
  const { x, y, width, height } = frame;
  const scale = subject.total === 0 ? 0 : height / subject.total;
  const { boxes, columns } = mapBoxesOf(root, {
    least: MIN_BOX_HEIGHT / scale,
    visible: MIN_HATCH_HEIGHT / scale,
    enough: HATCH_HEIGHT / scale,
  });
  const lefts = columnEdgesOf(boxes, columns, width, scale);
  const labels: string[] = [];
  const drawn = boxes.map((box) => {
    const [left, right] = [x + (lefts[box.column] as number), x + (lefts[box.end] as number)];
    return drawBox(
      box,
      subject,
      colours,
      { x: left, y: y + box.offset * scale, width: right - left, height: box.length * scale },
      labels,
    );
  });
  // Labels come last, because letters reach below their line and a later box would cover them.
  return [
    rectElement('back', x, y, width, height),
    ...drawn,
    ...labels,
    rectElement('frame', x, y, width, height),
  ].join('\n');
}

/** The left edges of the columns. Each is as wide as its labels need, and the last takes the rest. */
function columnEdgesOf(boxes: readonly MapBox[], columns: number, width: number, scale: number): readonly number[] {
  const wanted = Array.from({ length: columns - 1 }, () => MIN_COLUMN_WIDTH);
  for (const { column, end, places, length } of boxes) {
    const [place] = places as [MemoryPlace];
    if (places.length > 1 || end === columns || length * scale < MIN_LABEL_HEIGHT) continue;
    wanted[column] = Math.max(
      wanted[column] ?? 0,
      Math.min(MAX_COLUMN_WIDTH, textWidthOf(placeLabelOf(place)) + 2 * LABEL_PAD + 0.5),
    );
  }
  const sum = wanted.reduce((a, b) => a + b, 0);
  const shrink = Math.min(1, (0.7 * width) / sum);
  const lefts = [0];
  for (const each of wanted) lefts.push((lefts.at(-1) as number) + each * shrink);
  return [...lefts, width];
}

function drawBox(
  { places }: MapBox,
  subject: DrawSubject,
  colours: Colours,
  { x, y, width, height }: MapFrame,
  labels: string[],
): string {
  const [place, ...others] = places as [MemoryPlace, ...MemoryPlace[]];
  const base = y + height / 2 + 3.7;
  const isLabelled = height >= MIN_LABEL_HEIGHT;
  if (others.length > 0 || (place.leaf === undefined && height < MIN_BOX_HEIGHT)) {
    const length = places.reduce((sum, each) => sum + each.length, 0);
    const tensors = places.reduce((sum, each) => sum + each.tensors, 0);
    const text =
      isLabelled ?
        fitText(
          others.length > 0 && tensors > places.length ?
            `${place.key} … ${(others.at(-1) as MemoryPlace).key}: ${pluralize(tensors, 'tensor')}`
          : pluralize(tensors, 'tensor'),
          width - 2 * LABEL_PAD,
        )
      : undefined;
    const names = `${place.path}${others.length > 0 ? ` … ${(others.at(-1) as MemoryPlace).path}` : ''}`;
    if (text !== undefined)
      labels.push(
        rectElement('plate', x + LABEL_PAD - 2, y + height / 2 - 6, textWidthOf(text) + 4, 12),
        textElement('t i', x + LABEL_PAD, base, text),
      );
    return titledGroup(
      [names, pluralize(tensors, 'tensor'), sizeTextOf(length, subject)],
      rectElement('hatch', x, y, width, height),
    );
  }
  const box = rectElement(`box ${colourClassOf(colours.of(place), place.leaf !== undefined)}`, x, y, width, height);
  const name = isLabelled ? fitText(placeLabelOf(place), width - 2 * LABEL_PAD) : undefined;
  if (name !== undefined) {
    labels.push(textElement('t i', x + LABEL_PAD, base, name));
    const size = subject.unit === 'bytes' ? formatBytes(place.length) : formatCount(place.length);
    if (textWidthOf(name) + textWidthOf(size) + 3 * LABEL_PAD <= width)
      labels.push(textElement('t i e q', x + width - LABEL_PAD, base, size));
  }
  return titledGroup(placeTitleOf(place, subject), box);
}

/** Draws the axes left of the map: elements and bytes. */
export function drawAxes({ unit, unitBytes, total }: DrawSubject, { x, y, height }: MapFrame): string {
  const count = Math.max(2, Math.floor(height / 55));
  const axis = (right: number, name: string, marks: readonly Tick[], each: number): readonly string[] => [
    textElement('h e', right, y - 9.5, name),
    pathElement(
      'axis',
      [
        `M${px(right + 4)},${px(y)}V${px(y + height)}`,
        ...marks.map(({ at }) => `M${px(right)},${px(y + (at / each / total) * height)}h4`),
      ].join(''),
    ),
    ...marks.map(({ at, text }) => textElement('t e', right - 3, y + (at / each / total) * height + 3.7, text)),
  ];
  if (total === 0) return '';
  const byBytes = ticksOf(total * unitBytes, 1024, count);
  if (unit === 'bytes') return axis(x - 4, 'bytes', byBytes, 1).join('\n');
  return [
    ...axis(x - 62, 'bytes', byBytes, unitBytes),
    ...axis(x - 4, 'elements', ticksOf(total, 1000, count), 1),
  ].join('\n');
}

interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Chooses round positions from 0 to a total, in powers of 1000 or 1024: `0, 20 M, 40 M`. */
function ticksOf(total: number, base: 1000 | 1024, count: number): readonly Tick[] {
  const units = base === 1000 ? COUNT_UNITS : BYTE_UNITS;
  let [scale, unit] = [1, 0];
  while (unit < units.length - 1 && total / scale >= (base === 1000 && unit === 0 ? 10_000 : base)) {
    scale *= base;
    unit += 1;
  }
  const places = ticks(0, total / scale, count).filter((value) => unit > 0 || Number.isInteger(value));
  return places.map((value) => ({
    at: value * scale,
    text: value === 0 ? '0' : `${groupDigits(value)}${units[unit]}`,
  }));
}
