import { existsSync, readFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startWeb, type Web } from '../checkpoint/web-server.ts';
import type { Chromium, Page } from './chromium.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
export const isBuilt = existsSync(join(root, 'dist/src/index.js'));

/** The page of docs/browser.md, whose import map all tests use. */
export const documented = /```html\n(.*?)```/s.exec(readFileSync(join(root, 'docs/browser.md'), 'utf8'))?.[1] as string;
const importMap = /<script type="importmap">(.*?)<\/script>/s.exec(documented)?.[1] as string;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** What a page may do. */
export interface Rules {
  /**
   * A Content-Security-Policy for scripts, without which there is none: `'wasm-unsafe-eval'`, or nothing more than
   * scripts of the site.
   */
  readonly scripts?: string;
  /** Isolated from other origins, so that memory can be shared with workers. */
  readonly isolated?: boolean;
}

export interface Site extends Web {
  /** Pages and modules by path. */
  readonly texts: Map<string, string>;
  /** Opens a page that imports a module of the site, by default from test/browser/page, and calls what that exports. */
  run<Exports>(chromium: Chromium, module: string, rules?: Rules): Promise<Running<Exports>>;
}

/** A page whose module's functions can be called from here. Arguments and results go as JSON. */
export interface Running<Exports> extends Page {
  call<Name extends keyof Exports & string>(
    name: Name,
    ...args: ArgumentsOf<Exports[Name]>
  ): Promise<ResultOf<Exports[Name]>>;
}
type ArgumentsOf<F> = F extends (...args: infer A) => unknown ? A : never;
type ResultOf<F> = F extends (...args: never[]) => infer R ? Awaited<R> : never;

/** A server that has the package and what it imports where npm puts them, and the modules of test/browser/page. */
export async function startSite(): Promise<Site> {
  const web = await startWeb();
  const texts = new Map<string, string>();
  const headers = new Map<string, Record<string, string>>();
  web.answer = ({ url = '' }, response) => {
    const path = url.replace(/\?.*$/, '');
    if (web.files.has(path)) return false;
    const found = texts.get(path) ?? fileAt(path);
    if (found === undefined) return false;
    // A worker needs its page's headers to share its memory.
    response
      .writeHead(200, {
        'content-type': TYPES[extname(path)] ?? 'text/html; charset=utf-8',
        'cross-origin-embedder-policy': 'require-corp',
        ...headers.get(path),
      })
      .end(found);
    return true;
  };
  let pages = 0;
  const run = async <Exports>(
    chromium: Chromium,
    module: string,
    { scripts, isolated = false }: Rules = {},
  ): Promise<Running<Exports>> => {
    const path = `/${pages++}.html`;
    const address = module.startsWith('/') ? module : `/test/browser/page/${module}`;
    texts.set(
      path,
      `<!doctype html>\n<title>test</title>\n<link rel="icon" href="data:,">\n<script type="importmap" ` +
        `nonce="n">${importMap}</script>\n<script type="module" nonce="n">import * as exports from ` +
        `'${address}';\nglobalThis.exports = exports;</script>\n<input type="file" multiple>`,
    );
    headers.set(path, {
      ...(scripts === undefined ?
        {}
      : {
          'content-security-policy':
            "default-src 'self' blob: data:; connect-src *; script-src 'self' 'nonce-n' " + `${scripts}`,
        }),
      ...(isolated ?
        { 'cross-origin-opener-policy': 'same-origin' }
      : { 'cross-origin-embedder-policy': 'unsafe-none' }),
    });
    const page = await chromium.open(web.url(path));
    const call = async (name: string, ...args: readonly unknown[]): Promise<unknown> =>
      page.evaluate(`exports.${name}(...${JSON.stringify(args)})`);
    return { ...page, call: call as Running<Exports>['call'] };
  };
  return Object.assign(web, { texts, run });
}

/** What is published, where npm puts it and where it is here, what it imports, and the modules beside this one. */
const PLACES = [/^\/node_modules\/paramlayout\/(?=dist\/)/, /^\/(?=dist\/|test\/browser\/page\/)/];

function fileAt(path: string): string | undefined {
  const place = PLACES.find((each) => each.test(path));
  const file = place === undefined ? undefined : join(root, normalize(path.replace(place, '')));
  return file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
