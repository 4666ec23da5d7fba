import { clip } from './text.ts';

/** One problem of a file that does not fit a layout, in the shape that zod gives its issues. */
export interface CheckpointIssue {
  readonly code: string;
  /** The tensor's name first, then `dtype` or `shape` where one of them is wrong. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What a `CheckpointError` knows besides its sentence. */
export interface CheckpointErrorDetails {
  readonly tensor?: string | undefined;
  readonly offset?: number | undefined;
  readonly expected?: string | undefined;
  readonly found?: string | undefined;
  readonly issues?: readonly CheckpointIssue[] | undefined;
  readonly cause?: unknown;
}

/**
 * A file that is no checkpoint, or not one of this layout. The message is a sentence that names the tensor and says where the
 * problem stands, what was expected and what was found; the same are fields.
 */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
  /** The tensor's name in the file, or the first of several. */
  readonly tensor: string | undefined;
  /** Bytes from the start of the file to the problem. */
  readonly offset: number | undefined;
  readonly expected: string | undefined;
  readonly found: string | undefined;
  /** Every problem of a file that does not fit its layout, as zod lists them; empty for other errors. */
  readonly issues: readonly CheckpointIssue[];

  constructor(problem: string, details: CheckpointErrorDetails = {}) {
    super(sentence(problem, details), details.cause === undefined ? undefined : { cause: details.cause });
    this.tensor = details.tensor;
    this.offset = details.offset;
    this.expected = details.expected;
    this.found = details.found;
    this.issues = details.issues ?? [];
  }
}

/** `tensor 'a': the size is wrong: expected 16 bytes, found 4 (byte 12 of the file)` */
function sentence(problem: string, { tensor, offset, expected, found, issues = [] }: CheckpointErrorDetails): string {
  if (issues.length > 1) return problem; // a table that names every tensor
  const who = tensor === undefined ? '' : `tensor '${clip(tensor)}': `;
  const what = [expected === undefined ? '' : `expected ${expected}`, found === undefined ? '' : `found ${found}`].filter(Boolean).join(', ');
  const where = offset === undefined ? '' : ` (byte ${offset} of the file)`;
  return `${who}${problem}${what === '' ? '' : `: ${what}`}${where}`;
}
