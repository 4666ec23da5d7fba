import { typeOfKind } from '../../array/kind.ts';
import { decoderOf, whyNotDecoded } from '../../checkpoint/dtype/decode.ts';
import { type Dtype, DTYPE_BITS } from '../../checkpoint/dtype/dtype.ts';
import { encoderOf, whyNotEncoded } from '../../checkpoint/dtype/encode.ts';
import { canLose, countLoss, type RoundingLoss } from '../../checkpoint/dtype/loss.ts';
import { isInteger } from '../../checkpoint/dtype/integer.ts';
import { kindOfDtype } from '../../checkpoint/dtype/native-dtype.ts';

/**
 * Converts elements from the bytes of one dtype to another and counts the values that are too large or too small for
 * the new dtype. Those become infinite, or NaN in F8_E4M3, or 0. `target` starts at a multiple of 8 bytes and fits
 * exactly. `first` is the index in the tensor of the first element.
 *
 * @throws CheckpointError that names the tensor and element if an integer cannot be held exactly
 */
export type Recoder = (
  source: Uint8Array,
  target: Uint8Array,
  tensor: string,
  first: number,
  loss: RoundingLoss,
) => void;

/** The number of elements to convert at once. */
export const BATCH_ELEMENTS = 2 ** 16;

const isFloatDtype = (dtype: Dtype): boolean => dtype !== 'BOOL' && !isInteger(dtype);
/** The kind of typed array for a dtype. BOOL is read as bytes. */
const arrayKindOf = (dtype: Dtype): string | undefined => kindOfDtype(dtype === 'BOOL' ? 'U8' : dtype);

/** Returns the recoder from one dtype to another, or the reason why there is none, as the end of a sentence. */
export function recoderOf(from: Dtype, to: Dtype): Recoder | string {
  if (isFloatDtype(from) && !isFloatDtype(to)) return 'floats cannot become integers';
  const kind = kindBetween(from, to);
  if (kind === undefined) return `${from} can only become I8 to U32, F32 or F64`;
  const why = whyNotDecoded(from, kind) ?? whyNotEncoded(kind, to);
  if (why !== undefined) return why;
  const decode = decoderOf(from, kind);
  const encode = encoderOf(kind, to);
  const Type = typeOfKind(kind);
  if (decode === undefined || encode === undefined || Type === undefined) return 'there is no conversion';
  const scratch = new Type(BATCH_ELEMENTS);
  const isCounted = mayLose(from, to);
  return (source, target, tensor, first, loss) => {
    const count = (source.length * 8) / DTYPE_BITS[from];
    decode(source, scratch, 0, tensor, first);
    encode(scratch, 0, count, target, tensor, first);
    if (isCounted) countLoss(scratch, 0, count, to, loss);
  };
}

/** Chooses the kind of typed array between two dtypes. It holds all elements and rounds them at most once. */
function kindBetween(from: Dtype, to: Dtype): string | undefined {
  if (isFloatDtype(from)) return from === 'F64' || to === 'F64' ? 'Float64Array' : 'Float32Array';
  // 64-bit integers and BOOL are written from the integers of the input. All else is decoded to the type of the output.
  return to === 'I64' || to === 'U64' || to === 'BOOL' ?
      arrayKindOf(from)
    : (arrayKindOf(to) ?? arrayKindOf(from) ?? 'Int32Array');
}

/** Whether floats of one dtype may be too large or too small for another. Integers are converted exactly or refused. */
const mayLose = (from: Dtype, to: Dtype): boolean =>
  isFloatDtype(from) &&
  canLose(to) &&
  (DTYPE_BITS[to] < DTYPE_BITS[from] ||
    DTYPE_BITS[to] === 8 ||
    (to === 'F16' && (from === 'BF16' || from === 'F8_E8M0')));
