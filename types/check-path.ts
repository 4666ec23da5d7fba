import type { Child, Find } from './path.ts';
import type { Refused } from './refusal.ts';
import type { AnyTied, HasSchema, Inner, Scope } from './schema.ts';
import type { Join, NoSuch } from './tie.ts';

/** `unknown` for a path that exists, else a sentence. A plain `string` is looked up at run time. */
export type CheckPath<S, P extends string> = string extends P
  ? unknown
  : [Find<S, P>] extends [never]
    ? unknown extends S ? unknown : Refused<Missing<S, P, S>>
    : unknown;
type Missing<N, P extends string, Root, Done extends string = ''> = N extends AnyTied
  ? Missing<Root, `${N['.tied']}.${P}`, Root, ''>
  : N extends Scope<unknown> | HasSchema<unknown>
    ? Missing<Inner<N>, P, Inner<N>, Done>
    : P extends `${infer Seg}.${infer Rest}`
      ? [Child<N, Seg>] extends [never] ? NoSuch<N, Seg, Done> : Missing<Child<N, Seg>, Rest, Root, Join<Done, Seg>>
      : NoSuch<N, P, Done>;
