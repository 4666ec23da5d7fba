/** The characters of keys in code-unit order, and those that a path or a number may have besides. */
type Alphabet =
  ' !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~ªºÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿͰͱͲͳͶͷͺͻͼͽͿΆΈΉΊΌΎΏΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώϏϐϑϒϓϔϕϖϗϘϙϚϛϜϝϞϟϠϡϢϣϤϥϦϧϨϩϪϫϬϭϮϯϰϱϲϳϴϵϷϸϹϺϻϼϽϾϿ₀₁₂₃₄₅₆₇₈₉';

/** Whether key `A` comes before key `B` in code-unit order, as `<` on strings says at run time. */
export type Before<A extends string, B extends string> =
  B extends `${infer Y}${infer Rest}` ?
    A extends `${Y}${infer Same}` ? Before<Same, Rest>
    : A extends `${infer X}${string}` ?
      Alphabet extends `${string}${X}${string}${Y}${string}` ?
        true
      : false
    : true
  : false;

/** The keys of `K` that come before `To`, still a union. */
export type KeysBefore<K, To extends string> =
  K extends To ? never
  : K extends string | number ?
    Before<`${K}`, To> extends true ?
      K
    : never
  : never;

/** The first of a union of keys. Compared with itself, a long sentence costs 3,000 instantiations. */
export type FirstInOrder<K, All = K> =
  K extends string ?
    [KeysBefore<Exclude<All, K>, K>] extends [never] ?
      K
    : never
  : never;
