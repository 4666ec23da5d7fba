// No twin in types: Tensors in types/checkpoint/fit/stored-tensor.ts is the type of its result.
import type { CheckOptions } from '../../../types/checkpoint/fit/options.ts';
import type { StandardSchemaV1 } from '../../../types/checkpoint/fit/standard-schema.ts';
import type { Tensors } from '../../../types/checkpoint/fit/stored-tensor.ts';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { HasSchema } from '../../../types/schema/layout-mark.ts';
import { type Dtype, isDtype } from '../dtype/dtype.ts';
import type { CheckpointIssue } from '../error.ts';
import { checkOptions, type OptionCheck } from '../option-checks.ts';
import { Header, type TensorInfo } from '../header/header.ts';
import { listIssues } from './checkpoint-issue.ts';
import { explainFit } from './explain-fit.ts';
import { fitCheckerOf } from './fit.ts';
import { type AcceptedDtypes, type FitOptions, WHOLE_FIT_OPTIONS } from './options.ts';
import { tensorMapIssuesOf } from './tensor-map.ts';

/** What a checkpoint of a layout holds: every path that owns storage, with dtype and shape as literals. */
export type CheckpointOf<L, D extends Dtype = 'F32'> =
  [L, D] extends [HasSchema<infer S>, infer E extends string] ? Tensors<S, E> : never;

/** How to match a file with a layout. The options of `load`, except `partial`: every tensor may be missing then. */
export interface SchemaOptions extends Omit<FitOptions, 'partial' | 'mapping'> {
  /** The dtypes that the tensors may have; F32 if not given. */
  readonly dtype?: Dtype | readonly Dtype[] | undefined;
}
/** The dtypes that options list. */
export type DtypeOf<O> =
  O extends { readonly dtype: infer D } ? (D extends readonly (infer E)[] ? E : D) & Dtype : 'F32';

/** A Standard Schema of checkpoint headers. Its `validate` never returns a promise. */
export interface CheckpointValidator<out T> extends StandardSchemaV1<ReadonlyMap<string, TensorInfo>, T> {
  readonly '~standard': ValidatorProps<T>;
}
/** The value of the key `~standard`. */
export interface ValidatorProps<out T> extends StandardSchemaV1.Props<ReadonlyMap<string, TensorInfo>, T> {
  readonly vendor: 'paramlayout';
  readonly validate: (value: unknown) => ValidationResult<T>;
}
/** What `validate` returns: where the file holds each tensor, or all issues. */
export type ValidationResult<T> =
  StandardSchemaV1.SuccessResult<T> | { readonly value?: undefined; readonly issues: readonly CheckpointIssue[] };

/**
 * Makes a Standard Schema (https://standardschema.dev) from a layout: a schema for any library that accepts one. It
 * takes the header of a safetensors file and returns where the file holds each path that owns storage. Names, element
 * types and shapes are literals of the result's type. It reports all issues at once: a tensor that is missing,
 * unexpected, given twice, of the wrong shape or of the wrong dtype. The path of each issue begins with the tensor's
 * name. `checkpointSchema` of `paramlayout/zod` is the same check as a zod schema.
 *
 * A file may store a tied position under its owner's name, under its own, or under both.
 *
 * @example
 * const validator = checkpointValidator(layout({ a: [2, 3] }));
 * const result = validator['~standard'].validate(await readHeader('model.safetensors'));
 * result.issues ?? result.value.a.shape; // [2, 3]
 *
 * @throws TypeError for an option that does not apply to this layout
 */
export function checkpointValidator<L extends LayoutLike, const O extends SchemaOptions>(
  layout: L,
  options?: SchemaOptions & O & CheckOptions<L, O, SchemaOptions>,
): CheckpointValidator<CheckpointOf<L, DtypeOf<O>>> {
  const given: SchemaOptions = options ?? {};
  checkOptions('checkpointValidator', given, VALIDATOR_OPTIONS);
  const accepted = acceptedOf(given.dtype ?? 'F32');
  const checkFit = fitCheckerOf(layout, given, accepted);
  const validate = (value: unknown): ValidationResult<unknown> => {
    const issues = headerIssuesOf(value);
    if (issues.length > 0) return { issues };
    const tensors = value as ReadonlyMap<string, TensorInfo>; // headerIssuesOf found no issue, so this is such a map
    const fit = checkFit(tensors);
    if (fit.issues.length === 0) return { value: Object.fromEntries(fit.stored) };
    return { issues: listIssues(explainFit({ layout, options: given, accepted, tensors, fit })) };
  };
  const standard: ValidatorProps<unknown> = { version: 1, vendor: 'paramlayout', validate };
  // fit.ts and Tensors are twins: the compiler cannot compare them.
  return { '~standard': standard as ValidatorProps<CheckpointOf<L, DtypeOf<O>>> };
}

const { mapping: _, ...CHECKED_OPTIONS } = WHOLE_FIT_OPTIONS;
const VALIDATOR_OPTIONS = {
  dtype: {
    expected: 'a dtype or a list of dtypes',
    accepts: (value) => [value].flat().every((each) => typeof each === 'string' && isDtype(each)),
  },
  ...CHECKED_OPTIONS,
} satisfies Record<keyof SchemaOptions, OptionCheck>;

/** Accepts the dtypes of a list, and no others. */
function acceptedOf(dtype: Dtype | readonly Dtype[]): AcceptedDtypes {
  const all = typeof dtype === 'string' ? [dtype] : dtype;
  const [native] = all;
  if (native === undefined) throw new TypeError('at least one element type was expected');
  return { native, whyNot: (found) => (all.includes(found) ? undefined : '') };
}

/** Checks a value that should be a header. A header that `readHeader` made needs no check. */
function headerIssuesOf(value: unknown): readonly CheckpointIssue[] {
  if (value instanceof Map) return Header.is(value) ? [] : tensorMapIssuesOf(value);
  const message = 'the header of a safetensors file was expected: a Map of tensors by name';
  return [{ code: 'custom', path: [], message }];
}
