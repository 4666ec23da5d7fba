/**
 * The keys of a struct as a list. Its order may change from one program to the next; a sum does not depend on it. The
 * list depends on the keys alone, so the many structs of a model with the same keys (`weight`, `bias`) share one list.
 */
export interface Keys<out Arity, out A, out B, out C, out D, out E, out F, out G, out H, out More> {
  /** The number of keys here, up to eight; `'more'` if others follow, `'open'` if the keys are not known. */
  readonly arity: Arity;
  readonly a: A;
  readonly b: B;
  readonly c: C;
  readonly d: D;
  readonly e: E;
  readonly f: F;
  readonly g: G;
  readonly h: H;
  readonly more: More;
}
export type AnyKeys = Keys<Arity, unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown>;
type Arity = 'open' | '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | 'more';

/** The list of a union of keys. */
export type KeyList<K> =
  [K] extends [never] ? Keys<'0', 0, 0, 0, 0, 0, 0, 0, 0, 0>
  : string extends K ? Keys<'open', 0, 0, 0, 0, 0, 0, 0, 0, 0>
  : ListKeys<K, Pads & Overloads<K>, 'eight'>;

/** One function for each key, as overloads. This is the only way from a union to a list. */
type Overloads<K> =
  (K extends unknown ? (f: (key: K) => void) => void : never) extends (f: infer F) => void ? F : never;
/**
 * Eight overloads to put before those of the keys. The compiler matches overloads from the last, so a list of fewer
 * than nine keys is filled up with pads.
 */
interface Pads {
  (key: Pad): void;
  (key: Pad): void;
  (key: Pad): void;
  (key: Pad): void;
  (key: Pad): void;
  (key: Pad): void;
  (key: Pad): void;
  (key: Pad): void;
}
interface Pad {
  readonly pad: true;
}
// prettier-ignore
type ListKeys<K, F, Next extends keyof MoreKeys<unknown>> = F extends {
  (key: infer More): void;
  (key: infer A): void; (key: infer B): void; (key: infer C): void; (key: infer D): void;
  (key: infer E): void; (key: infer F): void; (key: infer G): void; (key: infer H): void;
}
  ? G extends Pad ? Keys<'1', H, 0, 0, 0, 0, 0, 0, 0, 0>
  : F extends Pad ? Keys<'2', G, H, 0, 0, 0, 0, 0, 0, 0>
  : E extends Pad ? Keys<'3', F, G, H, 0, 0, 0, 0, 0, 0>
  : D extends Pad ? Keys<'4', E, F, G, H, 0, 0, 0, 0, 0>
  : C extends Pad ? Keys<'5', D, E, F, G, H, 0, 0, 0, 0>
  : B extends Pad ? Keys<'6', C, D, E, F, G, H, 0, 0, 0>
  : A extends Pad ? Keys<'7', B, C, D, E, F, G, H, 0, 0>
  : More extends Pad ? Keys<'8', A, B, C, D, E, F, G, H, 0>
  : Keys<'more', A, B, C, D, E, F, G, H, LaterKeys<Exclude<K, A | B | C | D | E | F | G | H>, Next>>
  : never;

/**
 * The keys beyond the first eight. In a long list they are a member of an interface (`LaterKeys`), which the compiler
 * computes only when it is read. Otherwise each list would be computed inside the one before it, and nest too deep.
 */
export interface AnyLaterKeys {
  readonly keys: AnyKeys;
}
/** The keys beyond the first eight of a struct of more than sixteen keys. */
export interface ManyLaterKeys {
  readonly keys: { readonly arity: 'more' };
}
interface KeysListedNow<out L> {
  readonly keys: L;
}
interface LaterKeys<K, Next extends keyof MoreKeys<unknown>> {
  readonly keys: MoreKeys<K>[Next];
}
/**
 * The steps that list the keys beyond the first eight. Each step compares all remaining keys with each other. So after
 * sixteen keys, one step lists 64 keys as long as there are so many, and the last steps list eight keys each.
 */
