/** `N` equal elements: a tuple up to 64, above it an array of known length. */
export type Times<N extends number, V> = number extends N
  ? readonly V[]
  : `${N}` extends keyof Tuples<V> ? Tuples<V>[`${N}`] : readonly V[] & { readonly length: N };

/**
 * By doubling, and written so that the compiler reads each line as a tuple of so many `V`s before there is one (see types/count.ts): a
 * recursive type that doubles pays for each step whenever it is asked.
 */
// prettier-ignore
type Tuples<V> = {
  '0': readonly [];
  '1': readonly [V];
  '2': readonly [V, V];
  '3': readonly [...Tuples<V>['1'], ...Tuples<V>['1'], V];
  '4': readonly [...Tuples<V>['2'], ...Tuples<V>['2']];
  '5': readonly [...Tuples<V>['2'], ...Tuples<V>['2'], V];
  '6': readonly [...Tuples<V>['3'], ...Tuples<V>['3']];
  '7': readonly [...Tuples<V>['3'], ...Tuples<V>['3'], V];
  '8': readonly [...Tuples<V>['4'], ...Tuples<V>['4']];
  '9': readonly [...Tuples<V>['4'], ...Tuples<V>['4'], V];
  '10': readonly [...Tuples<V>['5'], ...Tuples<V>['5']];
  '11': readonly [...Tuples<V>['5'], ...Tuples<V>['5'], V];
  '12': readonly [...Tuples<V>['6'], ...Tuples<V>['6']];
  '13': readonly [...Tuples<V>['6'], ...Tuples<V>['6'], V];
  '14': readonly [...Tuples<V>['7'], ...Tuples<V>['7']];
  '15': readonly [...Tuples<V>['7'], ...Tuples<V>['7'], V];
  '16': readonly [...Tuples<V>['8'], ...Tuples<V>['8']];
  '17': readonly [...Tuples<V>['8'], ...Tuples<V>['8'], V];
  '18': readonly [...Tuples<V>['9'], ...Tuples<V>['9']];
  '19': readonly [...Tuples<V>['9'], ...Tuples<V>['9'], V];
  '20': readonly [...Tuples<V>['10'], ...Tuples<V>['10']];
  '21': readonly [...Tuples<V>['10'], ...Tuples<V>['10'], V];
  '22': readonly [...Tuples<V>['11'], ...Tuples<V>['11']];
  '23': readonly [...Tuples<V>['11'], ...Tuples<V>['11'], V];
  '24': readonly [...Tuples<V>['12'], ...Tuples<V>['12']];
  '25': readonly [...Tuples<V>['12'], ...Tuples<V>['12'], V];
  '26': readonly [...Tuples<V>['13'], ...Tuples<V>['13']];
  '27': readonly [...Tuples<V>['13'], ...Tuples<V>['13'], V];
  '28': readonly [...Tuples<V>['14'], ...Tuples<V>['14']];
  '29': readonly [...Tuples<V>['14'], ...Tuples<V>['14'], V];
  '30': readonly [...Tuples<V>['15'], ...Tuples<V>['15']];
  '31': readonly [...Tuples<V>['15'], ...Tuples<V>['15'], V];
  '32': readonly [...Tuples<V>['16'], ...Tuples<V>['16']];
  '33': readonly [...Tuples<V>['16'], ...Tuples<V>['16'], V];
  '34': readonly [...Tuples<V>['17'], ...Tuples<V>['17']];
  '35': readonly [...Tuples<V>['17'], ...Tuples<V>['17'], V];
  '36': readonly [...Tuples<V>['18'], ...Tuples<V>['18']];
  '37': readonly [...Tuples<V>['18'], ...Tuples<V>['18'], V];
  '38': readonly [...Tuples<V>['19'], ...Tuples<V>['19']];
  '39': readonly [...Tuples<V>['19'], ...Tuples<V>['19'], V];
  '40': readonly [...Tuples<V>['20'], ...Tuples<V>['20']];
  '41': readonly [...Tuples<V>['20'], ...Tuples<V>['20'], V];
  '42': readonly [...Tuples<V>['21'], ...Tuples<V>['21']];
  '43': readonly [...Tuples<V>['21'], ...Tuples<V>['21'], V];
  '44': readonly [...Tuples<V>['22'], ...Tuples<V>['22']];
  '45': readonly [...Tuples<V>['22'], ...Tuples<V>['22'], V];
  '46': readonly [...Tuples<V>['23'], ...Tuples<V>['23']];
  '47': readonly [...Tuples<V>['23'], ...Tuples<V>['23'], V];
  '48': readonly [...Tuples<V>['24'], ...Tuples<V>['24']];
  '49': readonly [...Tuples<V>['24'], ...Tuples<V>['24'], V];
  '50': readonly [...Tuples<V>['25'], ...Tuples<V>['25']];
  '51': readonly [...Tuples<V>['25'], ...Tuples<V>['25'], V];
  '52': readonly [...Tuples<V>['26'], ...Tuples<V>['26']];
  '53': readonly [...Tuples<V>['26'], ...Tuples<V>['26'], V];
  '54': readonly [...Tuples<V>['27'], ...Tuples<V>['27']];
  '55': readonly [...Tuples<V>['27'], ...Tuples<V>['27'], V];
  '56': readonly [...Tuples<V>['28'], ...Tuples<V>['28']];
  '57': readonly [...Tuples<V>['28'], ...Tuples<V>['28'], V];
  '58': readonly [...Tuples<V>['29'], ...Tuples<V>['29']];
  '59': readonly [...Tuples<V>['29'], ...Tuples<V>['29'], V];
  '60': readonly [...Tuples<V>['30'], ...Tuples<V>['30']];
  '61': readonly [...Tuples<V>['30'], ...Tuples<V>['30'], V];
  '62': readonly [...Tuples<V>['31'], ...Tuples<V>['31']];
  '63': readonly [...Tuples<V>['31'], ...Tuples<V>['31'], V];
  '64': readonly [...Tuples<V>['32'], ...Tuples<V>['32']];
};
