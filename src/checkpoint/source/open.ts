import type { AbortSignalLike } from './abort.ts';
import { openFile } from './file.ts';
import { fromBlob, fromBytes, fromHandle, fromReader, type Input } from './input.ts';
import type { FileUrl, Source, SourceOptions, UrlLike } from './source.ts';

/** Runs `use` on an opened source and closes it, whatever happens. */
export async function reading<T>(
  source: Source,
  options: SourceOptions,
  use: (input: Input) => Promise<T>,
): Promise<T> {
  return closing(await openSource(source, options), use);
}

export async function closing<T>(input: Input, use: (input: Input) => Promise<T>): Promise<T> {
  try {
    return await use(input);
  } finally {
    await input.close();
  }
}

/** @throws TypeError for what is no source, and the system's error for a file that cannot be opened */
export async function openSource(source: Source, options: SourceOptions): Promise<Input> {
  const input = await open(source, options);
  return options.signal === undefined ? input : heeding(options.signal, input);
}

/** An input that looks at a signal before each read. */
function heeding(signal: AbortSignalLike, input: Input): Input {
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
    readInto: unlessAborted((target, offset) => input.readInto(target, offset)),
    readIntoAll: input.readIntoAll && unlessAborted(input.readIntoAll),
    held: input.held && unlessAborted(input.held),
    close: () => input.close(),
  };
}

async function open(source: Source, options: SourceOptions): Promise<Input> {
  const web = webAddress(source);
  if (web !== undefined) return (await import('./http.ts')).openUrl(web, options);
  if (typeof source === 'string' || isFileUrl(source)) return openFile(source);
  if (ArrayBuffer.isView(source)) return fromBytes(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
  if (typeof source === 'object' && source !== null) {
    if ('fd' in source && 'stat' in source) return fromHandle(source);
    if ('read' in source && typeof source.read === 'function') return fromReader(source);
    if ('slice' in source && 'size' in source) return fromBlob(source);
    if ('byteLength' in source) return fromBytes(new Uint8Array(source));
  }
  throw new TypeError(
    'a path, a URL, bytes, a Blob, a FileHandle or an object with read(offset, length) was expected as the source of a checkpoint',
  );
}

export const isUrl = (value: unknown): value is UrlLike =>
  typeof value === 'object' &&
  value !== null &&
  'href' in value &&
  'protocol' in value &&
  typeof value.href === 'string';

export const isFileUrl = (value: unknown): value is FileUrl => isUrl(value) && value.protocol === 'file:';

/** The address of a source that is read over HTTP. */
export function webAddress(source: unknown): string | undefined {
  const address = isUrl(source) ? source.href : source;
  return typeof address === 'string' && /^https?:\/\//i.test(address) ? address : undefined;
}
