import type { Dtype } from '../../checkpoint/dtype/dtype.ts';
import { isInteger } from '../../checkpoint/dtype/integer.ts';
import { showShape } from '../../checkpoint/text.ts';
import { type ColumnAlign, formatTable, printableName, shorten, wrapLines } from '../output/printable-text.ts';
import { formatCount, formatFigure, groupDigits, pluralize } from '../output/quantity.ts';
import type { Terminal } from '../output/terminal.ts';
import { drawHistogramLine, drawTallHistogram } from './histogram-bars.ts';
import type { SurveyedTensor, ValueFigures } from './measure-tensors.ts';

/** Intervals of a histogram of one line. */
export const LINE_INTERVALS = 16;

/** Those of a tall one: fewer for few values, which would stand one by one. Each is as many characters wide as there is room for. */
export const tallIntervalsOf = (elements: number): number =>
  Math.min(80, Math.max(LINE_INTERVALS, Math.ceil(2 * Math.sqrt(elements))));
const TALL_HEIGHT = 12;
/** The fewest characters that names are given. */
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

/** Widths of the histogram, of which the first is taken that leaves enough for the names. */
const HISTOGRAM_WIDTHS = [LINE_INTERVALS, LINE_INTERVALS / 2, 0];

/** One line a tensor. */
export function statsTableOf(surveyed: readonly SurveyedTensor[], { colors, width }: Terminal): string {
  const tables = HISTOGRAM_WIDTHS.map((across) => [
    STATS_HEAD.map((head) => (head === 'histogram' && across < head.length ? '' : head)),
    ...surveyed.map((each) => statsRowOf(each, across)),
  ]);
  const fitted = tables.find((each) => otherColumnsWidthOf(each) + MIN_STATS_NAME_WIDTH <= width);
  // At worst what is unusual has a line of its own.
  const rows = fitted ?? (tables.at(-1) as string[][]).map((row) => row.slice(0, STATS_HEAD.length - 1));
  const fit = Math.max(MIN_STATS_NAME_WIDTH, width - otherColumnsWidthOf(rows));
  const fitting = rows.map(([name = '', ...rest]) => [shorten(name, fit), ...rest]);
  const set = formatTable(fitting, STATS_ALIGN, '', (cell, i) => (i === 0 ? colors.dim(cell) : cell)).split('\n');
  // What is told of a tensor that is not measured runs over the columns and does not widen them.
  const reason = ({ figures }: SurveyedTensor, before: string): string => {
    if (typeof figures === 'string')
      return `  ${colors.dim(shorten(figures, Math.max(MIN_STATS_NAME_WIDTH, width - before.length - 2)))}`;
    const apart = fitted === undefined ? describeUnusual(figures) : '';
    return apart === '' ? '' : `\n    ${apart}`;
  };
  return set
    .map((text, i) => (i === 0 ? text : `${text}${reason(surveyed[i - 1] as SurveyedTensor, text)}`))
    .join('\n');
}

/** Characters of all columns but that of the names. */
const otherColumnsWidthOf = (rows: readonly (readonly string[])[]): number =>
  STATS_HEAD.reduce(
    (sum, _, i) => (i === 0 ? sum : sum + 2 + rows.reduce((most, row) => Math.max(most, row[i]?.length ?? 0), 0)),
    0,
  );

function statsRowOf({ name, info, figures }: SurveyedTensor, across: number): readonly string[] {
  if (typeof figures === 'string') return [printableName(name), info.dtype];
  const { histogram, zeros, elements } = figures;
  return [
    printableName(name),
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

/** The smallest and the largest of integers with all their digits, where those are few. */
const formatExtreme = (value: number | bigint, exact: boolean): string =>
  exact && `${value}`.length <= 10 ? `${value}` : formatFigure(Number(value));

/** `12.5 %`; neither 0 nor 100 unless it is none or all. */
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

/** A tensor with a tall histogram. */
export function statsPortraitOf({ name, info, figures }: SurveyedTensor, { colors, width }: Terminal): string {
  const title = `${colors.bold(shorten(printableName(name), width - 40))}  ${shorten(`${info.dtype} ${showShape(info.shape)}`, 38)}`;
  if (typeof figures === 'string') return `${title}\n${figures}`;
  const { histogram, nans, infinities, zeros, elements } = figures;
  const [min, max, mean, deviation] = summaryCellsOf(figures, info.dtype);
  const said = [
    pluralize(elements, 'element'),
    `min ${min}`,
    `max ${max}`,
    `mean ${mean}`,
    `std ${deviation}`,
    `zeros ${formatShare(zeros, elements)}`,
    `NaN ${groupDigits(nans)}`,
    `Inf ${groupDigits(infinities)}`,
  ];
  const facts = wrapLines(said.map((each) => each.replaceAll(' ', NO_BREAK_SPACE)).join(' · '), width).replaceAll(
    NO_BREAK_SPACE,
    ' ',
  );
  if (histogram === undefined) return `${title}\n${facts}`;
  const across = Math.max(
    1,
    Math.min(MAX_INTERVAL_WIDTH, Math.floor((width - GUTTER_WIDTH) / histogram.counts.length)),
  );
  return [title, facts, '', ...drawTallHistogram(histogram, TALL_HEIGHT, across)].join('\n');
}
/** A figure stays on the line of its name. */
const NO_BREAK_SPACE = '\u00a0';
const MAX_INTERVAL_WIDTH = 8;
/** Room for the counts beside a tall histogram. */
const GUTTER_WIDTH = 12;
