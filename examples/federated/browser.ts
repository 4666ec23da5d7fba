// Finds and starts Chromium or Chrome: the one that CHROME_PATH names, or an installed one.
import { getChromePath, launch } from 'chrome-launcher';

/** Whether the system has a screen. Without one, the browser runs without a window. */
export const hasScreen =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

export const hasBrowser = ((): boolean => {
  try {
    return getChromePath() !== '';
  } catch {
    return false;
  }
})();

/** Starts a browser that opens an address. Returns a function that ends this browser. */
export async function openBrowser(address: string): Promise<() => void> {
  const chromeFlags = [
    ...(hasScreen ? [] : ['--headless', '--disable-gpu', '--disable-dev-shm-usage']),
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // root has no sandbox in Chromium
  ];
  const browser = await launch({ startingUrl: address, chromeFlags, logLevel: 'silent' });
  return () => browser.kill();
}
