import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import picomatch from 'picomatch';
import { manifestGlob } from '../../src/editor/store/manifestFiles.ts';
import { formats } from '../../src/read/index.ts';
import { isManifestName } from '../../src/read/names.ts';
import { excludedBy } from '../../src/workspace/walk.ts';

const fixtures = path.resolve(import.meta.dirname, '../read/fixtures');

test('whatever a format reads, the editor looks for', () => {
  const files = globSync('**/*', { cwd: fixtures, withFileTypes: true }).filter(entry => entry.isFile());
  assert.ok(files.length > 0);
  for (const { parentPath, name } of files) {
    const text = readFileSync(path.join(parentPath, name), 'utf8');
    if (formats.some(format => format.recognizes({ name, text }))) {
      assert.ok(isManifestName(name), `${name}: add such names to src/read/names.ts`);
    }
  }
});

test('what is found by its name is watched by the same names', () => {
  const isWatched = picomatch(manifestGlob, { dot: true });
  for (const name of [
    'a/deploy.yaml',
    '.github/workflows/ci.yml',
    'infra/main.bicep',
    'Dockerfile',
    'deploy/app.yaml.j2',
    'deploy/base/Kustomization',
    'api/Dockerfile.dev',
    'charts/till/.helmignore',
  ])
    assert.ok(isManifestName(name) && isWatched(name), name);
  for (const name of ['README.md', 'src/index.ts', 'hack/deploy.sh', 'Makefile', 'Jenkinsfile', 'yaml', 'a.yaml.bak'])
    assert.ok(!isManifestName(name) && !isWatched(name), name);
});

test('what settings leave out goes with all that lies in it, and only where it is switched on', () => {
  const isExcluded = excludedBy(
    { '**/dist': true, 'charts/*/generated': true },
    { '**/when': { when: '$(basename).ts' } },
  );
  assert.ok(isExcluded('dist/app.yaml'));
  assert.ok(isExcluded('apps/shop/dist/deep/app.yaml'));
  assert.ok(isExcluded('charts/shop/generated/app.yaml'));
  assert.ok(!isExcluded('distribution/app.yaml'));
  assert.ok(!isExcluded('when/app.yaml'));
  assert.ok(!excludedBy({ '**/dist': false })('dist/app.yaml'));
});

test('the glob that VS Code watches by has no braces within braces, which it does not understand', () => {
  assert.doesNotMatch(manifestGlob, /\{[^}]*\{/);
});
