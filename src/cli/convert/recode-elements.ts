import { decoderOf, whyNot } from '../../checkpoint/dtype/convert.ts';
import { BITS, type Dtype } from '../../checkpoint/dtype/dtype.ts';
import { encoderOf, whyNotWritten } from '../../checkpoint/dtype/encode.ts';
import { isInteger } from '../../checkpoint/dtype/integer.ts';
import { kindOfDtype } from '../../checkpoint/dtype/kind.ts';
import { typeOfKind } from '../../leaf.ts';

/**
 * Puts elements of one type, as a file holds them, into `target` as those of another, and says how many finite ones were too large: they became infinite, in F8_E4M3 NaN. `target`
 * starts at a multiple of 8 bytes and has room for exactly these. `first` is the index in the tensor of the first.
 *
 * @throws CheckpointError that names the tensor and the element where an integer cannot be held exactly
 */
export type Recoder = (source: Uint8Array, target: Uint8Array, tensor: string, first: number) => number;

/** Elements that are converted at once. */
export const BATCH_ELEMENTS = 2 ** 16;

const isFloatDtype = (dtype: Dtype): boolean => dtype !== 'BOOL' && !isInteger(dtype);
/** BOOL is read as its bytes. */
const arrayKindOf = (dtype: Dtype): string | undefined => kindOfDtype(dtype === 'BOOL' ? 'U8' : dtype);

/** How elements come from one type into another, or why they do not, as the end of a sentence. */
export function recoderOf(from: Dtype, to: Dtype): Recoder | string {
  if (isFloatDtype(from) && !isFloatDtype(to)) return 'a float is no integer';
  const kind = kindBetween(from, to);
  if (kind === undefined) return `${from} becomes I8 to U32, F32 or F64 only`;
  const why = whyNot(from, kind) ?? whyNotWritten(kind, to);
  if (why !== undefined) return why;
  const decode = decoderOf(from, kind);
  const encode = encoderOf(kind, to);
  const Type = typeOfKind(kind);
  if (decode === undefined || encode === undefined || Type === undefined) return 'it is not converted';
  const scratch = new Type(BATCH_ELEMENTS);
  const isOver = overflowTestOf(from, to);
  return (source, target, tensor, first) => {
    const count = (source.length * 8) / BITS[from];
    decode(source, scratch, 0, tensor, first);
    encode(scratch, 0, count, target, tensor, first);
    let over = 0;
    if (isOver !== undefined)
      for (let i = 0; i < count; i++) if (isOver(target, i) && Number.isFinite(scratch[i])) over++;
    return over;
  };
}

/** The kind of typed array in which elements of one type are that will be written as another: it holds all of them, rounded at most once. */
function kindBetween(from: Dtype, to: Dtype): string | undefined {
  if (isFloatDtype(from)) return from === 'F64' || to === 'F64' ? 'Float64Array' : 'Float32Array';
  // 64 bits and BOOL are written out of the integers that came in, everything else is read as what it will be.
  return to === 'I64' || to === 'U64' || to === 'BOOL' ?
      arrayKindOf(from)
    : (arrayKindOf(to) ?? arrayKindOf(from) ?? 'Int32Array');
}

/** Whether an element of a file is infinite, or NaN where the type has no infinity, if that can come of a finite one. Lowest byte first, as all of a file. */
function overflowTestOf(from: Dtype, to: Dtype): ((bytes: Uint8Array, i: number) => boolean) | undefined {
  const isWide = from === 'F64' || from === 'F32';
  if (to === 'F16' && (isWide || from === 'BF16' || from === 'F8_E8M0'))
    return (bytes, i) => ((bytes[2 * i + 1] as number) & 0x7f) === 0x7c && bytes[2 * i] === 0;
  if (to === 'BF16' && isWide)
    return (bytes, i) => ((bytes[2 * i + 1] as number) & 0x7f) === 0x7f && bytes[2 * i] === 0x80;
  if (to === 'F32' && from === 'F64')
    return (bytes, i) =>
      ((bytes[4 * i + 3] as number) & 0x7f) === 0x7f &&
      bytes[4 * i + 2] === 0x80 &&
      bytes[4 * i + 1] === 0 &&
      bytes[4 * i] === 0;
  if (to === 'F8_E4M3') return (bytes, i) => ((bytes[i] as number) & 0x7f) === 0x7f;
  if (to === 'F8_E5M2') return (bytes, i) => ((bytes[i] as number) & 0x7f) === 0x7c;
  return undefined;
}
