// No twin in types: the class is its own type.

/** The error of a call that cannot be completed because of the state of the group or of its members. */
export class GroupError extends Error {
  override readonly name = 'GroupError';
  /** The ranks of the members because of which the call failed, in ascending order. */
  readonly ranks: readonly number[];
  constructor(message: string, ranks: readonly number[], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.ranks = Object.freeze([...ranks]);
  }
}
