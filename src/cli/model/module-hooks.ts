import { register } from 'node:module';

/** What the hooks know. */
interface HookData {
  /** The URLs of this copy of the library by the names under which modules import it. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Whether Node itself imports TypeScript. */
  readonly strips: boolean;
}

/**
 * The hooks of Node's loader. They run in a thread of their own, so they are a module as text. A TypeScript module that
 * has no type syntax, as typegen writes it, is JavaScript: a compiler would take 20 s for 92,000 leaves. Text without
 * `<` has no type arguments, which JavaScript would read as comparisons; any other type syntax is a syntax error, and
 * then the compiler takes over. A module that cannot find the library gets this copy.
 */
const HOOKS = `
import { readFile } from 'node:fs/promises';
let data;
export const initialize = (given) => { data = given; };
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!Object.hasOwn(data.aliases, specifier)) throw error;
    return { url: data.aliases[specifier], shortCircuit: true };
  }
}
export async function load(url, context, next) {
  if (data.strips || !/^file:.*\\.m?ts$/.test(url)) return next(url, context);
  const source = await readFile(new URL(url), 'utf8');
  if (source.replace(/^\\s*\\/\\/.*$/gm, '').includes('<')) return next(url, context);
  return { format: 'module', source, shortCircuit: true };
}
`;

let isRegistered = false;

/** Adds the hooks to Node's loader, once. Other runtimes have no such hooks. */
export function registerModuleHooks(data: HookData): void {
  if (isRegistered || typeof register !== 'function') return;
  isRegistered = true;
  register(`data:text/javascript,${encodeURIComponent(HOOKS)}`, { data });
}
