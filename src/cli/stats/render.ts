import { shortened, shownName, wrapped } from '../output/printable.ts';
import { counted, figure, grouped, rounded } from '../output/quantity.ts';
import type { Dtype } from '../../checkpoint/dtype/dtype.ts';
import { isInteger } from '../../checkpoint/dtype/integer.ts';
import { showShape } from '../../checkpoint/text.ts';
import { table, type Align } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import { line, tall } from './bars.ts';
import type { Figures } from './measure.ts';
import type { Surveyed } from './survey.ts';

/** Intervals of a histogram of one line. */
export const INTERVALS = 16;

/** Those of a tall one: fewer for few values, which would stand one by one. Each is as many characters wide as there is room for. */
export const tallIntervals = (elements: number): number =>
  Math.min(80, Math.max(INTERVALS, Math.ceil(2 * Math.sqrt(elements))));
const HEIGHT = 12;
/** The fewest characters that names are given. */
const LEAST = 16;

const HEAD = ['', '', 'min', 'max', 'mean', 'std', 'zeros', 'histogram', ''];
const ALIGN: readonly Align[] = ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'left', 'left'];

/** Widths of the histogram, of which the first is taken that leaves enough for the names. */
const WIDTHS = [INTERVALS, INTERVALS / 2, 0];

/** One line a tensor. */
export function lines(surveyed: readonly Surveyed[], { colors, width }: Terminal): string {
  const tables = WIDTHS.map((across) => [
    HEAD.map((head) => (head === 'histogram' && across < head.length ? '' : head)),
    ...surveyed.map((each) => rowOf(each, across)),
  ]);
  const fitted = tables.find((each) => others(each) + LEAST <= width);
  // At worst what is unusual has a line of its own.
  const rows = fitted ?? (tables.at(-1) as string[][]).map((row) => row.slice(0, HEAD.length - 1));
  const fit = Math.max(LEAST, width - others(rows));
  const fitting = rows.map(([name = '', ...rest]) => [shortened(name, fit), ...rest]);
  const set = table(fitting, ALIGN, '', (cell, i) => (i === 0 ? colors.dim(cell) : cell)).split('\n');
  // What is told of a tensor that is not measured runs over the columns and does not widen them.
  const reason = ({ figures }: Surveyed, before: string): string => {
    if (typeof figures === 'string')
      return `  ${colors.dim(shortened(figures, Math.max(LEAST, width - before.length - 2)))}`;
    const apart = fitted === undefined ? unusual(figures) : '';
    return apart === '' ? '' : `\n    ${apart}`;
  };
  return set.map((text, i) => (i === 0 ? text : `${text}${reason(surveyed[i - 1] as Surveyed, text)}`)).join('\n');
}

/** Characters of all columns but that of the names. */
const others = (rows: readonly (readonly string[])[]): number =>
  HEAD.reduce(
    (sum, _, i) => (i === 0 ? sum : sum + 2 + rows.reduce((most, row) => Math.max(most, row[i]?.length ?? 0), 0)),
    0,
  );

function rowOf({ name, info, figures }: Surveyed, across: number): readonly string[] {
  if (typeof figures === 'string') return [shownName(name), info.dtype];
  const { histogram, zeros, elements } = figures;
  return [
    shownName(name),
    info.dtype,
    ...summary(figures, info.dtype),
    share(zeros, elements),
    histogram === undefined || across === 0 ? '' : line(histogram, across),
    unusual(figures),
  ];
}

const summary = ({ min, max, mean, deviation }: Figures, dtype: Dtype): readonly string[] =>
  [min, max, mean, deviation].map((value, i) => (value === undefined ? '–' : short(value, i < 2 && isInteger(dtype))));

/** The smallest and the largest of integers with all their digits, where those are few. */
const short = (value: number | bigint, exact: boolean): string =>
  exact && `${value}`.length <= 10 ? `${value}` : figure(Number(value));

/** `12.5 %`; neither 0 nor 100 unless it is none or all. */
function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (100 * part) / whole;
  if (part === 0 || part === whole) return `${percent} %`;
  return (
    percent < 0.05 ? '<0.1 %'
    : percent > 99.95 ? '>99.9 %'
    : `${percent.toFixed(1)} %`
  );
}

const unusual = ({ nans, infinities, elements }: Figures): string =>
  elements === 0 ? 'empty' : (
    [nans > 0 ? `${rounded(nans)} NaN` : '', infinities > 0 ? `${rounded(infinities)} Inf` : '']
      .filter(Boolean)
      .join(', ')
  );

/** A tensor with a tall histogram. */
export function portrait({ name, info, figures }: Surveyed, { colors, width }: Terminal): string {
  const title = `${colors.bold(shortened(shownName(name), width - 40))}  ${shortened(`${info.dtype} ${showShape(info.shape)}`, 38)}`;
  if (typeof figures === 'string') return `${title}\n${figures}`;
  const { histogram, nans, infinities, zeros, elements } = figures;
  const [min, max, mean, deviation] = summary(figures, info.dtype);
  const said = [
    counted(elements, 'element'),
    `min ${min}`,
    `max ${max}`,
    `mean ${mean}`,
    `std ${deviation}`,
    `zeros ${share(zeros, elements)}`,
    `NaN ${grouped(nans)}`,
    `Inf ${grouped(infinities)}`,
  ];
  const facts = wrapped(said.map((each) => each.replaceAll(' ', NO_BREAK)).join(' · '), width).replaceAll(
    NO_BREAK,
    ' ',
  );
  if (histogram === undefined) return `${title}\n${facts}`;
  const across = Math.max(1, Math.min(WIDEST, Math.floor((width - GUTTER) / histogram.counts.length)));
  return [title, facts, '', ...tall(histogram, HEIGHT, across)].join('\n');
}
/** A figure stays on the line of its name. */
const NO_BREAK = '\u00a0';
const WIDEST = 8;
/** Room for the counts beside a tall histogram. */
const GUTTER = 12;
