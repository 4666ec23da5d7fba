import { CheckpointError } from '../error.ts';
import { Header, type TensorInfo } from '../header/header.ts';
import type { Data } from '../load/data.ts';
import type { Input } from '../source/input.ts';
import { type Member, readDirectory } from './directory.ts';
import { NPY_PREFIX, npyExtent, type NpyHeader, parseNpyHeader } from './header.ts';
import { memberBytes } from './inflate.ts';
import { isRowMajor, rowMajor } from './row-major.ts';

interface Tensor {
  readonly member: Member;
  readonly npy: NpyHeader;
  readonly info: TensorInfo;
}

/** A member that is being read, and the piece of its data that begins at byte `at`. */
interface Open {
  readonly tensor: Tensor;
  readonly pieces: AsyncGenerator<Uint8Array>;
  piece: Uint8Array;
  at: number;
}

const ENDING = '.npy';

/**
 * An archive of numpy's as if it were a safetensors file: its arrays by name, one after the other in one row of bytes, which is read by
 * inflating the members as they are needed. So whatever is done with a checkpoint is done with an archive by the same code.
 */
export async function openNpz(input: Input): Promise<Data> {
  const header = new Header(0);
  const tensors: Tensor[] = [];
  let start = 0;
  for (const member of await readDirectory(input)) {
    if (!member.name.endsWith(ENDING)) throw noArray(member);
    const name = member.name.slice(0, -ENDING.length);
    const npy = await headerOf(input, member, name);
    const end = start + npy.dataLength;
    const info = { dtype: npy.dtype, shape: npy.shape, start, end };
    header.set(name, info);
    tensors.push({ member, npy, info });
    start = end;
  }
  return { header, input: new Members(input, tensors, start) };
}

function noArray({ name, offset }: Member): CheckpointError {
  const isTorch = /(^|\/)data\.pkl$/.test(name);
  return new CheckpointError(
    isTorch ?
      'the archive is a file of PyTorch, whose pickle is a program'
    : 'the archive has a member that is no array',
    { tensor: name, offset, expected: `a name that ends in ${ENDING}`, found: `'${name}'` },
  );
}

/** A header, which must account for every byte of its member. */
async function headerOf(input: Input, member: Member, tensor: string): Promise<NpyHeader> {
  let head = new Uint8Array(0);
  for await (const piece of memberBytes(input, member)) {
    const joined = new Uint8Array(head.length + piece.length);
    joined.set(head);
    joined.set(piece, head.length);
    head = joined;
    if (head.length >= NPY_PREFIX && head.length >= npyExtent(head.subarray(0, NPY_PREFIX), tensor).end) break;
  }
  const npy = parseNpyHeader(head, tensor);
  const size = npy.dataStart + npy.dataLength;
  if (size !== member.size)
    throw new CheckpointError('its size is not that of its shape', {
      tensor,
      offset: member.offset,
      expected: `${size} bytes`,
      found: `${member.size}`,
    });
  return npy;
}

/** The data of all members, one after the other. Reading on within a member goes on inflating it; reading back starts it again. */
class Members implements Input {
  readonly size: number;
  readonly #input: Input;
  readonly #tensors: readonly Tensor[];
  #open: Open | undefined;

  constructor(input: Input, tensors: readonly Tensor[], size: number) {
    this.#input = input;
    this.#tensors = tensors.filter(({ info }) => info.start < info.end);
    this.size = size;
  }

  async readInto(target: Uint8Array, offset: number): Promise<number> {
    const open = await this.#piece(offset);
    if (open === undefined) return 0;
    const found = open.piece.subarray(offset - open.at, offset - open.at + target.length);
    target.set(found);
    if (offset + found.length === open.tensor.info.end) await this.#finish();
    return found.length;
  }
  async close(): Promise<void> {
    await this.#open?.pieces.return(undefined);
    this.#open = undefined;
  }

  /** The piece in which a byte lies. */
  async #piece(offset: number): Promise<Open | undefined> {
    let open = this.#open;
    if (open === undefined || offset < open.at || offset >= open.tensor.info.end) {
      await this.close();
      const tensor = this.#tensors[this.#indexOf(offset)];
      if (tensor === undefined || offset >= this.size) return undefined;
      open = this.#open = {
        tensor,
        pieces: dataOf(this.#input, tensor),
        piece: new Uint8Array(0),
        at: tensor.info.start,
      };
    }
    while (offset >= open.at + open.piece.length) {
      const { done, value } = await open.pieces.next();
      if (done === true) return undefined;
      open.at += open.piece.length;
      open.piece = value;
    }
    return open;
  }
  /** What comes after the last byte is the check of all of them. */
  async #finish(): Promise<void> {
    await this.#open?.pieces.next();
  }
  /** The tensor in which a byte lies: the last that begins at or before it. */
  #indexOf(offset: number): number {
    let [low, high] = [0, this.#tensors.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#tensors[middle] as Tensor).info.start <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** An array's data in pieces, row by row and lowest byte first. Arrays that lie otherwise are turned as a whole. */
async function* dataOf(input: Input, { member, npy }: Tensor): AsyncGenerator<Uint8Array> {
  const whole = isRowMajor(npy) ? undefined : new Uint8Array(npy.dataLength);
  let skip = npy.dataStart;
  let filled = 0;
  for await (const piece of memberBytes(input, member)) {
    const data = piece.subarray(Math.min(skip, piece.length));
    skip -= piece.length - data.length;
    if (whole !== undefined) whole.set(data, filled);
    else if (data.length > 0) yield data;
    filled += data.length;
  }
  if (whole !== undefined) yield rowMajor(whole, npy);
}
