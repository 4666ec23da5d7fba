import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { apiOf, compile, emitDeclarations, firstError, writeProject } from './compile.mjs';

// Counts without a process for each program. A compiler written in JavaScript spends most of a short run on starting:
// its own code is not optimised yet, and it reads the library and our declarations anew. A worker that stays does so
// once. The counts are those of the process; times and memory are not, so compare.mjs does not measure here.

/** The worker of each compiler, and when it is done with the jobs it has. */
const workers = new Map();

/** Checks a program as `compile` does, and answers its counts and `error`. */
export async function count(compiler, folder, entry, options = {}) {
  if (apiOf(compiler) === undefined) return compile(compiler, folder, entry, options);
  const project = writeProject(folder, entry, options);
  try {
    const { output, ...counts } = await ask(compiler, { project, flags: { noEmit: true } });
    return { ...counts, error: firstError(output) };
  } catch (error) {
    return { instantiations: NaN, types: NaN, error: `no figures: ${error}` };
  }
}

/** Writes the declarations of a program next to it. */
export async function declare(compiler, folder, entry) {
  if (apiOf(compiler) === undefined) return emitDeclarations(compiler, folder, entry);
  const project = writeProject(folder, entry);
  await ask(compiler, { project, flags: { declaration: true, emitDeclarationOnly: true } });
}

/** One job after the other, because a worker's answer does not say which job it is of. */
function ask(compiler, job) {
  if (!workers.has(compiler)) workers.set(compiler, { idle: Promise.resolve() });
  const state = workers.get(compiler);
  const answer = state.idle.then(() => answerOf(state, apiOf(compiler), job));
  state.idle = answer.catch(() => {});
  return answer;
}

async function answerOf(state, api, job) {
  state.worker ??= new Worker(new URL('warm-worker.mjs', import.meta.url), { workerData: api });
  const { worker } = state;
  // Only a worker with a job keeps the process from ending.
  worker.ref();
  try {
    worker.postMessage(job);
    return (await once(worker, 'message'))[0];
  } catch (error) {
    state.worker = undefined;
    throw error;
  } finally {
    worker.unref();
  }
}
