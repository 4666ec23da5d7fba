import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { fromJSON, layout, ordered, repeat, scope, tied, tuple } from '../../src/index.ts';
import { layoutJsonSchema } from '../../src/zod/index.ts';

const model = layout({
  wte: [5, 2],
  h: repeat(2, { bias: [2] }),
  list: [[2], { w: [3] }],
  o: ordered(['z', [1]], ['a', [2]]),
  s: scope({ x: [2], y: tied('x') }),
  t: tuple([4]),
  head: tied('wte', { transpose: true }),
});

/** The one issue that a schema reports. */
function issueOf(schema: z.ZodType, value: unknown): { code: string; path: PropertyKey[]; message: string } {
  const { error } = schema.safeParse(value);
  expect(error?.issues).toHaveLength(1);
  return error?.issues[0] as z.core.$ZodIssue;
}

/** What `fromJSON` throws. */
function thrownFor(json: unknown, like?: typeof model): TypeError {
  try {
    if (like === undefined) fromJSON(json);
    else fromJSON(json, like);
  } catch (error) {
    return error as TypeError;
  }
  throw new Error('fromJSON throws nothing');
}

describe('layoutJsonSchema', () => {
  it.each([
    ['text', JSON.stringify(model)],
    ['data', JSON.parse(JSON.stringify(model)) as unknown],
    ['what toJSON returns', model.toJSON()],
    ['data without a fingerprint', { schema: model.toJSON().schema }],
    ['the layout itself', model],
  ])('layoutJsonSchema gives the layout of %s', (_, json) => {
    const read = layoutJsonSchema().parse(json);
    expect(read.fingerprint).toBe(model.fingerprint);
    expect(read.slots).toEqual(model.slots);
    expect(layoutJsonSchema(model).parse(json).at('h.1.bias').offset).toBe(model.at('h.1.bias').offset);
  });

  it('layoutJsonSchema of a layout accepts another spelling of it', () => {
    const spelt = layout({ h: [{ w: [3] }, { w: [3] }] });
    const like = layout({ h: repeat(2, { w: [3] }) });
    expect(layoutJsonSchema(like).parse(spelt.toJSON()).at('h.1.w').offset).toBe(3);
  });

  it.each([
    ['text that is no JSON', '{"schema":'],
    ['text of something else', '[1, 2]'],
    ['text that is null', 'null'],
    ['nothing', undefined],
    ['null', null],
    ['a number', 5],
    ['an object without a schema', { fingerprint: model.fingerprint }],
    ['a fingerprint that is no text', { schema: { a: [2] }, fingerprint: 5 }],
    ['a fingerprint of another schema', { schema: { a: [2] }, fingerprint: model.fingerprint }],
  ])('layoutJsonSchema refuses %s as fromJSON does, with an empty path', (_, json) => {
    const { message } = thrownFor(json);
    expect(issueOf(layoutJsonSchema(), json)).toEqual({ code: 'custom', path: [], message });
    expect(issueOf(layoutJsonSchema(model), json)).toEqual({ code: 'custom', path: [], message });
  });

  it.each<[string, unknown, string[]]>([
    ['the root', 5, []],
    ['a field', { a: { b: [2, -3] } }, ['a', 'b']],
    ['an item of a list', { a: [[2], [-1]] }, ['a', '1']],
    ['a repeat', { h: { '.repeat': 2, '.of': { w: ['x'] } } }, ['h', '0', 'w', '0']],
    ['an ordered field', { '.ordered': [['z', { w: [1.5] }]] }, ['z', 'w']],
    ['a scope', { s: { '.scope': { x: { '.tied': 'y' } } } }, ['s', 'x']],
    ['a tie', { a: [2], b: { '.tied': 'c' } }, ['b']],
  ])('layoutJsonSchema names the path of an error in the schema: %s', (_, schema, path) => {
    const { message } = thrownFor({ schema });
    const expected = { code: 'custom', path: ['schema', ...path], message, params: { path: path.join('.') } };
    expect(issueOf(layoutJsonSchema(), { schema })).toEqual(expected);
    expect(issueOf(layoutJsonSchema(), JSON.stringify({ schema }))).toEqual(expected);
  });

  it('layoutJsonSchema of a layout refuses JSON of another one', () => {
    const other = layout({ wte: [5, 3] });
    const { message } = thrownFor(other.toJSON(), model);
    expect(message).toBe(`a layout with fingerprint ${model.fingerprint} was expected, found ${other.fingerprint}`);
    expect(issueOf(layoutJsonSchema(model), other.toJSON())).toEqual({ code: 'custom', path: [], message });
    expect(issueOf(layoutJsonSchema(model), JSON.stringify(other)).message).toBe(message);
  });

  it('layoutJsonSchema refuses to be made with something that is no layout', () => {
    for (const like of [{}, null, 'wte', { schema: { a: [2] } }, { ...model }])
      expect(() => layoutJsonSchema(like as typeof model)).toThrow(TypeError);
  });

  it('layoutJsonSchema stands in other schemas, whose paths come before its own', () => {
    const config = z.object({
      steps: z.int(),
      models: z.array(layoutJsonSchema()),
      best: layoutJsonSchema().optional(),
    });
    const good = config.parse({ steps: 3, models: [{ schema: [2] }, JSON.stringify(model)] });
    expect(good.models.map(({ length }) => length)).toEqual([2, model.length]);
    expect(good.best).toBeUndefined();
    const { error } = config.safeParse({ steps: 1.5, models: [{ schema: { a: { w: [-1] } } }, {}] });
    expect(error?.issues.map(({ path }) => path)).toEqual([
      ['steps'],
      ['models', 0, 'schema', 'a', 'w'],
      ['models', 1],
    ]);
  });

  it('layoutJsonSchema lets no later check see a layout that there is not', async () => {
    let runs = 0;
    const counted = layoutJsonSchema().refine(() => ++runs > 0);
    expect(issueOf(counted, 'x').path).toEqual([]);
    expect(counted.parse('{"schema":[2]}').length).toBe(2);
    expect((await counted.safeParseAsync('x')).success).toBe(false);
    expect(runs).toBe(1);
  });

  it('layoutJsonSchema passes on what a property of the data throws', () => {
    const data = {
      get schema(): never {
        throw new RangeError('not now');
      },
    };
    expect(() => layoutJsonSchema().safeParse(data)).toThrow(new RangeError('not now'));
  });
});
