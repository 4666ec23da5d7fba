import { toPrintable, toPrintableLines } from '../array/printable.ts';
import { clipText } from './text.ts';

/**
 * One reason why a file does not fit a layout. It has the fields and codes of a zod issue, and is an issue of Standard
 * Schema.
 */
export interface CheckpointIssue {
  readonly code: string;
  /** The tensor's name first, then `dtype` or `shape` where one of them is wrong. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** An issue that was let pass, or advice. */
export interface CheckpointWarning {
  /** What kind of warning it is: `missing`, `unexpected`, `unused rule`, `total_size`. */
  readonly code: string;
  /** The tensor's name, if the warning concerns one: in the layout if it is missing, else in the file. */
  readonly tensor?: string | undefined;
  /** The tensor's path in the layout, or the shard, the option or the field of the index that the warning concerns. */
  readonly path: string;
  readonly message: string;
}

/** A range of elements of a flat array. */
export interface WrittenRange {
  readonly offset: number;
  readonly length: number;
}

/** The fields of a `CheckpointError`. */
export interface CheckpointErrorDetails {
  readonly tensor?: string | undefined;
  /** The shard, if the checkpoint is more than one file. */
  readonly file?: string | undefined;
  readonly offset?: number | undefined;
  readonly expected?: string | undefined;
  readonly found?: string | undefined;
  readonly issues?: readonly CheckpointIssue[] | undefined;
  readonly written?: readonly WrittenRange[] | undefined;
  /** Whether the message lists all issues with their names. */
  readonly listed?: boolean | undefined;
  readonly cause?: unknown;
}

/**
 * The file is not a checkpoint, or not one of this layout. The message names the tensor, where the issue lies, what was
 * expected and what was found. Each of these is also a field.
 */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
  /** The tensor's name in the file, or the first of several. */
  readonly tensor: string | undefined;
  /** The name of the shard, if the checkpoint is more than one file. */
  readonly file: string | undefined;
  /** Bytes from the start of the file to the issue. */
  readonly offset: number | undefined;
  readonly expected: string | undefined;
  readonly found: string | undefined;
  /**
   * All reasons why a file does not fit its layout. `checkpointValidator` reports the same. Empty for other errors.
   */
  readonly issues: readonly CheckpointIssue[];
  /** The ranges of the flat array that `load` with `staged: false` changed before it failed; empty for other errors. */
  readonly written: readonly WrittenRange[];
  readonly #issue: string;
  readonly #details: CheckpointErrorDetails;

  constructor(issue: string, details: CheckpointErrorDetails = {}) {
    super(errorMessage(issue, details), details.cause === undefined ? undefined : { cause: details.cause });
    this.#issue = issue;
    this.#details = details;
    this.tensor = details.tensor;
    this.file = details.file;
    this.offset = details.offset;
    this.expected = details.expected;
    this.found = details.found;
    this.issues = details.issues ?? [];
    this.written = details.written ?? [];
  }

  /** @internal The same error, which now names the shard that it is about. */
  static inFile(file: string, error: CheckpointError): CheckpointError {
    return new CheckpointError(error.#issue, { ...error.#details, file, cause: error });
  }
}

/** The source failed, not the checkpoint in it. */
export class SourceError extends CheckpointError {}

/** `tensor 'a': the size is wrong: expected 16 bytes, found 4 (byte 12 of the file)` */
function errorMessage(
  issue: string,
  { tensor, file, offset, expected, found, listed }: CheckpointErrorDetails,
): string {
  if (listed === true) return toPrintableLines(issue);
  const shard = file === undefined ? '' : `shard '${clipText(file)}': `;
  const who = tensor === undefined ? '' : `tensor '${clipText(tensor)}': `;
  const what = [expected === undefined ? '' : `expected ${expected}`, found === undefined ? '' : `found ${found}`]
    .filter(Boolean)
    .join(', ');
  const where = offset === undefined ? '' : ` (byte ${offset} of the file)`;
  return toPrintableLines(`${shard}${who}${issue}${what === '' ? '' : `: ${toPrintable(what)}`}${where}`);
}
