import type { Header, TensorInfo } from '../header/header.ts';
import { checkFileEnd, HEADER_OPTIONS, readHeaderOf, requireOwnOptions } from '../header/read.ts';
import { checkOptions } from '../option-checks.ts';
import { mapInFlight, turnstileOf } from '../source/in-flight.ts';
import { withHead } from '../source/headed-input.ts';
import type { Input } from '../source/input.ts';
import { openSource, stopOnAbort } from '../source/open.ts';
import type { FileSource, SourceOptions } from '../source/source.ts';
import type { ParsedIndex } from './index-file.ts';
import { locateShards } from './locate-shards.ts';
import { openShard, parseShards, useShards } from './open.ts';
import type { StoreFile } from './store-file.ts';
import { isSharded, type OpenCheckpoint, type ShardedSource, type Store, type StoreOptions } from './store.ts';

/**
 * Opens a checkpoint for many loads. It reads the header of a file once; of shards it reads the index, and the header
 * of a shard when the first load needs it. Over HTTP the header takes one request, or two if it is longer than 128 KiB,
 * and a load takes one for each stretch of data. At most four loads read at a time; the others wait for their turn.
 *
 * Every load checks that the source is still the one that was opened. A load takes the options that concern the layout;
 * `headers`, `fetch`, `retries` and `retryDelay` are those of `open`.
 *
 * @example
 * const file = await open('model.safetensors');
 * const block = await load(model.sub('h.1'), file, { prefix: 'h.1.' });
 * await file.close();
 *
 * @throws CheckpointError if the file is not a checkpoint; the source's own error if reading fails
 */
export async function open(
  source: FileSource | ShardedSource,
  options: Pick<StoreOptions, 'strict'> & SourceOptions = {},
): Promise<OpenCheckpoint> {
  checkOptions('open', options, HEADER_OPTIONS);
  const located = isSharded(source) ? source : await locateShards(source, options);
  if (isSharded(located)) return disposable(new OpenFiles(options, undefined, located));
  const input = await withHead(await openSource(located, options));
  try {
    const header = await readHeaderOf(input, options);
    await checkFileEnd(input, header);
    await endRequest(input);
    return disposable(new OpenFiles(options, { input, header }, undefined));
  } catch (error) {
    await input.close();
    throw error;
  }
}

/** So many loads read at a time, and so many files are opened or closed at a time. */
const MAX_IN_FLIGHT = 4;

class OpenFiles implements Omit<OpenCheckpoint, symbol> {
  readonly kind = 'open checkpoint';
  readonly metadata: ReadonlyMap<string, string> | undefined;
  readonly weightMap: ReadonlyMap<string, string> | undefined;
  readonly headers: ReadonlyMap<string, Header>;
  readonly #headers = new Map<string, Header>();
  readonly #options: StoreOptions;
  readonly #source: ShardedSource | undefined;
  readonly #index: ParsedIndex | undefined;
  readonly #files = new Map<string, Promise<StoreFile | undefined>>();
  readonly #running = new Set<Promise<unknown>>();
  readonly #inTurn = turnstileOf(MAX_IN_FLIGHT);
  #isClosed = false;

  constructor(options: StoreOptions, single: StoreFile | undefined, shards: ShardedSource | undefined) {
    this.#options = options;
    this.#source = shards;
    this.#index = shards && parseShards(shards);
    this.weightMap = this.#index?.weightMap;
    this.metadata = single?.header.metadata;
    this.headers = this.#headers;
    if (single !== undefined) {
      this.#headers.set('', single.header);
      this.#files.set('', Promise.resolve(single));
    }
  }

  get tensors(): ReadonlyMap<string, TensorInfo> {
    const only = this.#headers.get('');
    if (only !== undefined) return only;
    const all = new Map<string, TensorInfo>();
    for (const [file, header] of this.#headers)
      for (const [name, info] of header) if (this.weightMap?.get(name) === file) all.set(name, info);
    return all;
  }

  useStore<T>(options: StoreOptions, use: (store: Store) => Promise<T>): Promise<T> {
    const work = this.#inTurn(async () => {
      if (this.#isClosed) throw new Error('the checkpoint was closed; open it again');
      requireOwnOptions(options);
      const forks: Input[] = [];
      try {
        return await this.#useFiles(options, forks, use);
      } finally {
        for (const input of forks) await input.close();
      }
    });
    this.#running.add(work);
    const forget = (): unknown => this.#running.delete(work);
    work.then(forget, forget);
    return work;
  }

  async #useFiles<T>(options: StoreOptions, forks: Input[], use: (store: Store) => Promise<T>): Promise<T> {
    const { signal } = options;
    const own = ({ input, ...data }: StoreFile): StoreFile => {
      const fork = input.fork?.({ ...this.#options, signal: signal ?? this.#options.signal });
      if (fork !== undefined) forks.push(fork);
      const mine = fork ?? input;
      return { ...data, input: signal === undefined ? mine : stopOnAbort(signal, mine) };
    };
    if (this.#source !== undefined && this.#index !== undefined) {
      const openOwn = async (file: string): Promise<StoreFile | undefined> => {
        const data = await this.#openFile(file);
        return data && own(data);
      };
      return useShards(this.#source, this.#index, openOwn, options, use);
    }
    const data = own((await this.#files.get('')) as StoreFile);
    return use({ tensors: data.header, warnings: [], dataOf: () => data, checkEnds: () => Promise.resolve() });
  }

  /** Opens a shard for all loads. A failure is not kept, so that the next load tries again. */
  #openFile(file: string): Promise<StoreFile | undefined> {
    let opening = this.#files.get(file);
    if (opening === undefined) {
      opening = openShard(this.#source as ShardedSource, file, this.#options, withHead);
      this.#files.set(file, opening);
      opening.then(
        (data) => (data === undefined ? this.#files.delete(file) : this.#headers.set(file, data.header)),
        () => this.#files.delete(file),
      );
      opening = opening.then(async (data) => {
        await endRequest(data?.input);
        return data;
      });
    }
    return opening;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
    const files = await Promise.allSettled(this.#files.values());
    this.#files.clear();
    await mapInFlight(files, MAX_IN_FLIGHT, async (each) => {
      if (each.status === 'fulfilled') await each.value?.input.close();
    });
  }
}

/** A server without range requests would go on to send the whole file. Loads have inputs of their own. */
async function endRequest(input: Input | undefined): Promise<void> {
  if (input?.fork !== undefined) await input.close();
}

/** Adds the method of `await using` where the platform has its key. The type has it in the same case. */
function disposable(checkpoint: Omit<OpenCheckpoint, symbol>): OpenCheckpoint {
  const { asyncDispose } = Symbol as { readonly asyncDispose?: symbol };
  if (asyncDispose !== undefined) Object.defineProperty(checkpoint, asyncDispose, { value: () => checkpoint.close() });
  return checkpoint as OpenCheckpoint;
}
