// No twin in src: the run time gets these objects from the caller. The declarations name only what this library uses of
// WebGPU, so that they need neither @webgpu/types nor the compiler's `dom` library. A `GPUDevice` is a `DeviceLike`.

/** A `GPUBuffer`, reduced to what its owner may ask of it. */
export interface BufferLike {
  /** In bytes. */
  readonly size: number;
  /** The sum of its `GPUBufferUsage` flags. */
  readonly usage: number;
  destroy(): void;
}

/** A range of a buffer, as a bind group takes it. `offset` and `size` are in bytes. */
export interface BufferWindow<out B = BufferLike> {
  readonly buffer: B;
  readonly offset?: number;
  readonly size?: number;
}

/** The memory of one flat array on a GPU: a buffer, a window on one, or the list of them that `upload` returned. */
export type BuffersLike = BufferPart | readonly BufferPart[];
export type BufferPart = BufferLike | BufferWindow;

/** The limits of a `GPUDevice` that concern the size of storage buffers, in bytes. */
export interface StorageLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
}

/** A `GPUBuffer` that can be mapped. */
export interface MappableBuffer extends BufferLike {
  mapAsync(mode: number, offset?: number, size?: number): PromiseLike<unknown>;
  getMappedRange(offset?: number, size?: number): ArrayBuffer;
  unmap(): void;
}

/** A `GPUQueue`. */
export interface QueueLike {
  writeBuffer(buffer: BufferLike, bufferOffset: number, data: ArrayBuffer, dataOffset?: number, size?: number): void;
}

interface CommandEncoderLike {
  copyBufferToBuffer(from: BufferLike, fromOffset: number, to: BufferLike, toOffset: number, size: number): void;
  finish(): object;
}

/** A `GPUError`. */
export interface GpuError {
  readonly message: string;
}

/** A `GPUDevice`. */
export interface DeviceLike {
  readonly limits: StorageLimits & { readonly minStorageBufferOffsetAlignment: number };
  readonly queue: QueueLike & { submit(commands: Iterable<object>): void };
  createBuffer(descriptor: {
    readonly size: number;
    readonly usage: number;
    readonly mappedAtCreation?: boolean;
    readonly label?: string;
  }): MappableBuffer;
  createCommandEncoder(): CommandEncoderLike;
  pushErrorScope(filter: 'validation' | 'out-of-memory'): void;
  popErrorScope(): PromiseLike<GpuError | null>;
}

/** The buffer that a device makes: the caller's own `GPUBuffer`. */
export type DeviceBuffer<D extends DeviceLike> = ReturnType<D['createBuffer']>;

/** The type of the buffers in a list or window. */
export type BufferIn<B> =
  B extends readonly (infer E)[] ? BufferIn<E>
  : B extends BufferWindow<infer W> ? W
  : B;
