import type { Binder, BinderOptions } from './binder.ts';
import { generatedBinder } from './generated-binder.ts';
import type { ViewPlan } from './plan.ts';
import { walkedBinder } from './walked-binder.ts';

/** Parts that are written into generated code. With more the plain walk is as fast, and compiling takes ever longer (docs/design.md). */
const MAX_GENERATED_PARTS = 1024;

/** The binder of a part: generated where that is allowed and pays, else plain. */
export function binderOf(part: ViewPlan, options: BinderOptions): Binder {
  return part.parts <= MAX_GENERATED_PARTS && mayGenerateCode() ?
      generatedBinder(part, options)
    : walkedBinder(part, options);
}

let codeGenerationAllowed: boolean | undefined;

/** Asked once: a page's policy may report every attempt. */
function mayGenerateCode(): boolean {
  if (codeGenerationAllowed === undefined) {
    try {
      codeGenerationAllowed = Boolean(new Function(''));
    } catch {
      codeGenerationAllowed = false;
    }
  }
  return codeGenerationAllowed;
}
