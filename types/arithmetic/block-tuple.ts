import type * as Named from './tuples.ts';

/** `N` elements of type `V`: a tuple up to 128, above that an array whose length is the literal `N`. */
export type BlockTuple<N extends number, V> =
  `${N}` extends keyof Tuples<V> ? Tuples<V>[`${N}`]
  : number extends N ? readonly V[]
  : readonly V[] & { readonly length: N };
/**
 * A tuple like `BlockTuple`, for a count that may be a type parameter: the compiler compares two of these with a few
 * instantiations, where two of `BlockTuple` take half a million. Above 128, its length is `number`.
 */
export type ListOf<N extends number, V> = 0 extends 1 & Tuples<0>[N] ? readonly V[] : Tuples<V>[N];
// prettier-ignore
interface Tuples<V> {
  // `any` marks the other counts. A list of `V` would cost a comparison with each tuple.
  readonly [count: number]: any; // oxlint-disable-line typescript/no-explicit-any
  '0': readonly []; '1': Named.Times1<V>; '2': Named.Times2<V>; '3': Named.Times3<V>; '4': Named.Times4<V>;
    '5': Named.Times5<V>;
  '6': Named.Times6<V>; '7': Named.Times7<V>; '8': Named.Times8<V>; '9': Named.Times9<V>; '10': Named.Times10<V>;
    '11': Named.Times11<V>;
  '12': Named.Times12<V>; '13': Named.Times13<V>; '14': Named.Times14<V>; '15': Named.Times15<V>;
    '16': Named.Times16<V>; '17': Named.Times17<V>;
  '18': Named.Times18<V>; '19': Named.Times19<V>; '20': Named.Times20<V>; '21': Named.Times21<V>;
    '22': Named.Times22<V>; '23': Named.Times23<V>;
  '24': Named.Times24<V>; '25': Named.Times25<V>; '26': Named.Times26<V>; '27': Named.Times27<V>;
    '28': Named.Times28<V>; '29': Named.Times29<V>;
  '30': Named.Times30<V>; '31': Named.Times31<V>; '32': Named.Times32<V>; '33': Named.Times33<V>;
    '34': Named.Times34<V>; '35': Named.Times35<V>;
  '36': Named.Times36<V>; '37': Named.Times37<V>; '38': Named.Times38<V>; '39': Named.Times39<V>;
    '40': Named.Times40<V>; '41': Named.Times41<V>;
  '42': Named.Times42<V>; '43': Named.Times43<V>; '44': Named.Times44<V>; '45': Named.Times45<V>;
    '46': Named.Times46<V>; '47': Named.Times47<V>;
  '48': Named.Times48<V>; '49': Named.Times49<V>; '50': Named.Times50<V>; '51': Named.Times51<V>;
    '52': Named.Times52<V>; '53': Named.Times53<V>;
  '54': Named.Times54<V>; '55': Named.Times55<V>; '56': Named.Times56<V>; '57': Named.Times57<V>;
    '58': Named.Times58<V>; '59': Named.Times59<V>;
  '60': Named.Times60<V>; '61': Named.Times61<V>; '62': Named.Times62<V>; '63': Named.Times63<V>;
    '64': Named.Times64<V>; '65': Named.Times65<V>;
  '66': Named.Times66<V>; '67': Named.Times67<V>; '68': Named.Times68<V>; '69': Named.Times69<V>;
    '70': Named.Times70<V>; '71': Named.Times71<V>;
  '72': Named.Times72<V>; '73': Named.Times73<V>; '74': Named.Times74<V>; '75': Named.Times75<V>;
    '76': Named.Times76<V>; '77': Named.Times77<V>;
  '78': Named.Times78<V>; '79': Named.Times79<V>; '80': Named.Times80<V>; '81': Named.Times81<V>;
    '82': Named.Times82<V>; '83': Named.Times83<V>;
  '84': Named.Times84<V>; '85': Named.Times85<V>; '86': Named.Times86<V>; '87': Named.Times87<V>;
    '88': Named.Times88<V>; '89': Named.Times89<V>;
  '90': Named.Times90<V>; '91': Named.Times91<V>; '92': Named.Times92<V>; '93': Named.Times93<V>;
    '94': Named.Times94<V>; '95': Named.Times95<V>;
  '96': Named.Times96<V>; '97': Named.Times97<V>; '98': Named.Times98<V>; '99': Named.Times99<V>;
    '100': Named.Times100<V>; '101': Named.Times101<V>;
  '102': Named.Times102<V>; '103': Named.Times103<V>; '104': Named.Times104<V>; '105': Named.Times105<V>;
    '106': Named.Times106<V>; '107': Named.Times107<V>;
  '108': Named.Times108<V>; '109': Named.Times109<V>; '110': Named.Times110<V>; '111': Named.Times111<V>;
    '112': Named.Times112<V>; '113': Named.Times113<V>;
  '114': Named.Times114<V>; '115': Named.Times115<V>; '116': Named.Times116<V>; '117': Named.Times117<V>;
    '118': Named.Times118<V>; '119': Named.Times119<V>;
  '120': Named.Times120<V>; '121': Named.Times121<V>; '122': Named.Times122<V>; '123': Named.Times123<V>;
    '124': Named.Times124<V>; '125': Named.Times125<V>;
  '126': Named.Times126<V>; '127': Named.Times127<V>; '128': Named.Times128<V>;
}
