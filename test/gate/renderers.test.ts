// Reports that CI reads: SARIF, annotations, the baseline, changed files, and what to fail on.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import * as ajv from 'ajv';
import { folder, gate, pod, root, snapshot } from './gate.ts';

// The official schema, by way of Microsoft's matchers. It is a draft 4. Later drafts changed only two of its keywords,
// which are left out here.
const {
  $schema: _draft,
  id: _id,
  ...schema
} = JSON.parse(
  readFileSync(path.join(root, 'node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
);
const validate = new ajv.Ajv({ strict: false, unicodeRegExp: false, validateFormats: false, allErrors: true }).compile(
  schema,
);

const files = { 'access.json': snapshot(), 'a b/app.yaml': pod('shop.azurecr.io/app:1', 'partner.azurecr.io/x:1') };
const denied = ['--snapshot', 'access.json', '--target', 'aks-no'];

test('SARIF of the samples is valid, with rules, places, fingerprints, related places and fixes', async () => {
  const { stdout } = await gate(['check', 'samples', '--format', 'sarif']);
  const log = JSON.parse(stdout);
  const isValid: boolean = validate(log);
  assert.ok(isValid, JSON.stringify(validate.errors?.slice(0, 3)));
  const [run] = JSON.parse(stdout).runs;
  assert.ok(run.results.length > 10);
  for (const { ruleId, ruleIndex, locations, partialFingerprints } of run.results) {
    assert.equal(run.tool.driver.rules[ruleIndex].id, ruleId);
    const { helpUri, fullDescription, help } = run.tool.driver.rules[ruleIndex];
    assert.match(helpUri, /^https:/);
    // Fields that GitHub requires, and the longest texts that it takes:
    // https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
    assert.ok(fullDescription.text.length > 20 && fullDescription.text.length <= 1024);
    assert.ok(help.text.length > 20 && help.markdown.includes(helpUri));
    assert.ok(locations[0].physicalLocation.region.startColumn >= 1);
    assert.match(partialFingerprints['acrPull/v1'], /^[0-9a-f]{32}$/);
  }
  assert.ok(run.results.some((each: { relatedLocations: unknown[] }) => each.relatedLocations.length > 0));
  assert.ok(run.results.some((each: { fixes: unknown[] }) => each.fixes.length > 0));
});

test('SARIF escapes paths, and points at the very characters', async t => {
  const cwd = folder(t, files);
  const [run] = JSON.parse((await gate(['check', ...denied, '--format', 'sarif'], { cwd })).stdout).runs;
  const { artifactLocation, region } = run.results[0].locations[0].physicalLocation;
  assert.equal(artifactLocation.uri, 'a%20b/app.yaml');
  const line = files['a b/app.yaml'].split('\n')[region.startLine - 1] ?? '';
  assert.equal(line.slice(region.startColumn - 1, region.endColumn - 1), 'shop.azurecr.io/app:1');
});

test('annotations of GitHub and Azure Pipelines stand at line and column, and escape what they must', async t => {
  const cwd = folder(t, files);
  const odd = folder(t, { 'access.json': snapshot(), 'a,b%:c.yaml': pod('shop.azurecr.io/app:1') });
  const of = async (format: string, at = cwd) =>
    (await gate(['check', ...denied, '--format', format], { cwd: at })).stdout.split('\n');
  const forGithub = await of('github');
  assert.match(forGithub[0] ?? '', /^::error title=acr-pull::Failed/);
  assert.match(
    forGithub[1] ?? '',
    /^::error file=a b\/app\.yaml,line=6,endLine=6,col=27,endColumn=48,title=not attached%3A shop\.azurecr\.io\/app%3A1 → aks-no::`aks-no` can't pull this.*%0AFix: az aks update/,
  );
  assert.match((await of('github', odd))[1] ?? '', /^::error file=a%2Cb%25%3Ac\.yaml,/);
  assert.match(forGithub[2] ?? '', /^::notice file=a b\/app\.yaml,line=7/);
  const forAzure = await of('azure-pipelines');
  assert.match(
    forAzure[1] ?? '',
    /^##vso\[task\.logissue type=error;sourcepath=a b\/app\.yaml;linenumber=6;columnnumber=27;code=not-attached\]`aks-no` can't pull this/,
  );
  assert.match((await of('azure-pipelines', odd))[1] ?? '', /sourcepath=a,b%AZP25:c\.yaml;/);
  assert.match(forAzure[2] ?? '', /type=warning/);
});

// GitHub and Azure DevOps know the root of the repository, not the folder in which a step was started.
test('files are named from the root of the repository, also where the gate is started below it', async t => {
  const broken = `${pod('shop.azurecr.io/app:1')}    - { name: b, image: "shop.azurecr.io/other:1 }\n`;
  const cwd = folder(t, {
    'team/.acr-pull.yaml': 'version: 1\n',
    'team/access.json': snapshot(),
    'team/app/pod.yaml': pod('shopp.azurecr.io/app:1'),
    'team/app/broken.yaml': broken,
  });
  execFileSync('git', ['init', '--quiet'], { cwd });
  const run = async (format: string) =>
    (await gate(['check', ...denied, '--format', format], { cwd: path.join(cwd, 'team') })).stdout;
  const [log] = JSON.parse(await run('sarif')).runs;
  const uris = [...JSON.stringify(log).matchAll(/"uri":"([^"]*)"/g)].map(([, uri]) => uri);
  assert.deepEqual([...new Set(uris)].sort(), ['team/app/broken.yaml', 'team/app/pod.yaml']);
  assert.ok(uris.length > 3, 'the fix and the file that was read in part are among them');
  assert.match(await run('github'), /^::\w+ file=team\/app\/pod\.yaml,/m);
  assert.match(await run('azure-pipelines'), /;sourcepath=team\/app\/pod\.yaml;/);
  assert.match(await run('junit'), /classname="team\/app\/pod\.yaml"/);
  assert.doesNotMatch(await run('text'), /team\//, 'people are where they are');
});

test('SARIF keeps apart what is wrong at one line for two targets, and runs for different targets', async t => {
  const cwd = folder(t, { ...files, 'access.json': snapshot({ roleAssignments: [] }) });
  const run = async (...args: readonly string[]) => {
    const { stdout } = await gate(['check', '--snapshot', 'access.json', ...args, '--format', 'sarif'], { cwd });
    return JSON.parse(stdout).runs[0];
  };
  const both = await run('--as', 'aks-no', '--as', 'aks-yes');
  const hashes = both.results.map((each: { partialFingerprints: Record<string, string> }) => {
    const { primaryLocationLineHash: hash } = each.partialFingerprints;
    return hash;
  });
  assert.equal(hashes.length, 4);
  assert.equal(new Set(hashes).size, 4);
  assert.equal(both.automationDetails.id, 'acr-pull/aks-no/aks-yes/');
  assert.equal((await run()).automationDetails.id, 'acr-pull/');
});

test('JUnit knows a test again whatever its line and its tag', async t => {
  const names = async (text: string) => {
    const cwd = folder(t, { 'access.json': snapshot(), 'app.yaml': text });
    const { stdout } = await gate(['check', '--snapshot', 'access.json', '--as', 'aks-yes', '--format', 'junit'], {
      cwd,
    });
    return [...stdout.matchAll(/<testcase name="([^"]*)" classname="([^"]*)"/g)].map(
      ([, name, file]) => `${file}: ${name}`,
    );
  };
  const before = await names(pod('shop.azurecr.io/app:1', 'other.azurecr.io/app:1'));
  assert.deepEqual(before.slice(1), [
    'app.yaml: Pod p · spec.containers[0].image → aks-yes',
    'app.yaml: Pod p · spec.containers[1].image → aks-yes',
  ]);
  assert.deepEqual(await names(`# moved\n\n${pod('shop.azurecr.io/app:2', 'other.azurecr.io/app:1')}`), before);
});

test('a baseline leaves only what is new, whatever lines were added above and whatever the tag', async t => {
  const cwd = folder(t, files);
  const written = await gate(['check', ...denied, '--write-baseline', 'base.json'], { cwd });
  assert.deepEqual([written.code, written.stdout], [0, '']);
  assert.match(written.stderr, /findings written to \S+: 2\b/);
  const check = () => gate(['check', ...denied, '--baseline', 'base.json', '--format', 'json'], { cwd });
  assert.equal((await check()).code, 0);
  writeFileSync(
    path.join(cwd, 'a b/app.yaml'),
    `# a comment\n\n${pod('shop.azurecr.io/app:2', 'partner.azurecr.io/x:1')}`,
  );
  const moved = await check();
  assert.equal(moved.code, 0, moved.stdout);
  assert.equal(JSON.parse(moved.stdout).suppressed[0].reason, 'in the baseline');
  writeFileSync(path.join(cwd, 'new.yaml'), pod('shop.azurecr.io/app:1'));
  const added = await check();
  assert.equal(added.code, 2);
  assert.equal(JSON.parse(added.stdout).findings.length, 1);
  for (const text of ['{}', '{"version":2,"findings":[]}', '{"version":2,"findings":null}', '[]']) {
    writeFileSync(path.join(cwd, 'base.json'), text);
    const broken = await check();
    assert.equal(broken.code, 1, text);
    assert.match(broken.stderr, /base\.json is not a baseline of this version/, text);
  }
});

test('--fail-on says what makes a run fail', async t => {
  const cwd = folder(t, { 'access.json': snapshot(), 'app.yaml': pod('partner.azurecr.io/x:1') });
  const code = async (...args: readonly string[]) => (await gate(['check', ...denied, ...args], { cwd })).code;
  assert.equal(await code(), 3);
  assert.equal(await code('--fail-on', 'denied'), 0);
  assert.equal(await code('--allow-unknown'), 0);
  assert.equal(await code('--fail-on', 'warning'), 3);
  assert.equal(await code('--fail-on', 'never'), 0);
  assert.equal(await code('--fail-on', 'everything'), 1);
});

test('--since reads only what git says has changed', async t => {
  const cwd = folder(t, { 'access.json': snapshot(), 'old.yaml': pod('shop.azurecr.io/app:1') });
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd, stdio: 'pipe' });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'x');
  const since = (revision: string) => gate(['check', ...denied, '--since', revision, '--format', 'json'], { cwd });
  const nothing = await since('HEAD');
  assert.equal(nothing.code, 0, nothing.stderr);
  assert.equal(JSON.parse(nothing.stdout).findings.length, 0);
  writeFileSync(path.join(cwd, 'new.yaml'), pod('shop.azurecr.io/app:1'));
  const one = await since('HEAD');
  assert.equal(one.code, 2);
  assert.deepEqual(
    JSON.parse(one.stdout).findings.map((each: { reference: { file: string } }) => each.reference.file),
    ['new.yaml'],
  );
  for (const revision of ['--output=x', 'no-such-revision']) assert.equal((await since(revision)).code, 1);
});

