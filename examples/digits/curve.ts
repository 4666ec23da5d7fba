// A curve in an SVG element: one point for each epoch.

/** How a number becomes a height: 0 is the bottom of the picture, 1 its top. */
export type Scale = (value: number) => number;

/** A scale from `bottom` to `top`. Numbers outside lie on the edge. */
export const linear = (bottom: number, top: number): Scale => {
  return (value) => Math.min(1, Math.max(0, (value - bottom) / (top - bottom)));
};
/** A scale on which each power of ten has the same height. */
export const logarithmic = (bottom: number, top: number): Scale => {
  const scale = linear(Math.log(bottom), Math.log(top));
  return (value) => scale(Math.log(value));
};

/** Draws the first `count` numbers across the width that all of them would take. Leaves out those that are NaN. */
export function drawCurve(line: SVGPolylineElement, values: Float32Array, count: number, scale: Scale): void {
  const points = Array.from(values.subarray(0, count)).flatMap((value, i) => {
    return Number.isNaN(value) ?
        []
      : `${((100 * i) / (values.length - 1)).toFixed(2)},${(100 * (1 - scale(value))).toFixed(2)}`;
  });
  line.setAttribute('points', points.join(' '));
}

/** Draws a horizontal line at each mark, and its label beside it. */
export function drawMarks(figure: Element, marks: readonly number[], scale: Scale): void {
  const svg = figure.querySelector('svg')!;
  for (const mark of marks) {
    const y = 100 * (1 - scale(mark));
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
    for (const [name, value] of Object.entries({ x1: 0, x2: 100, y1: y, y2: y }))
      line.setAttribute(name, String(value));
    svg.prepend(line);
    const label = document.createElement('span');
    label.textContent = String(mark);
    label.style.top = `${y}%`;
    figure.querySelector('.plot')!.append(label);
  }
}
