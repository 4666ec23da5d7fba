// The entry of a bundle: the least that a program takes.
export { layout, repeat, tied } from 'paramlayout';
