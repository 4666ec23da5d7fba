import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillIn, parsePattern, wildcardsOf } from '../src/place/pattern.ts';

describe('patterns of names', () => {
  it.each([
    ['a.b', 'a.b', true],
    ['a.b', 'a.c', false],
    ['a.b', 'a.b.c', false],
    ['', '', true],
    ['*', 'a', true],
    ['*', 'a.b', false],
    ['h.*.attn.bias', 'h.11.attn.bias', true],
    ['h.*.attn.bias', 'h.1.1.attn.bias', false],
    ['h*', 'h', true],
    ['h*.w', 'h12.w', true],
    ['*a*b*', 'xxabxxb', true],
    ['a*a', 'a', false],
    ['**', '', true],
    ['**', 'a.b.c', true],
    ['h.**', 'h', true],
    ['h.**', 'h.0.w', true],
    ['h.**', 'hh.0.w', false],
    ['**.bias', 'bias', true],
    ['**.bias', 'a.b.bias', true],
    ['**.bias', 'a.bias.b', false],
    ['a.**.b.**.c', 'a.b.c', true],
    ['a.**.b.**.c', 'a.x.b.y.z.c', true],
    ['a.**.b.**.c', 'a.x.c', false],
    ['**.a.*.b', 'a.a.a.b', true],
    ['a+b(c)|d', 'a+b(c)|d', true], // nothing else has a meaning
    ['a?c', 'abc', false],
  ])('the pattern %s matches the name %s or does not, as expected', (text, name, expected) => {
    expect(parsePattern(text).matches(name)).toBe(expected);
    expect(parsePattern(text).capture(name) !== undefined).toBe(expected);
  });

  it('a pattern returns what its named wildcards matched', () => {
    const found = parsePattern('transformer.h{i}.{**rest}.w{x}-{y}').capture('transformer.h3.attn.c.w1-2-3');
    expect([...(found ?? [])]).toEqual([
      ['i', '3'],
      ['rest', 'attn.c'],
      ['x', '1'],
      ['y', '2-3'],
    ]);
    expect(fillIn('blocks.{i}.{rest}.{y}.{z}', found ?? new Map())).toBe('blocks.3.attn.c.2-3.{z}');
    expect(wildcardsOf('a.{i}.{rest}{ no }')).toEqual(['i', 'rest']);
    expect(parsePattern('a.{**rest}').capture('a.b.c')?.get('rest')).toBe('b.c');
    expect(parsePattern('{**rest}').capture('a')?.get('rest')).toBe('a');
    expect(parsePattern('a.{**none}.b').capture('a.b')?.get('none')).toBe('');
  });

  it('a pattern without a meaning is refused', () => {
    expect(() => parsePattern('a.b**.c')).toThrow(
      "'**' must be a segment of its own in the pattern 'a.b**.c', found 'b**'",
    );
    expect(() => parsePattern('{i}.{i}')).toThrow("the pattern '{i}.{i}' names its wildcard 'i' twice");
  });

  it('a pattern matches the names that the same regular expression matches', () => {
    const segment = fc
      .string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 4 })
      .map((text) => text.replace(/\*+/g, '*'));
    const texts = fc.array(fc.oneof(segment, fc.constant('**')), { minLength: 1, maxLength: 5 });
    const names = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 4 }), {
      minLength: 1,
      maxLength: 6,
    });
    const source = (parts: readonly string[]): string =>
      parts
        .map((part, i) =>
          part === '**' ?
            i === 0 ?
              '(?:[^.]*\\.)*'
            : '(?:\\.[^.]*)*'
          : `${i === 0 || (i === 1 && parts[0] === '**') ? '' : '\\.'}${part.replaceAll('*', '[^.]*')}`,
        )
        .join('');
    fc.assert(
      fc.property(texts, names, (parts, segments) => {
        fc.pre(!parts.includes('**') || parts.indexOf('**') === parts.lastIndexOf('**'));
        const expected =
          parts.length === 1 && parts[0] === '**' ? true : new RegExp(`^${source(parts)}$`).test(segments.join('.'));
        expect(parsePattern(parts.join('.')).matches(segments.join('.'))).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('a pattern takes time linear in the product of both lengths', () => {
    const name = `${'a.'.repeat(20_000)}b`;
    expect(parsePattern('**.a.**.a.**.a.**.a.**.a.**.c').matches(name)).toBe(false);
    expect(parsePattern(`${'*a'.repeat(50)}c`).matches('a'.repeat(100_000))).toBe(false);
  });
});
