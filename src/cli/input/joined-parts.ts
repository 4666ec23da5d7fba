import { CheckpointError } from '../../checkpoint/error.ts';
import type { Input } from '../../checkpoint/source/input.ts';
import type { ExternalRange } from '../../ort/onnx/stored-tensor.ts';

/** The data of a tensor: bytes in memory, or a range of another file. `start` and `end` are offsets in the whole. */
export interface Part {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly from: Uint8Array | ExternalRange;
}

/** The data of tensors, one after the other, as one input. Other files are opened when their bytes are read. */
export class JoinedParts implements Input {
  readonly size: number;
  readonly #parts: readonly Part[];
  readonly #open: (location: string, tensor: string) => Promise<Input>;
  readonly #files = new Map<string, Promise<Input>>();

  constructor(parts: readonly Part[], size: number, open: (location: string, tensor: string) => Promise<Input>) {
    this.#parts = parts;
    this.size = size;
    this.#open = open;
  }

  async readInto(target: Uint8Array, offset: number): Promise<number> {
    const part = this.#partAt(offset);
    if (part === undefined) return 0;
    const { from, start, end, name } = part;
    const wanted = target.subarray(0, Math.min(target.length, end - offset));
    if (from instanceof Uint8Array) {
      wanted.set(from.subarray(offset - start, offset - start + wanted.length));
      return wanted.length;
    }
    let file = this.#files.get(from.location);
    if (file === undefined) this.#files.set(from.location, (file = this.#open(from.location, name)));
    const read = await (await file).readInto(wanted, from.offset + offset - start);
    if (read === 0)
      throw new CheckpointError(`the file '${from.location}' ends before its data`, {
        tensor: name,
        expected: `${from.length} bytes from ${from.offset}`,
      });
    return read;
  }
  held(start: number, end: number): Uint8Array | undefined {
    const part = this.#partAt(start);
    if (part === undefined || end > part.end || !(part.from instanceof Uint8Array)) return undefined;
    return part.from.subarray(start - part.start, end - part.start);
  }
  async close(): Promise<void> {
    for (const file of this.#files.values()) await (await file.catch(() => undefined))?.close();
    this.#files.clear();
  }

  /** The part that holds a byte. */
  #partAt(offset: number): Part | undefined {
    let [low, high] = [0, this.#parts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#parts[middle] as Part).end > offset) high = middle;
      else low = middle + 1;
    }
    return this.#parts[low];
  }
}
