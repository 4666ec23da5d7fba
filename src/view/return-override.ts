// No twin in types: this is only how the run time adds private fields.
/**
 * A base class whose constructor returns the object that it gets. Its subclasses can thus put private fields on an
 * existing object. Private fields are invisible from outside and cost 5 to 30 ns; `defineProperty` with a symbol costs
 * 200 ns and more.
 */
export class ReturnOverride {
  constructor(object: object) {
    return object;
  }
}
