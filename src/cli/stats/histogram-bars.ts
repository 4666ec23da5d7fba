import { formatCount, formatFigure } from '../output/quantity.ts';
import type { Histogram } from './histogram-bins.ts';

/** A cell filled from below, by eighths. */
const CELL_EIGHTHS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/**
 * Draws a histogram as one line of at most `width` characters. The fullest interval is a whole block, and every
 * interval with values is visible.
 */
export function drawHistogramLine(histogram: Histogram, width: number): string {
  const counts = mergeCounts(histogram.counts, width);
  const most = Math.max(...counts);
  return counts.map((count) => CELL_EIGHTHS[count === 0 ? 0 : Math.max(1, Math.round((8 * count) / most))]).join('');
}

/** Merges as many neighbours as needed. */
function mergeCounts(counts: readonly number[], most: number): readonly number[] {
  const each = Math.ceil(counts.length / most);
  return Array.from({ length: Math.ceil(counts.length / each) }, (_, i) =>
    counts.slice(i * each, (i + 1) * each).reduce((sum, count) => sum + count, 0),
  );
}

/**
 * Draws a histogram with axes: counts upwards over `height` lines, values to the right. Each interval is `across`
 * characters wide.
 */
export function drawTallHistogram(
  { from, width, counts }: Histogram,
  height: number,
  across: number,
): readonly string[] {
  const most = Math.max(...counts);
  const label = (row: number): string =>
    row === 0 ? formatCount(most)
    : row === height / 2 ? formatCount(most / 2)
    : '';
  const gutter = Math.max(formatCount(most).length, formatCount(most / 2).length);
  const lines = Array.from({ length: height }, (_, row) => {
    const below = height - 1 - row;
    const cells = counts.map((count) =>
      drawCell((8 * height * count) / most - 8 * below, count > 0 && below === 0).repeat(across),
    );
    return `${label(row).padStart(gutter)} ${label(row) === '' ? '│' : '┤'}${cells.join('')}`.trimEnd();
  });
  return [
    ...lines,
    ...drawHistogramAxis(from, width, counts.length, across).map((text, i) =>
      `${'0'.repeat(i === 0 ? 1 : 0).padStart(gutter)} ${text}`.trimEnd(),
    ),
  ];
}

const drawCell = (eighths: number, seen: boolean): string =>
  CELL_EIGHTHS[Math.max(seen ? 1 : 0, Math.min(8, Math.round(eighths)))] as string;

/** Draws the axis of values: a line with ticks at borders of intervals, and their values below. */
function drawHistogramAxis(
  from: number,
  width: number,
  count: number,
  across: number,
): readonly [ticks: string, labels: string] {
  const every = Math.max(1, Math.ceil(MIN_TICK_DISTANCE / across));
  const borders = Array.from({ length: Math.floor(count / every) + 1 }, (_, i) => i * every);
  const ticks: string[] = Array.from({ length: count * across + 1 }, (_, at) =>
    borders.some((border) => border * across === at) ? '┬' : '─',
  );
  ticks[0] = '┼';
  let labels = '';
  for (const border of borders) {
    const text = formatFigure(from + border * width);
    const start = Math.max(border * across - Math.floor(text.length / 2), 0);
    if (start >= labels.length + (labels === '' ? 0 : 1)) labels = labels.padEnd(start) + text;
  }
  return [ticks.join(''), labels];
}
const MIN_TICK_DISTANCE = 14;
