// From lines drawn by hand to 8 × 8 grey values, as the images of the data set were made.

export type Point = readonly [x: number, y: number];
/** The points that the pointer passed while it was down. */
export type Stroke = readonly Point[];

const GRID = 32;
/** The free margin of the grid: half the width of most lines in the data set. */
const MARGIN = 2.6;
/** How wide a digit may be: wide ones are narrowed, as most digits of the data set cover six of the eight columns. */
const WIDEST = 22;
/** How many points of the grid the lines of a digit cover, in the mean over the data set. */
const COVERED = 312;

/** The square of the distance of the point (x, y) from the line between two points. */
function squaredDistance(x: number, y: number, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
  return (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2;
}

/**
 * Scales the strokes to a grid of 32 × 32 points and counts in each block of 4 × 4 points how many the lines cover.
 * Writes these 64 counts to `pixels`, as numbers from 0 to 1. A drawing that is smaller than `smallest` in both
 * directions is scaled as if it were that large. The lines are as wide as they must be to cover as many points as the
 * digits of the data set do.
 */
export function rasterise(strokes: readonly Stroke[], smallest: number, pixels: Float32Array): void {
  pixels.fill(0);
  const points = strokes.flat();
  if (points.length === 0) return;
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = (GRID - 2 * MARGIN) / Math.max(right - left, bottom - top, smallest);
  const scaleX = Math.min(scale, (WIDEST - 2 * MARGIN) / Math.max(right - left, smallest));
  const toGrid = ([x, y]: Point): Point => [
    GRID / 2 + (x - (left + right) / 2) * scaleX,
    GRID / 2 + (y - (top + bottom) / 2) * scale,
  ];
  const lines = strokes.flatMap((stroke) => {
    const scaled = stroke.map(toGrid);
    return scaled.map((point, i): [Point, Point] => [scaled[Math.max(0, i - 1)]!, point]);
  });
  const distances = Array.from({ length: GRID * GRID }, (_, i) => {
    // The middle of the point, so that the picture is not shifted by half of it.
    const [x, y] = [(i % GRID) + 0.5, Math.floor(i / GRID) + 0.5];
    return lines.reduce((least, [a, b]) => Math.min(least, squaredDistance(x, y, a, b)), Infinity);
  });
  const farthest = [...distances].sort((a, b) => a - b)[COVERED - 1]!;
  distances.forEach((distance, i) => {
    const block = 8 * Math.floor(i / (4 * GRID)) + Math.floor((i % GRID) / 4);
    if (distance <= farthest) pixels[block]! += 1 / 16;
  });
}
