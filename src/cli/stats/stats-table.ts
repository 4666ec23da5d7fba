import type { Dtype } from '../../checkpoint/dtype/dtype.ts';
import { isInteger } from '../../checkpoint/dtype/integer.ts';
import { describeTensor } from '../input/tensor-data.ts';
import { type ColumnAlign, formatTable, toPrintableName, shortenMiddle, wrapLines } from '../output/printable-text.ts';
import { formatCount, formatFigure, groupDigits, pluralize } from '../output/quantity.ts';
import type { Terminal } from '../output/terminal.ts';
import { drawHistogramLine, drawTallHistogram } from './histogram-bars.ts';
import type { MeasuredTensor, ValueFigures } from './measure-tensors.ts';

/** The intervals of a histogram in one line. */
export const LINE_INTERVALS = 16;

/**
 * The intervals of a tall histogram. Few values get fewer, since they would stand alone otherwise. Each is as wide as
 * the room allows.
 */
export const tallIntervalsOf = (elements: number): number =>
  Math.min(80, Math.max(LINE_INTERVALS, Math.ceil(2 * Math.sqrt(elements))));
const TALL_HEIGHT = 12;
/** The fewest characters for the names. */
const MIN_STATS_NAME_WIDTH = 16;

const STATS_HEAD = ['', '', 'min', 'max', 'mean', 'std', 'zeros', 'histogram', ''];
const STATS_ALIGN: readonly ColumnAlign[] = [
  'left',
  'left',
  'right',
  'right',
  'right',
  'right',
  'right',
  'left',
  'left',
];

/** The widths of a histogram to try, until one leaves enough room for the names. */
const HISTOGRAM_WIDTHS = [LINE_INTERVALS, LINE_INTERVALS / 2, 0];

/** Formats each tensor as one line. */
export function statsTableOf(surveyed: readonly MeasuredTensor[], { colors, width }: Terminal): string {
  const tables = HISTOGRAM_WIDTHS.map((across) => [
    STATS_HEAD.map((head) => (head === 'histogram' && across < head.length ? '' : head)),
    ...surveyed.map((each) => statsRowOf(each, across)),
  ]);
  const fitted = tables.find((each) => otherColumnsWidthOf(each) + MIN_STATS_NAME_WIDTH <= width);
  // If nothing fits, NaN and Inf go to a line of their own.
  const rows = fitted ?? (tables.at(-1) as string[][]).map((row) => row.slice(0, STATS_HEAD.length - 1));
  const fit = Math.max(MIN_STATS_NAME_WIDTH, width - otherColumnsWidthOf(rows));
  const fitting = rows.map(([name = '', ...rest]) => [shortenMiddle(name, fit), ...rest]);
  const set = formatTable(fitting, STATS_ALIGN, '', (cell, i) => (i === 0 ? colors.dim(cell) : cell)).split('\n');
  // The reason why a tensor is not measured runs across the columns without widening them.
  const reason = ({ figures }: MeasuredTensor, before: string): string => {
    if (typeof figures === 'string')
      return `  ${colors.dim(shortenMiddle(figures, Math.max(MIN_STATS_NAME_WIDTH, width - before.length - 2)))}`;
    const apart = fitted === undefined ? describeUnusual(figures) : '';
    return apart === '' ? '' : `\n    ${apart}`;
  };
  return set
    .map((text, i) => (i === 0 ? text : `${text}${reason(surveyed[i - 1] as MeasuredTensor, text)}`))
    .join('\n');
}

/** The width of all columns except the names. */
const otherColumnsWidthOf = (rows: readonly (readonly string[])[]): number =>
  STATS_HEAD.reduce(
    (sum, _, i) => (i === 0 ? sum : sum + 2 + rows.reduce((most, row) => Math.max(most, row[i]?.length ?? 0), 0)),
    0,
  );

function statsRowOf({ name, info, figures }: MeasuredTensor, across: number): readonly string[] {
  if (typeof figures === 'string') return [toPrintableName(name), info.dtype];
  const { histogram, zeros, elements } = figures;
  return [
    toPrintableName(name),
    info.dtype,
    ...summaryCellsOf(figures, info.dtype),
    formatShare(zeros, elements),
    histogram === undefined || across === 0 ? '' : drawHistogramLine(histogram, across),
    describeUnusual(figures),
  ];
}

const summaryCellsOf = ({ min, max, mean, deviation }: ValueFigures, dtype: Dtype): readonly string[] =>
  [min, max, mean, deviation].map((value, i) =>
    value === undefined ? '–' : formatExtreme(value, i < 2 && isInteger(dtype)),
  );

/** Formats min or max. Integers of few digits keep all of them. */
const formatExtreme = (value: number | bigint, exact: boolean): string =>
  exact && `${value}`.length <= 10 ? `${value}` : formatFigure(Number(value));

/** Formats a share: `12.5 %`. It shows 0 or 100 only for none or all. */
function formatShare(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (100 * part) / whole;
  if (part === 0 || part === whole) return `${percent} %`;
  return (
    percent < 0.05 ? '<0.1 %'
    : percent > 99.95 ? '>99.9 %'
    : `${percent.toFixed(1)} %`
  );
}

const describeUnusual = ({ nans, infinities, elements }: ValueFigures): string =>
  elements === 0 ? 'empty' : (
    [nans > 0 ? `${formatCount(nans)} NaN` : '', infinities > 0 ? `${formatCount(infinities)} Inf` : '']
      .filter(Boolean)
      .join(', ')
  );

/** Formats a tensor with a tall histogram. */
export function statsPortraitOf({ name, info, figures }: MeasuredTensor, { colors, width }: Terminal): string {
  const heading = colors.bold(shortenMiddle(toPrintableName(name), width - 40));
  const title = `${heading}  ${shortenMiddle(describeTensor(info), 38)}`;
  if (typeof figures === 'string') return `${title}\n${figures}`;
  const { histogram, nans, infinities, zeros, elements } = figures;
  const [min, max, mean, deviation] = summaryCellsOf(figures, info.dtype);
  const figureTexts = [
    pluralize(elements, 'element'),
    `min ${min}`,
    `max ${max}`,
    `mean ${mean}`,
    `std ${deviation}`,
    `zeros ${formatShare(zeros, elements)}`,
    `NaN ${groupDigits(nans)}`,
    `Inf ${groupDigits(infinities)}`,
  ];
  const facts = wrapLines(
    figureTexts.map((each) => each.replaceAll(' ', NO_BREAK_SPACE)).join(' · '),
    width,
  ).replaceAll(NO_BREAK_SPACE, ' ');
  if (histogram === undefined) return `${title}\n${facts}`;
  const across = Math.max(
    1,
    Math.min(MAX_INTERVAL_WIDTH, Math.floor((width - GUTTER_WIDTH) / histogram.counts.length)),
  );
  return [title, facts, '', ...drawTallHistogram(histogram, TALL_HEIGHT, across)].join('\n');
}
/** Keeps a figure on the line of its name. */
const NO_BREAK_SPACE = '\u00a0';
const MAX_INTERVAL_WIDTH = 8;
/** The width of the counts beside a tall histogram. */
const GUTTER_WIDTH = 12;
