import type { Add, Multiply } from 'ts-arithmetic';

type Dense<In extends number, Out extends number> = Add<Multiply<In, Out>, Out>;
type Norm = Add<768, 768>;
type Block = Add<Add<Norm, Add<Dense<768, 2304>, Dense<768, 768>>>, Add<Norm, Add<Dense<768, 3072>, Dense<3072, 768>>>>;
type Gpt2 = Add<Add<Multiply<50257, 768>, Multiply<1024, 768>>, Add<Multiply<12, Block>, Norm>>;
const length: Gpt2 = 124439808;
// @ts-expect-error
const notLength: Gpt2 = 124439809;
export const used = [length, notLength];
