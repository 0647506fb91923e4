// Completion in an image line: first the registries that the target can pull from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageSuggestions, imageValueIn } from '../../src/editor/completion/imageSuggestions.ts';

const registries = [
  { host: 'shopdev.azurecr.io', allowed: [] },
  { host: 'shopprod.azurecr.io', allowed: ['aks-eu'] },
];
const images = ['shopprod.azurecr.io/cart:1.0', 'shopprod.azurecr.io/cart:1.0', 'shopdev.azurecr.io/cart:2.0'];

function at(line: string) {
  const value = imageValueIn(line);
  return value && imageSuggestions(value, registries, images).map(({ text }) => text);
}

test('hosts come first, those that the target can pull from before the others', () => {
  assert.deepEqual(at('      - image: '), ['shopprod.azurecr.io/', 'shopdev.azurecr.io/']);
  assert.deepEqual(at('        image: "shop'), ['shopprod.azurecr.io/', 'shopdev.azurecr.io/']);
});

test('behind a host, the images that are known there, each once', () => {
  assert.deepEqual(at('image: shopprod.azurecr.io/ca'), ['shopprod.azurecr.io/cart:1.0']);
});

test("a chart's registry key takes a host alone", () => {
  assert.deepEqual(at('  registry: '), ['shopprod.azurecr.io', 'shopdev.azurecr.io']);
});

test('elsewhere nothing is suggested', () => {
  for (const line of ['  name: x', 'image: a # ', '# image: ', 'imagePullPolicy: Al'])
    assert.equal(at(line), undefined);
});
