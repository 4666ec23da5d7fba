/**
 * The keys of a struct as a list, in no order that may be relied on: sums do not need one. It depends on the keys alone, so the many
 * structs of a model that have the same keys (`weight`, `bias`) share one list.
 */
export interface Keys<out Arity, out A, out B, out C, out D, out E, out F, out G, out H, out More> {
  /** How many are here, up to eight; `'more'` where others follow, `'open'` where they are not known. */
  readonly arity: Arity;
  readonly a: A; readonly b: B; readonly c: C; readonly d: D; readonly e: E; readonly f: F; readonly g: G; readonly h: H;
  readonly more: More;
}
export type AnyKeys = Keys<Arity, unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown>;
type Arity = 'open' | '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | 'more';

/** The list of a union of keys. */
export type KeysOf<K> = [K] extends [never]
  ? Keys<'0', 0, 0, 0, 0, 0, 0, 0, 0, 0>
  : string extends K ? Keys<'open', 0, 0, 0, 0, 0, 0, 0, 0, 0> : Listed<K, Pads & Overloads<K>>;

/** One function for each key, as overloads: the only way from a union to a list. */
type Overloads<K> = (K extends unknown ? (f: (key: K) => void) => void : never) extends (f: infer F) => void ? F : never;
/** Overloads that stand before the keys', so that there are always enough: they are matched from the last. */
interface Pads {
  (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void; (key: Pad): void;
}
interface Pad {
  readonly pad: true;
}
// prettier-ignore
type Listed<K, F> = F extends {
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
  : Keys<'more', A, B, C, D, E, F, G, H, KeysOf<Exclude<K, A | B | C | D | E | F | G | H>>>
  : never;
