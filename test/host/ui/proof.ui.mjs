// The proof in the hover, and a fix that runs only after somebody has read what it changes.
import assert from 'node:assert/strict';

export const title = 'a person reads the proof, and says no to a change';

export const options = { themes: ['dark', 'light', 'contrast'] };

export async function run(walk) {
  const { page, openFile, goTo, hover, quickFix, shot, step } = walk;

  await openFile('deploy/eu/checkout.yaml');
  await page.locator('.squiggly-error').first().waitFor();
  await goTo(21, 24);
  const card = await hover();
  await card.getByText('Who pulls').first().waitFor();
  const text = await card.textContent();
  for (const part of ['Registry', 'Tenant', 'Role', 'Network', 'Not read', 'Fix', 'Access as in']) {
    assert.ok(text.includes(part), `the hover says ${part}`);
  }
  step('the hover holds the proof');
  await shot('hover');

  await goTo(21, 24);
  await quickFix('Assign AcrPull on shopprod: run in the terminal', () => shot('quick-fixes'));
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.waitFor();
  const asked = await dialog.textContent();
  for (const part of ['Subscription: 50b50000', 'Principal:', 'Role: AcrPull', 'Scope: /subscriptions/']) {
    assert.ok(asked.includes(part), `the question names ${part}`);
  }
  await shot('confirmation');
  await dialog.getByText('Cancel').first().click();
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await page.locator('.terminal-wrapper').count(), 0);
  step('after a no, there is no terminal');

  await openFile('deploy/base/catalog.yaml');
  await goTo(26, 28);
  const works = await hover();
  await works.getByText('aks-dev can pull').first().waitFor();
  step('of an image that can be pulled, it says by whom and why');
  await shot('hover-allowed');
}
