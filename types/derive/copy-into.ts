/** The options of `copyInto`. */
export interface CopyOptions {
  /**
   * Maps paths of the first layout to paths of the second: full paths, or patterns as in
   * `{ 'blocks.{i}.w': 'h.{i}.w' }`. Paths that no pattern matches stay as they are.
   */
  readonly names?: Readonly<Record<string, string>> | undefined;
  /** Whether to copy the first rows of a leaf that has another number of rows in the second layout. */
  readonly rows?: boolean | undefined;
}

/** How many rows `copyInto` copied of a leaf that has another number of rows in each layout. */
export interface CopiedRows {
  readonly path: string;
  /** The number of rows copied: the smaller of the other two. */
  readonly rows: number;
  readonly from: number;
  readonly to: number;
}

/** What `copyInto` did. Each owner of the second layout is in one of `copied`, `rows` and `missing`. */
export interface CopyReport {
  /** The owners of the second layout that were copied as a whole. */
  readonly copied: readonly string[];
  /** The owners of the second layout of which the first rows were copied. */
  readonly rows: readonly CopiedRows[];
  /** The owners of the second layout that the first does not have. They were left as they were. */
  readonly missing: readonly string[];
  /** The owners of the first layout, or the parts of them, that the second does not have. */
  readonly unused: readonly string[];
}
