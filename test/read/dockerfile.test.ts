import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '../../src/read/index.ts';
import './readers.ts';

const texts = (text: string, name = 'Dockerfile') =>
  readManifest({ name, text }).references.map(({ text: written, where }) => `${written} (${where})`);

for (const name of [
  'Dockerfile',
  'src/web/Dockerfile',
  'Dockerfile.prod',
  'web.Dockerfile',
  'web.dockerfile',
  'Containerfile',
  'Dockerfile-dev',
  'Dockerfile_test',
]) {
  test(`${name} is a Dockerfile`, () => {
    assert.deepEqual(texts('FROM a/b:1', name), ['a/b:1 (stage 0 · FROM)']);
  });
}

for (const name of [
  'Dockerfile.md',
  'dockerfile.yaml',
  '.dockerignore',
  'Dockerfile.dockerignore',
  'dockerfiles.txt',
  // source code: https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile_test.go
  'dockerfile_test.go',
  'parsers/dockerfile_parser.py',
]) {
  test(`${name} is none`, () => {
    assert.deepEqual(texts('FROM a/b:1', name), []);
  });
}

test('the image that reads the file is one, before everything else', () => {
  assert.deepEqual(texts('# syntax=docker/dockerfile:1.7\nFROM scratch\n'), ['docker/dockerfile:1.7 (syntax)']);
  assert.deepEqual(texts('# escape=`\n# syntax = docker/dockerfile:1\nFROM scratch\n'), [
    'docker/dockerfile:1 (syntax)',
  ]);
  assert.deepEqual(texts('# a comment\n# syntax=docker/dockerfile:1\nFROM scratch\n'), []);
  assert.deepEqual(texts('FROM scratch\n# syntax=docker/dockerfile:1\n'), []);
});

test('a long line of signs is a comment like any other', () => {
  assert.deepEqual(texts(`${'#'.repeat(100_000)}\nFROM a:1\n`), ['a:1 (stage 0 · FROM)']);
});

test('a lone CR ends a line, as in an editor', () => {
  const text = 'ARG REGISTRY=shop.azurecr.io\r\r\nFROM ${REGISTRY}/app:1\r\r\n';
  const [reference] = readManifest({ name: 'Dockerfile', text }).references;
  assert.equal(reference?.text, '${REGISTRY}/app:1');
  const [origin] = reference.origins;
  assert.equal(text.slice(origin?.span.start, origin?.span.end), 'shop.azurecr.io');
});

test('a Dockerfile that is too large is named as not read', () => {
  const { problems } = readManifest({ name: 'Dockerfile', text: `FROM a\n${'RUN x\n'.repeat(100_000)}` });
  assert.match(problems[0]?.message ?? '', /larger than 512 KB/);
});

test('a host default in a dev container counts', () => {
  const text = '{ "image": "${localEnv:REGISTRY:shop.azurecr.io}/dev:1" }';
  const [reference] = readManifest({ name: '.devcontainer/web/devcontainer.json', text }).references;
  assert.ok(reference?.image.kind === 'image');
  assert.deepEqual([reference.format, reference.image.registry], ['devcontainer', 'shop.azurecr.io']);
  assert.equal(reference.origins[0]?.role, 'default of REGISTRY');
});
