export { bindingAt } from './binding-at.ts';
export { readback } from './readback.ts';
export { uploadRange } from './upload-range.ts';
export { upload } from './upload.ts';
export { wgsl } from './wgsl.ts';

export type {
  BufferLike,
  BuffersLike,
  BufferWindow,
  DeviceLike,
  QueueLike,
  StorageLimits,
} from '../../types/webgpu/device.ts';
export type { ReadbackOptions } from '../../types/webgpu/readback.ts';
export type { UploadOptions } from '../../types/webgpu/upload.ts';
export type { Where } from '../../types/webgpu/where.ts';
export type { WgslElement, WgslOptions } from '../../types/webgpu/wgsl.ts';
