// No twin in types: moves data, which the compiler does not see.

/** The memory of arrays as unsigned integers: moving a NaN as a number may change its bits. */
export type Words = Uint8Array | Uint16Array | Uint32Array;

/** Elements that are evenly spaced in the source and in the target. Strides are in elements. */
export interface CopyDigit {
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/** Copies a box of elements. The order of the digits does not matter. */
export function copyBox(source: Words, start: number, target: Words, at: number, digits: readonly CopyDigit[]): void {
  const sorted = [...digits].sort((a, b) => b.to - a.to);
  const last = sorted.at(-1);
  if (last === undefined) target[at] = source[start] as number;
  else if (last.from === 1 && last.to === 1) copyEach(sorted.slice(0, -1), start, at, runCopier(source, target, last.count));
  else {
    // Of a transposed pair, one digit is dense in the source and the other in the target.
    const dense = sorted.find(({ from }) => from === 1) ?? sorted.at(-2);
    if (dense === undefined || dense === last) copyEach(sorted.slice(0, -1), start, at, stridedCopier(source, target, last));
    else copyEach(sorted.filter((each) => each !== last && each !== dense), start, at, tileCopier(source, target, dense, last));
  }
}

type Copier = (start: number, at: number) => void;

function copyEach(digits: readonly CopyDigit[], start: number, at: number, copy: Copier): void {
  const [first, ...rest] = digits;
  if (first === undefined) return copy(start, at);
  for (let i = 0; i < first.count; i++) {
    if (rest.length === 0) copy(start + i * first.from, at + i * first.to);
    else copyEach(rest, start + i * first.from, at + i * first.to, copy);
  }
}

/** Below this many elements a loop is faster than `set`. */
const MIN_SET_LENGTH = 64;

const runCopier = (source: Words, target: Words, count: number): Copier =>
  count < MIN_SET_LENGTH ?
    (start, at) => {
      for (let i = 0; i < count; i++) target[at + i] = source[start + i] as number;
    }
  : (start, at) => target.set(source.subarray(start, start + count), at);

const stridedCopier =
  (source: Words, target: Words, { count, from, to }: CopyDigit): Copier =>
  (start, at) => {
    for (let i = 0; i < count; i++) target[at + i * to] = source[start + i * from] as number;
  };

/** A tile has this many columns: their elements share a cache line of 64 bytes in the source. */
const TILE_COLUMNS = 16;

/** Copies a matrix whose columns are dense in the source and whose rows are dense in the target, tile by tile. */
const tileCopier =
  (source: Words, target: Words, columns: CopyDigit, rows: CopyDigit): Copier =>
  (start, at) => {
    for (let first = 0; first < columns.count; first += TILE_COLUMNS) {
      const end = Math.min(first + TILE_COLUMNS, columns.count);
      for (let row = 0; row < rows.count; row++) {
        let from = start + row * rows.from + first * columns.from;
        let to = at + row * rows.to + first * columns.to;
        for (let column = first; column < end; column++) {
          target[to] = source[from] as number;
          from += columns.from;
          to += columns.to;
        }
      }
    }
  };
