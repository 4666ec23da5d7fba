// A member of the group of threads.js.
import { layout } from '../../../dist/src/index.js';
import { makeKernels } from '../../../dist/src/collective/kernels.js';
import { threads } from '../../../dist/src/collective/index.js';

onmessage = async ({ data: seat }) => {
  const model = layout({ weight: [50_000] });
  const member = threads(model, /** @type {import('../../../dist/src/collective/index.js').ThreadSeat} */ (seat));
  const flat = model.zeros().map((_, i) => Math.fround(Math.sin(i) + member.rank));
  await member.allReduce(/** @type {any} */ (flat), 'mean');
  postMessage({
    last: flat[49_999],
    hasMemory: seat.memory instanceof WebAssembly.Memory,
    hasKernels: makeKernels(seat.memory) !== undefined,
  });
};
