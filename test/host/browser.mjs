// Chromium in front of the server.
import { findChromium } from './locations.mjs';

/** The themes, as what a person can prefer; the server's settings make VS Code follow it at once. */
export const themes = {
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
  '--no-sandbox', // needed as root; it shows nothing but our own server
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Chromium; HOST_HEADED=1 shows its window. */
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
 * @param {{ viewport?: { width: number, height: number }, scale?: number, theme?: keyof typeof themes }} [options]
 *   scale: pixels per CSS pixel
 */
export async function openPage(browser, { viewport = { width: 1400, height: 900 }, scale = 1, theme = 'dark' } = {}) {
  const context = await browser.newContext({
    ...themes[theme],
    viewport,
    deviceScaleFactor: scale,
    permissions: ['clipboard-read', 'clipboard-write', 'local-network-access'],
  });
  const page = await context.newPage();
  if (process.env.DEBUG_HOST)
    page.on('console', message => process.stderr.write(`[page] ${message.type()} ${message.text()}\n`));
  return page;
}

/** Opens the workbench and waits until it can be seen. Extensions may still be starting: see `until`. */
export async function openWorkbench(page, url) {
  await page.goto(url);
  await page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
}

const attribute = 'id="vscode-workbench-web-configuration" data-settings="';
const unescaped = { '&amp;': '&', '&quot;': '"', '&lt;': '<', '&gt;': '>' };

/**
 * Changes the configuration that the workbench starts with. Call it before the page is opened.
 * It intercepts the page, which then doesn't count as one from loopback: hence `local-network-access` in openPage.
 * @param {(configuration: object) => void} change
 */
export async function configurePage(page, change) {
  await page.route(
    url => url.pathname === '/',
    async route => {
      const response = await route.fetch();
      const html = await response.text();
      const from = html.indexOf(attribute) + attribute.length;
      const to = html.indexOf('"', from);
      const configuration = JSON.parse(html.slice(from, to).replace(/&\w+;/g, entity => unescaped[entity] ?? entity));
      change(configuration);
      const escaped = JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
      await route.fulfill({ response, body: html.slice(0, from) + escaped + html.slice(to) });
    },
  );
}

/**
 * Lets extensions use the accounts of an authentication provider without the consent dialog, which a suite can't answer.
 * @param {Record<string, string[]>} access provider id → extension ids
 */
export function trustWithAccounts(page, access) {
  return configurePage(page, configuration => {
    configuration.productConfiguration.trustedExtensionAuthAccess = access;
  });
}
