import * as z from 'zod';
import type { LayoutLike } from '../../../types/place/layout-like.ts';
import type { HasSchema } from '../../../types/schema/mark.ts';

import type { CheckOptions } from '../../../types/checkpoint/fit/options.ts';
import type { Tensors } from '../../../types/checkpoint/fit/tensors.ts';

import { BITS, type Dtype } from '../dtype/dtype.ts';
import { Header, type TensorInfo } from '../header/header.ts';
import { type Judge, judgeOf } from './fit.ts';
import { type FitIssue, issueMessage } from './issue.ts';
import type { Accepted, FitOptions } from './options.ts';

/** What a checkpoint of a layout holds: every path that owns storage, with element type and shape as literals. */
export type CheckpointOf<L, D extends Dtype = 'F32'> =
  [L, D] extends [HasSchema<infer S>, infer E extends string] ? Tensors<S, E> : never;

/** How a file is held against a layout; everything but `partial`, which would leave nothing certain. */
export interface SchemaOptions extends Omit<FitOptions, 'partial'> {
  /** The element types that the tensors may have; F32 if not given. */
  readonly dtype?: Dtype | readonly Dtype[] | undefined;
}
type DtypeOf<O> = O extends { readonly dtype: infer D } ? (D extends readonly (infer E)[] ? E : D) & Dtype : 'F32';

/** Maps that are no `Header` are looked at in full. */
const tensorsSchema = z.map(
  z.string(),
  z.object({
    dtype: z.enum(Object.keys(BITS) as Dtype[]), // Object.keys forgets which keys they are
    shape: z.array(z.union([z.int().nonnegative(), z.bigint().nonnegative()])),
    start: z.int().nonnegative(),
    end: z.int().nonnegative(),
  }),
);

/**
 * A zod schema made from a layout: it takes the header of a safetensors file and gives, for every path that owns storage, where the
 * file holds it; names, element types and shapes are literals of the inferred type. All problems are reported at once: missing,
 * unexpected, wrong shape, wrong dtype, each with its tensor as the issue's path and the nearest name.
 *
 * A tied position may be stored under its owner's name, under its own, or under both.
 *
 * @example
 * const schema = checkpointSchema(layout({ a: [2, 3] }));
 * const { a } = schema.parse(await readHeader('model.safetensors')); // a.shape is readonly [2, 3], to the compiler too
 * type Checkpoint = z.infer<typeof schema>;
 */
export function checkpointSchema<L extends LayoutLike, const O extends SchemaOptions>(
  layout: L,
  options?: SchemaOptions & O & CheckOptions<L, O, SchemaOptions>,
): z.ZodType<CheckpointOf<L, DtypeOf<O>>, ReadonlyMap<string, TensorInfo>> {
  const judge = judgeOf(layout, options ?? {}, acceptedOf(options?.dtype ?? 'F32'));
  return storedSchema(judge) as unknown as z.ZodType<CheckpointOf<L, DtypeOf<O>>, ReadonlyMap<string, TensorInfo>>; // fit is the twin of Tensors: the compiler cannot compare them
}

/** The element types that were listed, no others. */
function acceptedOf(dtype: Dtype | readonly Dtype[]): Accepted {
  const all = typeof dtype === 'string' ? [dtype] : dtype;
  const [native] = all;
  if (native === undefined) throw new TypeError('at least one element type was expected');
  return { native, whyNot: (found) => (all.includes(found) ? undefined : '') };
}

/** A schema that takes what a judge takes. */
export function storedSchema(judge: Judge): z.ZodType<unknown, ReadonlyMap<string, TensorInfo>> {
  const header = z.custom<ReadonlyMap<string, TensorInfo>>(
    (value) => value instanceof Map,
    'the header of a safetensors file was expected: a Map of tensors by name',
  );
  return header.transform((map, context): unknown => {
    const tensors = Header.is(map) ? map : checked(map, context);
    if (tensors === undefined) return z.NEVER;
    const { stored, issues } = judge(tensors);
    for (const misfit of issues) context.addIssue(issueOf(misfit));
    return issues.length > 0 ? z.NEVER : Object.fromEntries(stored);
  });
}

function checked(map: unknown, context: z.RefinementCtx): ReadonlyMap<string, TensorInfo> | undefined {
  const { success, data, error } = tensorsSchema.safeParse(map);
  if (success) return data;
  for (const { message, path } of error.issues) context.addIssue({ code: 'custom', message, path });
  return undefined;
}

/** The issue that zod itself would raise, and the misfit as its parameters. */
function issueOf(misfit: FitIssue): Parameters<z.RefinementCtx['addIssue']>[0] {
  const { problem, name, expected } = misfit;
  const shared = { message: issueMessage(misfit), params: misfit };
  switch (problem) {
    case 'missing':
      return { ...shared, code: 'invalid_type', expected: 'object', path: [name] };
    case 'unexpected':
      return { ...shared, code: 'unrecognized_keys', keys: [name], path: [name] };
    case 'wrong dtype':
      return { ...shared, code: 'invalid_value', values: [expected], path: [name, 'dtype'] };
    case 'given twice':
      return { ...shared, code: 'custom', path: [name] };
    case 'wrong shape':
      return { ...shared, code: 'custom', path: [name, 'shape'] };
  }
}
