// No twin in src: key.ts computes these spellings by `String.prototype.normalize`.

/** `; write 'é' (U+00E9) for U+0065 U+0301` for the first character of a key that has another spelling, or ''. */
export type SuggestSpelling<K extends string> = SpellingOfFirst<`${K}aa`>;
// Looks at three characters at a time. The caller appends `aa`, so that there are three from the last of the key on.
type SpellingOfFirst<S extends string> =
  S extends `${infer A}${infer B}${infer C}${infer R}` ?
    `${A}${B}${C}` extends infer T extends keyof Spelled ? WriteSpelling<T>
    : `${A}${B}` extends infer T extends keyof Spelled ? WriteSpelling<T>
    : A extends keyof Spelled ? WriteSpelling<A>
    : A extends Mark ? "; write a letter and its mark as one character, such as 'é' (U+00E9)"
    : SpellingOfFirst<`${B}${C}${R}`>
  : '';
type WriteSpelling<T extends keyof Spelled> = `; write ${Spelled[T]}`;

/**
 * The texts that normal form C turns into one allowed character, and the micro sign. src/schema/key.ts computes the
 * same.
 */
// prettier-ignore
interface Spelled {
  '\u00b5': "'μ' (U+03BC) for U+00B5"; '\u037e': "';' (U+003B) for U+037E"; '\u1f71': "'ά' (U+03AC) for U+1F71";
    '\u1f73': "'έ' (U+03AD) for U+1F73";
  '\u1f75': "'ή' (U+03AE) for U+1F75"; '\u1f77': "'ί' (U+03AF) for U+1F77"; '\u1f79': "'ό' (U+03CC) for U+1F79";
    '\u1f7b': "'ύ' (U+03CD) for U+1F7B";
  '\u1f7d': "'ώ' (U+03CE) for U+1F7D"; '\u1fbb': "'Ά' (U+0386) for U+1FBB"; '\u1fbe': "'ι' (U+03B9) for U+1FBE";
    '\u1fc9': "'Έ' (U+0388) for U+1FC9";
  '\u1fcb': "'Ή' (U+0389) for U+1FCB"; '\u1fd3': "'ΐ' (U+0390) for U+1FD3"; '\u1fdb': "'Ί' (U+038A) for U+1FDB";
    '\u1fe3': "'ΰ' (U+03B0) for U+1FE3";
  '\u1feb': "'Ύ' (U+038E) for U+1FEB"; '\u1fef': "'`' (U+0060) for U+1FEF"; '\u1ff9': "'Ό' (U+038C) for U+1FF9";
    '\u1ffb': "'Ώ' (U+038F) for U+1FFB";
  '\u2126': "'Ω' (U+03A9) for U+2126"; '\u212a': "'K' (U+004B) for U+212A"; '\u212b': "'Å' (U+00C5) for U+212B";
    'A\u0300': "'À' (U+00C0) for U+0041 U+0300";
  'A\u0301': "'Á' (U+00C1) for U+0041 U+0301"; 'A\u0302': "'Â' (U+00C2) for U+0041 U+0302";
    'A\u0303': "'Ã' (U+00C3) for U+0041 U+0303";
  'A\u0308': "'Ä' (U+00C4) for U+0041 U+0308"; 'A\u030a': "'Å' (U+00C5) for U+0041 U+030A";
    'A\u0340': "'À' (U+00C0) for U+0041 U+0340";
  'A\u0341': "'Á' (U+00C1) for U+0041 U+0341"; 'C\u0327': "'Ç' (U+00C7) for U+0043 U+0327";
    'E\u0300': "'È' (U+00C8) for U+0045 U+0300";
  'E\u0301': "'É' (U+00C9) for U+0045 U+0301"; 'E\u0302': "'Ê' (U+00CA) for U+0045 U+0302";
    'E\u0308': "'Ë' (U+00CB) for U+0045 U+0308";
  'E\u0340': "'È' (U+00C8) for U+0045 U+0340"; 'E\u0341': "'É' (U+00C9) for U+0045 U+0341";
    'I\u0300': "'Ì' (U+00CC) for U+0049 U+0300";
  'I\u0301': "'Í' (U+00CD) for U+0049 U+0301"; 'I\u0302': "'Î' (U+00CE) for U+0049 U+0302";
    'I\u0308': "'Ï' (U+00CF) for U+0049 U+0308";
  'I\u0340': "'Ì' (U+00CC) for U+0049 U+0340"; 'I\u0341': "'Í' (U+00CD) for U+0049 U+0341";
    'N\u0303': "'Ñ' (U+00D1) for U+004E U+0303";
  'O\u0300': "'Ò' (U+00D2) for U+004F U+0300"; 'O\u0301': "'Ó' (U+00D3) for U+004F U+0301";
    'O\u0302': "'Ô' (U+00D4) for U+004F U+0302";
  'O\u0303': "'Õ' (U+00D5) for U+004F U+0303"; 'O\u0308': "'Ö' (U+00D6) for U+004F U+0308";
    'O\u0340': "'Ò' (U+00D2) for U+004F U+0340";
  'O\u0341': "'Ó' (U+00D3) for U+004F U+0341"; 'U\u0300': "'Ù' (U+00D9) for U+0055 U+0300";
    'U\u0301': "'Ú' (U+00DA) for U+0055 U+0301";
  'U\u0302': "'Û' (U+00DB) for U+0055 U+0302"; 'U\u0308': "'Ü' (U+00DC) for U+0055 U+0308";
    'U\u0340': "'Ù' (U+00D9) for U+0055 U+0340";
  'U\u0341': "'Ú' (U+00DA) for U+0055 U+0341"; 'Y\u0301': "'Ý' (U+00DD) for U+0059 U+0301";
    'Y\u0341': "'Ý' (U+00DD) for U+0059 U+0341";
  'a\u0300': "'à' (U+00E0) for U+0061 U+0300"; 'a\u0301': "'á' (U+00E1) for U+0061 U+0301";
    'a\u0302': "'â' (U+00E2) for U+0061 U+0302";
  'a\u0303': "'ã' (U+00E3) for U+0061 U+0303"; 'a\u0308': "'ä' (U+00E4) for U+0061 U+0308";
    'a\u030a': "'å' (U+00E5) for U+0061 U+030A";
  'a\u0340': "'à' (U+00E0) for U+0061 U+0340"; 'a\u0341': "'á' (U+00E1) for U+0061 U+0341";
    'c\u0327': "'ç' (U+00E7) for U+0063 U+0327";
  'e\u0300': "'è' (U+00E8) for U+0065 U+0300"; 'e\u0301': "'é' (U+00E9) for U+0065 U+0301";
    'e\u0302': "'ê' (U+00EA) for U+0065 U+0302";
  'e\u0308': "'ë' (U+00EB) for U+0065 U+0308"; 'e\u0340': "'è' (U+00E8) for U+0065 U+0340";
    'e\u0341': "'é' (U+00E9) for U+0065 U+0341";
  'i\u0300': "'ì' (U+00EC) for U+0069 U+0300"; 'i\u0301': "'í' (U+00ED) for U+0069 U+0301";
    'i\u0302': "'î' (U+00EE) for U+0069 U+0302";
  'i\u0308': "'ï' (U+00EF) for U+0069 U+0308"; 'i\u0340': "'ì' (U+00EC) for U+0069 U+0340";
    'i\u0341': "'í' (U+00ED) for U+0069 U+0341";
  'n\u0303': "'ñ' (U+00F1) for U+006E U+0303"; 'o\u0300': "'ò' (U+00F2) for U+006F U+0300";
    'o\u0301': "'ó' (U+00F3) for U+006F U+0301";
  'o\u0302': "'ô' (U+00F4) for U+006F U+0302"; 'o\u0303': "'õ' (U+00F5) for U+006F U+0303";
    'o\u0308': "'ö' (U+00F6) for U+006F U+0308";
  'o\u0340': "'ò' (U+00F2) for U+006F U+0340"; 'o\u0341': "'ó' (U+00F3) for U+006F U+0341";
    'u\u0300': "'ù' (U+00F9) for U+0075 U+0300";
  'u\u0301': "'ú' (U+00FA) for U+0075 U+0301"; 'u\u0302': "'û' (U+00FB) for U+0075 U+0302";
    'u\u0308': "'ü' (U+00FC) for U+0075 U+0308";
  'u\u0340': "'ù' (U+00F9) for U+0075 U+0340"; 'u\u0341': "'ú' (U+00FA) for U+0075 U+0341";
    'y\u0301': "'ý' (U+00FD) for U+0079 U+0301";
  'y\u0308': "'ÿ' (U+00FF) for U+0079 U+0308"; 'y\u0341': "'ý' (U+00FD) for U+0079 U+0341";
    '\u0391\u0301': "'Ά' (U+0386) for U+0391 U+0301";
  '\u0391\u0341': "'Ά' (U+0386) for U+0391 U+0341"; '\u0395\u0301': "'Έ' (U+0388) for U+0395 U+0301";
    '\u0395\u0341': "'Έ' (U+0388) for U+0395 U+0341";
  '\u0397\u0301': "'Ή' (U+0389) for U+0397 U+0301"; '\u0397\u0341': "'Ή' (U+0389) for U+0397 U+0341";
    '\u0399\u0301': "'Ί' (U+038A) for U+0399 U+0301";
  '\u0399\u0308': "'Ϊ' (U+03AA) for U+0399 U+0308"; '\u0399\u0341': "'Ί' (U+038A) for U+0399 U+0341";
    '\u039f\u0301': "'Ό' (U+038C) for U+039F U+0301";
  '\u039f\u0341': "'Ό' (U+038C) for U+039F U+0341"; '\u03a5\u0301': "'Ύ' (U+038E) for U+03A5 U+0301";
    '\u03a5\u0308': "'Ϋ' (U+03AB) for U+03A5 U+0308";
  '\u03a5\u0341': "'Ύ' (U+038E) for U+03A5 U+0341"; '\u03a9\u0301': "'Ώ' (U+038F) for U+03A9 U+0301";
    '\u03a9\u0341': "'Ώ' (U+038F) for U+03A9 U+0341";
  '\u03b1\u0301': "'ά' (U+03AC) for U+03B1 U+0301"; '\u03b1\u0341': "'ά' (U+03AC) for U+03B1 U+0341";
    '\u03b5\u0301': "'έ' (U+03AD) for U+03B5 U+0301";
  '\u03b5\u0341': "'έ' (U+03AD) for U+03B5 U+0341"; '\u03b7\u0301': "'ή' (U+03AE) for U+03B7 U+0301";
    '\u03b7\u0341': "'ή' (U+03AE) for U+03B7 U+0341";
  '\u03b9\u0301': "'ί' (U+03AF) for U+03B9 U+0301"; '\u03b9\u0308': "'ϊ' (U+03CA) for U+03B9 U+0308";
    '\u03b9\u0341': "'ί' (U+03AF) for U+03B9 U+0341";
  '\u03b9\u0344': "'ΐ' (U+0390) for U+03B9 U+0344"; '\u03bf\u0301': "'ό' (U+03CC) for U+03BF U+0301";
    '\u03bf\u0341': "'ό' (U+03CC) for U+03BF U+0341";
  '\u03c5\u0301': "'ύ' (U+03CD) for U+03C5 U+0301"; '\u03c5\u0308': "'ϋ' (U+03CB) for U+03C5 U+0308";
    '\u03c5\u0341': "'ύ' (U+03CD) for U+03C5 U+0341";
  '\u03c5\u0344': "'ΰ' (U+03B0) for U+03C5 U+0344"; '\u03c9\u0301': "'ώ' (U+03CE) for U+03C9 U+0301";
    '\u03c9\u0341': "'ώ' (U+03CE) for U+03C9 U+0341";
  '\u03ca\u0301': "'ΐ' (U+0390) for U+03CA U+0301"; '\u03ca\u0341': "'ΐ' (U+0390) for U+03CA U+0341";
    '\u03cb\u0301': "'ΰ' (U+03B0) for U+03CB U+0301";
  '\u03cb\u0341': "'ΰ' (U+03B0) for U+03CB U+0341"; '\u03d2\u0301': "'ϓ' (U+03D3) for U+03D2 U+0301";
    '\u03d2\u0308': "'ϔ' (U+03D4) for U+03D2 U+0308";
  '\u03d2\u0341': "'ϓ' (U+03D3) for U+03D2 U+0341"; '\u03b9\u0308\u0301': "'ΐ' (U+0390) for U+03B9 U+0308 U+0301";
  '\u03b9\u0308\u0341': "'ΐ' (U+0390) for U+03B9 U+0308 U+0341";
    '\u03c5\u0308\u0301': "'ΰ' (U+03B0) for U+03C5 U+0308 U+0301";
  '\u03c5\u0308\u0341': "'ΰ' (U+03B0) for U+03C5 U+0308 U+0341";
}

