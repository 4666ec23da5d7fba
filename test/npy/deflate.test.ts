import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { deflate, inflate } from '../../src/checkpoint/npy/deflate.ts';
import { readMember } from '../../src/checkpoint/npy/zip-member.ts';
import { inputOfBytes } from '../../src/checkpoint/source/input.ts';
import { type Input } from '../../src/checkpoint/source/input.ts';

const data = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >>> 7);
const compressed = new Uint8Array(deflateRawSync(data));

/** Pieces of bytes in one window that is overwritten each time, as readMember makes them. */
async function* piecesOf(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  const window = new Uint8Array(length);
  for (let at = 0; at < bytes.length; at += length) {
    const piece = window.subarray(0, Math.min(length, bytes.length - at));
    piece.set(bytes.subarray(at, at + piece.length));
    yield piece;
  }
}
async function join(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: number[] = [];
  for await (const piece of pieces) for (const byte of piece) all.push(byte);
  return Uint8Array.from(all);
}
const damage = (cause: unknown): Error => new Error('damaged', { cause });

describe('deflate and inflate', () => {
  it.each([1000, 2 ** 14, 2 ** 20])('deflate and inflate agree with zlib for pieces of %i bytes', async (length) => {
    expect(new Uint8Array(inflateRawSync(await join(deflate(piecesOf(data, length)))))).toEqual(data);
    expect(await join(inflate(piecesOf(compressed, length), damage))).toEqual(data);
    expect(await join(inflate(deflate(piecesOf(data, length)), damage))).toEqual(data);
  });

  it('deflate and inflate accept no pieces and empty data', async () => {
    expect(await join(inflate(deflate(piecesOf(new Uint8Array(0), 1)), damage))).toEqual(new Uint8Array(0));
  });

  it(
    'deflate and inflate stop pulling pieces until their output is ' + 'read, and for good when the reader leaves',
    async () => {
      const zeros = new Uint8Array(deflateRawSync(new Uint8Array(2 ** 26)));
      let pulled = 0;
      let isClosed = false;
      const counted = async function* (): AsyncGenerator<Uint8Array> {
        try {
          for await (const piece of piecesOf(zeros, 2 ** 10)) {
            pulled++;
            yield piece;
          }
        } finally {
          isClosed = true;
        }
      };
      const pieces = inflate(counted(), damage);
      await pieces.next();
      await new Promise((resolve) => setTimeout(resolve, 50));
      // Node buffers up to 64 KiB of compressed pieces, other engines one piece
      const before = pulled;
      expect(before).toBeLessThanOrEqual(66);
      await pieces.return(undefined);
      expect(isClosed).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(pulled).toBe(before);
    },
  );

  it('deflate and inflate throw the error of the source', async () => {
    const why = new Error('the source failed');
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield* piecesOf(compressed.subarray(0, 5000), 1000);
      throw why;
    };
    await expect(join(inflate(failing(), damage))).rejects.toBe(why);
    await expect(join(deflate(failing()))).rejects.toBe(why);
  });
});

describe('inflate', () => {
  it('inflate refuses data that are truncated anywhere', async () => {
    const small = new Uint8Array(deflateRawSync(data.subarray(0, 200)));
    for (let length = 0; length < small.length; length++)
      await expect(join(inflate(piecesOf(small.subarray(0, length), 50), damage))).rejects.toThrow('damaged');
  });

  it('inflate refuses data that deflate did not write', async () => {
    await expect(join(inflate(piecesOf(data.subarray(1000), 100), damage))).rejects.toThrow('damaged');
  });

  it('inflate refuses data with trailing bytes, or ignores these bytes in an engine that does so', async () => {
    const longer = new Uint8Array(compressed.length + 40);
    longer.set(compressed);
    const found = await join(inflate(piecesOf(longer, 1000), damage)).catch((error: unknown) => error);
    if (found instanceof Error) expect(found.message).toBe('damaged');
    else expect(found).toEqual(data);
  });
});

describe('readMember', () => {
  const name = 'w.npy';
  const start = 30 + name.length;
  /** A local header, and behind it the data of a member. */
  const archive = (bytes: Uint8Array): Uint8Array => {
    const all = new Uint8Array(start + bytes.length);
    all.set([0x50, 0x4b, 3, 4]);
    all[26] = name.length;
    all.set(Buffer.from(name), 30);
    all.set(bytes, start);
    return all;
  };
  const member = { name, isDeflated: true, offset: 0, end: 2 ** 30, size: data.length, crc32: 0 };
  const readAll = (bytes: Uint8Array, size: number, compressedSize = bytes.length): Promise<Uint8Array> =>
    join(readMember(inputOfBytes(archive(bytes)), { ...member, size, compressedSize }));

  it('readMember stops inflating at the first piece beyond the stated size', async () => {
    const bomb = archive(new Uint8Array(deflateRawSync(new Uint8Array(2 ** 28))));
    let end = 0;
    const input: Input = {
      ...inputOfBytes(bomb),
      readInto: (target, offset) => {
        end = Math.max(end, offset + target.length);
        return inputOfBytes(bomb).readInto(target, offset);
      },
    };
    const before = process.memoryUsage().arrayBuffers;
    await expect(
      join(readMember(input, { ...member, size: 1000, compressedSize: bomb.length - start })),
    ).rejects.toThrow(
      "tensor 'w.npy': the archive member is damaged: expected 1000 bytes, found more (byte 0 of the file)",
    );
    expect(end).toBeLessThanOrEqual(start + 2 ** 12 + 2 ** 18);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  });

  it('readMember says what is wrong with a truncated, damaged or longer member', async () => {
    await expect(readAll(compressed.subarray(0, 500), data.length)).rejects.toThrow(
      /^tensor 'w.npy': the archive member is damaged: expected what deflate writes, found .+ \(byte 0 of the file\)$/,
    );
    await expect(readAll(data.subarray(1000, 2000), data.length)).rejects.toThrow(
      'expected what deflate writes, found',
    );
    await expect(readAll(compressed, data.length + 1)).rejects.toThrow('expected 300001 bytes, found 300000');
    await expect(readAll(compressed, data.length)).rejects.toThrow('expected the CRC-32 0, found');
    await expect(readAll(compressed, data.length, compressed.length + 1)).rejects.toThrow('expected bytes up to');
  });
});
