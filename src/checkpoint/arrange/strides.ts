// No twin in types: the compiler sees shapes, not single elements.

/** Elements of a tensor that are evenly spaced in the tensor and in an arrangement, each by a stride of its own. */
export interface BoxDigit {
  readonly count: number;
  /** The distance of two neighbours in the tensor, in elements. */
  readonly from: number;
  /** Their distance in the arrangement, row-major, in elements. */
  readonly to: number;
}

/**
 * A box of elements of a tensor in an arrangement. Its digits count like those of a number: the first changes slowest.
 * All steps of the later digits together are shorter, in the arrangement, than one step of an earlier digit.
 */
export interface Box<T> {
  readonly tensor: T;
  /** Its first element in the tensor. */
  readonly start: number;
  /** Its first element in the arrangement. */
  readonly at: number;
  readonly digits: readonly BoxDigit[];
}

/** Returns the number of elements of a shape. */
export const elementCount = (shape: readonly number[]): number => shape.reduce((count, size) => count * size, 1);

/** Returns the strides of a tensor whose last axis changes fastest. */
export function rowMajorStrides(shape: readonly number[]): readonly number[] {
  const strides: number[] = shape.map(() => 1);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] as number;
  }
  return strides;
}

/** Returns the distance from the first to the last element of some digits in the arrangement. */
export const spanOf = (digits: readonly BoxDigit[]): number =>
  digits.reduce((span, { count, to }) => span + (count - 1) * to, 0);

/** Returns the part of a box where the digit at `index` has the values `low` to `high` (exclusive). */
export function narrowDigit<T>(box: Box<T>, index: number, low: number, high: number): Box<T> {
  const digit = box.digits[index] as BoxDigit; // callers have seen it
  return {
    tensor: box.tensor,
    start: box.start + low * digit.from,
    at: box.at + low * digit.to,
    digits: box.digits.flatMap((each, i) =>
      i !== index ? [each]
      : high - low > 1 ? [{ ...each, count: high - low }]
      : [],
    ),
  };
}

/** Splits a box into one box for each value of a digit. */
export const unrollDigit = <T>(box: Box<T>, index: number): readonly Box<T>[] =>
  Array.from({ length: (box.digits[index] as BoxDigit).count }, (_, value) =>
    narrowDigit(box, index, value, value + 1),
  );

/**
 * Splits the digit at `index` in two, so that a step of the first is `stride`, a multiple of its own. Values that do
 * not fill such a step come in a box of their own.
 */
export function splitDigit<T>(box: Box<T>, index: number, stride: number): readonly Box<T>[] {
  const { count, from, to } = box.digits[index] as BoxDigit; // callers have seen it
  const inner = stride / to;
  const outer = Math.floor(count / inner);
  const whole = narrowDigit(box, index, 0, outer * inner);
  const digits = [
    { count: outer, from: inner * from, to: stride },
    { count: inner, from, to },
  ].filter((digit) => digit.count > 1);
  const split = { ...whole, digits: whole.digits.flatMap((each, i) => (i === index ? digits : [each])) };
  return [
    ...(outer > 0 ? [outer * inner > 1 ? split : whole] : []),
    ...(outer * inner < count ? [narrowDigit(box, index, outer * inner, count)] : []),
  ];
}

/** Returns the parts of a box from `low` to `high` (exclusive) of the arrangement. */
export function cutBox<T>(box: Box<T>, low: number, high: number): readonly Box<T>[] {
  const last = box.at + spanOf(box.digits);
  if (box.at >= high || last < low) return [];
  if (box.at >= low && last < high) return [box];
  // A single element is inside or outside.
  const [{ count, to }, ...rest] = box.digits as readonly [BoxDigit, ...BoxDigit[]];
  const span = spanOf(rest);
  const clamp = (value: number): number => Math.min(Math.max(value, 0), count);
  // Some elements lie inside from `first` to `end`, and all of them from `full` to `fullEnd`.
  const first = clamp(Math.ceil((low - box.at - span) / to));
  const end = clamp(Math.floor((high - 1 - box.at) / to) + 1);
  const full = clamp(Math.ceil((low - box.at) / to));
  const fullEnd = Math.max(full, clamp(Math.floor((high - 1 - box.at - span) / to) + 1));
  const cutEach = (from: number, until: number): readonly Box<T>[] =>
    Array.from({ length: Math.max(0, until - from) }, (_, i) => narrowDigit(box, 0, from + i, from + i + 1)).flatMap(
      (each) => cutBox(each, low, high),
    );
  const inside = fullEnd > full ? [narrowDigit(box, 0, full, fullEnd)] : [];
  return [...cutEach(first, Math.min(full, end)), ...inside, ...cutEach(fullEnd, end)];
}

/** Joins digits that together are one evenly spaced digit. */
export function joinDigits(digits: readonly BoxDigit[]): readonly BoxDigit[] {
  const joined: BoxDigit[] = [];
  for (const digit of digits) {
    const last = joined.at(-1);
    if (last !== undefined && last.from === digit.count * digit.from && last.to === digit.count * digit.to)
      joined[joined.length - 1] = { ...digit, count: last.count * digit.count };
    else joined.push(digit);
  }
  return joined;
}
