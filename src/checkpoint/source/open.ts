import { openFile } from './file.ts';
import { type Input, inputOfBlob, inputOfBytes, inputOfHandle, inputOfSource } from './input.ts';
import type { AbortSignalLike } from '../../../types/checkpoint/signal.ts';
import type { FileSource, FileUrl, SourceOptions, UrlLike } from './source.ts';

/** Opens a source, runs `use` on it and closes it, even if `use` fails. */
export async function withSource<T>(
  source: FileSource,
  options: SourceOptions,
  use: (input: Input) => Promise<T>,
): Promise<T> {
  return useAndClose(await openSource(source, options), use);
}

export async function useAndClose<T>(input: Input, use: (input: Input) => Promise<T>): Promise<T> {
  try {
    return await use(input);
  } finally {
    await input.close();
  }
}

/** @throws TypeError if the value is not a source, and the system's error if a file cannot be opened */
export async function openSource(source: FileSource, options: SourceOptions): Promise<Input> {
  const input = await openWithoutSignal(source, options);
  return options.signal === undefined ? input : stopOnAbort(options.signal, input);
}

/** Wraps an input so that it checks the signal before each read. */
export function stopOnAbort(signal: AbortSignalLike, input: Input): Input {
  const unlessAborted =
    <A extends readonly unknown[], R>(read: (...given: A) => R) =>
    (...given: A): R => {
      signal.throwIfAborted();
      return read(...given);
    };
  return {
    get size() {
      return input.size;
    },
    fd: input.fd,
    readInto: unlessAborted((target, offset) => input.readInto(target, offset)),
    readIntoAll: input.readIntoAll && unlessAborted(input.readIntoAll),
    parallel: input.parallel,
    held: input.held && unlessAborted(input.held),
    plan: input.plan && ((ranges) => input.plan?.(ranges)),
    requireUnchanged: input.requireUnchanged,
    fork: input.fork && ((options) => (input.fork as NonNullable<Input['fork']>)(options)),
    close: () => input.close(),
  };
}

async function openWithoutSignal(source: FileSource, options: SourceOptions): Promise<Input> {
  const web = webAddressOf(source);
  if (web !== undefined) return (await import('./http.ts')).openUrl(web, options);
  if (typeof source === 'string' || isFileUrl(source)) return openFile(source);
  if (ArrayBuffer.isView(source)) return inputOfBytes(source);
  if (typeof source === 'object' && source !== null) {
    if ('fd' in source && 'stat' in source) return inputOfHandle(source);
    if ('getFile' in source || 'getSize' in source) return (await import('./stored-file.ts')).inputOfStoredFile(source);
    if ('read' in source && typeof source.read === 'function') return inputOfSource(source);
    if ('slice' in source && 'size' in source) return inputOfBlob(source);
    if ('byteLength' in source) return inputOfBytes(source);
  }
  throw new TypeError(
    'a path, a URL, bytes, a Blob, a FileHandle or an object with read(offset, ' +
      'length) was expected as the source of a checkpoint',
  );
}

const isUrl = (value: unknown): value is UrlLike =>
  typeof value === 'object' &&
  value !== null &&
  'href' in value &&
  'protocol' in value &&
  typeof value.href === 'string';

export const isFileUrl = (value: unknown): value is FileUrl => isUrl(value) && value.protocol === 'file:';

/** The address of a source that is read over HTTP; undefined for other sources. */
export function webAddressOf(source: unknown): string | undefined {
  const address = isUrl(source) ? source.href : source;
  return typeof address === 'string' && /^https?:\/\//i.test(address) ? address : undefined;
}
