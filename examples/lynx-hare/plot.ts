// The counts and both fits as an SVG: a panel a species, one axis of years. Colours are those of M. Okabe and K. Ito (2008), which
// people with any colour vision tell apart; the dashes do so in print.
import { max, ticks } from 'd3-array';
import { line } from 'd3-shape';
import type { Point } from './curve.ts';
import { counts, pelts } from './data.ts';

export interface Series {
  readonly label: string;
  readonly points: readonly Point[];
}
type Species = 'hare' | 'lynx';
interface Scales {
  readonly x: (year: number) => number;
  readonly y: (thousands: number) => number;
}

const WIDTH = 720;
const LEFT = 62;
const RIGHT = 22;
const TOP = 98;
const PANEL = 200;
const GAP = 48;
const BOTTOM = TOP + 2 * PANEL + GAP;
const LAST_YEAR = pelts.firstYear + counts.length - 1;
const STYLES = [
  'stroke="#d55e00" stroke-width="1.8" stroke-dasharray="6 4"',
  'stroke="#0072b2" stroke-width="2.2"',
] as const;

/** An SVG document of two fits; the later one lies on top. */
export function plot(title: string, fits: readonly [Series, Series]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${BOTTOM + 58}" width="${WIDTH}" height="${BOTTOM + 58}" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif" font-size="13" fill="#222">`,
    `<title>${title}</title>`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    text(LEFT, 28, title, 'font-size="17" font-weight="bold"'),
    legend(fits),
    panel('Snowshoe hare', 'hare', fits, TOP),
    panel('Canada lynx', 'lynx', fits, TOP + PANEL + GAP),
    text((LEFT + WIDTH - RIGHT) / 2, BOTTOM + 44, 'year', 'text-anchor="middle"'),
    '</svg>',
    '',
  ].join('\n');
}

function panel(name: string, species: Species, fits: readonly Series[], top: number): string {
  const highest = max([
    ...pelts[species],
    ...fits.flatMap(({ points }) => points.map((point) => point[species])),
  ]) as number;
  const marks = ticks(0, 1.05 * highest, 4);
  const scales = {
    x: linear([pelts.firstYear - 0.5, LAST_YEAR + 0.5], [LEFT, WIDTH - RIGHT]),
    y: linear([0, 1.05 * highest], [top + PANEL, top]),
  };
  const path = line<Point>(
    (p) => scales.x(pelts.firstYear + p.time),
    (p) => scales.y(p[species]),
  ).digits(1);
  const curves = fits.map(
    ({ points }, i) => `<path d="${path(points) ?? ''}" fill="none" stroke-linejoin="round" ${STYLES[i] ?? ''}/>`,
  );
  const dots = pelts[species].map((n, i) => dot(scales.x(pelts.firstYear + i), scales.y(n)));
  return [
    '<g>',
    axes(scales, marks, top),
    ...curves,
    ...dots,
    text(LEFT, top - 10, name, 'font-weight="bold"'),
    '</g>',
  ].join('\n');
}

function axes({ x, y }: Scales, marks: readonly number[], top: number): string {
  const bottom = top + PANEL;
  const isLast = bottom === BOTTOM;
  return [
    ...marks.flatMap((mark) => [
      mark === 0 ? '' : segment(LEFT, y(mark), WIDTH - RIGHT, y(mark), '#e4e4e4'),
      text(LEFT - 8, y(mark) + 4.5, `${mark}`, 'text-anchor="end"'),
    ]),
    ...ticks(pelts.firstYear, LAST_YEAR, 4).flatMap((year) => [
      segment(x(year), bottom, x(year), bottom + 5, '#222'),
      isLast ? text(x(year), bottom + 21, `${year}`, 'text-anchor="middle"') : '',
    ]),
    segment(LEFT, bottom, WIDTH - RIGHT, bottom, '#222'),
    text(0, 0, 'thousand pelts', `text-anchor="middle" transform="translate(18 ${(top + bottom) / 2}) rotate(-90)"`),
  ]
    .filter((element) => element !== '')
    .join('\n');
}

function legend(fits: readonly [Series, Series]): string {
  const [first, second] = fits.map(({ label }, i) => {
    const x = LEFT + 112 + i * 256;
    return `<line x1="${x}" y1="50" x2="${x + 30}" y2="50" ${STYLES[i] ?? ''}/>${text(x + 38, 54.5, label)}`;
  });
  return [dot(LEFT + 4, 50), text(LEFT + 16, 54.5, 'counts'), first, second].join('\n');
}

const linear =
  ([d0, d1]: readonly [number, number], [r0, r1]: readonly [number, number]) =>
  (value: number): number =>
    r0 + ((value - d0) / (d1 - d0)) * (r1 - r0);
const dot = (x: number, y: number): string =>
  `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3.6" fill="#222" stroke="#fff"/>`;
const segment = (x1: number, y1: number, x2: number, y2: number, colour: string): string =>
  `<path d="M${x1.toFixed(1)},${y1.toFixed(1)}L${x2.toFixed(1)},${y2.toFixed(1)}" stroke="${colour}"/>`;
const text = (x: number, y: number, content: string, attributes = ''): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${content}</text>`;
