// No twin in types: deals with files.
import type { FileSystem } from '../source/file.ts';

/** Who saves. */
interface LockHolder {
  readonly process: number;
  readonly host: string;
  /** When the process started, as its system counts; undefined if the system does not tell. */
  readonly started?: string | undefined;
  /** Makes the text of each lock another. */
  readonly save: string;
}

/** The parts of Node's modules that only locks need. */
interface ProcessModules {
  readonly pid: number;
  readonly kill: (pid: number, signal: 0) => boolean;
  readonly hostname: () => string;
}

/**
 * Runs `work` while the file `lock` exists, which keeps other saves of the same checkpoint away. `work` receives a
 * check that the lock is still its own. A lock whose process has ended is removed.
 *
 * @throws Error if another save runs; it names the process, its machine and the lock
 */
export async function withSaveLock<T>(
  fs: FileSystem,
  { lock, save }: { readonly lock: string; readonly save: string },
  work: (requireLock: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const system = await getProcessModules();
  const holder: LockHolder = {
    process: system.pid,
    host: system.hostname(),
    started: await startOf(fs, system.pid),
    save,
  };
  const text = `${JSON.stringify(holder)}\n`;
  while (!(await tryToCreate(fs, { lock, text, save }))) {
    const found = await readText(fs, lock);
    if (found === undefined) continue; // it was just removed
    if (!(await isStale(fs, found, system))) throw busyError(lock, found);
    await removeStale(fs, { lock, text: found, save });
  }
  const requireLock = async (): Promise<void> => {
    const found = await readText(fs, lock);
    if (found !== text) throw busyError(lock, found ?? '');
  };
  try {
    return await work(requireLock);
  } finally {
    if ((await readText(fs, lock)) === text) await fs.rm(lock, { force: true });
  }
}

async function getProcessModules(): Promise<ProcessModules> {
  // @ts-ignore -- the build has no Node types; `npm run check` has them and checks the module against ProcessModules
  const { pid, kill }: ProcessModules = await import(/* webpackIgnore: true */ /* @vite-ignore */ 'node:process');
  // @ts-ignore -- as above
  const { hostname }: ProcessModules = await import(/* webpackIgnore: true */ /* @vite-ignore */ 'node:os');
  return { pid, kill, hostname };
}

/**
 * Makes the lock with its text in one step, as a link to a file that is complete, so that nobody meets an empty lock.
 * Some file systems have no links; there it takes two steps. Returns false if there is a lock already.
 */
async function tryToCreate(fs: FileSystem, { lock, text, save }: LockText): Promise<boolean> {
  const complete = `${lock}.${save}.tmp`;
  await fs.writeFile(complete, text, { flag: 'w' });
  try {
    await fs.link(complete, lock).catch((error: unknown) => {
      if ((error as { code?: unknown }).code === 'EEXIST') throw error;
      return fs.writeFile(lock, text, { flag: 'wx' });
    });
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'EEXIST') return false;
    throw error;
  } finally {
    await fs.rm(complete, { force: true });
  }
}

/** The path of a lock, its text, and the save that handles it. */
interface LockText {
  readonly lock: string;
  readonly text: string;
  readonly save: string;
}

const readText = (fs: FileSystem, path: string): Promise<string | undefined> =>
  fs.readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  });

/** Linux tells when a process started: field 22 of its `stat`. So a new process with an old number is recognised. */
async function startOf(fs: FileSystem, pid: number): Promise<string | undefined> {
  const stat = await fs.readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

/** Whether the process that made a lock has ended. Of a process on another machine nobody here can tell. */
async function isStale(fs: FileSystem, text: string, { kill, hostname }: ProcessModules): Promise<boolean> {
  const holder = holderOf(text);
  if (holder === undefined || holder.host !== hostname()) return false;
  try {
    kill(holder.process, 0); // sends nothing
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ESRCH') return true;
  }
  const started = await startOf(fs, holder.process);
  return started !== undefined && holder.started !== undefined && started !== holder.started;
}

function holderOf(text: string): LockHolder | undefined {
  try {
    const { process, host, started, save } = JSON.parse(text) as Record<keyof LockHolder, unknown>;
    if (typeof process !== 'number' || typeof host !== 'string' || typeof save !== 'string') return undefined;
    return { process, host, save, started: typeof started === 'string' ? started : undefined };
  } catch {
    return undefined; // it was written in two steps, and the second did not happen yet
  }
}

/**
 * Removes a stale lock. Another save may have done so meanwhile and made its own; that one is put back. Should a third
 * save have slipped in between, the first notices before it replaces the index.
 */
async function removeStale(fs: FileSystem, { lock, text, save }: LockText): Promise<void> {
  const aside = `${lock}.${save}.old`;
  try {
    await fs.rename(lock, aside);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return;
    throw error;
  }
  const taken = await readText(fs, aside);
  if (taken !== undefined && taken !== text) await tryToCreate(fs, { lock, text: taken, save });
  await fs.rm(aside, { force: true });
}

function busyError(lock: string, text: string): Error {
  const holder = holderOf(text);
  const who = holder === undefined ? 'another process' : `process ${holder.process} on ${holder.host}`;
  return new Error(
    `${who} is saving the same checkpoint, so this save wrote nothing; if that process has ended, remove '${lock}'`,
  );
}
