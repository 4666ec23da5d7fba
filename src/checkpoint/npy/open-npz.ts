import { CheckpointError, SourceError } from '../error.ts';
import { Header, type TensorInfo } from '../header/header.ts';
import type { Input } from '../source/input.ts';
import type { StoreFile } from '../store/store-file.ts';
import { headerTextExtentOf, NPY_PREFIX_BYTES, type NpyHeader, parseNpyHeader } from './npy-header.ts';
import { isRowMajor, toRowMajor } from './row-major.ts';
import { readDirectory, type ZipMember } from './zip-directory.ts';
import { UnsupportedMemberError } from './zip-entries.ts';
import { readMember } from './zip-member.ts';

/** An array in an archive, and where its data begin in the joined data of all arrays. */
interface ArchivedTensor {
  readonly member: ZipMember;
  readonly npy: NpyHeader;
  readonly info: TensorInfo;
}

/** A member that is being read, and the current piece of its data, which begins at byte `at`. */
interface OpenMember {
  readonly tensor: ArchivedTensor;
  readonly pieces: AsyncGenerator<Uint8Array>;
  piece: Uint8Array;
  at: number;
}

const NPY_ENDING = '.npy';

/**
 * Opens an npz archive so that it reads like a safetensors file, and the code for checkpoints works on archives too.
 * The data of all arrays form one sequence of bytes; members are inflated when their bytes are read.
 */
export async function openNpz(input: Input, options: OpenNpzOptions = {}): Promise<StoreFile> {
  const header = new Header(0);
  const tensors: ArchivedTensor[] = [];
  let start = 0;
  for (const member of await readDirectory(input)) {
    const name = arrayNameOf(member.name);
    const npy = await openMember(input, member, name, options);
    if (npy === undefined) continue;
    const end = start + npy.dataLength;
    const info = { dtype: npy.dtype, shape: npy.shape, start, end };
    header.set(name, info);
    tensors.push({ member, npy, info });
    start = end;
  }
  return { header, input: new ArchiveInput(input, tensors, start) };
}

export interface OpenNpzOptions {
  /** Whether nobody needs a member, by its name without `.npy`. Then it is left out if it cannot be read. */
  readonly isLeftOut?: ((name: string) => boolean) | undefined;
  /** Called for a member that is not an array of numbers, which is then left out. Without it, the error is thrown. */
  readonly onUnsupported?: ((name: string, error: UnsupportedMemberError) => void) | undefined;
}

const arrayNameOf = (name: string): string => (name.endsWith(NPY_ENDING) ? name.slice(0, -NPY_ENDING.length) : name);

/** Reads the header of a member's array; undefined if the member is left out. */
async function openMember(
  input: Input,
  member: ZipMember,
  name: string,
  { isLeftOut, onUnsupported }: OpenNpzOptions,
): Promise<NpyHeader | undefined> {
  try {
    if (member.unsupported !== undefined) throw member.unsupported;
    if (!member.name.endsWith(NPY_ENDING)) throw notAnArrayError(member);
    return await readMemberHeader(input, member, name);
  } catch (error) {
    if (!(error instanceof CheckpointError) || error instanceof SourceError) throw error;
    if (onUnsupported !== undefined && error instanceof UnsupportedMemberError) onUnsupported(name, error);
    else if (isLeftOut?.(name) !== true) throw error;
    return undefined;
  }
}

function notAnArrayError({ name, offset }: ZipMember): UnsupportedMemberError {
  const isTorch = /(^|\/)data\.pkl$/.test(name);
  return new UnsupportedMemberError(
    isTorch ? 'the archive is a PyTorch file, and its pickle can run code' : 'an archive member is not an array',
    { tensor: name, offset, expected: `a name that ends in ${NPY_ENDING}`, found: `'${name}'` },
  );
}

/**
 * Reads the header of a member's array. Header and data must be as long as the member. An array without elements is
 * read to its end, since that checks its CRC-32, and nobody reads it later.
 */
async function readMemberHeader(input: Input, member: ZipMember, tensor: string): Promise<NpyHeader> {
  let head = new Uint8Array(0);
  let npy: NpyHeader | undefined;
  for await (const piece of readMember(input, member)) {
    if (npy !== undefined) continue;
    const joined = new Uint8Array(head.length + piece.length);
    joined.set(head);
    joined.set(piece, head.length);
    head = joined;
    if (
      head.length >= NPY_PREFIX_BYTES &&
      head.length >= headerTextExtentOf(head.subarray(0, NPY_PREFIX_BYTES), tensor).end
    ) {
      npy = parseNpyHeader(head, tensor);
      if (npy.dataLength > 0) break;
    }
  }
  npy ??= parseNpyHeader(head, tensor); // which says that it is truncated
  const size = npy.dataStart + npy.dataLength;
  if (size !== member.size)
    throw new CheckpointError('the size of the archive member does not match its shape', {
      tensor,
      offset: member.offset,
      expected: `${size} bytes`,
      found: `${member.size}`,
    });
  return npy;
}

/**
 * The data of all members as one input. A read at a later offset continues to inflate a member; a read at an
 * earlier offset starts it again.
 */
class ArchiveInput implements Input {
  readonly size: number;
  readonly #input: Input;
  readonly #tensors: readonly ArchivedTensor[];
  #open: OpenMember | undefined;

  constructor(input: Input, tensors: readonly ArchivedTensor[], size: number) {
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

  /** Reads on to the piece that holds a byte. */
  async #piece(offset: number): Promise<OpenMember | undefined> {
    let open = this.#open;
    if (open === undefined || offset < open.at || offset >= open.tensor.info.end) {
      await this.close();
      const tensor = this.#tensors[this.#indexOf(offset)];
      if (tensor === undefined || offset >= this.size) return undefined;
      open = this.#open = {
        tensor,
        pieces: readRows(this.#input, tensor),
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
  /** The member's size and CRC-32 are checked after its last byte. */
  async #finish(): Promise<void> {
    await this.#open?.pieces.next();
  }
  /** The index of the tensor that holds a byte: the last tensor that begins at or before it. */
  #indexOf(offset: number): number {
    let [low, high] = [0, this.#tensors.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#tensors[middle] as ArchivedTensor).info.start <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/**
 * An array's data in pieces, row by row with the lowest byte first. Arrays in another order are reordered as a whole.
 */
async function* readRows(input: Input, { member, npy }: ArchivedTensor): AsyncGenerator<Uint8Array> {
  const whole = isRowMajor(npy) ? undefined : allocateArray(member, npy.dataLength);
  let skip = npy.dataStart;
  let filled = 0;
  for await (const piece of readMember(input, member)) {
    const data = piece.subarray(Math.min(skip, piece.length));
    skip -= piece.length - data.length;
    if (whole !== undefined) whole.set(data, filled);
    else if (data.length > 0) yield data;
    filled += data.length;
  }
  if (whole !== undefined) yield toRowMajor(whole, npy);
}

/** @throws CheckpointError if the engine has no array of this size */
function allocateArray({ name, offset }: ZipMember, length: number): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    throw new CheckpointError('the array is too large to reorder it in memory', {
      tensor: name,
      offset,
      expected: 'an array by rows, with the lowest byte first',
      found: `${length} bytes in another order`,
      cause,
    });
  }
}
