import type { Binder, BinderOptions } from './binder.ts';
import { generatedBinderOf } from './generated-binder.ts';
import type { ViewPlan } from './plan.ts';
import { walkedBinderOf } from './walked-binder.ts';

/** With more plans the walk is as fast as generated code, and compiling takes longer (docs/internals/design.md). */
const MAX_GENERATED_PLANS = 1024;

/** Returns the binder of a plan: generated code if that is allowed and pays, otherwise a walk. */
export function binderOf(plan: ViewPlan, options: BinderOptions): Binder {
  return plan.planCount <= MAX_GENERATED_PLANS && mayGenerateCode() ?
      generatedBinderOf(plan, options)
    : walkedBinderOf(plan, options);
}

let codeGenerationAllowed: boolean | undefined;

/** Tries only once, because the policy of a page may report each attempt. */
export function mayGenerateCode(): boolean {
  if (codeGenerationAllowed === undefined) {
    try {
      codeGenerationAllowed = Boolean(new Function(''));
    } catch {
      codeGenerationAllowed = false;
    }
  }
  return codeGenerationAllowed;
}
