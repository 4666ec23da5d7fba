// Reduces large arrays in shared memory, in two module workers or in the page. A worker gets no import map, and must have
// the same files as the page.
import { layout } from '../../../dist/src/index.js';
import { makeKernels } from '../../../dist/src/collective/kernels.js';
import { threads } from '../../../dist/src/collective/index.js';

const model = layout({ weight: [50_000] });

/** What each worker ends with, and whether WebAssembly could use the memory there. */
export async function inWorkers() {
  const group = threads(model, 2);
  const workers = group.map(() => new Worker(new URL('threads-worker.js', import.meta.url), { type: 'module' }));
  try {
    return await Promise.all(
      workers.map(
        (worker, rank) =>
          new Promise((resolve, reject) => {
            worker.onmessage = ({ data }) => resolve(data);
            worker.onerror = ({ message }) => reject(new Error(message));
            worker.postMessage(group[rank]?.seat);
          }),
      ),
    );
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

/** The same for two members as tasks of the page, whose policy workers do not have. */
export async function inPage() {
  const group = threads(model, 2);
  return Promise.all(
    group.map(async (member) => {
      const flat = /** @type {any} */ (model.zeros().map((_, i) => Math.fround(Math.sin(i) + member.rank)));
      await member.allReduce(flat, 'mean');
      const memory = /** @type {object} */ (member.seat.memory);
      return {
        last: flat[49_999],
        hasMemory: memory instanceof WebAssembly.Memory,
        hasKernels: makeKernels(memory) !== undefined,
      };
    }),
  );
}
