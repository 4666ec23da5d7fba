export type CheckRules<S, R> = unknown;
