import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import * as z from 'zod';
import { fromJSON, layout, repeat, tied } from '../dist/src/index.js';
import type { AnyLayout, Layout } from '../dist/src/index.js';
import { checkpointValidator, readHeader } from '../dist/src/checkpoint/index.js';
import type {
  CheckpointIssue,
  CheckpointOf,
  CheckpointValidator,
  StandardSchemaV1,
  StoredTensor,
  TensorInfo,
} from '../dist/src/checkpoint/index.js';
import { checkpointSchema, layoutJsonSchema } from '../dist/src/zod/index.js';
import type { LayoutJson } from '../dist/src/zod/index.js';

const model = layout({ wte: { weight: [50257, 768] }, h: repeat(12, { b: [768] }), head: tied('wte.weight') });
const header = await readHeader('x');

// The validator has the same result type as the zod schema
const validator = checkpointValidator(model);
const schema = checkpointSchema(model);
type Checkpoint = StandardSchemaV1.InferOutput<typeof validator>;
expectType<CheckpointOf<typeof model>>({} as Checkpoint);
expectType<z.infer<typeof schema>>({} as Checkpoint);
// Past the end, and a tie, which owns nothing
expectType<false>({} as 'h.12.b' | 'head' extends keyof Checkpoint ? true : false);
expectType<ReadonlyMap<string, TensorInfo>>({} as StandardSchemaV1.InferInput<typeof validator>);
expectType<ReadonlyMap<string, TensorInfo>>({} as z.input<typeof schema>);
expectAssignable<StandardSchemaV1<ReadonlyMap<string, TensorInfo>, Checkpoint>>(validator);
expectAssignable<StandardSchemaV1>(validator);
expectNotAssignable<StandardSchemaV1<unknown, { readonly nothing: StoredTensor }>>(validator);
expectType<1>(validator['~standard'].version);
expectType<'paramlayout'>(validator['~standard'].vendor);

// Its result comes at once, and one of both members tells which it is
const result = validator['~standard'].validate(header);
if (result.issues === undefined) {
  expectType<Checkpoint>(result.value);
  expectType<readonly [50257, 768]>(result.value['wte.weight'].shape);
  expectType<'F32'>(result.value['h.11.b'].dtype);
} else {
  expectType<readonly CheckpointIssue[]>(result.issues);
  expectType<undefined>(result.value);
}

// What is not known, or only as a type parameter
const loose = checkpointValidator(fromJSON('{}'));
expectType<CheckpointValidator<{ readonly [name: string]: StoredTensor }>>(loose);
const n: number = 3;
const open = checkpointValidator(layout({ a: [n, 4] }));
expectType<readonly [number, 4]>(({} as StandardSchemaV1.InferOutput<typeof open>).a.shape);
const empty = checkpointValidator(layout({}));
expectType<{}>({} as StandardSchemaV1.InferOutput<typeof empty>);
function generic<L extends AnyLayout>(some: L): CheckpointValidator<CheckpointOf<L>> {
  return checkpointValidator(some);
}
expectType<CheckpointValidator<Checkpoint>>(generic(model));
// Where the type of the result is already given
expectAssignable<z.ZodType<Checkpoint>>(checkpointSchema(model));
expectAssignable<StandardSchemaV1<ReadonlyMap<string, TensorInfo>, Checkpoint>>(checkpointValidator(model));

// Options: those of checkpointSchema
const two = checkpointValidator(model, { dtype: ['F16', 'BF16'], prefix: 'm.', ignore: ['**.mask'], extra: 'ignore' });
expectType<'F16' | 'BF16'>(({} as StandardSchemaV1.InferOutput<typeof two>)['h.0.b'].dtype);
expectError(checkpointValidator(model, { dtype: 'f32' }));
expectError(checkpointValidator(model, { names: { a: 'nothing' } }));
expectError(checkpointValidator(model, { partial: true }));
expectError(checkpointValidator(model, { prefx: 'm.' }));
expectError(checkpointValidator({ a: [2] }));
checkpointValidator(model, { names: { 'blocks.{i}.b': 'h.{i}.b' } });

// A layout's own JSON
const json = layoutJsonSchema();
expectType<Layout<unknown>>(json.parse('{}'));
expectType<LayoutJson>({} as z.input<typeof json>);
expectAssignable<LayoutJson>(model.toJSON());
expectAssignable<LayoutJson>({ schema: { a: [2] } });
expectNotAssignable<LayoutJson>({ fingerprint: '' });
expectNotAssignable<LayoutJson>(5);
const like = layoutJsonSchema(model);
expectType<typeof model>(like.parse('{}'));
expectType<typeof model>({} as z.infer<typeof like>);
expectType<768>(like.parse('{}').view(model.zeros()).h[11].b.length);
const config = z.object({ steps: z.number(), model: like, any: layoutJsonSchema().optional() });
expectType<typeof model>(config.parse({}).model);
expectType<Layout<unknown> | undefined>(config.parse({}).any);
expectError(layoutJsonSchema({ schema: [2] }));
expectError(layoutJsonSchema(undefined, model));
function typed<L extends AnyLayout>(some: L): z.ZodType<L, LayoutJson> {
  return layoutJsonSchema(some);
}
expectType<typeof model>(typed(model).parse('{}'));
