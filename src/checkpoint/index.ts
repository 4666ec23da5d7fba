// The folders and files here, in order. A file imports only from its own folder and from what stands before it:
//   text.ts < error.ts < dtype < source < header < store < fit < load < save < npy < index.ts
// - text.ts: UTF-8 and texts for messages; error.ts: `CheckpointError`
// - dtype: dtypes and their conversions
// - source: reading bytes from files, URLs, Blobs
// - header: the header of a safetensors file, read and written
// - store: an open checkpoint, one file or shards with their index
// - fit: how the tensors of a header fit a layout
// - load, save: from a store to a flat array, and from a flat array to files
// - npy: numpy's .npy and .npz files
export { CheckpointError } from './error.ts';
export { load } from './load/load.ts';
export { scales, scalesFromJSON } from './load/scales.ts';
export { fromBytes } from './load/from-bytes.ts';
export { readHeader } from './header/read.ts';
export { readIndex } from './store/read-index.ts';
export { save, serialize } from './save/save.ts';
export { checkpointValidator } from './fit/validator.ts';
export { loadNpz, readNpzHeader } from './npy/load-npz.ts';
export { readNpy } from './npy/read-npy.ts';
export { saveNpy, serializeNpy } from './npy/save-npy.ts';
export { saveNpz, serializeNpz } from './npy/save-npz.ts';
export type { AbortSignalLike, Progress } from './source/signal.ts';
export type { Metadata } from './header/compose.ts';
export type { Dtype } from './dtype/dtype.ts';
export type { CheckpointIssue, WrittenRange } from './error.ts';
export type { FitOptions } from './fit/options.ts';
export type { Header, TensorInfo } from './header/header.ts';
export type { LoadOptions } from './load/options.ts';
export type { Scales, ScalesJson } from './load/scaled-store.ts';
export type { ScalesOptions } from './load/scales.ts';
export type { FromBytesOptions } from './load/from-bytes.ts';
export type { ReadHeaderOptions } from './header/read.ts';
export type { Naming } from './fit/names.ts';
export type { SaveOptions, SerializeOptions } from './save/options.ts';
export type { CheckpointOf, CheckpointValidator, SchemaOptions, ValidationResult } from './fit/validator.ts';
export type { ShardIndex } from './store/read-index.ts';
export type { ShardedSource } from './store/store.ts';
export type {
  BlobLike,
  BodyReader,
  ByteReader,
  FetchFunction,
  FileHandleLike,
  FileUrl,
  ResponseLike,
  FileSource,
  SourceOptions,
  UrlLike,
} from './source/source.ts';
export type { CheckpointSource } from './store/store.ts';
export type { CheckpointWarning } from './load/options.ts';
export type { Fits, Manifest } from '../../types/checkpoint/fit/fit.ts';
export type { NameFunction, NameMap } from '../../types/checkpoint/fit/names.ts';
export type { BitsDtype, BitsDtypeOf } from '../../types/checkpoint/fit/bits.ts';
export type { CheckOptions } from '../../types/checkpoint/fit/options.ts';
export type { Loaded } from '../../types/checkpoint/load/load.ts';
export type { FloatDtype, IntegerDtype, SavedDtype } from '../../types/checkpoint/save/saved-dtype.ts';
export type { StandardSchemaV1 } from '../../types/checkpoint/fit/standard-schema.ts';
export type { TensorCopy, StoredTensor } from '../../types/checkpoint/fit/stored-tensor.ts';
export type { LoadNpzOptions } from './npy/load-npz.ts';
export type { NpyArray } from './npy/read-npy.ts';
export type { NpyOptions, SavedNpyDtype } from './npy/save-npy.ts';
export type { SaveNpzOptions } from './npy/save-npz.ts';
