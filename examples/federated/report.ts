// What a member reports to the program: plain data, for a message of any kind.

export interface Report {
  /**
   * What has happened: the member has `joined` and has the group's parameters, a `round` is over, the member has
   * `left`, or the training is `done`.
   */
  readonly event: 'joined' | 'round' | 'left' | 'done';
  readonly rank: number;
  /** How many rounds of the group are over. */
  readonly round: number;
  /** How many local steps this member has made since it joined. */
  readonly steps: number;
  /** How many bytes this member has sent since it joined. */
  readonly bytes: number;
  /** The share of the test images whose digit the network finds, with the parameters of the group. */
  readonly accuracy: number;
  /** A hash of these parameters. */
  readonly bits: string;
  /** In a `round`: how the member did by itself since the previous round. */
  readonly alone?: Alone;
  /** When `done`: how many bytes this member sends to average one gradient. */
  readonly gradientBytes?: number;
}

export interface Alone {
  /** The members that took part in the round. */
  readonly ranks: readonly number[];
  /** The mean loss over the member's own images. */
  readonly loss: number;
  /** The accuracy just before the round, with the member's own parameters. */
  readonly accuracy: number;
}

/** Returns the first 16 hexadecimal digits of the SHA-256 of an array. Equal bits have equal hashes. */
export async function hashOf(flat: Float32Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', flat));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
