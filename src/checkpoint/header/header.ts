import type { Dtype } from '../dtype/dtype.ts';

/** A tensor as the header of a safetensors file gives it. */
export interface TensorInfo {
  readonly dtype: Dtype;
  /** Sizes of the dimensions, row-major; a bigint only past 2^53, which only an empty tensor can have. */
  readonly shape: readonly (number | bigint)[];
  /** Where its data begin and end: bytes from the start of the data, as the file's `data_offsets` count them. */
  readonly start: number;
  readonly end: number;
}

/**
 * The header of a safetensors file: its tensors by name, in the order of their data. It passes for a plain Map in every
 * comparison; `metadata` and `dataStart` stand behind prototype getters.
 */
export class Header extends Map<string, TensorInfo> {
  #metadata: ReadonlyMap<string, string> | undefined;
  readonly #dataStart: number;

  /** Filled by whoever makes it, so that a header of millions of tensors is one Map. */
  constructor(dataStart: number) {
    super();
    this.#dataStart = dataStart;
  }
  /** Gives a header its metadata. No method, since what reads a header has no use for it. */
  static describe(header: Header, metadata: ReadonlyMap<string, string> | undefined): void {
    header.#metadata = metadata;
  }
  /** Whether a value was read by `readHeader`. */
  static is(value: object): value is Header {
    return #metadata in value;
  }
  static {
    Object.defineProperty(Header.prototype, 'constructor', { value: Map, writable: true, configurable: true });
  }

  /** What the file's `__metadata__` says, in its order; undefined where it has none. */
  get metadata(): ReadonlyMap<string, string> | undefined {
    return this.#metadata;
  }
  /** Bytes from the start of the file to the first byte of data. */
  get dataStart(): number {
    return this.#dataStart;
  }
}
