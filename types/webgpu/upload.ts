/** Options of `upload`. */
export interface UploadOptions {
  /** Divides an array that is too large for one buffer; `upload` then always returns a list. */
  readonly split?: boolean;
  /** `GPUBufferUsage` flags, besides STORAGE, COPY_SRC and COPY_DST. */
  readonly usage?: number;
  /** The label of the buffers, for the messages of the GPU. `paramlayout` by default. */
  readonly label?: string;
}
