/**
 * Counts of values in intervals of equal width. The first begins at `from`. Each includes its start but not its end.
 */
export interface Histogram {
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** The number of bins while values come in. At least half of them lie between the smallest and the largest value. */
const MAX_BINS = 2048;
/** The least width relative to the largest value: a double has 53 bits. */
const MIN_RELATIVE_WIDTH = 2 ** -52;
/** The least width with a finite inverse. */
const MIN_BIN_WIDTH = 2 ** -1000;

/**
 * Counts values in one pass without knowing their range. The width of a bin is a power of two, and bins begin at
 * multiples of it. If a value falls outside, pairs of bins merge, so every count stays exact.
 */
export class HistogramBins {
  readonly #counts = new Float64Array(MAX_BINS);
  #width = 0;
  /** The first bin begins at `first` times the width. */
  #first = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  readonly #narrowest: number;

  /** @param narrowest The least width: 1 for integers, since narrower bins would stay empty */
  constructor(narrowest: number = MIN_BIN_WIDTH) {
    this.#narrowest = narrowest;
  }

  /**
   * Adds finite values, given their smallest and largest. A negative value that is too small to divide by the width
   * counts as zero.
   */
  add(values: Float64Array, min: number, max: number): void {
    if (values.length === 0) return;
    if (min < this.#min || max > this.#max) this.#reach(Math.min(min, this.#min), Math.max(max, this.#max));
    const counts = this.#counts;
    const first = this.#first;
    const by = 1 / this.#width;
    for (let i = 0; i < values.length; i++) {
      const at = (Math.floor((values[i] as number) * by) - first) | 0;
      counts[at] = (counts[at] as number) + 1;
    }
  }

  #reach(min: number, max: number): void {
    const width = this.#widthFor(min, max);
    const first = Math.floor(min / width);
    const last = Math.floor(max / width) - first;
    if (this.#width > 0) {
      const old = this.#counts.slice();
      this.#counts.fill(0);
      const times = width / this.#width;
      for (let i = 0; i < MAX_BINS; i++) {
        if (old[i] === 0) continue;
        // The limits matter only if a quotient became zero.
        const at = Math.min(last, Math.max(0, Math.floor((this.#first + i) / times) - first));
        this.#counts[at] = (this.#counts[at] as number) + (old[i] as number);
      }
    }
    this.#width = width;
    this.#first = first;
    this.#min = min;
    this.#max = max;
  }

  /** The least power of two, at least the current width, at which both ends fall into the bins. */
  #widthFor(min: number, max: number): number {
    const guess = (max / 2 - min / 2) / MAX_BINS; // the right width is at most four times this
    const least = Math.max(
      guess,
      Math.max(Math.abs(min), Math.abs(max)) * MIN_RELATIVE_WIDTH,
      this.#width,
      this.#narrowest,
      MIN_BIN_WIDTH,
    );
    let width = 2 ** Math.floor(Math.log2(least));
    if (width < least) width *= 2; // keep an exact power of two; log2 of others may be rounded
    while (Math.floor(max / width) - Math.floor(min / width) >= MAX_BINS) width *= 2;
    return width;
  }

  /**
   * Merges the bins into at most `most` intervals of equal width. At least two thirds of `most` are used if there are
   * enough bins.
   */
  histogram(most: number): Histogram | undefined {
    if (this.#width === 0) return undefined;
    const span = Math.floor(this.#max / this.#width) - this.#first + 1;
    const each = binsPerIntervalOf(span, most);
    const counts = Array.from({ length: Math.ceil(span / each) }, (_, i) =>
      this.#counts.subarray(i * each, (i + 1) * each).reduce((sum, count) => sum + count, 0),
    );
    return { from: Math.max(this.#first * this.#width, -Number.MAX_VALUE), width: each * this.#width, counts };
  }
}

/** The number of bins per interval that makes the last interval reach the least beyond the largest value. */
function binsPerIntervalOf(span: number, most: number): number {
  let best = Math.ceil(span / most);
  const waste = (each: number): number => (each - 1 - ((span - 1) % each)) / each;
  const least = best;
  for (let each = least + 1; each <= (least * 3) / 2; each++) if (waste(each) < waste(best)) best = each;
  return best;
}
