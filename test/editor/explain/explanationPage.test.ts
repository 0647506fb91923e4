// A pasted error, explained as a page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explanationPage } from '../../../src/editor/explain/explanationPage.ts';
import type { Line } from '../../../src/editor/page/page.ts';
import { explain } from '../../../src/explain/explain.ts';
import type { ExplainedCause, Explanation } from '../../../src/explain/explanation.ts';
import { messages } from '../../explain/messages.ts';

const of = (part: Partial<Explanation>): Explanation => ({
  pullError: true,
  isUncertain: false,
  image: null,
  registry: null,
  stage: null,
  known: [],
  causes: [],
  next: null,
  reference: null,
  ...part,
});

const pageOf = (explanation: Explanation, line?: Line) => explanationPage(explanation, line, 'n1').html;

const none = { check: null, fix: null };

/** The texts of a kind of element, without the elements in them. */
const textsOf = (html: string, pattern: RegExp) =>
  [...html.matchAll(pattern)].map(match => (match[1] ?? '').replaceAll(/<[^>]*>/g, ''));
const namesOf = (html: string) => textsOf(html, /<button [^>]*aria-label="([^"]*)"/g);

test('an error becomes a page with its causes, each with its page, a check and a fix', () => {
  const text =
    'Failed to pull image "shopprod.azurecr.io/checkout:2.4.0": failed to authorize: failed to fetch anonymous token: ' +
    'unexpected status from GET request to https://shopprod.azurecr.io/oauth2/token: 401 Unauthorized';
  const page = pageOf(explain(text), {
    uri: 'file:///shop/checkout.yaml',
    line: 5,
    character: 26,
    title: 'checkout.yaml:6',
  });
  assert.match(
    page,
    /<h1>Why <code>shopprod\.azurecr\.io\/checkout:2\.4\.0<\/code> was not pulled: possible causes<\/h1>/,
  );
  assert.match(page, /<p>The pull was refused\.<\/p>/);
  assert.match(page, /href="command:acrPull\.goToLine\?%5B%7B%22subject%22[^"]*checkout\.yaml[^"]*">checkout\.yaml:6</);
  assert.match(page, /href="command:acrPull\.openCausePage\?%5B%22not-attached%22%5D"/);
  assert.deepEqual(namesOf(page).slice(0, 2), [
    'Copy the command to list the roles on shopprod.azurecr.io',
    'Copy the command to attach shopprod to the cluster',
  ]);
});

test('the sure cause is the first heading, with its fix and its check before the evidence', () => {
  const [why, check, fix] = ['Because.', 'az acr show', 'az aks update'];
  const purposes = { check: 'look at shop', fix: 'attach shop to aks-eu' };
  const causes: readonly ExplainedCause[] = [
    { cause: 'not-attached', why, check, fix, purposes, basis: 'map' },
    { cause: 'transient', why, check: null, fix: 'Do it.', purposes: none, basis: 'possible' },
  ];
  const page = pageOf(of({ image: 'shop.azurecr.io/a:1', causes, known: ['It says `x`.'] }));
  assert.deepEqual(textsOf(page, /<h\d>(.*?)<\/h\d>/g), [
    'Not attached: shop.azurecr.io/a:1 was not pulled',
    'Fix',
    'Check',
    'Evidence',
    "If that isn't it",
    'Temporary failure',
  ]);
  assert.match(page, /Evidence<\/h2>\s*<p>It says <code>x<\/code>\.<\/p>/);
  assert.deepEqual(namesOf(page), ['Copy the command to attach shop to aks-eu', 'Copy the command to look at shop']);
});

test('causes with the same check are one section, and a check that is on the page already is not repeated', () => {
  const cause = (id: ExplainedCause['cause'], check: string, basis: ExplainedCause['basis']): ExplainedCause => {
    return { cause: id, why: `${id}!`, check, fix: 'Do it.', purposes: { check: 'look', fix: null }, basis };
  };
  const causes = [
    cause('not-attached', 'az one', 'map'),
    cause('cross-tenant', 'az two', 'possible'),
    cause('no-pull-role', 'az one', 'possible'),
    cause('propagating', 'az two', 'possible'),
  ];
  const page = pageOf(of({ causes }));
  assert.deepEqual(textsOf(page, /<pre>(.*?)<\/pre>/g), ['az one', 'az two']);
  const titles = textsOf(page, /<h3>(.*?)<\/h3>/g);
  assert.deepEqual(titles, ['Identity in another tenant · New grant, still propagating', 'No pull role']);
  for (const { why } of causes) assert.ok(page.includes(why));
});

// The texts that people really paste, with all their causes.
test('every page begins with its answer, skips no level of headings, and names each button and link once', () => {
  for (const { id, text } of messages) {
    const page = pageOf(explain(text));
    const levels = [...page.matchAll(/<h(\d)>/g)].map(([, level]) => Number(level));
    assert.deepEqual([levels[0], levels.filter(level => level === 1).length], [1, 1], id);
    for (const [i, level] of levels.entries()) assert.ok(level <= (levels[i - 1] ?? 0) + 1, `${id}: ${levels}`);
    const names = namesOf(page);
    assert.equal(names.length, textsOf(page, /<button (.*?)>/g).length, id);
    const labels = [...names, ...textsOf(page, /<a [^>]*aria-label="([^"]*)"/g)];
    assert.equal(new Set(labels).size, labels.length, `${id}: ${labels.join('\n')}`);
    for (const name of names) assert.match(name, /^Copy the command to [a-z]/, id);
    assert.doesNotMatch(page, /<a [^>]*>Copy</, id);
  }
});

test('the focus is shown in the colour of the theme', () => {
  assert.match(pageOf(explain('hello')), /a:focus, button:focus \{ outline: 2px solid var\(--vscode-focusBorder\)/);
});

test('a button copies the command that is shown above it, and only the script of the page runs', () => {
  const { html, copied } = explanationPage(explain(messages[40]?.text ?? ''), undefined, 'n1');
  const shown = textsOf(html, /<pre>(.*?)<\/pre>/g);
  assert.equal(copied.length, shown.length);
  assert.deepEqual(
    [...html.matchAll(/data-copy="(\d+)"/g)].map(([, index]) => Number(index)),
    copied.map((_, i) => i),
  );
  assert.match(html, /script-src 'nonce-n1'">/);
  assert.deepEqual(html.match(/<script[^>]*>/g), ['<script nonce="n1">']);
});

test('a back-off shows the command that shows the reason', () => {
  const page = pageOf(explain('web-5d9c7b7d8-x2kqp  0/1  ImagePullBackOff  0  43m'));
  assert.match(
    page,
    /This command shows the reason:<\/p><pre><code>kubectl describe pod web-5d9c7b7d8-x2kqp -n default</,
  );
});

test('a text of anything else is called that, and hostile text stays text', () => {
  assert.match(pageOf(explain('hello')), /<h1>No failed pull found here/);
  assert.match(pageOf(explain('Back-off restarting failed container')), /<h1>No pull failed here/);
  const hostile = '"><script>x</script><a href=command:x>';
  const [why, check, fix] = [hostile, hostile, hostile];
  const purposes = { check: hostile, fix: hostile };
  const causes = [{ cause: 'transient', why, check, fix, purposes, basis: 'possible' }] as const;
  const page = pageOf(of({ image: hostile, known: [hostile], next: hostile, causes }));
  assert.doesNotMatch(page, /<script>|<script (?!nonce="n1">)|<a href=command/);
  assert.doesNotMatch(page, /aria-label="[^"]*"[^ >]/);
});
