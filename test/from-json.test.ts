import { describe, expect, it } from 'vitest';
import { fromJSON, layout, repeat, scope, tied } from '../src/index.ts';

const model = layout({ w: [2, 3], h: repeat(2, scope({ a: [1], b: tied('a') })), t: tied('w', { transpose: true }) });
const text = JSON.stringify(model);

describe('fromJSON', () => {
  it('fromJSON takes text, parsed data, a schema without a fingerprint, and a layout', () => {
    for (const json of [text, JSON.parse(text), { schema: model.schema }, model.toJSON(), model]) {
      expect(fromJSON(json).fingerprint).toBe(model.fingerprint);
    }
    const length: 8 = fromJSON(text, model).length;
    expect(length).toBe(8);
  });

  it('fromJSON reads the key __proto__ as a field', () => {
    const odd = layout({ ['__proto__']: { w: [1] } });
    const again = fromJSON(JSON.stringify(odd));
    expect(again.slots[0]?.path).toBe('__proto__.w');
    expect(again.fingerprint).toBe(odd.fingerprint);
  });

  const expected = 'a layout as JSON was expected';
  it.each([
    ['an empty text', '', `${expected}, found text that is not JSON: `],
    ['a text cut off', text.slice(0, -5), `${expected}, found text that is not JSON: `],
    ['null', null, `${expected}: an object with a schema`],
    ['a number', '3', `${expected}: an object with a schema`],
    ['an array', '[]', `${expected}: an object with a schema`],
    ['bytes', new Uint8Array(3), `${expected}: an object with a schema`],
    ['nothing', undefined, `${expected}: an object with a schema`],
    ['no schema', '{"fingerprint":"0"}', `${expected}: an object with a schema`],
    [
      'a numeric fingerprint',
      { schema: { w: [1] }, fingerprint: 3 },
      `${expected}: its fingerprint must be a string, found number`,
    ],
    [
      'a fingerprint null',
      '{"schema":{"w":[1]},"fingerprint":null}',
      `${expected}: its fingerprint must be a string, found null`,
    ],
    [
      'a schema null',
      '{"schema":null}',
      'the schema: a shape, a struct or a marker such as repeat(…) was expected, found null',
    ],
    [
      'another fingerprint',
      { schema: { w: [1] }, fingerprint: '0123456789abcdef' },
      `the schema's fingerprint is ${layout({ w: [1] }).fingerprint}, but the JSON says 0123456789abcdef`,
    ],
  ])('fromJSON refuses %s', (_, json, says) => {
    expect(() => fromJSON(json)).toThrow(TypeError);
    expect(() => fromJSON(json)).toThrow(says);
  });

  it('fromJSON refuses the JSON of another layout, and names both fingerprints', () => {
    const other = layout({ w: [3, 2] });
    expect(() => fromJSON(text, other as never)).toThrow(
      `a layout with fingerprint ${other.fingerprint} was expected, found ${model.fingerprint}`,
    );
  });
});
