/** How `variables` makes variables. */
export interface VariablesOptions {
  /** Stands before the path in each variable's name. tfjs refuses two variables of one name. */
  readonly prefix?: string | undefined;
  /** Whether an optimiser that is given no list changes the variables. Default: true. */
  readonly trainable?: boolean | undefined;
}