/** Combining marks for letters and for symbols. */
// prettier-ignore
type Mark =
  | '\u0300' | '\u0301' | '\u0302' | '\u0303' | '\u0304' | '\u0305' | '\u0306' | '\u0307' | '\u0308' | '\u0309'
    | '\u030a' | '\u030b' | '\u030c' | '\u030d'
  | '\u030e' | '\u030f' | '\u0310' | '\u0311' | '\u0312' | '\u0313' | '\u0314' | '\u0315' | '\u0316' | '\u0317'
    | '\u0318' | '\u0319' | '\u031a' | '\u031b'
  | '\u031c' | '\u031d' | '\u031e' | '\u031f' | '\u0320' | '\u0321' | '\u0322' | '\u0323' | '\u0324' | '\u0325'
    | '\u0326' | '\u0327' | '\u0328' | '\u0329'
  | '\u032a' | '\u032b' | '\u032c' | '\u032d' | '\u032e' | '\u032f' | '\u0330' | '\u0331' | '\u0332' | '\u0333'
    | '\u0334' | '\u0335' | '\u0336' | '\u0337'
  | '\u0338' | '\u0339' | '\u033a' | '\u033b' | '\u033c' | '\u033d' | '\u033e' | '\u033f' | '\u0340' | '\u0341'
    | '\u0342' | '\u0343' | '\u0344' | '\u0345'
  | '\u0346' | '\u0347' | '\u0348' | '\u0349' | '\u034a' | '\u034b' | '\u034c' | '\u034d' | '\u034e' | '\u034f'
    | '\u0350' | '\u0351' | '\u0352' | '\u0353'
  | '\u0354' | '\u0355' | '\u0356' | '\u0357' | '\u0358' | '\u0359' | '\u035a' | '\u035b' | '\u035c' | '\u035d'
    | '\u035e' | '\u035f' | '\u0360' | '\u0361'
  | '\u0362' | '\u0363' | '\u0364' | '\u0365' | '\u0366' | '\u0367' | '\u0368' | '\u0369' | '\u036a' | '\u036b'
    | '\u036c' | '\u036d' | '\u036e' | '\u036f'
  | '\u20d0' | '\u20d1' | '\u20d2' | '\u20d3' | '\u20d4' | '\u20d5' | '\u20d6' | '\u20d7' | '\u20d8' | '\u20d9'
    | '\u20da' | '\u20db' | '\u20dc' | '\u20dd'
  | '\u20de' | '\u20df' | '\u20e0' | '\u20e1' | '\u20e2' | '\u20e3' | '\u20e4' | '\u20e5' | '\u20e6' | '\u20e7'
    | '\u20e8' | '\u20e9' | '\u20ea' | '\u20eb'
  | '\u20ec' | '\u20ed' | '\u20ee' | '\u20ef' | '\u20f0';
