// The extension's page in VS Code and on the Marketplace. There is no public address, so nothing relative can be shown
// there.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import picomatch from 'picomatch';
import { guides, pictures } from '../../src/editor/guides/shipped.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const { scripts } = JSON.parse(read('package.json'));
const page = /--readme-path (\S+)/.exec(scripts.package)?.[1] ?? 'README.md';
const shipped = read('.vscodeignore')
  .trim()
  .split('\n')
  .slice(1)
  .map(line => line.slice(1));
const ships = picomatch(shipped, { dot: true });
/** The relative targets of links and pictures. */
const relative = (text: string) => [...text.matchAll(/\]\((?!https:|#)([^)#\s]+)/g)].map(([, target = '']) => target);
const strings: Readonly<Record<string, string>> = JSON.parse(read('package.nls.json'));

for (const file of [page, 'CHANGELOG.md'])
  test(`${file} has https links only, and no picture`, () => {
    const text = read(file);
    assert.deepEqual(relative(text), []);
    assert.doesNotMatch(text, /!\[|<img|<a |\]\(#|^\[[^\]]*\]:/m);
    assert.doesNotMatch(text, /(?<!\()\bhttp:/);
  });

test('the page is for people who use the extension, not for those who change it', () => {
  assert.notEqual(page, 'README.md', 'README.md is for the repository');
  assert.ok(!shipped.includes('README.md'));
  const text = read(page);
  assert.match(text, /^# ACR Pull Check\n/);
  assert.doesNotMatch(
    text,
    /\bnpm (?:ci|install|run|start|test)\b|\bgit clone\b|contribut|\bdist\/|node_modules|CONTRIBUTING/i,
  );
});

test('the page compares the extension with what people use today', () => {
  const text = read(page);
  for (const peer of ['az aks check-acr', 'kubectl describe pod', 'Azure Policy', 'Azure Advisor', 'Hadolint'])
    assert.ok(text.includes(peer), peer);
});

test('the page names commands as the palette has them', () => {
  const titles = Object.entries(strings).flatMap(([key, title]) => (/^command\..*\.title$/.test(key) ? [title] : []));
  const named = [...read(page).matchAll(/\*ACR Pull: ([^*]+)\*/g)].map(([, title = '']) => title);
  assert.ok(named.length > 3);
  for (const title of named) assert.ok(titles.includes(title), title);
});

// VS Code shows these as plain text.
test('notes about trust and virtual workspaces have no marks of Markdown', () => {
  for (const key of ['capabilities.untrustedWorkspaces', 'capabilities.virtualWorkspaces'])
    assert.doesNotMatch(strings[key] ?? '`', /[`*[]/, key);
});

test('guides and pictures open by a command of the walkthrough; they ship, and so does what the guides link to', () => {
  for (const { file } of [...guides, ...pictures]) assert.ok(existsSync(path.join(root, file)) && ships(file), file);
  const steps = Object.entries(strings).filter(([key]) => key.startsWith('walkthrough.'));
  assert.ok(steps.some(([, text]) => text.includes('(command:acrPull.openGuides)')));
  for (const { file } of guides)
    for (const link of relative(read(file))) {
      const target = path.posix.join(path.posix.dirname(file), link);
      const isFolder = shipped.some(each => each.startsWith(`${target.replace(/\/$/, '')}/`));
      assert.ok(ships(target) || isFolder, `${file} links to ${link}`);
    }
});
