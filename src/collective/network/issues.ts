// No twin in types: the compiler does not see messages.
/** The sentences of errors about groups on a network. */

export const resultTooLarge = (name: string, op: string, found: number): string =>
  `${name}('${op}'): the format on the wire cannot hold the result, which became ${found}`;
export const tooLargeToSend = (name: string, value: number, index: number, path: string): string =>
  `${name}: the format on the wire cannot hold ${value}, the element at index ${index}` +
  (path === '' ? '' : `, in '${path}'`);
export const wrongGroup = (found: string): string =>
  `group: a name of 1 to 64 letters, digits, - and _ was expected, found ${found}`;
export const otherSetting = (group: string, what: string, expected: unknown, found: unknown): string =>
  `group '${group}' has the ${what} ${String(expected)}, this member has ${String(found)}`;
export const smallPayload = (least: number, found: number): string =>
  `the server takes messages of ${found} bytes (max_payload); a group of this size needs at least ${least}`;
export const otherPayload = (group: string, expected: number, found: number): string =>
  `group '${group}' sends chunks of ${expected} bytes, ` +
  `but the server of this member takes messages of ${found} (max_payload)`;
export const groupIsFull = (group: string, size: number): string =>
  `group '${group}' is full: live members hold all of its ${size} seats`;
export const GAVE_UP = 'it gave up waiting for a seat';
export const NO_RECORD = 'the store has lost the record of the group';
export const STALE_RECORD = 'the store returns an outdated record of the group';
export const anotherRun = 'the group has begun again without this member';
export const disconnected = (deadline: number): string => `the connection was lost for ${deadline} ms`;
export const silent = (deadline: number): string => `it was silent for ${deadline} ms`;
export const wrongKeep = (kind: string, found: string): string =>
  `keep: a list of ${kind}s was expected, found ${found}`;
export const damaged = (expected: number, found: number): string =>
  `${expected} bytes of kept arrays were expected in the store, found ${found}`;
export const noWire = (kind: string, wires: readonly string[], found: string): string =>
  `wire: ${wires.map((wire) => `'${wire}'`).join(', ')} can carry a ${kind}, found ${found}`;
