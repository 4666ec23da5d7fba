// Long division by one digit. After each digit, what is left is one of at most nine remainders. Each remainder is a
// table: it gives for the next digit a digit of the quotient, and the table of the next remainder. So a step costs a
// few instantiations, where a subtraction (quotient.ts) costs eighty. A divisor with small factors is divided by one
// factor after the other.

/**
 * A number, as decimal text, divided by each of some factors and rounded down: as decimal text, where 0 is `''`. It
 * ends with `~` if there was a remainder. Rounded down after each factor, the result is that of the product:
 * ⌊⌊A / 8⌋ / 2⌋ = ⌊A / 16⌋.
 */
export type ShortQuotient<T extends string, Factors extends string> =
  Factors extends `${infer K extends keyof StartTables}${infer More}` ?
    ShortQuotient<DivideShort<T, StartTables[K]>, More>
  : T;
type DivideShort<Digits extends string, R extends RemainderTable, Q extends string = ''> =
  Digits extends `${infer D}${infer More}` ? DivideShort<More, R[D][1], `${Q}${R[D][0]}`> : `${Q}${R['end'][0]}`;

/**
 * What a remainder and the next digit give: a digit of the quotient, and the next remainder. `end` gives the mark of a
 * remainder. A mark of the factor before stays.
 */
interface RemainderTable {
  readonly [digit: string]: readonly [string, RemainderTable];
}

/** The factors of some divisors, each of one digit. */
// prettier-ignore
export interface ShortFactors {
  [divisor: number]: string;
  1: ''; 2: '2'; 3: '3'; 4: '4'; 5: '5'; 6: '6'; 7: '7'; 8: '8'; 9: '9'; 10: '52'; 12: '62'; 14: '72'; 15: '53';
  16: '82'; 18: '92'; 20: '54'; 21: '73'; 24: '83'; 25: '55'; 27: '93'; 28: '74'; 30: '65'; 32: '84'; 35: '75';
  36: '94'; 40: '85'; 42: '76'; 45: '95'; 48: '86'; 49: '77'; 50: '552'; 54: '96'; 56: '87'; 60: '652'; 63: '97';
  64: '88'; 72: '89'; 80: '852'; 96: '862'; 100: '554'; 112: '872'; 120: '853'; 128: '882'; 144: '892'; 160: '854';
  192: '883'; 240: '865'; 256: '884'; 320: '885'; 384: '886'; 512: '888'; 768: '8862'; 1000: '8555'; 1024: '8882';
  2048: '8884'; 4096: '8888';
}
/** The table before the first digit of the quotient, by the divisor. The quotient gets no leading zero. */
interface StartTables {
  '2': By2;
  '3': By3;
  '4': By4;
  '5': By5;
  '6': By6;
  '7': By7;
  '8': By8;
  '9': By9;
}

