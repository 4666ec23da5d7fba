/** The characters of keys and of paths and numbers, in code-unit order. */
type Alphabet =
  ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~ªºÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿͰͱͲͳͶͷͺͻͼͽͿΆΈΉΊΌΎΏΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώϏϐϑϒϓϔϕϖϗϘϙϚϛϜϝϞϟϠϡϢϣϤϥϦϧϨϩϪϫϬϭϮϯϰϱϲϳϴϵϷϸϹϺϻϼϽϾϿ₀₁₂₃₄₅₆₇₈₉';

/** Whether key `A` comes before key `B` in code-unit order, as `A < B` at run time. */
export type IsBefore<A extends string, B extends string> =
  B extends `${infer Y}${infer Rest}` ?
    A extends `${Y}${infer Same}` ? IsBefore<Same, Rest>
    : A extends `${infer X}${string}` ?
      Alphabet extends `${string}${X}${string}${Y}${string}` ?
        true
      : false
    : true
  : false;

/** Those keys of a union that come before `To`. */
export type KeysBefore<K, To extends string> =
  K extends To ? never
  : K extends string | number ?
    IsBefore<`${K}`, To> extends true ?
      K
    : never
  : never;

/**
 * The first of a union of strings. `Exclude` spares the comparison of a string with itself, which costs 3,000
 * instantiations for a long sentence.
 */
export type FirstInOrder<K, All = K> =
  K extends string ?
    [KeysBefore<Exclude<All, K>, K>] extends [never] ?
      K
    : never
  : never;
