// Three mistakes, which the compiler explains from the declarations of moons-net.
import { Linear, model } from 'moons-net';
import { layout } from 'paramlayout';

model.at('hidden.2.bias');
model.at('hidden.1.wieght');
model.view(layout(new Linear(2, 3).schema).zeros());
