// Everything that is shown, in narrow and wide side bars, at two zooms, in four themes, with few and many targets. A person
// looks at the pictures: the walks `sizes` and `sizesZoomed` take them, and assert only that each part is in sight.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTheme } from './browser.mjs';
import { temporaryFolder } from './lifetime.mjs';
import { samples } from './locations.mjs';
import { logOfExtension } from './logs.mjs';

/** Each value of a column meets each value of every other one: pairs, not the whole product. */
const combinations = [
  { targets: 1, theme: 'dark', sideBar: 200, zoom: 100 },
  { targets: 1, theme: 'light', sideBar: 300, zoom: 100 },
  { targets: 1, theme: 'contrast', sideBar: 200, zoom: 150 },
  { targets: 1, theme: 'contrastLight', sideBar: 300, zoom: 150 },
  { targets: 5, theme: 'dark', sideBar: 300, zoom: 150 },
  { targets: 5, theme: 'light', sideBar: 200, zoom: 150 },
  { targets: 5, theme: 'contrast', sideBar: 300, zoom: 100 },
  { targets: 5, theme: 'contrastLight', sideBar: 200, zoom: 100 },
  { targets: 30, theme: 'dark', sideBar: 200, zoom: 100 },
  { targets: 30, theme: 'light', sideBar: 300, zoom: 100 },
  { targets: 30, theme: 'contrast', sideBar: 200, zoom: 150 },
  { targets: 30, theme: 'contrastLight', sideBar: 300, zoom: 150 },
];

const pullError =
  'Failed to pull image "shopprod.azurecr.io/checkout:2.4.0": failed to authorize: failed to fetch oauth token: 401 Unauthorized';
const group = '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop-aks';
const regions = ['northeurope', 'westeurope', 'swedencentral', 'francecentral', 'uksouth'];

/**
 * A walk through the combinations at one zoom.
 * @param {100 | 150} zoom in percent
 */
export function walkOfSizes(zoom) {
  const wanted = combinations.filter(each => each.zoom === zoom);
  let temporary;
  return {
    options() {
      temporary = temporaryFolder('sizes');
      // Its own server: the log shows when a config was taken in.
      return { workspace: makeWorkspace(temporary.folder), zoom, server: {} };
    },
    end: () => temporary?.remove(),
    run: walk => takePictures(walk, wanted),
  };
}

function makeWorkspace(folder) {
  const workspace = path.join(folder, 'shop');
  mkdirSync(workspace);
  cpSync(path.join(samples, 'deploy/eu/checkout.yaml'), path.join(workspace, 'checkout.yaml'));
  writeFileSync(path.join(workspace, 'pull-error.txt'), `${pullError}\n`);
  writeFileSync(path.join(workspace, 'access.snapshot.json'), JSON.stringify(snapshotOfMany(), null, 1));
  writeFileSync(path.join(workspace, '.acr-pull.yaml'), configOf(1));
  return workspace;
}

