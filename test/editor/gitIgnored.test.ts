// What Git leaves out is left out of the workspace's findings, by Git's own rules.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GitIgnored } from '../../src/editor/store/gitIgnored.ts';

test('the rules of a folder count in it, and the nearest decides', () => {
  const git = new GitIgnored([
    { folder: '', text: 'build/\n*.local.yaml\n' },
    { folder: 'deploy/', text: '!keep.local.yaml\n/secret.yaml\n' },
  ]);
  assert.equal(git.ignores('pod.yaml'), false);
  assert.equal(git.ignores('build/pod.yaml'), true);
  assert.equal(git.ignores('a/build/b/pod.yaml'), true);
  assert.equal(git.ignores('a.local.yaml'), true);
  assert.equal(git.ignores('deploy/keep.local.yaml'), false);
  assert.equal(git.ignores('keep.local.yaml'), true);
  assert.equal(git.ignores('deploy/secret.yaml'), true);
  assert.equal(git.ignores('deploy/more/secret.yaml'), false);
});

test('what lies in a folder that is left out can not be taken back', () => {
  const git = new GitIgnored([
    { folder: '', text: 'out/\n' },
    { folder: 'out/', text: '!pod.yaml\n' },
  ]);
  assert.equal(git.ignores('out/pod.yaml'), true);
});

test('rules above the workspace folder count as seen from there', () => {
  const git = new GitIgnored([{ folder: '', wayDown: 'apps/shop/', text: '/apps/shop/tmp/\n/tmp2/\n' }]);
  assert.equal(git.ignores('tmp/pod.yaml'), true);
  assert.equal(git.ignores('tmp2/pod.yaml'), false);
});

test('a rule in the folder itself comes before one above it', () => {
  const above = { folder: '', wayDown: 'shop/', text: '*.gen.yaml\n' };
  const own = { folder: '', text: '!*.gen.yaml\n' };
  assert.equal(new GitIgnored([above]).ignores('a.gen.yaml'), true);
  assert.equal(new GitIgnored([above, own]).ignores('a.gen.yaml'), false);
});

test('a folder that is left out as a whole was opened on purpose', () => {
  assert.equal(new GitIgnored([{ folder: '', wayDown: 'tmp/shop/', text: 'tmp/\n' }]).ignoresAll, true);
  assert.equal(new GitIgnored([{ folder: '', wayDown: 'apps/shop/', text: 'tmp/\n' }]).ignoresAll, false);
  assert.equal(new GitIgnored([{ folder: '', text: '*\n' }]).ignoresAll, false);
});
