// Deflate (RFC 1951) by the platform's own streams: browsers, Node from 20.12 on, bun and deno have them. ES2022
// does not include them, so this file declares their types.
interface PlatformReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}
interface PlatformWriter {
  write(chunk: Uint8Array): Promise<void>;
  close(): Promise<void>;
  abort(reason: unknown): Promise<void>;
}
interface PlatformTransform {
  readonly readable: { getReader(): PlatformReader };
  readonly writable: { getWriter(): PlatformWriter };
}
declare const CompressionStream: new (format: 'deflate-raw') => PlatformTransform;
declare const DecompressionStream: new (format: 'deflate-raw') => PlatformTransform;

/** Compresses bytes. A piece may be overwritten as soon as the next one is requested. */
export const deflate = (pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> =>
  transformPieces(pieces, new CompressionStream('deflate-raw'));

/**
 * Inflates bytes. The source's own errors pass through; `wrapError` makes the error for bytes that deflate did not
 * write. An engine buffers what two pieces inflate to, so the caller must hand over small pieces.
 */
export const inflate = (
  pieces: AsyncIterable<Uint8Array>,
  wrapError: (error: unknown) => Error,
): AsyncGenerator<Uint8Array> => transformPieces(pieces, new DecompressionStream('deflate-raw'), wrapError);

/** The most bytes of one write. An engine buffers all that it has not processed, however much that is. */
const MAX_DEFLATE_WRITE_BYTES = 1 << 16;

/**
 * Sends pieces through a transform. It waits for each write, which ends when the transform has taken the bytes. If a
 * stream were piped into the transform, Node would read all of it at once, because it counts pieces and not bytes.
 */
async function* transformPieces(
  pieces: AsyncIterable<Uint8Array>,
  transform: PlatformTransform,
  wrapError?: (error: unknown) => Error,
): AsyncGenerator<Uint8Array> {
  const writer = transform.writable.getWriter();
  const reader = transform.readable.getReader();
  let failure: { readonly error: unknown } | undefined; // of the source
  let isStopped = false;
  const feed = async (): Promise<void> => {
    const iterator = pieces[Symbol.asyncIterator]();
    const next = async (): Promise<Uint8Array | undefined> => {
      try {
        const { done, value } = await iterator.next();
        return done === true ? undefined : value;
      } catch (error) {
        failure = { error };
        throw error;
      }
    };
    try {
      for (let piece = await next(); piece !== undefined && !isStopped; piece = await next()) {
        // A copy, because a transform may still read bytes after the write has ended.
        for (let at = 0; at < piece.length && !isStopped; at += MAX_DEFLATE_WRITE_BYTES)
          await writer.write(piece.slice(at, at + MAX_DEFLATE_WRITE_BYTES));
      }
      if (!isStopped) await writer.close();
    } catch (error) {
      await writer.abort(error).catch(() => {}); // it rejects with the error that the reader throws
    } finally {
      await iterator.return?.(); // so that nothing reads the source after this
    }
  };
  const fed = feed();
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
    isStopped = true;
    await reader.cancel().catch(() => {}); // it rejects with the error that is thrown already
    await fed;
  }
}
