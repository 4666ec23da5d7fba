import type { Dtype } from '../dtype/dtype.ts';

/** A tensor in the header of a safetensors file. */
export interface TensorInfo {
  readonly dtype: Dtype;
  /** Sizes of the dimensions, row-major. A size past 2^53 is a bigint; only an empty tensor can have one. */
  readonly shape: readonly (number | bigint)[];
  /** Where its data begin and end, in bytes from the start of the data, like `data_offsets` in the file. */
  readonly start: number;
  readonly end: number;
}

/**
 * The header of a safetensors file: its tensors by name, in the order of their data. It equals a plain Map in every
 * comparison, because `metadata` and `dataStart` are getters of the prototype.
 */
export class Header extends Map<string, TensorInfo> {
  #metadata: ReadonlyMap<string, string> | undefined;
  readonly #dataStart: number;

  /** Makes an empty header. The parser adds the tensors, so that a header of millions of tensors is a single Map. */
  constructor(dataStart: number) {
    super();
    this.#dataStart = dataStart;
  }
  /** Sets the metadata of a header. A static method, because readers of a header do not need it. */
  static setMetadata(header: Header, metadata: ReadonlyMap<string, string> | undefined): void {
    header.#metadata = metadata;
  }
  /** Whether `readHeader` made this value. */
  static is(value: object): value is Header {
    return #metadata in value;
  }
  static {
    Object.defineProperty(Header.prototype, 'constructor', { value: Map, writable: true, configurable: true });
  }

  /** The file's `__metadata__`, in its order; undefined if the file has none. */
  get metadata(): ReadonlyMap<string, string> | undefined {
    return this.#metadata;
  }
  /** Bytes from the start of the file to the first byte of data. */
  get dataStart(): number {
    return this.#dataStart;
  }
}