interface MoreKeys<K> {
  readonly eight: ListKeys<K, Pads & Overloads<K>, 'many'>;
  readonly many: ManyKeys<K, Pads64 & Overloads<K>>;
  readonly few: ListKeys<K, Pads & Overloads<K>, 'few'>;
}
// prettier-ignore
interface Pads64 {
  (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void;
    (key: Pad): void; (key: Pad): void;
  (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void;
    (key: Pad): void; (key: Pad): void;
  (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void;
    (key: Pad): void; (key: Pad): void;
  (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void;
    (key: Pad): void; (key: Pad): void;
  (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void;
    (key: Pad): void; (key: Pad): void;
  (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void;
    (key: Pad): void; (key: Pad): void;
  (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void;
    (key: Pad): void; (key: Pad): void;
  (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void;
    (key: Pad): void; (key: Pad): void;
}
// prettier-ignore
type ManyKeys<K, F> = F extends {
  (key: infer More): void;
  (key: infer A1): void; (key: infer A2): void; (key: infer A3): void; (key: infer A4): void; (key: infer A5): void;
    (key: infer A6): void; (key: infer A7): void; (key: infer A8): void;
  (key: infer B1): void; (key: infer B2): void; (key: infer B3): void; (key: infer B4): void; (key: infer B5): void;
    (key: infer B6): void; (key: infer B7): void; (key: infer B8): void;
  (key: infer C1): void; (key: infer C2): void; (key: infer C3): void; (key: infer C4): void; (key: infer C5): void;
    (key: infer C6): void; (key: infer C7): void; (key: infer C8): void;
  (key: infer D1): void; (key: infer D2): void; (key: infer D3): void; (key: infer D4): void; (key: infer D5): void;
    (key: infer D6): void; (key: infer D7): void; (key: infer D8): void;
  (key: infer E1): void; (key: infer E2): void; (key: infer E3): void; (key: infer E4): void; (key: infer E5): void;
    (key: infer E6): void; (key: infer E7): void; (key: infer E8): void;
  (key: infer F1): void; (key: infer F2): void; (key: infer F3): void; (key: infer F4): void; (key: infer F5): void;
    (key: infer F6): void; (key: infer F7): void; (key: infer F8): void;
  (key: infer G1): void; (key: infer G2): void; (key: infer G3): void; (key: infer G4): void; (key: infer G5): void;
    (key: infer G6): void; (key: infer G7): void; (key: infer G8): void;
  (key: infer H1): void; (key: infer H2): void; (key: infer H3): void; (key: infer H4): void; (key: infer H5): void;
    (key: infer H6): void; (key: infer H7): void; (key: infer H8): void;
}
  ? More extends Pad
    ? MoreKeys<K>['few']
    : Keys<'more', A1, A2, A3, A4, A5, A6, A7, A8, KeysListedNow<Keys<'more', B1, B2, B3, B4, B5, B6, B7, B8,
      KeysListedNow<Keys<'more', C1, C2, C3, C4, C5, C6, C7, C8, KeysListedNow<Keys<'more', D1, D2, D3, D4, D5, D6, D7,
      D8, KeysListedNow<Keys<'more', E1, E2, E3, E4, E5, E6, E7, E8,
      KeysListedNow<Keys<'more', F1, F2, F3, F4, F5, F6, F7, F8, KeysListedNow<Keys<'more', G1, G2, G3, G4, G5, G6, G7,
      G8, KeysListedNow<Keys<'more', H1, H2, H3, H4, H5, H6, H7, H8,
      LaterKeys<Exclude<K, A1 | A2 | A3 | A4 | A5 | A6 | A7 | A8 | B1 | B2 | B3 | B4 | B5 | B6 | B7 | B8 | C1 | C2 | C3
      | C4 | C5 | C6 | C7 | C8 | D1 | D2 | D3 | D4 | D5 | D6 | D7 | D8 | E1 | E2 | E3 | E4 | E5 | E6 | E7 | E8 | F1 | F2
      | F3 | F4 | F5 | F6 | F7 | F8 | G1 | G2 | G3 | G4 | G5 | G6 | G7 | G8 | H1 | H2 | H3 | H4 | H5 | H6 | H7 | H8>,
      'many'>>>>>>>>>>>>>>>>
  : never;
