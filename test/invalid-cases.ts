// Code that both halves must refuse with the same sentence. `code` is an expression. The comment `/*@*/` marks where
// the compiler must report its error. At run time the expression must throw the same sentence.
export interface InvalidCase {
  readonly what: string;
  readonly code: string;
  readonly says: string;
  /**
   * Whether the value has one of several types: then the compiler names the type below its sentence, and repeats it.
   */
  readonly again?: true;
}

const MAX = Number.MAX_SAFE_INTEGER;
const KEY =
  'a key must be one or more printable ASCII characters (except . [ ] * and the ' +
  'backslash), Greek or Latin-1 letters or subscript digits, found';

/** The cases by the kind of issue. */
export const invalidCasesOf: Readonly<Record<string, readonly InvalidCase[]>> = {
  Sizes: [
    {
      what: 'a negative dimension',
      code: 'layout({ /*@*/a: [2, -3] })',
      says: `'a': a dimension must be an integer from 0 to ${MAX}, found -3`,
    },
    {
      what: 'a fraction',
      code: 'layout({ b: { /*@*/a: [1.5] } })',
      says: `'b.a': a dimension must be an integer from 0 to ${MAX}, found 1.5`,
    },
    {
      what: 'an infinite dimension',
      code: 'layout({ /*@*/a: [1e999] })',
      says: `'a': a dimension must be an integer from 0 to ${MAX}, found Infinity`,
    },
    {
      what: 'a dimension past the safe maximum',
      code: 'layout({ /*@*/a: [9007199254740992] })',
      says: `'a': a dimension must be an integer from 0 to ${MAX}, found 9007199254740992`,
    },
    {
      what: 'a dimension in exponent form',
      code: 'layout({ /*@*/a: [1e21] })',
      says: `'a': a dimension must be an integer from 0 to ${MAX}, found 1e+21`,
    },
    {
      what: 'a shape at the root',
      code: 'layout(/*@*/[2, -1])',
      says: `the schema: a dimension must be an integer from 0 to ${MAX}, found -1`,
    },
    {
      what: 'a negative repeat count',
      code: 'layout({ /*@*/a: repeat(-1, [2]) })',
      says: `'a': a repeat count must be an integer from 0 to ${MAX}, found -1`,
    },
    {
      what: 'a fractional repeat count',
      code: 'layout({ /*@*/a: repeat(2.5, [2]) })',
      says: `'a': a repeat count must be an integer from 0 to ${MAX}, found 2.5`,
    },
    {
      what: 'a bad dimension in a repeat',
      code: 'layout({ /*@*/a: repeat(2, { w: [-1] }) })',
      says: `'a.0.w': a dimension must be an integer from 0 to ${MAX}, found -1`,
    },
    {
      what: 'a product past the safe maximum',
      code: 'layout({ /*@*/a: [94906267, 94906267] })',
      says:
        "'a': the product of its dimensions, with zeros counted as 1, must " +
        `be at most ${MAX}, found 9007199515875289`,
    },
    {
      what: 'a product past the safe maximum after a zero',
      code: 'layout({ /*@*/a: [0, 1099511627776, 1099511627776] })',
      says:
        "'a': the product of its dimensions, with zeros counted as 1, must be " +
        `at most ${MAX}, found 1208925819614629174706176`,
    },
    {
      what: 'a struct past the safe maximum',
      code: 'layout({ x: [1], /*@*/s: { a: [9007199254740991], b: [1] } })',
      says: `'s': its length must be at most ${MAX}, found 9007199254740992`,
    },
    {
      what: 'a layout past the safe maximum',
      code: 'layout(/*@*/{ a: [9007199254740991], b: [1] })',
      says: `the schema: its length must be at most ${MAX}, found 9007199254740992`,
    },
    {
      what: 'a repeat past the safe maximum',
      code: 'layout({ /*@*/a: repeat(3, [4503599627370496]) })',
      says: `'a': its length must be at most ${MAX}, found 13510798882111488`,
    },
    {
      what: 'a repeat of zero whose block is past the safe maximum',
      code: 'layout({ /*@*/a: repeat(0, repeat(4, [4503599627370496])) })',
      says: `'a.0': its length must be at most ${MAX}, found 18014398509481984`,
    },
  ],
  'Keys and nodes': [
    { what: 'a dot in a key', code: "layout({ /*@*/'a.b': [1] })", says: `the schema: ${KEY} 'a.b'` },
    { what: 'an empty key', code: "layout({ x: { /*@*/'': [1] } })", says: `'x': ${KEY} ''` },
    { what: 'a bracket in a key', code: "layout({ /*@*/'a[0]': [1] })", says: `the schema: ${KEY} 'a[0]'` },
    { what: 'a key of other letters', code: 'layout({ /*@*/重み: [1] })', says: `the schema: ${KEY} '重み'` },
    {
      what: 'the micro sign in a key',
      code: 'layout({ /*@*/\u00b5_0: [1] })',
      says: `the schema: ${KEY} '\u00b5_0'; write 'μ' (U+03BC) for U+00B5`,
    },
    {
      what: 'the ohm sign in a key',
      code: 'layout({ /*@*/\u2126: [1] })',
      says: `the schema: ${KEY} '\u2126'; write 'Ω' (U+03A9) for U+2126`,
    },
    {
      what: 'a combining mark in a key',
      code: "layout({ b: { /*@*/'caf\u0065\u0301': [1] } })",
      says: `'b': ${KEY} 'cafe\u0301'; write 'é' (U+00E9) for U+0065 U+0301`,
    },
    {
      what: 'two combining marks in a key',
      code: "layout({ /*@*/'\u03b9\u0308\u0301': [1] })",
      says: `the schema: ${KEY} '\u03b9\u0308\u0301'; write 'ΐ' (U+0390) for U+03B9 U+0308 U+0301`,
    },
    {
      what: 'a combining mark that no letter has',
      code: "layout({ /*@*/'x\u0302': [1] })",
      says: `the schema: ${KEY} 'x\u0302'; write a letter and its mark as one character, such as 'é' (U+00E9)`,
    },
    {
      what: 'a sign of multiplication in a key',
      code: "layout({ /*@*/'2×2': [1] })",
      says: `the schema: ${KEY} '2×2'`,
    },
    {
      what: 'a Greek semicolon in a key',
      code: "layout({ /*@*/'a\u037e': [1] })",
      says: `the schema: ${KEY} 'a\u037e'; write ';' (U+003B) for U+037E`,
    },
    {
      what: 'a long key',
      code: `layout({ /*@*/${'k'.repeat(256)}: [1] })`,
      says: 'the schema: a key may have at most 255 characters, found 256',
    },
    {
      what: 'a control character in a key',
      code: "layout({ /*@*/'tab\\there': [1] })",
      says: 'a key must be one or more printable ASCII characters',
    },
    { what: 'a bad key in ordered', code: "layout({ /*@*/a: ordered(['x*', [1]]) })", says: `'a': ${KEY} 'x*'` },
    {
      what: 'a symbol key',
      code: 'layout({ a: { /*@*/[mark]: [1] } })',
      says: "'a': a key must be a string, found a symbol",
    },
    {
      what: 'a key beside those of a tie',
      code: "layout({ a: [2], b: { /*@*/c: { '.tied': 'a', x: [3] } } })",
      says: "'b.c': a marker may have only its own keys, found 'x'",
    },
    {
      what: 'a key beside those of a repeat',
      code: "layout({ /*@*/a: { '.repeat': 2, '.of': [3], '.off': 1 } })",
      says: "'a': a marker may have only its own keys, found '.off'",
    },
    {
      what: 'a key beside those of a tuple',
      code: "layout({ /*@*/a: { '.tuple': [[3]], w: [1] } })",
      says: "'a': a marker may have only its own keys, found 'w'",
    },
    {
      what: 'a key beside those of ordered',
      code: "layout({ /*@*/a: { '.ordered': [['w', [3]]], w: [1] } })",
      says: "'a': a marker may have only its own keys, found 'w'",
    },
    {
      what: 'a key beside those of a scope',
      code: "layout({ /*@*/a: { '.scope': [3], w: [1] } })",
      says: "'a': a marker may have only its own keys, found 'w'",
    },
    {
      what: 'two markers in one',
      code: "layout({ b: [2], /*@*/a: { '.tied': 'b', '.scope': [1] } })",
      says: "'a': a marker may have only its own keys, found '.scope'",
    },
    {
      what: 'a transpose that is false',
      code: "layout({ b: [2, 2], /*@*/a: { '.tied': 'b', '.transpose': false } })",
      says: "'a': '.transpose' must be true or absent, found false",
    },
    {
      what: 'a key given twice',
      code: "layout({ /*@*/a: ordered(['x', [1]], ['y', [1]], ['x', [2]]) })",
      says: "'a': the key 'x' is given twice",
    },
    {
      what: 'a mixed array',
      code: 'layout({ /*@*/a: [2, [3]] })',
      says: "'a': an array must hold only numbers or only schemas, found both",
    },
    {
      what: 'a string',
      code: "layout({ /*@*/a: 'no' })",
      says: "'a': a shape, a struct or a marker such as repeat(…) was expected, found string",
    },
    {
      what: 'null',
      code: 'layout({ a: { /*@*/b: null } })',
      says: "'a.b': a shape, a struct or a marker such as repeat(…) was expected, found null",
    },
    {
      what: 'undefined',
      code: 'layout({ /*@*/a: undefined })',
      says: "'a': a shape, a struct or a marker such as repeat(…) was expected, found undefined",
    },
    {
      what: 'a number',
      code: 'layout({ /*@*/a: 3 })',
      says: "'a': a shape, a struct or a marker such as repeat(…) was expected, found number",
    },
    {
      what: 'a function',
      code: 'layout({ /*@*/a: () => [3] })',
      says: "'a': a shape, a struct or a marker such as repeat(…) was expected, found function",
    },
    {
      what: 'a class',
      code: 'layout({ /*@*/a: class { b = [3] } })',
      says: "'a': a shape, a struct or a marker such as repeat(…) was expected, found function",
    },
    {
      what: 'a layout in a layout that is none',
      code: "layout({ w: layout({ /*@*/a: 'no' }) })",
      says: "'a': a shape, a struct or a marker such as repeat(…) was expected, found string",
    },
    {
      what: 'a layout that was spread',
      code: 'layout(/*@*/{ ...model, extra: [5] })',
      says: 'the schema: a struct was expected, found a spread layout; spread its .schema instead',
    },
    {
      what: 'one deeper in a schema',
      code: 'layout({ a: { /*@*/b: { ...other } } })',
      says: "'a.b': a struct was expected, found a spread layout; spread its .schema instead",
    },
    {
      what: 'one in a repeat',
      code: 'layout({ /*@*/a: repeat(2, { ...other, w: [3] }) })',
      says: "'a.0': a struct was expected, found a spread layout; spread its .schema instead",
    },
    {
      what: 'what only looks like a layout',
      code: "layout({ a: { schema: { w: [3] }, /*@*/fingerprint: 'x' } })",
      says: "'a.fingerprint': a shape, a struct or a marker such as repeat(…) was expected, found string",
    },
    {
      what: 'a string in a tuple',
      code: "layout({ a: [[2], /*@*/'no'] })",
      says: "'a.1': a shape, a struct or a marker such as repeat(…) was expected, found string",
    },
  ],
  Ties: [
    {
      what: 'an unknown path',
      code: "layout({ wte: [2], /*@*/b: tied('wto') })",
      says: "'b': tied to 'wto', but there is no 'wto'; did you mean 'wte'?",
    },
    {
      what: 'two near names',
      code: "layout({ wta: [2], wte: [2], /*@*/b: tied('wto') })",
      says: "'b': tied to 'wto', but there is no 'wto'; did you mean 'wta'?",
    },
    {
      what: 'two letters swapped',
      code: "layout({ a: { bias: [2] }, /*@*/b: tied('a.bais') })",
      says: "'b': tied to 'a.bais', but there is no 'bais' in 'a'; did you mean 'bias'?",
    },
    {
      what: 'no near name',
      code: "layout({ a: { bias: [2] }, /*@*/b: tied('a.weight') })",
      says: "'b': tied to 'a.weight', but there is no 'weight' in 'a'",
    },
    {
      what: 'a path below a leaf',
      code: "layout({ a: [2], /*@*/b: tied('a.weight') })",
      says: "'b': tied to 'a.weight', but there is no 'weight' in 'a', which is a leaf",
    },
    {
      what: 'an index past the end',
      code: "layout({ h: repeat(2, { w: [2] }), /*@*/b: tied('h.2.w') })",
      says: "'b': tied to 'h.2.w', but index 2 is out of range in 'h', which has 2 items",
    },
    {
      what: 'an index past a tuple',
      code: "layout({ h: [[2], [3]], /*@*/b: tied('h.2') })",
      says: "'b': tied to 'h.2', but index 2 is out of range in 'h', which has 2 items",
    },
    {
      what: 'a tie of a tie',
      code: "layout({ a: [2], b: tied('a'), /*@*/c: tied('b') })",
      says: "'c': tied to 'b', which is itself a tie; name the owner 'a'",
    },
    {
      what: 'a tie of a tie in a scope',
      code: "layout({ s: scope({ a: [2], b: tied('a') }), /*@*/c: tied('s.b') })",
      says: "'c': tied to 's.b', which is itself a tie; name the owner 's.a'",
    },
    {
      what: 'a path through a tie',
      code: "layout({ a: { w: [2] }, b: tied('a'), /*@*/c: tied('b.w') })",
      says: "'c': tied to 'b.w', a path through the tie 'b'; name the owner 'a.w'",
    },
    {
      what: 'a tie to itself',
      code: "layout({ /*@*/a: tied('a') })",
      says: "'a': tied to 'a', which is tied to itself",
    },
    {
      what: 'a tie to the struct around it',
      code: "layout({ a: { x: [1], /*@*/y: tied('a') } })",
      says: "'a.y': the tie to 'a' leads back to itself",
    },
    {
      what: 'a cycle through subtrees',
      code: "layout({ a: { /*@*/x: tied('b') }, b: { y: tied('a') } })",
      says: "'a.x': the tie to 'b' leads back to itself",
    },
    {
      what: 'a cycle through three subtrees',
      code: "layout({ a: { /*@*/x: tied('b.z') }, b: { z: { y: tied('c') } }, c: { v: [[1], tied('a')] } })",
      says: "'a.x': the tie to 'b.z' leads back to itself",
    },
    {
      what: 'a tie in a repeat to the repeat',
      code: "layout({ /*@*/h: repeat(2, { w: [1], x: tied('h.1') }) })",
      says: "'h.0.x': the tie to 'h.1' leads back to itself",
    },
    {
      what: 'a tie to a subtree that holds a cycle',
      code: "layout({ a: { /*@*/t: tied('a') }, o: tied('a') })",
      says: "'a.t': the tie to 'a' leads back to itself",
    },
    {
      what: 'a tie to a subtree that holds a cycle, within a marker',
      code: "layout({ /*@*/h: repeat(2, { s: { t: tied('h.1.s') }, o: tied('h.0.s') }) })",
      says: "'h.0.s.t': the tie to 'h.1.s' leads back to itself",
    },
    {
      what: 'a cycle in a scope',
      code: "layout({ o: [1], /*@*/s: scope({ a: { b: [[1], tied('a')] }, o: tied('a.b') }) })",
      says: "'s.a.b.1': the tie to 'a' leads back to itself",
    },
    {
      what: 'a transposed subtree with a tie to what holds the tie',
      code: "layout({ a: { x: tied('h') }, /*@*/h: repeat(0, { t: tied('a', { transpose: true }) }) })",
      says: "'h.0.t': tied transposed to 'a': a matrix was expected, found a subtree",
    },
    {
      what: 'a transposed vector',
      code: "layout({ a: [2], /*@*/b: tied('a', { transpose: true }) })",
      says: "'b': tied transposed to 'a': a matrix was expected, found a leaf of shape [2]",
    },
    {
      what: 'a transposed tensor',
      code: "layout({ a: [2, 3, 4], /*@*/b: tied('a', { transpose: true }) })",
      says: "'b': tied transposed to 'a': a matrix was expected, found a leaf of shape [2, 3, 4]",
    },
    {
      what: 'a transposed subtree',
      code: "layout({ a: { w: [2, 3] }, /*@*/b: tied('a', { transpose: true }) })",
      says: "'b': tied transposed to 'a': a matrix was expected, found a subtree",
    },
    { what: 'a tie at the root', code: "layout(/*@*/tied('a'))", says: "the schema: tied to 'a', but there is no 'a'" },
    {
      what: 'a tie to a path of several, one of which is missing',
      code: "layout({ wte: [2], /*@*/b: tied(other.length > 0 ? 'wto' : 'wte') })",
      says: "'b': tied to 'wto', but there is no 'wto'; did you mean 'wte'?",
    },
    {
      what: 'a tie that leaves its scope',
      code: "layout({ a: [2], /*@*/s: scope({ b: tied('a') }) })",
      says: "'s.b': tied to 'a', but there is no 'a'",
    },
  ],
  Slices: [
    {
      what: 'rows past the end',
      code: "layout({ qkv: [6, 2], /*@*/v: tied('qkv', { rows: [4, 7] }) })",
      says: "'v': '.rows' [4, 7] lies outside 'qkv', a leaf of shape [6, 2]",
    },
    {
      what: 'rows that end before they begin',
      code: "layout({ qkv: [6, 2], /*@*/v: tied('qkv', { rows: [4, 2] }) })",
      says: "'v': '.rows' [4, 2] lies outside 'qkv', a leaf of shape [6, 2]",
    },
    {
      what: 'rows of a scalar',
      code: "layout({ s: [], /*@*/v: tied('s', { rows: [0, 0] }) })",
      says: "'v': '.rows' [0, 0] lies outside 's', a leaf of shape []",
    },
    {
      what: 'an index past the end of a leaf',
      code: "layout({ a: { m: [3, 2] }, b: { /*@*/row: tied('a.m', { at: [3] }) } })",
      says: "'b.row': '.at' [3] lies outside 'a.m', a leaf of shape [3, 2]",
    },
    {
      what: 'more indices than dimensions',
      code: "layout({ m: [3, 2], /*@*/e: tied('m', { at: [0, 0, 0] }) })",
      says: "'e': '.at' [0, 0, 0] lies outside 'm', a leaf of shape [3, 2]",
    },
    {
      what: 'a slice of a subtree',
      code: "layout({ m: { w: [3, 2] }, /*@*/e: tied('m', { at: [0] }) })",
      says: "'e': '.at' [0] lies outside 'm', a subtree",
    },
    {
      what: 'a slice of a scope',
      code: "layout({ m: scope([3]), /*@*/e: tied('m', { at: [] }) })",
      says: "'e': '.at' [] lies outside 'm', a subtree",
    },
    {
      what: 'a slice of a slice',
      code: "layout({ m: [4, 2], k: tied('m', { rows: [0, 2] }), /*@*/e: tied('k', { at: [0] }) })",
      says: "'e': tied to 'k', which is itself a tie; name the owner 'm'",
    },
    {
      what: 'a slice of a path that does not exist',
      code: "layout({ mat: [4, 2], /*@*/e: tied('mta', { rows: [0, 1] }) })",
      says: "'e': tied to 'mta', but there is no 'mta'; did you mean 'mat'?",
    },
    {
      what: 'a negative row',
      code: "layout({ m: [4, 2], /*@*/e: tied('m', { rows: [-1, 2] }) })",
      says: "'e': '.rows' must be an array of two indices, found [-1, 2]",
    },
    {
      what: 'rows as data that are not two',
      code: "layout({ m: [4, 2], /*@*/e: { '.tied': 'm', '.rows': [1] } })",
      says: "'e': '.rows' must be an array of two indices, found [1]",
    },
    {
      what: 'an index that is a fraction',
      code: "layout({ m: [4, 2], /*@*/e: tied('m', { at: [0.5] }) })",
      says: "'e': '.at' must be an array of indices, found [0.5]",
    },
    {
      what: 'an index as data without an array',
      code: "layout({ m: [4, 2], /*@*/e: { '.tied': 'm', '.at': 1 } })",
      says: "'e': '.at' must be an array of indices, found 1",
    },
    {
      what: 'two options of a tie',
      code: "layout({ m: [4, 2], /*@*/e: { '.tied': 'm', '.rows': [0, 1], '.at': [0] } })",
      says: "'e': a marker may have only its own keys, found '.at'",
    },
  ],
  Alignments: [
    {
      what: 'an alignment that is no power of two',
      code: 'layout({ /*@*/a: aligned(48, [3]) })',
      says: "'a': an alignment must be a power of two up to 1073741824, found 48",
    },
    {
      what: 'an alignment of zero',
      code: 'layout({ h: [[1], /*@*/aligned(0, { w: [3] })] })',
      says: "'h.1': an alignment must be a power of two up to 1073741824, found 0",
    },
    {
      what: 'an alignment that is too large',
      code: "layout({ /*@*/a: { '.aligned': 2147483648, '.of': [3] } })",
      says: "'a': an alignment must be a power of two up to 1073741824, found 2147483648",
    },
    {
      what: 'the option align with a number that is no power of two',
      code: 'layout({ a: [3] }, { /*@*/align: 12 })',
      says: 'an alignment must be a power of two up to 1073741824, found 12',
    },
    {
      what: 'a key beside those of aligned',
      code: "layout({ /*@*/a: { '.aligned': 4, '.of': [3], w: [1] } })",
      says: "'a': a marker may have only its own keys, found 'w'",
    },
    {
      what: 'an issue in aligned',
      code: "layout({ /*@*/a: aligned(4, { bias: [3], h: repeat(2, { t: tied('a.bais') }) }) })",
      says: "'a.h.0.t': tied to 'a.bais', but there is no 'bais' in 'a'; did you mean 'bias'?",
    },
    {
      what: 'an issue in a schema that layout aligns',
      code: 'layout({ a: { /*@*/w: [-3] } }, { align: 4 })',
      says: "'a.w': a dimension must be an integer from 0 to 9007199254740991, found -3",
    },
    {
      what: 'a leaf that is too long with its pad',
      code: 'layout({ /*@*/a: aligned(64, { w: { b: [9007199254740990] } }) })',
      says: "'a.w.b': its length must be at most 9007199254740991, found 9007199254740992",
    },
    {
      what: 'a schema that the option makes too long',
      code: 'layout(/*@*/{ a: [9007199254740984], b: [1] }, { align: 8 })',
      says: 'the schema: its length must be at most 9007199254740991, found 9007199254740992',
    },
    {
      what: 'blocks that are too long with the pads between them',
      code: 'layout({ /*@*/h: repeat(9007199254, { a: aligned(1048576, [1]) }) })',
      says: "'h': its length must be at most 9007199254740991, found 9444732964962304",
    },
  ],
  Paths: [
    {
      what: 'an index past a repeat',
      code: "model.at(/*@*/'h.12.ln.bias')",
      says: "index 12 is out of range in 'h', which has 12 items",
    },
    {
      what: 'a misspelt segment',
      code: "model.at(/*@*/'h.3.lm.bias')",
      says: "there is no 'lm' in 'h.3'; did you mean 'ln'?",
    },
    { what: 'a misspelt first segment', code: "model.at(/*@*/'hh')", says: "there is no 'hh'; did you mean 'h'?" },
    { what: 'another letter, which is near to no name', code: "model.at(/*@*/'x')", says: "there is no 'x'" },
    { what: 'an empty path', code: "model.at(/*@*/'')", says: "there is no ''; did you mean 'h'?" },
    { what: 'a path that ends in a dot', code: "model.at(/*@*/'h.3.')", says: "there is no '' in 'h.3'" },
    { what: 'an index with a leading zero', code: "model.at(/*@*/'h.03.ln')", says: "there is no '03' in 'h'" },
    {
      what: 'a path below a leaf in at',
      code: "model.at(/*@*/'h.3.ln.bias.x')",
      says: "there is no 'x' in 'h.3.ln.bias', which is a leaf",
    },
    { what: 'a path below a tied leaf', code: "model.at(/*@*/'t.x')", says: "there is no 'x' in 't', which is a leaf" },
    { what: 'a path below a tied subtree', code: "model.at(/*@*/'u.x')", says: "there is no 'x' in 'u'" },
    {
      what: 'a path of several, one of which is missing',
      again: true,
      code: "model.at(/*@*/other.length > 0 ? 'hh' : 'h.3')",
      says: "there is no 'hh'; did you mean 'h'?",
    },
    {
      what: 'such a path in sub',
      again: true,
      code: "model.sub(/*@*/other.length > 0 ? 'h.12' : 'h.3')",
      says: "index 12 is out of range in 'h', which has 12 items",
    },
    {
      what: 'an index in another base',
      code: "layout({ h: repeat(100, [2]) }).at(/*@*/'h.0x1')",
      says: "there is no '0x1' in 'h'",
    },
    {
      what: 'an index in another base of a tie',
      code: "layout({ h: repeat(100, [2]), /*@*/t: tied('h.0b1') })",
      says: "'t': tied to 'h.0b1', but there is no '0b1' in 'h'",
    },
    {
      what: 'an unknown path in viewAt',
      code: "model.viewAt(model.zeros(), /*@*/'h.3.ln.bais')",
      says: "there is no 'bais' in 'h.3.ln'; did you mean 'bias'?",
    },
    {
      what: 'a leaf in sub',
      code: "model.sub(/*@*/'h.3.ln.bias')",
      says: "'h.3.ln.bias' must be a subtree, found a leaf; use viewAt",
    },
    {
      what: 'a tie that leads out of a sub',
      code: "layout({ a: [1], b: { c: tied('a') } }).sub(/*@*/'b')",
      says: "'b.c': tied to 'a', which is outside 'b'; so 'b' cannot be a layout",
    },
    {
      what: 'several ties that lead out of a sub',
      code: "layout({ o: [1], p: [1], s: ordered(['x', tied('o')], ['a', tied('p')]) }).sub(/*@*/'s')",
      says: "'s.a': tied to 'p', which is outside 's'; so 's' cannot be a layout",
    },
  ],
  Parts: [
    {
      what: 'a leaf',
      code: "part(model, model.zeros(), /*@*/'h.3.ln.bias')",
      says: "'h.3.ln.bias' must be a subtree, found a leaf; use viewAt",
    },
    {
      what: 'a tied leaf',
      code: "part(model, model.zeros(), /*@*/'t')",
      says: "'t' must be a subtree, found a leaf; use viewAt",
    },
    {
      what: 'an unknown path',
      code: "part(model, model.zeros(), /*@*/'h.3.lm')",
      says: "there is no 'lm' in 'h.3'; did you mean 'ln'?",
    },
    {
      what: 'an index past the end',
      code: "part(model, model.zeros(), /*@*/'h.12')",
      says: "index 12 is out of range in 'h', which has 12 items",
    },
    {
      what: 'a tie that leads out',
      code: "part(layout({ a: [1], b: { c: tied('a') } }), new Float32Array(1), /*@*/'b')",
      says: "'b.c': tied to 'a', which is outside 'b'; so 'b' cannot be a layout",
    },
  ],
  'Flat arrays': [
    {
      what: 'a flat array of another length',
      code: 'model.view(/*@*/other.zeros())',
      says: 'a flat array of length 72 was expected, found one of 71',
    },
    {
      what: 'an array of another length for asFlat',
      code: 'asFlat(model, /*@*/other.zeros())',
      says: 'a flat array of length 72 was expected, found one of 71',
    },
    {
      what: 'a flat array of another length for part',
      code: "part(model, /*@*/other.zeros(), 'h')",
      says: 'a flat array of length 72 was expected, found one of 71',
    },
    {
      what: 'a flat array of another length for owners',
      code: 'owners(model, /*@*/other.zeros()).next()',
      says: 'a flat array of length 72 was expected, found one of 71',
    },
    {
      what: 'zeros of BigInts',
      code: 'model.zeros(/*@*/BigInt64Array)',
      says: 'a constructor of arrays of numbers was expected, found BigInt64Array',
    },
    {
      what: 'shared zeros of BigInts',
      code: 'model.zeros(/*@*/BigUint64Array, { shared: true })',
      says: 'a constructor of arrays of numbers was expected, found BigUint64Array',
    },
    {
      what: 'a view of BigInts',
      code: 'model.view(new ArrayBuffer(576), 0, /*@*/BigInt64Array)',
      says: 'a constructor of arrays of numbers was expected, found BigInt64Array',
    },
    {
      what: 'a byte offset beside a typed array',
      code: 'model.view(model.zeros(), /*@*/4)',
      says: 'a buffer was expected with a byte offset or a type, found Float32Array; pass its buffer',
    },
    {
      what: 'a type beside a typed array',
      code: 'model.view(model.zeros(Int16Array), undefined, /*@*/Float64Array)',
      says: 'a buffer was expected with a byte offset or a type, found Int16Array; pass its buffer',
    },
    {
      what: 'the same in leaves',
      code: 'model.leaves(model.zeros(), /*@*/4).next()',
      says: 'a buffer was expected with a byte offset or a type, found Float32Array; pass its buffer',
    },
    {
      what: 'a view of one scalar',
      code: 'layout([]).view(/*@*/new Float32Array(1))',
      says: 'a layout of one scalar has no view, because a scalar needs a parent',
    },
    {
      what: 'a view of one scalar in scopes',
      code: 'layout(scope(layout([]))).view(/*@*/new ArrayBuffer(4))',
      says: 'a layout of one scalar has no view, because a scalar needs a parent',
    },
  ],
  Labels: [
    {
      what: 'a label of an unknown path',
      code: "indexOf(model, /*@*/'h[1].lm.bias[0]')",
      says: "there is no 'lm' in 'h.1'; did you mean 'ln'?",
    },
    {
      what: 'a label of a block that does not exist',
      code: "indexOf(model, /*@*/'h[12]')",
      says: "index 12 is out of range in 'h', which has 12 items",
    },
    {
      what: 'a label with an index out of range',
      code: "indexOf(model, /*@*/'u.ln.bias[3]')",
      says: "an index below 3 was expected in dimension 0 of 'u.ln.bias', found '3'",
    },
    {
      what: 'a label with too many indices',
      code: "indexOf(model, /*@*/'t[0,1]')",
      says: "a label in 't' takes one index for each dimension of its shape [3], found 't[0,1]'",
    },
    {
      what: 'a text that is no label',
      code: "indexOf(model, /*@*/'t[0')",
      says: "with the indices of one element in brackets at its end, such as 'h.0.w[2,1]'; found 't[0'",
    },
  ],
  Shards: [
    {
      what: 'no shards',
      code: 'shard(model, /*@*/0)',
      says: 'the number of shards must be an integer of at least 1, found 0',
    },
    {
      what: 'a fraction of a shard',
      code: 'shardRows(model, /*@*/1.5)',
      says: 'the number of shards must be an integer of at least 1, found 1.5',
    },
    {
      what: 'an alignment of no elements',
      code: 'shard(model, 2, { /*@*/align: -4 })',
      says: 'align must be an integer of at least 1, found -4',
    },
    {
      what: 'rows with a transposed tie',
      code: "shardRows(/*@*/layout({ h: repeat(2, { w: [2, 3] }), t: tied('h.0.w', { transpose: true }) }), 2)",
      says:
        "'t': tied transposed to 'h.0.w'; shardRows cuts 'h.0.w' into " +
        'rows, which are columns here; use shard instead',
    },
    {
      what: 'rows with a tie to rows',
      code: "shardRows(/*@*/layout({ w: [4, 3], t: tied('w', { rows: [0, 2] }) }), 2)",
      says: "'t': tied to rows of 'w'; shardRows gives these rows to several ranks; use shard instead",
    },
    {
      what: 'rows with a transposed tie in a scope',
      code: "shardRows(/*@*/layout({ z: repeat(2, [scope({ w: [2, 3], t: tied('w', { transpose: true }) })]) }), 2)",
      says:
        "'z.0.0.t': tied transposed to 'w'; shardRows cuts 'w' into rows, " +
        'which are columns here; use shard instead',
    },
  ],
};
export const refusals: readonly InvalidCase[] = Object.values(invalidCasesOf).flat();

/** What the cases stand on, as source. */
export const preamble = `
const mark: unique symbol = Symbol('mark');
const model = layout({ h: repeat(12, { ln: { weight: [3], bias: [3] } }), t: tied('h.0.ln.bias'), u: tied('h.1') });
const other = layout({ a: [71] });
`;
