import type { Child, Find, Found, Settle } from './path.ts';
import type { Refused } from './refusal.ts';
import type { Join, NoSuch } from './tie.ts';

/** `unknown` for a path that exists, else a sentence. A plain `string` is looked up at run time. */
export type CheckPath<S, P extends string> = string extends P
  ? unknown
  : [Find<S, P>] extends [never]
    ? unknown extends S ? unknown : Refused<Missing<Settle<S, S>, P>>
    : unknown;
type Missing<At, P extends string, Done extends string = ''> =
  At extends Found<infer N, infer Root, boolean>
    ? P extends `${infer Seg}.${infer Rest}`
      ? [Child<N, Seg>] extends [never] ? NoSuch<N, Seg, Done> : Missing<Settle<Child<N, Seg>, Root>, Rest, Join<Done, Seg>>
      : NoSuch<N, P, Done>
    : never;
