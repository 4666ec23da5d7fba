// No twin in types: waiting has no type.

/** `Atomics.waitAsync`, which the compiler's ES2022 does not know and Firefox has only since version 145. */
type WaitAsync = (
  array: Int32Array,
  index: number,
  value: number,
) => { readonly async: boolean; readonly value: Promise<unknown> | string };

declare const setTimeout: (then: (value: unknown) => void, milliseconds: number) => unknown;

/** How long an engine without `Atomics.waitAsync` sleeps between two looks, in milliseconds. */
const NAP = 1;

/**
 * Waits until somebody rings, unless the number in shared memory already differs from `seen`. It does not block the
 * thread, and may return without a reason.
 */
export async function waitForChange(bell: Int32Array, index: number, seen: number): Promise<void> {
  const { waitAsync } = Atomics as typeof Atomics & { readonly waitAsync?: WaitAsync };
  if (waitAsync !== undefined) {
    await waitAsync(bell, index, seen).value;
    return;
  }
  if (Atomics.load(bell, index) === seen) await new Promise((resolve) => setTimeout(resolve, NAP));
}

/** Changes the number, and wakes all that wait for it. */
export function ring(bell: Int32Array, index: number): void {
  Atomics.add(bell, index, 1);
  Atomics.notify(bell, index);
}
