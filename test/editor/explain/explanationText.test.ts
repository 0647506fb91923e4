// A pasted error, explained as a page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explanationText } from '../../../src/editor/explain/explanationText.ts';
import { explain } from '../../../src/explain/explain.ts';

test('an error becomes a page with its cause, a check and a fix', () => {
  const text =
    'Failed to pull image "shopprod.azurecr.io/checkout:2.4.0": failed to authorize: failed to fetch anonymous token: ' +
    'unexpected status from GET request to https://shopprod.azurecr.io/oauth2/token: 401 Unauthorized';
  const page = explanationText(explain(text));
  assert.match(page, /^# Why `shopprod\.azurecr\.io\/checkout:2\.4\.0` was not pulled\n/);
  assert.match(page, /\nThe pull was refused\.\n/);
  assert.match(page, /\n## (1\. )?[A-Z]/);
  assert.match(page, /\nFix: /);
});

test('a fix that is a command can be copied as it is, and one in words is read', () => {
  const why = 'Nothing pulls.';
  const page = (fix: string) =>
    explanationText({
      pullError: true,
      image: null,
      registry: null,
      stage: null,
      causes: [{ cause: 'not-attached', why, check: null, fix }],
      reference: null,
    });
  assert.match(page('az aks update --name=aks-eu'), /\nFix:\n\n```sh\naz aks update --name=aks-eu\n```/);
  assert.match(page('Attach `shopprod`'), /\nFix: Attach `shopprod`/);
});

test('a text of anything else is called that, and makes no links', () => {
  assert.match(explanationText(explain('hello')), /^# No pull failed here/);
  const hostile = explanationText({
    pullError: true,
    image: '`](command:x)',
    registry: null,
    stage: null,
    causes: [{ cause: 'transient', why: '[a](command:b)', check: '```\n[a](command:b)', fix: '<b>' }],
    reference: null,
  });
  assert.doesNotMatch(hostile.replaceAll(/````sh[\s\S]*?````|`[^`\n]*`/g, ''), /(?<!\\)\]\(/);
});
