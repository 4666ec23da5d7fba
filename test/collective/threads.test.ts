import { threads } from '../../src/collective/index.ts';
import { describeGroups, type MakeGroup } from './suite.ts';

// `as`: the number of members is only `number` here, so the compiler knows no tuple.
const make: MakeGroup = async (model, size, options) => threads(model, size, options) as never;

describeGroups('threads', make);
