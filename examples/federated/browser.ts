// Chromium or Chrome: the one that CHROME_PATH names, or where systems put it.
import { getChromePath, launch } from 'chrome-launcher';

/** Whether there is a screen. Without one, the browser shows its window to nobody. */
export const hasScreen =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

export const hasBrowser = ((): boolean => {
  try {
    return getChromePath() !== '';
  } catch {
    return false;
  }
})();

/** Opens an address in a browser that starts for it. Returns a function that ends the browser. */
export async function openBrowser(address: string): Promise<() => void> {
  const chromeFlags = [
    ...(hasScreen ? [] : ['--headless', '--disable-gpu', '--disable-dev-shm-usage']),
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // root has no sandbox in Chromium
  ];
  const browser = await launch({ startingUrl: address, chromeFlags, logLevel: 'silent' });
  return () => browser.kill();
}
