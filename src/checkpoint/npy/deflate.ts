// Deflate (RFC 1951) by the platform's own streams: browsers, Node from 20.12 on, bun and deno have them. They are no
// part of ES2022, so their shapes stand here.
interface PlatformReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}
interface PlatformReadable {
  pipeThrough(transform: PlatformTransform): PlatformReadable;
  getReader(): PlatformReader;
}
interface PlatformTransform {
  readonly readable: PlatformReadable;
  readonly writable: object;
}
interface PlatformController {
  enqueue(chunk: Uint8Array): void;
  close(): void;
}
interface PulledSource {
  pull(controller: PlatformController): Promise<void>;
}
declare const ReadableStream: new (source: PulledSource, strategy: { highWaterMark: number }) => PlatformReadable;
declare const CompressionStream: new (format: 'deflate-raw') => PlatformTransform;
declare const DecompressionStream: new (format: 'deflate-raw') => PlatformTransform;

/** Compresses bytes. A piece may be overwritten as soon as the next one is requested. */
export const deflate = (pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> =>
  pipe(pieces, new CompressionStream('deflate-raw'));

/**
 * Inflates bytes. The source's own errors pass through; `wrapError` makes the error for bytes that deflate did not
 * write. An engine buffers what two pieces inflate to, so the caller must hand over small pieces.
 */
export const inflate = (
  pieces: AsyncIterable<Uint8Array>,
  wrapError: (error: unknown) => Error,
): AsyncGenerator<Uint8Array> => pipe(pieces, new DecompressionStream('deflate-raw'), wrapError);

/**
 * Pulls pieces through a transform one at a time: the transform asks for the next piece only when its output has been
 * read.
 */
async function* pipe(
  pieces: AsyncIterable<Uint8Array>,
  transform: PlatformTransform,
  wrapError?: (error: unknown) => Error,
): AsyncGenerator<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  let failure: { readonly error: unknown } | undefined;
  const pull = async (controller: PlatformController): Promise<void> => {
    try {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(value.slice()); // a transform may read a piece after it has asked for the next one
    } catch (error) {
      failure = { error };
      throw error;
    }
  };
  const reader = new ReadableStream({ pull }, { highWaterMark: 0 }).pipeThrough(transform).getReader();
  try {
    for (;;) {
      const { value } = await reader.read();
      if (value === undefined) return;
      yield value;
    }
  } catch (error) {
    if (failure !== undefined) throw failure.error;
    throw wrapError?.(error) ?? error;
  } finally {
    await reader.cancel().catch(() => {}); // it rejects with the error that is thrown already
    await iterator.return?.(); // so that nothing reads the source after this
  }
}
