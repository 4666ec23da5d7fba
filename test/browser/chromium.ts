import { getChromePath, launch } from 'chrome-launcher';
import CDP from 'chrome-remote-interface';

/** Chromium or Chrome: the one that CHROME_PATH names, or where systems put it. */
const path = (() => {
  try {
    return getChromePath();
  } catch {
    return undefined;
  }
})();
export const isMissing = path === undefined;
/** Stands after the names of tests that do not run. */
export const whyMissing =
  isMissing ? ' (skipped: there is no Chromium; apt-get install chromium, or set CHROME_PATH)' : '';
if (isMissing)
  console.warn(
    'skipped: there is no Chromium for the tests in test/browser; apt-get install chromium, or set CHROME_PATH',
  );

/**
 * It asks nothing of the network by itself; the pages are our own, and in most containers its sandbox cannot be had.
 */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A tab. */
export interface Page {
  readonly tools: CDP.Client;
  /** Warnings and errors: of the console, uncaught, and of what the page's policy refused. */
  readonly troubles: readonly string[];
  /** All that was asked for over the network, the page itself first. */
  readonly requests: readonly string[];
  /**
   * What an expression gives, as JSON can say it; of a promise what it is resolved with. @throws what it throws, as
   * text
   */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

export interface Chromium {
  /** Loads an address in a new tab. `prepare` is called before. */
  open(address: string, prepare?: (tools: CDP.Client) => Promise<unknown>): Promise<Page>;
  close(): Promise<void>;
}

/** Flags for WebGPU over the software driver that Chromium brings with it. */
export const WEBGPU_FLAGS = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/**
 * Starts a Chromium with a profile of its own, which is gone when it is closed. `flags` replace `--disable-gpu`.
 */
export async function startChromium(flags: readonly string[] = ['--disable-gpu']): Promise<Chromium> {
  const chrome = await launch({
    chromePath: path as string,
    chromeFlags: [...FLAGS, ...flags],
    logLevel: 'silent',
    connectionPollInterval: 50,
    maxConnectionRetries: 1200,
  });
  const { port } = chrome;
  return {
    async open(address, prepare) {
      const target = await CDP.New({ port });
      const tools = await CDP({ port, target, local: true });
      const page = await watched(tools);
      await prepare?.(tools);
      const loaded = tools.Page.loadEventFired();
      await tools.Page.navigate({ url: address });
      await loaded;
      return { ...page, close: async () => void (await CDP.Close({ port, id: target.id })) };
    },
    async close() {
      const ended = new Promise((resolve) => chrome.process.once('close', resolve));
      chrome.kill();
      await ended;
    },
  };
}

async function watched(tools: CDP.Client): Promise<Omit<Page, 'close'>> {
  const troubles: string[] = [];
  const requests: string[] = [];
  const { Runtime, Log, Network, Page, DOM } = tools;
  Runtime.consoleAPICalled(({ type, args }) => {
    if (type === 'error' || type === 'warning' || type === 'assert')
      troubles.push(args.map(({ value, description }) => String(value ?? description)).join(' '));
  });
  Runtime.exceptionThrown(({ exceptionDetails: { text, exception } }) => troubles.push(exception?.description ?? text));
  Log.entryAdded(({ entry: { level, text, url } }) => {
    if (level === 'error' || level === 'warning') troubles.push(`${text} ${url ?? ''}`.trim());
  });
  Network.requestWillBeSent(({ request }) => requests.push(request.url));
  await Promise.all([Runtime.enable(), Log.enable(), Network.enable({}), Page.enable(), DOM.enable({})]);
  const evaluate = async (expression: string): Promise<unknown> => {
    // By default what is evaluated from here may generate code, whatever the page's policy says.
    const { result, exceptionDetails } = await Runtime.evaluate({
      expression,
      awaitPromise: true,
      returnByValue: true,
      allowUnsafeEvalBlockedByCSP: false,
    });
    if (exceptionDetails !== undefined)
      throw new Error([exceptionDetails.exception?.description ?? exceptionDetails.text, ...troubles].join('\n'));
    return result.value;
  };
  return { tools, troubles, requests, evaluate };
}
