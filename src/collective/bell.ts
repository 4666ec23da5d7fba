// No twin in types: waiting has no type.

/** `Atomics.waitAsync`, which the compiler's ES2022 does not know and Firefox has only since version 145. */
type WaitAsync = (
  array: Int32Array,
  index: number,
  value: number,
) => { readonly async: boolean; readonly value: Promise<unknown> | string };

declare const setTimeout: (then: (value: unknown) => void, milliseconds: number) => unknown;

/** How often an engine without `Atomics.waitAsync` polls the number, in milliseconds. */
const POLL_INTERVAL = 1;

/**
 * Resolves when a member rings, or at once if the number in shared memory already differs from `seen`. Does not block
 * the thread. May also resolve without a ring.
 */
export async function waitForChange(bell: Int32Array, index: number, seen: number): Promise<void> {
  const { waitAsync } = Atomics as typeof Atomics & { readonly waitAsync?: WaitAsync };
  if (waitAsync !== undefined) {
    await waitAsync(bell, index, seen).value;
    return;
  }
  if (Atomics.load(bell, index) === seen) await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
}

/** Changes the number, and wakes all members that wait for a change of it. */
export function ring(bell: Int32Array, index: number): void {
  Atomics.add(bell, index, 1);
  Atomics.notify(bell, index);
}
