// What the networks learn to spell.
const list = (words: string): readonly string[] => words.split(' ');

export const days = list('monday tuesday wednesday thursday friday saturday sunday');
export const months = list('january february march april may june july august september october november december');
export const tage = list('montag dienstag mittwoch donnerstag freitag samstag sonntag');
