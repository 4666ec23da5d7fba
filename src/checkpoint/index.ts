export { CheckpointError } from './error.ts';
export { load } from './load/load.ts';
export { map } from './load/map.ts';
export { readHeader } from './header/read.ts';
export { readIndex } from './shard/shard-index.ts';
export { save, serialize } from './save/save.ts';
export { checkpointSchema } from './fit/schema.ts';
export { loadNpz, readNpzHeader } from './npy/load-npz.ts';
export { readNpy } from './npy/read-npy.ts';
export { saveNpy, serializeNpy } from './npy/save-npy.ts';
export { saveNpz, serializeNpz } from './npy/save-npz.ts';
export type { AbortSignalLike, Signal } from './source/abort.ts';
export type { Metadata } from './save/compose.ts';
export type { Dtype } from './dtype/dtype.ts';
export type { CheckpointIssue, Written } from './error.ts';
export type { FitOptions } from './fit/fit.ts';
export type { Header, TensorInfo } from './header/header.ts';
export type { LoadOptions } from './load/options.ts';
export type { MapOptions } from './load/map.ts';
export type { ReadHeaderOptions } from './header/read.ts';
export type { Naming } from './fit/rename.ts';
export type { Progress, SaveOptions, SerializeOptions } from './save/options.ts';
export type { CheckpointOf, SchemaOptions } from './fit/schema.ts';
export type { ShardIndex } from './shard/shard-index.ts';
export type { ShardedSource } from './shard/shard-source.ts';
export type {
  BlobLike,
  BodyReader,
  ByteReader,
  Fetch,
  FileHandleLike,
  FileUrl,
  ResponseLike,
  Source,
  SourceOptions,
  UrlLike,
} from './source/source.ts';
export type { CheckpointSource } from './load/store.ts';
export type { CheckpointWarning } from './fit/warning.ts';
export type { Laid } from '../../types/checkpoint/any.ts';
export type { Fits, Manifest } from '../../types/checkpoint/fits.ts';
export type { NameFunction, NameMap } from '../../types/checkpoint/names.ts';
export type { CheckOptions, Loaded } from '../../types/checkpoint/options.ts';
export type { FloatDtype, IntegerDtype, SavedDtype } from '../../types/checkpoint/saved.ts';
export type { Copy, Stored } from '../../types/checkpoint/tensors.ts';
export type { LoadNpzOptions } from './npy/load-npz.ts';
export type { NpyArray } from './npy/read-npy.ts';
export type { NpyOptions, SavedNpyDtype } from './npy/save-npy.ts';
export type { SaveNpzOptions } from './npy/save-npz.ts';
