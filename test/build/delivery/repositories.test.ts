// Which repositories are this one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownByMostPaths, pathWithin, repositoryKey } from '../../../src/build/delivery/repositories.ts';

test('one repository has several URLs', () => {
  const key = 'github.com/contoso/gitops';
  for (const url of [
    'https://github.com/contoso/gitops',
    'https://github.com/Contoso/GitOps.git',
    'https://user@github.com/contoso/gitops/',
    'ssh://git@github.com/contoso/gitops.git',
    'git@github.com:contoso/gitops.git',
  ]) {
    assert.equal(repositoryKey(url), key, url);
  }
  assert.notEqual(repositoryKey('https://github.com/contoso/gitops-eu'), key);
});

test('without a remote, a repository is this one if most of its paths are here', () => {
  const isOwn = ownByMostPaths(
    [
      { url: 'https://a/x', path: './apps' },
      { url: 'https://a/x.git', path: 'infra' },
      { url: 'https://a/x', path: 'gone' },
      { url: 'https://a/y', path: 'elsewhere' },
      { url: 'https://a/z', path: './' }, // the root is in every repository
    ],
    new Set(['', 'apps', 'infra']),
  );
  assert.deepEqual(['https://a/x', 'https://a/y', 'https://a/z'].map(isOwn), [true, false, undefined]);
});

test('a path that leaves the root is none', () => {
  assert.equal(pathWithin('a/b', '../c'), 'a/c');
  assert.equal(pathWithin('a/b', '/c'), 'c');
  assert.equal(pathWithin('a/b', '../../../c'), undefined);
  assert.equal(pathWithin('', './'), '');
});
