// No twin in types: concerns files, which the compiler does not see.
import type { TensorProto } from 'onnx-buf';
import type { AnyArray } from '../../../types/array/kind.ts';
import type { AnyLayout } from '../../../types/layout.ts';
import type { ExternalFiles, Lifted, LiftedArray, LiftOptions } from '../../../types/ort/lifted.ts';
import { kindOf } from '../../array/kind.ts';
import type { Decode } from '../../checkpoint/dtype/codec.ts';
import { decoderOf } from '../../checkpoint/dtype/decode.ts';
import { tensorSchemaOf } from '../../checkpoint/fit/tensor-schema.ts';
import { layout as layoutOf } from '../../layout.ts';
import { chooseTensors, type FloatTensor, floatTensorsOf } from './choose-tensors.ts';
import { clearData, decodeModel, encodeModel, MAX_MODEL_BYTES } from './codec.ts';
import { dataOfTensor, readExternal } from './external-data.ts';
import { type HeldTensor, heldTensorsOf } from './graph.ts';
import { readModel } from './read-model.ts';
import { feedByInputs } from './feed-by-inputs.ts';
import { settingOf } from './settings.ts';
import { dtypeOfOnnx, type ExternalRange, externalRangeOf, isExternal, storedTensorOf } from './stored-tensor.ts';

/** Does what `lift` promises, with options that are checked. */
export async function liftModel<A extends LiftedArray>(
  bytes: Uint8Array,
  Type: new (length: number) => A,
  options: LiftOptions<A>,
): Promise<Lifted<A>> {
  const model = readModel(bytes, decodeModel);
  const { tensors, definitions } = heldTensorsOf(model.graph, settingOf);
  const isDouble = kindOf(new Type(0)) === 'Float64Array';
  const floats = floatTensorsOf(tensors, definitions);
  const { lifted, kept } = chooseTensors(floats, options, isDouble);
  const { schema } = tensorSchemaOf(lifted.map(({ path, shape }) => [path, shape]));
  // `as`: only the run time knows the schema.
  const layout = layoutOf(schema as object) as unknown as AnyLayout;
  const isLifted = new Set(lifted.map(({ held }) => held));
  const staying = tensors.filter((held) => !isLifted.has(held)).flatMap(externalOf);
  requireModelSize(bytes.length, staying);
  const flat = new Type(layout.length);
  const forms: string[] = [];
  for (const tensor of lifted) forms.push(await copyValues(tensor, flat, layout, options.external));
  for (const each of staying) await embedData(each, options.external);
  for (const { held } of lifted) clearValues(held);
  const source = {
    bytes: encodeModel(model),
    tensors: lifted.map(({ path, index }, i) => ({ path, index, form: forms[i] as string })),
  };
  feedByInputs(model, lifted, definitions, isDouble);
  return {
    layout,
    flat,
    bytes: encodeModel(model),
    names: Object.freeze(Object.fromEntries(lifted.map(({ path, input }) => [path, input]))),
    kept: Object.freeze(kept),
    source,
  };
}

/** Copies the values of a tensor into the flat array. Returns the field of the file that held them. */
async function copyValues(
  { held: { tensor, attribute, name }, path, dtype }: FloatTensor,
  flat: AnyArray,
  layout: AnyLayout,
  files: ExternalFiles | undefined,
): Promise<string> {
  const { offset } = layout.at(path);
  if (tensor === undefined) {
    flat.set(attribute?.name === 'value_floats' ? attribute.floats : [attribute?.f ?? 0], offset);
    return attribute?.name ?? '';
  }
  const stored = storedTensorOf(tensor, name);
  const data = await dataOfTensor(stored, files, name);
  // Each of the four dtypes converts to both kinds.
  (decoderOf(dtype, kindOf(flat) as string) as Decode)(data, flat, offset, name);
  return stored.form;
}

/** A tensor that stays in the model and whose data lie in a file beside it. */
interface StayingTensor {
  readonly name: string;
  readonly tensor: TensorProto;
  readonly range: ExternalRange;
}

function externalOf({ tensor, name }: HeldTensor): readonly StayingTensor[] {
  if (tensor === undefined || !isExternal(tensor)) return [];
  const isKnown = dtypeOfOnnx(tensor.dataType) !== undefined;
  const range = isKnown ? storedTensorOf(tensor, name).external : externalRangeOf(tensor, name, undefined);
  return range === undefined ? [] : [{ name, tensor, range }];
}

/** @throws RangeError if the model is too large for a file with the data that come into it */
function requireModelSize(size: number, staying: readonly StayingTensor[]): void {
  const total = staying.reduce((sum, { range }) => sum + range.length, size);
  if (total <= MAX_MODEL_BYTES) return;
  const largest = staying.reduce((most, each) => (each.range.length > most.range.length ? each : most));
  throw new RangeError(
    `lift: the model would have ${total} bytes, and an ONNX file has at most 2 GiB: the data beside it come into it, ` +
      `except those of lifted tensors; lift '${largest.name}' too (${largest.range.length} bytes)`,
  );
}

/** Puts the data of a tensor that stays into the model, so that the new file needs no other. */
async function embedData({ tensor, name, range }: StayingTensor, files: ExternalFiles | undefined): Promise<void> {
  const data = await readExternal(range, files, name);
  clearData(tensor);
  tensor.rawData = new Uint8Array(data);
}

function clearValues({ tensor, attribute }: HeldTensor): void {
  if (tensor !== undefined) clearData(tensor);
  else if (attribute?.name === 'value_floats') attribute.floats = [];
}
