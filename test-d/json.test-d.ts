// A layout read from JSON, of which the compiler knows nothing, can be asked all the same.
import { expectType } from 'tsd';
import { fromJSON, type SubtreeRange, type Slot } from '../dist/src/index.js';

const read = fromJSON('{ "schema": { "a": [2] } }');
expectType<Slot | SubtreeRange>(read.at('a'));
expectType<Slot | SubtreeRange>(read.at('a' as string));
expectType<unknown>(read.viewAt(new Float32Array(2), 'a'));
expectType<unknown>(read.view(new Float32Array(2)));
