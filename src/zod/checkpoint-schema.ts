import * as z from 'zod';
import type { LayoutLike } from '../../types/place/layout-like.ts';
import type { CheckOptions } from '../../types/checkpoint/fit/options.ts';
import {
  checkpointValidator,
  type CheckpointOf,
  type DtypeOf,
  type SchemaOptions,
  type ValidationResult,
} from '../checkpoint/fit/validator.ts';
import type { TensorInfo } from '../checkpoint/header/header.ts';

/**
 * Makes a zod schema from a layout. It takes the header of a safetensors file and returns where the file holds each
 * path that owns storage. Names, dtypes and shapes are literals of the inferred type. It reports all issues at
 * once: a tensor that is missing, unexpected, given twice, of the wrong shape or of the wrong dtype. The path of each
 * issue begins with the tensor's name.
 *
 * A file may store a tied position under its owner's name, under its own, or under both.
 *
 * @example
 * const schema = checkpointSchema(layout({ a: [2, 3] }));
 * const { a } = schema.parse(await readHeader('model.safetensors'));
 * a.shape; // [2, 3], to the compiler too
 * type Checkpoint = z.infer<typeof schema>;
 *
 * @throws TypeError for an option that does not apply to this layout
 */
export function checkpointSchema<L extends LayoutLike, const O extends SchemaOptions>(
  layout: L,
  options?: SchemaOptions & O & CheckOptions<L, O, SchemaOptions>,
): z.ZodType<CheckpointOf<L, DtypeOf<O>>, ReadonlyMap<string, TensorInfo>> {
  const { validate } = checkpointValidator<L, O>(layout, options)['~standard'];
  // `validate` returns a value of this type. To prove it, the compiler would compare all members of both zod types.
  return headerSchema(validate) as unknown as z.ZodType<CheckpointOf<L, DtypeOf<O>>, ReadonlyMap<string, TensorInfo>>;
}

/** A zod schema that reports what a validator reports. */
function headerSchema(
  validate: (header: unknown) => ValidationResult<unknown>,
): z.ZodType<unknown, ReadonlyMap<string, TensorInfo>> {
  return z.custom<ReadonlyMap<string, TensorInfo>>().transform((header, context) => {
    const { value, issues = [] } = validate(header);
    for (const issue of issues) {
      // Unless `continue` is false, zod 4.0 goes on to the checks that come after the transform.
      const raw = { ...issue, path: [...issue.path], continue: false };
      context.addIssue(raw as RawIssue); // its code is one of zod's
    }
    return issues.length > 0 ? z.NEVER : value;
  });
}
type RawIssue = Parameters<z.RefinementCtx['addIssue']>[0];
