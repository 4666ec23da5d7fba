// No twin in types: moves data, which the compiler does not see.

/** The memory of arrays as unsigned integers: moving a NaN as a number may change its bits. */
export type Words = Uint8Array | Uint16Array | Uint32Array;

/** Elements that are evenly spaced in the source and in the target. Strides are in elements. */
export interface CopyDigit {
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/** A loop over the two innermost digits, from an element of the source to one of the target. */
type CopyLoop = (source: Words, start: number, target: Words, at: number, rows: CopyDigit, columns: CopyDigit) => void;

/**
 * Copies a box of elements. The order of the digits does not matter. An element is one word, or a pair of words.
 *
 * The innermost digits are chosen so that both sides use whole cache lines: the one that is dense in the target, and
 * the one that is dense in the source.
 */
export function copyBox(
  source: Words,
  start: number,
  target: Words,
  at: number,
  digits: readonly CopyDigit[],
  words: 1 | 2 = 1,
): void {
  const sorted = [...digits].sort((a, b) => a.to - b.to);
  const [rows = ONE, ...others] = sorted;
  const columns = others.find(({ from }) => from === 1) ?? others[0] ?? ONE;
  const outer = others.filter((digit) => digit !== columns).reverse();
  const loop =
    words === 2 ? copyPairs
    : rows.from === 1 && rows.to === 1 ? copyRuns
    : rows.to === 1 ? copyTiles
    : copyElements;
  copyOuter(outer, start, at, (from, to) => loop(source, from, target, to, rows, columns));
}

const ONE: CopyDigit = { count: 1, from: 1, to: 1 };

function copyOuter(
  [digit, ...inner]: readonly CopyDigit[],
  start: number,
  at: number,
  copy: (start: number, at: number) => void,
): void {
  if (digit === undefined) return copy(start, at);
  for (let i = 0; i < digit.count; i++) {
    if (inner.length === 0) copy(start + i * digit.from, at + i * digit.to);
    else copyOuter(inner, start + i * digit.from, at + i * digit.to, copy);
  }
}

/** Below this many elements a loop is faster than `set`. */
const MIN_SET_LENGTH = 64;

const copyRuns: CopyLoop = (source, start, target, at, rows, columns) => {
  if (rows.count < MIN_SET_LENGTH) return copyElements(source, start, target, at, rows, columns);
  for (let column = 0; column < columns.count; column++) {
    const from = start + column * columns.from;
    target.set(source.subarray(from, from + rows.count), at + column * columns.to);
  }
};

const copyElements: CopyLoop = (source, start, target, at, rows, columns) => {
  for (let column = 0; column < columns.count; column++) {
    let from = start + column * columns.from;
    let to = at + column * columns.to;
    for (let row = 0; row < rows.count; row++) {
      target[to] = source[from] as number;
      from += rows.from;
      to += rows.to;
    }
  }
};

const copyPairs: CopyLoop = (source, start, target, at, rows, columns) => {
  for (let column = 0; column < columns.count; column++) {
    let from = 2 * (start + column * columns.from);
    let to = 2 * (at + column * columns.to);
    for (let row = 0; row < rows.count; row++) {
      target[to] = source[from] as number;
      target[to + 1] = source[from + 1] as number;
      from += 2 * rows.from;
      to += 2 * rows.to;
    }
  }
};

/**
 * Copies rows that are dense in the target, eight elements at a time: of each column, the eight are neighbours in the
 * target. Unrolled, this takes half the time of the plain loop, because the engine checks bounds less often.
 */
const copyTiles: CopyLoop = (source, start, target, at, rows, columns) => {
  const step = rows.from;
  let row = 0;
  for (; row + 8 <= rows.count; row += 8) {
    let from = start + row * step;
    let to = at + row;
    for (let column = 0; column < columns.count; column++) {
      target[to] = source[from] as number;
      target[to + 1] = source[from + step] as number;
      target[to + 2] = source[from + 2 * step] as number;
      target[to + 3] = source[from + 3 * step] as number;
      target[to + 4] = source[from + 4 * step] as number;
      target[to + 5] = source[from + 5 * step] as number;
      target[to + 6] = source[from + 6 * step] as number;
      target[to + 7] = source[from + 7 * step] as number;
      from += columns.from;
      to += columns.to;
    }
  }
  const left = { count: rows.count - row, from: step, to: 1 };
  if (left.count > 0) copyElements(source, start + row * step, target, at + row, left, columns);
};
