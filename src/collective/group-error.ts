// No twin in types: the class is its own type.

/** What a call rejects with when it cannot be completed, because of other members or because it was aborted. */
export class GroupError extends Error {
  override readonly name = 'GroupError';
  /** The members because of which the call failed. */
  readonly ranks: readonly number[];
  constructor(message: string, ranks: readonly number[], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.ranks = Object.freeze([...ranks]);
  }
}
