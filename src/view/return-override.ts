/**
 * A base class that constructs whatever object it is given. A subclass can so put private fields on an object made elsewhere:
 * they are invisible (nothing own is added) and cost 5 to 30 ns, where `defineProperty` of a symbol costs 200 and more.
 */
export class ReturnOverride {
  constructor(object: object) {
    return object;
  }
}