// The gate with `--azure --images` has found no `app:1`. That `app:2` is not there either is news.
test('a baseline excuses no other version of an image that does not exist', async t => {
  const missing = (...tags: readonly string[]) =>
    tags.map(tag => ({ registry: 'shop.azurecr.io', repository: 'app', tag, state: 'missing' }));
  const cwd = folder(t, {
    'access.json': snapshot({ images: missing('1', '2') }),
    'app.yaml': pod('shop.azurecr.io/app:1'),
  });
  const check = (...args: readonly string[]) =>
    gate(['check', '--snapshot', 'access.json', '--target', 'aks-yes', ...args], { cwd });
  await check('--write-baseline', 'base.json');
  assert.equal((await check('--baseline', 'base.json')).code, 0);
  writeFileSync(path.join(cwd, 'app.yaml'), pod('shop.azurecr.io/app:2'));
  assert.equal((await check('--baseline', 'base.json')).code, 2);
});

test('--since in a shallow clone says what to fetch; a moved file is read where it is now, a removed one nowhere', async t => {
  const cwd = folder(t, {
    ...files,
    'old.yaml': pod('shop.azurecr.io/old:1'),
    'gone.yaml': pod('shop.azurecr.io/gone:1'),
  });
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd, stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=one');
  git('mv', 'old.yaml', 'new.yaml');
  git('rm', '--quiet', 'gone.yaml');
  git('commit', '--quiet', '--message=two');
  const run = await gate(['check', ...denied, '--since', 'HEAD~1', '--format', 'json'], { cwd });
  const found: readonly { readonly reference: { readonly file: string } }[] = JSON.parse(run.stdout).findings;
  assert.deepEqual(
    found.map(({ reference }) => reference.file),
    ['new.yaml'],
  );
  git('clone', '--quiet', '--depth=1', `file://${cwd}`, 'shallow');
  const shallow = await gate(['check', ...denied, '--since', 'HEAD~1'], { cwd: path.join(cwd, 'shallow') });
  assert.equal(shallow.code, 1);
  assert.match(shallow.stderr, /no revision `HEAD~1` here; this clone is shallow: fetch its history \(fetch-depth: 0/);
});

test('a text of a manifest becomes no link in a viewer', async t => {
  const image = '${[click](https://elsewhere.example)}.azurecr.io/app:1';
  const cwd = folder(t, { 'access.json': snapshot(), 'a.yaml': pod(image) });
  const { stdout } = await gate(['check', '--snapshot', 'access.json', '--format', 'sarif'], { cwd });
  const [result] = JSON.parse(stdout).runs[0].results;
  assert.match(result.message.text, /click/);
  // https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html section 3.11.6
  assert.doesNotMatch(result.message.text, /\]\(/);
  assert.equal(result.properties.image, image);
});
