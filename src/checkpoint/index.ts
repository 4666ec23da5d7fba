// The folders and files here, in order. A file imports only from its own folder and from what stands before it:
//   text.ts < error.ts < option-checks.ts < dtype < source < header < store < fit < arrange < load < save < mapping
//   < npy < dcp < model-json < from-json.ts < index.ts
// - text.ts: UTF-8 and texts for messages; error.ts: `CheckpointError`; option-checks.ts: what options take
// - dtype: dtypes and their conversions
// - source: reading bytes from files, URLs, Blobs
// - header: the header of a safetensors file, read and written
// - store: an open checkpoint, one file or shards with their index
// - fit: how the tensors of a header fit a layout
// - arrange: elements in another order, copied between a window and a flat array
// - load, save: from a store to a flat array, and from a flat array to files
// - mapping: rules that relate the tensors of files to the leaves of a layout
// - npy: numpy's .npy and .npz files
// - dcp: PyTorch's distributed checkpoints
// - model-json: the weight manifests of tfjs
export { CheckpointError } from './error.ts';
export { load } from './load/load.ts';
export { loadAll } from './load/load-all.ts';
export { scales, scalesFromJSON } from './load/scales.ts';
export { fromBytes } from './load/from-bytes.ts';
export { readHeader } from './header/read.ts';
export { open } from './store/open-checkpoint.ts';
export { readIndex } from './store/read-index.ts';
export { save, serialize } from './save/save.ts';
export { mapping } from './mapping/mapping.ts';
export { inverse } from './mapping/inverse.ts';
export { fromJSON } from './from-json.ts';
export { update } from './save/update.ts';
export { checkpointValidator } from './fit/validator.ts';
export { dcp, dcpFromJSON } from './dcp/dcp.ts';
export { layerNames } from './model-json/layer-names.ts';
export { modelJson } from './model-json/model-json.ts';
export { loadNpz, readNpzHeader } from './npy/load-npz.ts';
export { readNpy } from './npy/read-npy.ts';
export { saveNpy, serializeNpy } from './npy/save-npy.ts';
export { saveNpz, serializeNpz } from './npy/save-npz.ts';
export type { MappingOptions } from './mapping/mapping.ts';
export type { Arrangement, MappingRule } from '../../types/checkpoint/mapping/arrangement.ts';
export type { AnyMapping, Mapping, MappingJson, MappingOf } from '../../types/checkpoint/mapping/mapping.ts';
export type { AbortSignalLike } from '../../types/checkpoint/signal.ts';
export type { Progress } from './source/signal.ts';
export type { Metadata } from './header/compose.ts';
export type { Dtype } from './dtype/dtype.ts';
export type { CheckpointIssue, CheckpointWarning, WrittenRange } from './error.ts';
export type { FitOptions } from './fit/options.ts';
export type { Header, TensorInfo } from './header/header.ts';
export type { LoadOptions } from './load/options.ts';
export type { LoadAllOptions } from './load/load-all.ts';
export type { Scales, ScalesJson } from './load/scaled-store.ts';
export type { ScalesOptions } from './load/scales.ts';
export type { FromBytesOptions } from './load/from-bytes.ts';
export type { ReadHeaderOptions } from './header/read.ts';
export type { Naming } from './fit/names.ts';
export type { PartsTarget, SaveOptions, SaveTarget, SerializeOptions } from './save/options.ts';
export type { UpdateOptions } from './save/update.ts';
export type { CheckpointOf, CheckpointValidator, SchemaOptions, ValidationResult } from './fit/validator.ts';
export type { ShardIndex } from './store/read-index.ts';
export type { OpenCheckpoint, ShardedSource, StoreSource } from './store/store.ts';
export type {
  BlobLike,
  BodyReader,
  FetchFunction,
  FileHandleLike,
  FileUrl,
  ResponseLike,
  FileSource,
  FileStat,
  Source,
  SourceOptions,
  StoredFileLike,
  SyncAccessLike,
  UrlLike,
} from './source/source.ts';
export type { CheckpointSource } from './store/store.ts';
export type { Fits, Manifest } from '../../types/checkpoint/fit/fit.ts';
export type { NameFunction, NameMap, NamePair } from '../../types/checkpoint/fit/names.ts';
export type { BitsDtype, SavedBits } from '../../types/checkpoint/fit/bits.ts';
export type { CheckOptions, CheckSaveOptions } from '../../types/checkpoint/fit/options.ts';
export type {
  CheckLoadedParts,
  LoadedAll,
  LoadedPart,
  LoadedPartOptions,
} from '../../types/checkpoint/load/load-all.ts';
export type { Loaded } from '../../types/checkpoint/load/load.ts';
export type { CheckSavedParts, SavedPart, SavedPartOptions } from '../../types/checkpoint/save/saved-parts.ts';
export type { FloatDtype, IntegerDtype, SavedDtype } from '../../types/checkpoint/save/saved-dtype.ts';
export type { StandardSchemaV1 } from '../../types/checkpoint/fit/standard-schema.ts';
export type { TensorCopy, StoredTensor } from '../../types/checkpoint/fit/stored-tensor.ts';
export type { Dcp, DcpJson } from './dcp/dcp.ts';
export type { DcpGroup, DcpOptions } from './dcp/options.ts';
export type { PiecesSource } from './dcp/open-pieces.ts';
export type { ModelJson, ModelJsonOptions } from './model-json/model-json.ts';
export type { LoadNpzOptions } from './npy/load-npz.ts';
export type { NpyArray } from './npy/read-npy.ts';
export type { NpyOptions, SavedNpyDtype } from './npy/save-npy.ts';
export type { SaveNpzOptions } from './npy/save-npz.ts';
