// The pad to draw on: an SVG element whose lines are the strokes.
import type { Point, Stroke } from './drawing.ts';

export interface Pad {
  readonly strokes: readonly Stroke[];
  clear(): void;
}

/** Lets a mouse, a finger or a pen draw on the element. Points have the coordinates of its view box, 100 by 100. */
export function makePad(svg: SVGSVGElement, onChange: () => void): Pad {
  const strokes: Point[][] = [];
  let line: SVGPolylineElement | undefined;

  const add = ({ clientX, clientY }: PointerEvent): void => {
    const { left, top, width, height } = svg.getBoundingClientRect();
    const stroke = strokes.at(-1)!;
    stroke.push([(100 * (clientX - left)) / width, (100 * (clientY - top)) / height]);
    // A line of one point is a dot only if it has that point twice.
    const points = stroke.length === 1 ? [stroke[0], stroke[0]] : stroke;
    line?.setAttribute('points', points.join(' '));
    onChange();
  };
  svg.addEventListener('pointerdown', (event) => {
    if (line !== undefined || event.button !== 0) return;
    svg.setPointerCapture(event.pointerId); // the stroke goes on outside the pad
    line = document.createElementNS('http://www.w3.org/2000/svg', 'polyline');
    svg.append(line);
    strokes.push([]);
    add(event);
  });
  svg.addEventListener('pointermove', (event) => {
    if (line !== undefined && svg.hasPointerCapture(event.pointerId)) add(event);
  });
  svg.addEventListener('lostpointercapture', () => {
    line = undefined;
  });
  return {
    strokes,
    clear() {
      strokes.length = 0;
      svg.replaceChildren();
      line = undefined;
    },
  };
}
