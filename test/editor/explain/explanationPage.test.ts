// A pasted error, explained as a page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explanationPage } from '../../../src/editor/explain/explanationPage.ts';
import { explain } from '../../../src/explain/explain.ts';
import type { Explanation } from '../../../src/explain/explanation.ts';

const of = (part: Partial<Explanation>): Explanation => ({
  pullError: true,
  image: null,
  registry: null,
  stage: null,
  known: [],
  causes: [],
  next: null,
  reference: null,
  ...part,
});

test('an error becomes a page with its causes, each with its page, a check and a fix', () => {
  const text =
    'Failed to pull image "shopprod.azurecr.io/checkout:2.4.0": failed to authorize: failed to fetch anonymous token: ' +
    'unexpected status from GET request to https://shopprod.azurecr.io/oauth2/token: 401 Unauthorized';
  const page = explanationPage(explain(text), {
    uri: 'file:///shop/checkout.yaml',
    line: 5,
    character: 26,
    title: 'checkout.yaml:6',
  });
  assert.match(page, /<h1>Why <code>shopprod\.azurecr\.io\/checkout:2\.4\.0<\/code> was not pulled<\/h1>/);
  assert.match(page, /<p>The pull was refused\.<\/p>/);
  assert.match(page, /href="command:acrPull\.goToLine\?%5B%7B%22subject%22[^"]*checkout\.yaml[^"]*">checkout\.yaml:6</);
  assert.match(page, /href="command:acrPull\.openCausePage\?%5B%22not-attached%22%5D"/);
  assert.match(page, /href="command:acrPull\.copyFix\?/);
});

test('what is known stands before what remains possible', () => {
  const [why, fix] = ['Because.', 'Do it.'];
  const causes = [
    { cause: 'not-attached', why, check: null, fix, basis: 'map' },
    { cause: 'transient', why, check: null, fix, basis: 'possible' },
  ] as const;
  const page = explanationPage(of({ causes, known: ['It says `x`.'] }), undefined);
  assert.match(
    page,
    /Evidence<\/h2>\s*<p>It says <code>x<\/code>\.<\/p>[\s\S]*Not attached[\s\S]*If that isn't it[\s\S]*Temporary failure/,
  );
});

test('a back-off shows the command that shows the reason', () => {
  const page = explanationPage(explain('web-5d9c7b7d8-x2kqp  0/1  ImagePullBackOff  0  43m'), undefined);
  assert.match(
    page,
    /This command shows the reason:<\/p><pre><code>kubectl describe pod web-5d9c7b7d8-x2kqp -n default</,
  );
});

test('a text of anything else is called that, and hostile text stays text', () => {
  assert.match(explanationPage(explain('hello'), undefined), /<h1>No failed pull found here/);
  assert.match(explanationPage(explain('Back-off restarting failed container'), undefined), /<h1>No pull failed here/);
  const hostile = '"><script>x</script><a href=command:x>';
  const [why, check, fix] = [hostile, hostile, hostile];
  const causes = [{ cause: 'transient', why, check, fix, basis: 'possible' }] as const;
  const page = explanationPage(of({ image: hostile, known: [hostile], next: hostile, causes }), undefined);
  assert.doesNotMatch(page, /<script|<a href=command/);
});
