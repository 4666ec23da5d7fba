/**
 * Maps a list with a function that returns promises, at most `limit` of them at a time. If one fails, it starts no
 * more, waits for the others and then throws the first error.
 */
export async function mapInFlight<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  let isFailed = false;
  const work = async (): Promise<void> => {
    while (next < items.length && !isFailed) {
      const at = next++;
      try {
        results[at] = await map(items[at] as T);
      } catch (error) {
        isFailed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.min(limit, items.length) }, work);
  for (const each of await Promise.allSettled(workers)) if (each.status === 'rejected') throw each.reason;
  return results;
}

/**
 * Gives a function that runs tasks, at most `limit` at a time. The others wait for their turn, first come first served.
 */
export function turnstileOf(limit: number): <R>(task: () => Promise<R>) => Promise<R> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running < limit) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve)); // it takes over the turn of a task that ends
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}

/** So many headers are read at once. */
export const MAX_HEADERS_IN_FLIGHT = 4;
