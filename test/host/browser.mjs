// Chromium in front of the server.
import { findChromium } from './locations.mjs';

/** The themes, as what a person can prefer. The server's settings make VS Code follow it at once. */
const themes = {
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  light: { colorScheme: 'light', forcedColors: 'none' },
  contrast: { colorScheme: 'dark', forcedColors: 'active' },
  contrastLight: { colorScheme: 'light', forcedColors: 'active' },
};
const themeClass = { dark: 'vs-dark', light: 'vs', contrast: 'hc-black', contrastLight: 'hc-light' };

/** Switches to one of `themes`, whatever is open. */
export async function setTheme(page, name) {
  await page.emulateMedia(themes[name]);
  await page.locator(`.monaco-workbench.${themeClass[name]}`).first().waitFor();
}

const flags = [
  '--no-sandbox', // needed as root. It shows nothing but our own server
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Chromium. HOST_HEADED=1 shows its window. */
export async function launchBrowser() {
  const { chromium } = await import('playwright-core'); // not at the top: it may have to be installed first
  return chromium.launch({
    executablePath: findChromium(),
    headless: !process.env.HOST_HEADED,
    args: flags,
    // lifetime.mjs ends the process on a signal, and Playwright then kills Chromium.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/**
 * A page in a profile of its own, with a working clipboard.
 * @param {import('playwright-core').Browser} browser
 * @param {keyof typeof themes} [theme]
 * @param {number} [zoom] in percent. As where VS Code is zoomed, the window has fewer pixels of the page, and larger ones
 */
export async function openPage(browser, theme = 'dark', zoom = 100) {
  const context = await browser.newContext({
    ...themes[theme],
    viewport: { width: Math.round(140_000 / zoom), height: Math.round(90_000 / zoom) },
    deviceScaleFactor: zoom / 100,
    reducedMotion: 'reduce', // VS Code follows it: what moves can't be clicked
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  if (process.env.DEBUG_HOST)
    page.on('console', message => process.stderr.write(`[page] ${message.type()} ${message.text()}\n`));
  return page;
}

/** Opens the workbench and waits until it can be seen. Extensions may still be starting: see `until`. */
export async function openWorkbench(page, url) {
  await page.goto(url, { timeout: 60_000 });
  await page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
}