// prettier-ignore
interface By2 extends RemainderTable {
  0: ['', By2]; 1: ['', By2Left1]; 2: ['1', By2Left0]; 3: ['1', By2Left1]; 4: ['2', By2Left0];
  5: ['2', By2Left1]; 6: ['3', By2Left0]; 7: ['3', By2Left1]; 8: ['4', By2Left0]; 9: ['4', By2Left1];
  '~': ['~', By2]; end: ['', By2];
}
// prettier-ignore
interface By2Left0 extends RemainderTable {
  0: ['0', By2Left0]; 1: ['0', By2Left1]; 2: ['1', By2Left0]; 3: ['1', By2Left1]; 4: ['2', By2Left0];
  5: ['2', By2Left1]; 6: ['3', By2Left0]; 7: ['3', By2Left1]; 8: ['4', By2Left0]; 9: ['4', By2Left1];
  '~': ['~', By2Left0]; end: ['', By2Left0];
}
// prettier-ignore
interface By2Left1 extends RemainderTable {
  0: ['5', By2Left0]; 1: ['5', By2Left1]; 2: ['6', By2Left0]; 3: ['6', By2Left1]; 4: ['7', By2Left0];
  5: ['7', By2Left1]; 6: ['8', By2Left0]; 7: ['8', By2Left1]; 8: ['9', By2Left0]; 9: ['9', By2Left1];
  '~': ['~', By2Left1]; end: ['~', By2Left1];
}
// prettier-ignore
interface By3 extends RemainderTable {
  0: ['', By3]; 1: ['', By3Left1]; 2: ['', By3Left2]; 3: ['1', By3Left0]; 4: ['1', By3Left1];
  5: ['1', By3Left2]; 6: ['2', By3Left0]; 7: ['2', By3Left1]; 8: ['2', By3Left2]; 9: ['3', By3Left0];
  '~': ['~', By3]; end: ['', By3];
}
// prettier-ignore
interface By3Left0 extends RemainderTable {
  0: ['0', By3Left0]; 1: ['0', By3Left1]; 2: ['0', By3Left2]; 3: ['1', By3Left0]; 4: ['1', By3Left1];
  5: ['1', By3Left2]; 6: ['2', By3Left0]; 7: ['2', By3Left1]; 8: ['2', By3Left2]; 9: ['3', By3Left0];
  '~': ['~', By3Left0]; end: ['', By3Left0];
}
// prettier-ignore
interface By3Left1 extends RemainderTable {
  0: ['3', By3Left1]; 1: ['3', By3Left2]; 2: ['4', By3Left0]; 3: ['4', By3Left1]; 4: ['4', By3Left2];
  5: ['5', By3Left0]; 6: ['5', By3Left1]; 7: ['5', By3Left2]; 8: ['6', By3Left0]; 9: ['6', By3Left1];
  '~': ['~', By3Left1]; end: ['~', By3Left1];
}
// prettier-ignore
interface By3Left2 extends RemainderTable {
  0: ['6', By3Left2]; 1: ['7', By3Left0]; 2: ['7', By3Left1]; 3: ['7', By3Left2]; 4: ['8', By3Left0];
  5: ['8', By3Left1]; 6: ['8', By3Left2]; 7: ['9', By3Left0]; 8: ['9', By3Left1]; 9: ['9', By3Left2];
  '~': ['~', By3Left2]; end: ['~', By3Left2];
}
// prettier-ignore
interface By4 extends RemainderTable {
  0: ['', By4]; 1: ['', By4Left1]; 2: ['', By4Left2]; 3: ['', By4Left3]; 4: ['1', By4Left0];
  5: ['1', By4Left1]; 6: ['1', By4Left2]; 7: ['1', By4Left3]; 8: ['2', By4Left0]; 9: ['2', By4Left1];
  '~': ['~', By4]; end: ['', By4];
}
// prettier-ignore
interface By4Left0 extends RemainderTable {
  0: ['0', By4Left0]; 1: ['0', By4Left1]; 2: ['0', By4Left2]; 3: ['0', By4Left3]; 4: ['1', By4Left0];
  5: ['1', By4Left1]; 6: ['1', By4Left2]; 7: ['1', By4Left3]; 8: ['2', By4Left0]; 9: ['2', By4Left1];
  '~': ['~', By4Left0]; end: ['', By4Left0];
}
// prettier-ignore
interface By4Left1 extends RemainderTable {
  0: ['2', By4Left2]; 1: ['2', By4Left3]; 2: ['3', By4Left0]; 3: ['3', By4Left1]; 4: ['3', By4Left2];
  5: ['3', By4Left3]; 6: ['4', By4Left0]; 7: ['4', By4Left1]; 8: ['4', By4Left2]; 9: ['4', By4Left3];
  '~': ['~', By4Left1]; end: ['~', By4Left1];
}
// prettier-ignore
interface By4Left2 extends RemainderTable {
  0: ['5', By4Left0]; 1: ['5', By4Left1]; 2: ['5', By4Left2]; 3: ['5', By4Left3]; 4: ['6', By4Left0];
  5: ['6', By4Left1]; 6: ['6', By4Left2]; 7: ['6', By4Left3]; 8: ['7', By4Left0]; 9: ['7', By4Left1];
  '~': ['~', By4Left2]; end: ['~', By4Left2];
}
// prettier-ignore
interface By4Left3 extends RemainderTable {
  0: ['7', By4Left2]; 1: ['7', By4Left3]; 2: ['8', By4Left0]; 3: ['8', By4Left1]; 4: ['8', By4Left2];
  5: ['8', By4Left3]; 6: ['9', By4Left0]; 7: ['9', By4Left1]; 8: ['9', By4Left2]; 9: ['9', By4Left3];
  '~': ['~', By4Left3]; end: ['~', By4Left3];
}
// prettier-ignore
interface By5 extends RemainderTable {
  0: ['', By5]; 1: ['', By5Left1]; 2: ['', By5Left2]; 3: ['', By5Left3]; 4: ['', By5Left4];
  5: ['1', By5Left0]; 6: ['1', By5Left1]; 7: ['1', By5Left2]; 8: ['1', By5Left3]; 9: ['1', By5Left4];
  '~': ['~', By5]; end: ['', By5];
}
// prettier-ignore
interface By5Left0 extends RemainderTable {
  0: ['0', By5Left0]; 1: ['0', By5Left1]; 2: ['0', By5Left2]; 3: ['0', By5Left3]; 4: ['0', By5Left4];
  5: ['1', By5Left0]; 6: ['1', By5Left1]; 7: ['1', By5Left2]; 8: ['1', By5Left3]; 9: ['1', By5Left4];
  '~': ['~', By5Left0]; end: ['', By5Left0];
}
// prettier-ignore
interface By5Left1 extends RemainderTable {
  0: ['2', By5Left0]; 1: ['2', By5Left1]; 2: ['2', By5Left2]; 3: ['2', By5Left3]; 4: ['2', By5Left4];
  5: ['3', By5Left0]; 6: ['3', By5Left1]; 7: ['3', By5Left2]; 8: ['3', By5Left3]; 9: ['3', By5Left4];
  '~': ['~', By5Left1]; end: ['~', By5Left1];
}
// prettier-ignore
interface By5Left2 extends RemainderTable {
  0: ['4', By5Left0]; 1: ['4', By5Left1]; 2: ['4', By5Left2]; 3: ['4', By5Left3]; 4: ['4', By5Left4];
  5: ['5', By5Left0]; 6: ['5', By5Left1]; 7: ['5', By5Left2]; 8: ['5', By5Left3]; 9: ['5', By5Left4];
  '~': ['~', By5Left2]; end: ['~', By5Left2];
}
// prettier-ignore
interface By5Left3 extends RemainderTable {
  0: ['6', By5Left0]; 1: ['6', By5Left1]; 2: ['6', By5Left2]; 3: ['6', By5Left3]; 4: ['6', By5Left4];
  5: ['7', By5Left0]; 6: ['7', By5Left1]; 7: ['7', By5Left2]; 8: ['7', By5Left3]; 9: ['7', By5Left4];
  '~': ['~', By5Left3]; end: ['~', By5Left3];
}
// prettier-ignore
interface By5Left4 extends RemainderTable {
  0: ['8', By5Left0]; 1: ['8', By5Left1]; 2: ['8', By5Left2]; 3: ['8', By5Left3]; 4: ['8', By5Left4];
  5: ['9', By5Left0]; 6: ['9', By5Left1]; 7: ['9', By5Left2]; 8: ['9', By5Left3]; 9: ['9', By5Left4];
  '~': ['~', By5Left4]; end: ['~', By5Left4];
}
// prettier-ignore
interface By6 extends RemainderTable {
  0: ['', By6]; 1: ['', By6Left1]; 2: ['', By6Left2]; 3: ['', By6Left3]; 4: ['', By6Left4];
  5: ['', By6Left5]; 6: ['1', By6Left0]; 7: ['1', By6Left1]; 8: ['1', By6Left2]; 9: ['1', By6Left3];
  '~': ['~', By6]; end: ['', By6];
}
// prettier-ignore
interface By6Left0 extends RemainderTable {
  0: ['0', By6Left0]; 1: ['0', By6Left1]; 2: ['0', By6Left2]; 3: ['0', By6Left3]; 4: ['0', By6Left4];
  5: ['0', By6Left5]; 6: ['1', By6Left0]; 7: ['1', By6Left1]; 8: ['1', By6Left2]; 9: ['1', By6Left3];
  '~': ['~', By6Left0]; end: ['', By6Left0];
}
// prettier-ignore
interface By6Left1 extends RemainderTable {
  0: ['1', By6Left4]; 1: ['1', By6Left5]; 2: ['2', By6Left0]; 3: ['2', By6Left1]; 4: ['2', By6Left2];
  5: ['2', By6Left3]; 6: ['2', By6Left4]; 7: ['2', By6Left5]; 8: ['3', By6Left0]; 9: ['3', By6Left1];
  '~': ['~', By6Left1]; end: ['~', By6Left1];
}
// prettier-ignore
interface By6Left2 extends RemainderTable {
  0: ['3', By6Left2]; 1: ['3', By6Left3]; 2: ['3', By6Left4]; 3: ['3', By6Left5]; 4: ['4', By6Left0];
  5: ['4', By6Left1]; 6: ['4', By6Left2]; 7: ['4', By6Left3]; 8: ['4', By6Left4]; 9: ['4', By6Left5];
  '~': ['~', By6Left2]; end: ['~', By6Left2];
}
// prettier-ignore
interface By6Left3 extends RemainderTable {
  0: ['5', By6Left0]; 1: ['5', By6Left1]; 2: ['5', By6Left2]; 3: ['5', By6Left3]; 4: ['5', By6Left4];
  5: ['5', By6Left5]; 6: ['6', By6Left0]; 7: ['6', By6Left1]; 8: ['6', By6Left2]; 9: ['6', By6Left3];
  '~': ['~', By6Left3]; end: ['~', By6Left3];
}
// prettier-ignore
interface By6Left4 extends RemainderTable {
  0: ['6', By6Left4]; 1: ['6', By6Left5]; 2: ['7', By6Left0]; 3: ['7', By6Left1]; 4: ['7', By6Left2];
  5: ['7', By6Left3]; 6: ['7', By6Left4]; 7: ['7', By6Left5]; 8: ['8', By6Left0]; 9: ['8', By6Left1];
  '~': ['~', By6Left4]; end: ['~', By6Left4];
}
// prettier-ignore
interface By6Left5 extends RemainderTable {
  0: ['8', By6Left2]; 1: ['8', By6Left3]; 2: ['8', By6Left4]; 3: ['8', By6Left5]; 4: ['9', By6Left0];
  5: ['9', By6Left1]; 6: ['9', By6Left2]; 7: ['9', By6Left3]; 8: ['9', By6Left4]; 9: ['9', By6Left5];
  '~': ['~', By6Left5]; end: ['~', By6Left5];
}
// prettier-ignore
interface By7 extends RemainderTable {
  0: ['', By7]; 1: ['', By7Left1]; 2: ['', By7Left2]; 3: ['', By7Left3]; 4: ['', By7Left4];
  5: ['', By7Left5]; 6: ['', By7Left6]; 7: ['1', By7Left0]; 8: ['1', By7Left1]; 9: ['1', By7Left2];
  '~': ['~', By7]; end: ['', By7];
}
// prettier-ignore
interface By7Left0 extends RemainderTable {
  0: ['0', By7Left0]; 1: ['0', By7Left1]; 2: ['0', By7Left2]; 3: ['0', By7Left3]; 4: ['0', By7Left4];
  5: ['0', By7Left5]; 6: ['0', By7Left6]; 7: ['1', By7Left0]; 8: ['1', By7Left1]; 9: ['1', By7Left2];
  '~': ['~', By7Left0]; end: ['', By7Left0];
}
// prettier-ignore
interface By7Left1 extends RemainderTable {
  0: ['1', By7Left3]; 1: ['1', By7Left4]; 2: ['1', By7Left5]; 3: ['1', By7Left6]; 4: ['2', By7Left0];
  5: ['2', By7Left1]; 6: ['2', By7Left2]; 7: ['2', By7Left3]; 8: ['2', By7Left4]; 9: ['2', By7Left5];
  '~': ['~', By7Left1]; end: ['~', By7Left1];
}
// prettier-ignore
interface By7Left2 extends RemainderTable {
  0: ['2', By7Left6]; 1: ['3', By7Left0]; 2: ['3', By7Left1]; 3: ['3', By7Left2]; 4: ['3', By7Left3];
  5: ['3', By7Left4]; 6: ['3', By7Left5]; 7: ['3', By7Left6]; 8: ['4', By7Left0]; 9: ['4', By7Left1];
  '~': ['~', By7Left2]; end: ['~', By7Left2];
}
// prettier-ignore
interface By7Left3 extends RemainderTable {
  0: ['4', By7Left2]; 1: ['4', By7Left3]; 2: ['4', By7Left4]; 3: ['4', By7Left5]; 4: ['4', By7Left6];
  5: ['5', By7Left0]; 6: ['5', By7Left1]; 7: ['5', By7Left2]; 8: ['5', By7Left3]; 9: ['5', By7Left4];
  '~': ['~', By7Left3]; end: ['~', By7Left3];
}
// prettier-ignore
interface By7Left4 extends RemainderTable {
  0: ['5', By7Left5]; 1: ['5', By7Left6]; 2: ['6', By7Left0]; 3: ['6', By7Left1]; 4: ['6', By7Left2];
  5: ['6', By7Left3]; 6: ['6', By7Left4]; 7: ['6', By7Left5]; 8: ['6', By7Left6]; 9: ['7', By7Left0];
  '~': ['~', By7Left4]; end: ['~', By7Left4];
}
// prettier-ignore
interface By7Left5 extends RemainderTable {
  0: ['7', By7Left1]; 1: ['7', By7Left2]; 2: ['7', By7Left3]; 3: ['7', By7Left4]; 4: ['7', By7Left5];
  5: ['7', By7Left6]; 6: ['8', By7Left0]; 7: ['8', By7Left1]; 8: ['8', By7Left2]; 9: ['8', By7Left3];
  '~': ['~', By7Left5]; end: ['~', By7Left5];
}
// prettier-ignore
interface By7Left6 extends RemainderTable {
  0: ['8', By7Left4]; 1: ['8', By7Left5]; 2: ['8', By7Left6]; 3: ['9', By7Left0]; 4: ['9', By7Left1];
  5: ['9', By7Left2]; 6: ['9', By7Left3]; 7: ['9', By7Left4]; 8: ['9', By7Left5]; 9: ['9', By7Left6];
  '~': ['~', By7Left6]; end: ['~', By7Left6];
}
// prettier-ignore
interface By8 extends RemainderTable {
  0: ['', By8]; 1: ['', By8Left1]; 2: ['', By8Left2]; 3: ['', By8Left3]; 4: ['', By8Left4];
  5: ['', By8Left5]; 6: ['', By8Left6]; 7: ['', By8Left7]; 8: ['1', By8Left0]; 9: ['1', By8Left1];
  '~': ['~', By8]; end: ['', By8];
}
// prettier-ignore
interface By8Left0 extends RemainderTable {
  0: ['0', By8Left0]; 1: ['0', By8Left1]; 2: ['0', By8Left2]; 3: ['0', By8Left3]; 4: ['0', By8Left4];
  5: ['0', By8Left5]; 6: ['0', By8Left6]; 7: ['0', By8Left7]; 8: ['1', By8Left0]; 9: ['1', By8Left1];
  '~': ['~', By8Left0]; end: ['', By8Left0];
}
// prettier-ignore
interface By8Left1 extends RemainderTable {
  0: ['1', By8Left2]; 1: ['1', By8Left3]; 2: ['1', By8Left4]; 3: ['1', By8Left5]; 4: ['1', By8Left6];
  5: ['1', By8Left7]; 6: ['2', By8Left0]; 7: ['2', By8Left1]; 8: ['2', By8Left2]; 9: ['2', By8Left3];
  '~': ['~', By8Left1]; end: ['~', By8Left1];
}
// prettier-ignore
interface By8Left2 extends RemainderTable {
  0: ['2', By8Left4]; 1: ['2', By8Left5]; 2: ['2', By8Left6]; 3: ['2', By8Left7]; 4: ['3', By8Left0];
  5: ['3', By8Left1]; 6: ['3', By8Left2]; 7: ['3', By8Left3]; 8: ['3', By8Left4]; 9: ['3', By8Left5];
  '~': ['~', By8Left2]; end: ['~', By8Left2];
}
// prettier-ignore
interface By8Left3 extends RemainderTable {
  0: ['3', By8Left6]; 1: ['3', By8Left7]; 2: ['4', By8Left0]; 3: ['4', By8Left1]; 4: ['4', By8Left2];
  5: ['4', By8Left3]; 6: ['4', By8Left4]; 7: ['4', By8Left5]; 8: ['4', By8Left6]; 9: ['4', By8Left7];
  '~': ['~', By8Left3]; end: ['~', By8Left3];
}
// prettier-ignore
interface By8Left4 extends RemainderTable {
  0: ['5', By8Left0]; 1: ['5', By8Left1]; 2: ['5', By8Left2]; 3: ['5', By8Left3]; 4: ['5', By8Left4];
  5: ['5', By8Left5]; 6: ['5', By8Left6]; 7: ['5', By8Left7]; 8: ['6', By8Left0]; 9: ['6', By8Left1];
  '~': ['~', By8Left4]; end: ['~', By8Left4];
}
// prettier-ignore
interface By8Left5 extends RemainderTable {
  0: ['6', By8Left2]; 1: ['6', By8Left3]; 2: ['6', By8Left4]; 3: ['6', By8Left5]; 4: ['6', By8Left6];
  5: ['6', By8Left7]; 6: ['7', By8Left0]; 7: ['7', By8Left1]; 8: ['7', By8Left2]; 9: ['7', By8Left3];
  '~': ['~', By8Left5]; end: ['~', By8Left5];
}
// prettier-ignore
interface By8Left6 extends RemainderTable {
  0: ['7', By8Left4]; 1: ['7', By8Left5]; 2: ['7', By8Left6]; 3: ['7', By8Left7]; 4: ['8', By8Left0];
  5: ['8', By8Left1]; 6: ['8', By8Left2]; 7: ['8', By8Left3]; 8: ['8', By8Left4]; 9: ['8', By8Left5];
  '~': ['~', By8Left6]; end: ['~', By8Left6];
}
// prettier-ignore
interface By8Left7 extends RemainderTable {
  0: ['8', By8Left6]; 1: ['8', By8Left7]; 2: ['9', By8Left0]; 3: ['9', By8Left1]; 4: ['9', By8Left2];
  5: ['9', By8Left3]; 6: ['9', By8Left4]; 7: ['9', By8Left5]; 8: ['9', By8Left6]; 9: ['9', By8Left7];
  '~': ['~', By8Left7]; end: ['~', By8Left7];
}
// prettier-ignore
interface By9 extends RemainderTable {
  0: ['', By9]; 1: ['', By9Left1]; 2: ['', By9Left2]; 3: ['', By9Left3]; 4: ['', By9Left4];
  5: ['', By9Left5]; 6: ['', By9Left6]; 7: ['', By9Left7]; 8: ['', By9Left8]; 9: ['1', By9Left0];
  '~': ['~', By9]; end: ['', By9];
}
// prettier-ignore
interface By9Left0 extends RemainderTable {
  0: ['0', By9Left0]; 1: ['0', By9Left1]; 2: ['0', By9Left2]; 3: ['0', By9Left3]; 4: ['0', By9Left4];
  5: ['0', By9Left5]; 6: ['0', By9Left6]; 7: ['0', By9Left7]; 8: ['0', By9Left8]; 9: ['1', By9Left0];
  '~': ['~', By9Left0]; end: ['', By9Left0];
}
// prettier-ignore
interface By9Left1 extends RemainderTable {
  0: ['1', By9Left1]; 1: ['1', By9Left2]; 2: ['1', By9Left3]; 3: ['1', By9Left4]; 4: ['1', By9Left5];
  5: ['1', By9Left6]; 6: ['1', By9Left7]; 7: ['1', By9Left8]; 8: ['2', By9Left0]; 9: ['2', By9Left1];
  '~': ['~', By9Left1]; end: ['~', By9Left1];
}
// prettier-ignore
interface By9Left2 extends RemainderTable {
  0: ['2', By9Left2]; 1: ['2', By9Left3]; 2: ['2', By9Left4]; 3: ['2', By9Left5]; 4: ['2', By9Left6];
  5: ['2', By9Left7]; 6: ['2', By9Left8]; 7: ['3', By9Left0]; 8: ['3', By9Left1]; 9: ['3', By9Left2];
  '~': ['~', By9Left2]; end: ['~', By9Left2];
}
// prettier-ignore
interface By9Left3 extends RemainderTable {
  0: ['3', By9Left3]; 1: ['3', By9Left4]; 2: ['3', By9Left5]; 3: ['3', By9Left6]; 4: ['3', By9Left7];
  5: ['3', By9Left8]; 6: ['4', By9Left0]; 7: ['4', By9Left1]; 8: ['4', By9Left2]; 9: ['4', By9Left3];
  '~': ['~', By9Left3]; end: ['~', By9Left3];
}
// prettier-ignore
interface By9Left4 extends RemainderTable {
  0: ['4', By9Left4]; 1: ['4', By9Left5]; 2: ['4', By9Left6]; 3: ['4', By9Left7]; 4: ['4', By9Left8];
  5: ['5', By9Left0]; 6: ['5', By9Left1]; 7: ['5', By9Left2]; 8: ['5', By9Left3]; 9: ['5', By9Left4];
  '~': ['~', By9Left4]; end: ['~', By9Left4];
}
// prettier-ignore
interface By9Left5 extends RemainderTable {
  0: ['5', By9Left5]; 1: ['5', By9Left6]; 2: ['5', By9Left7]; 3: ['5', By9Left8]; 4: ['6', By9Left0];
  5: ['6', By9Left1]; 6: ['6', By9Left2]; 7: ['6', By9Left3]; 8: ['6', By9Left4]; 9: ['6', By9Left5];
  '~': ['~', By9Left5]; end: ['~', By9Left5];
}
// prettier-ignore
interface By9Left6 extends RemainderTable {
  0: ['6', By9Left6]; 1: ['6', By9Left7]; 2: ['6', By9Left8]; 3: ['7', By9Left0]; 4: ['7', By9Left1];
  5: ['7', By9Left2]; 6: ['7', By9Left3]; 7: ['7', By9Left4]; 8: ['7', By9Left5]; 9: ['7', By9Left6];
  '~': ['~', By9Left6]; end: ['~', By9Left6];
}
// prettier-ignore
interface By9Left7 extends RemainderTable {
  0: ['7', By9Left7]; 1: ['7', By9Left8]; 2: ['8', By9Left0]; 3: ['8', By9Left1]; 4: ['8', By9Left2];
  5: ['8', By9Left3]; 6: ['8', By9Left4]; 7: ['8', By9Left5]; 8: ['8', By9Left6]; 9: ['8', By9Left7];
  '~': ['~', By9Left7]; end: ['~', By9Left7];
}
// prettier-ignore
interface By9Left8 extends RemainderTable {
  0: ['8', By9Left8]; 1: ['9', By9Left0]; 2: ['9', By9Left1]; 3: ['9', By9Left2]; 4: ['9', By9Left3];
  5: ['9', By9Left4]; 6: ['9', By9Left5]; 7: ['9', By9Left6]; 8: ['9', By9Left7]; 9: ['9', By9Left8];
  '~': ['~', By9Left8]; end: ['~', By9Left8];
}