async function takePictures(walk, wanted) {
  const { page, workspace, server, click, openFile, openView, eventually, goTo, treeRow, shot, step, webview } = walk;
  const setOpen = async (name, open) => {
    const header = page.locator('.sidebar .pane-header', { hasText: name }).first();
    await header.waitFor();
    // At its beginning: the buttons of a header that is pointed at reach into the middle of a narrow one.
    if ((await header.getAttribute('aria-expanded')) !== String(open))
      await click(header, { position: { x: 12, y: 11 } });
  };
  const audit = page.locator('.sidebar .pane', { has: page.locator('.pane-header', { hasText: 'Audit' }) });
  /** The number of times that the workspace was taken in. */
  const readings = () => logOfExtension(server.logs).match(/shop: read \d+ manifests/g)?.length ?? 0;

  await openFile('checkout.yaml');
  await openView('ACR Pull');
  let present = 1;
  for (const { targets, theme, sideBar, zoom } of wanted) {
    const name = `${targets}-${sideBar}px-${zoom}-${theme}`;
    if (targets !== present) {
      const before = readings();
      writeFileSync(path.join(workspace, '.acr-pull.yaml'), configOf(targets));
      await eventually('the config is taken in', () => readings() > before);
      present = targets;
    }
    await setTheme(page, theme);
    await setSideBar(page, sideBar);

    await openFile('checkout.yaml');
    await page.locator('.squiggly-error').first().waitFor();
    await page.locator('.codelens-decoration').first().waitFor();
    await setOpen('Audit', false);
    await setOpen('Targets', true);
    await setOpen('Registries', true);
    await treeRow('aks-').waitFor();
    await goTo(21, 24);
    await page.locator('.sidebar .monaco-progress-container.active').first().waitFor({ state: 'hidden' });
    await shot(`${name}-tree`, await walk.hoverWithFixes('access.snapshot.json'));
    await page.keyboard.press('Escape');

    await setOpen('Targets', false);
    await setOpen('Registries', false);
    await setOpen('Audit', true);
    await audit.locator('.monaco-list-row').first().waitFor();
    await openFile('pull-error.txt');
    await page.keyboard.press('ControlOrMeta+A');
    await walk.runCommand('ACR Pull: Explain a Pull Error');
    await page.locator('.tab.active', { hasText: 'Pull Error' }).waitFor();
    await shot(`${name}-page`, webview().locator('h1').first());
    if (theme.startsWith('contrast')) {
      const line = await webview()
        .locator('a')
        .first()
        .evaluate(link => getComputedStyle(link).textDecorationLine);
      assert.equal(line, 'underline', 'in high contrast, a link is more than a colour');
    }
    await walk.runCommand('View: Close Editor');
    step(name);
  }
}

/** Drags the border of the side bar until it is so wide. */
async function setSideBar(page, wanted) {
  const { x, width } = await page.locator('.part.sidebar').boundingBox();
  if (Math.round(width) === wanted) return;
  await page.mouse.move(x + width, 300);
  await page.mouse.down();
  await page.mouse.move(x + wanted, 300, { steps: 8 });
  await page.mouse.up();
  await page.mouse.move(900, 600); // a border that is pointed at is drawn thick
}

/** Clusters of the sample shop many times over: of three, one is not attached to the registry. */
function snapshotOfMany() {
  const snapshot = JSON.parse(readFileSync(path.join(samples, 'access.snapshot.json'), 'utf8'));
  const { resources, roleAssignments, groups } = snapshot;
  const copies = Array.from({ length: 30 }, (_, index) => {
    const original = index % 3 === 0 ? 'aks-eu' : 'aks-prod';
    const own = JSON.stringify(resources.find(({ id }) => id.endsWith(`/managedClusters/${original}`)));
    const [, kubelet] = /"objectId":"([^"]+)"/.exec(own);
    const renamed = text =>
      JSON.parse(
        text
          .replaceAll(original, clusterName(index))
          .replaceAll(/([\da-f]{8})-0000-4000-8000-0000000000(\d\d)/g, inCopy),
      );
    const inCopy = (whole, kind, rest) =>
      ['50b50000', '7e4a4700'].includes(kind)
        ? whole
        : `${kind}-${String(index + 1).padStart(4, '0')}-4000-8000-0000000000${rest}`;
    const about = each => [original, kubelet].some(part => JSON.stringify(each).includes(part));
    return {
      resources: resources.filter(about).map(each => renamed(JSON.stringify(each))),
      roleAssignments: roleAssignments.filter(about).map(each => renamed(JSON.stringify(each))),
      groups: renamed(JSON.stringify({ [kubelet]: groups[kubelet] })),
    };
  });
  return {
    ...snapshot,
    resources: [...resources, ...copies.flatMap(copy => copy.resources)],
    roleAssignments: [...roleAssignments, ...copies.flatMap(copy => copy.roleAssignments)],
    groups: Object.assign({}, groups, ...copies.map(copy => copy.groups)),
  };
}

function clusterName(index) {
  return `aks-${regions[index % regions.length]}-prod-${String(index + 1).padStart(2, '0')}`;
}

function configOf(count) {
  const targets = Array.from({ length: count }, (_, index) => {
    const id = `${group}/providers/Microsoft.ContainerService/managedClusters/${clusterName(index)}`;
    return `  - { name: ${clusterName(index)}, kind: aks, id: ${id}, manifests: [checkout.yaml] }\n`;
  });
  return `version: 1\nsnapshot: access.snapshot.json\ntargets:\n${targets.join('')}`;
}
