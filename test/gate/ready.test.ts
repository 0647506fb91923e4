// Ready-made pieces for CI: what they are made of is there, and they run in a repository that is not ours. The action
// has action.test.ts.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse, stringify } from 'yaml';
import { version } from '../../src/gate/terminal/terminal.ts';
import { expanded, runScript, type Step, type Template } from './agent.ts';
import { folder, pod, root, snapshot } from './gate.ts';
import { hasBash } from './standInAz.ts';

const text = (file: string) => readFileSync(path.join(root, file), 'utf8');
const source = text('ci/azure-pipelines-template.yml');
const template: Template = parse(source);
const scriptOf = ({ bash, inputs }: Step) => bash ?? inputs?.['inlineScript'] ?? '';

/**
 * Keys that Azure Pipelines takes: https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/parameters and
 * …/tasks/reference
 */
const keysOfParameter = new Set(['name', 'displayName', 'type', 'default', 'values']);
const keysOfStep = new Set(['task', 'bash', 'displayName', 'inputs', 'env', 'name', 'condition', 'continueOnError']);
const inputsOfTask: Readonly<Record<string, readonly string[]>> = {
  'UseNode@1': ['version', 'checkLatest', 'force32bit', 'retryCountOnDownloadFails', 'delayBetweenRetries'],
  'AzureCLI@2': ['azureSubscription', 'scriptType', 'scriptLocation', 'inlineScript', 'visibleAzLogin'],
};

test('the template has what Azure Pipelines takes, and uses each of its parameters', () => {
  const used = new Set([...source.matchAll(/\bparameters\.(\w+)/g)].map(match => match[1] ?? ''));
  assert.deepEqual([...used].sort(), template.parameters.map(({ name }) => name).sort());
  for (const parameter of template.parameters) {
    for (const key of Object.keys(parameter)) assert.ok(keysOfParameter.has(key), key);
    const { type, values = [parameter.default] } = parameter;
    assert.equal(typeof parameter.default, type === 'boolean' ? 'boolean' : 'string', parameter.name);
    assert.ok(values.includes(parameter.default), parameter.name);
  }
  for (const branch of template.steps) {
    const [[condition = '', steps = []] = []] = Object.entries(branch);
    assert.match(condition, /^\$\{\{ (?:if ne\(parameters\.\w+, ''\)|else) \}\}$/);
    for (const step of steps) {
      for (const key of Object.keys(step)) assert.ok(keysOfStep.has(key), key);
      assert.equal(Number('task' in step) + Number('bash' in step), 1);
      const known = step.task === undefined ? [] : (inputsOfTask[step.task] ?? []);
      for (const input of Object.keys(step.inputs ?? {})) assert.ok(known.includes(input), `${step.task}: ${input}`);
    }
  }
});

test('the template brings the Node that the gate needs, unless the caller has it, and signs in only to read Azure', () => {
  const [node, check, ...others] = expanded(template, {});
  assert.deepEqual([node?.task, check?.task, others.length], ['UseNode@1', undefined, 0]);
  const oldest = JSON.parse(text('package.json')).engines.node.replace('>=', '');
  assert.equal(node?.inputs?.['version'], `${oldest}.x`);
  const tasks = expanded(template, { nodeVersion: '', azureSubscription: 'connection' });
  assert.deepEqual(
    tasks.map(({ task, inputs }) => [task, inputs?.['azureSubscription']]),
    [['AzureCLI@2', 'connection']],
  );
  // The two differ in who signs in, and in nothing else.
  const [live] = tasks;
  assert.ok(live && check);
  assert.equal(scriptOf(live), scriptOf(check));
  assert.deepEqual({ ...live.env, ACR_PULL_AZURE: '' }, check.env);
  assert.deepEqual([live.env?.['ACR_PULL_AZURE'], check.env?.['ACR_PULL_AZURE']], ['true', '']);
});

test('the template checks with its parameters, lists one a line, and uploads its summary', { skip: !hasBash }, t => {
  const cwd = folder(t, {
    'access.json': snapshot(),
    'a b/app.yaml': pod('shop.azurecr.io/app:1'),
    'c/web.yaml': pod('shop.azurecr.io/web:1'),
  });
  execFileSync('git', ['init', '--quiet'], { cwd });
  const run = (given: Readonly<Record<string, string>>) => {
    const step = expanded(template, given).at(-1);
    assert.ok(step);
    return runScript(t, scriptOf(step), cwd, { env: step.env });
  };
  const one = run({
    paths: 'a b\r\n\n  c\n',
    snapshot: 'access.json',
    target: 'aks-no',
    package: `acr-pull-check@${version}`,
  });
  assert.equal(one.code, 2, one.stderr);
  assert.match(one.stdout, /^##vso\[task\.logissue type=error\]Failed with exit code 2: 2 pulls are denied\.\n/);
  assert.match(one.stdout, /%0A2 images: shop\.azurecr\.io\/app:1 \(a b\/app\.yaml:6\)/);
  const [, summary = ''] = /^##vso\[task\.uploadsummary\](.*)$/m.exec(one.stdout) ?? [];
  assert.match(readFileSync(summary, 'utf8'), /^### ❌ ACR Pull Check\n/);
  const two = run({
    paths: 'c',
    snapshot: 'access.json',
    target: 'aks-no\naks-yes',
    format: 'json',
    output: 'report.json',
    options: '--strict',
    failOn: 'never',
    requireImages: 'True',
  });
  assert.deepEqual([two.code, two.stdout.replace(/^##vso\[task\.uploadsummary\].*\n/, '')], [0, ''], two.stderr);
  const { findings } = JSON.parse(readFileSync(path.join(cwd, 'report.json'), 'utf8'));
  assert.deepEqual(findings.map((each: { readonly target: { readonly name: string } }) => each.target.name).sort(), [
    'aks-no',
    'aks-yes',
  ]);
  const evil = run({ paths: '$(touch pwned)\n; touch pwned\n--config=x', snapshot: 'access.json', target: 'aks-yes' });
  assert.equal(evil.code, 3);
  assert.ok(!existsSync(path.join(cwd, 'pwned')));
  const refused = run({ target: 'nobody', snapshot: 'access.json' });
  assert.equal(refused.code, 1);
  assert.doesNotMatch(refused.stdout, /uploadsummary/, 'there is none');
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd, stdio: 'pipe' });
  git('add', '.');
  git('commit', '--quiet', '--message=x');
  git('checkout', '--quiet', '-b', 'feature');
  writeFileSync(path.join(cwd, 'new.yaml'), pod('shop.azurecr.io/new:1'));
  git('branch', '--quiet', 'base', 'HEAD');
  const since = { paths: '.', snapshot: 'access.json', target: 'aks-no', since: 'base', mergeBase: 'True' };
  assert.match(run(since).stdout, /^##vso\[task\.logissue type=error\]Failed with exit code 2: 1 pull is denied\.\n/);
});

test('each script of the template is bash', { skip: !hasBash }, t => {
  const at = folder(t, {});
  const scripts = [...expanded(template, {}), ...expanded(template, { azureSubscription: 'x' })].map(scriptOf);
  for (const script of scripts) {
    writeFileSync(path.join(at, 'x.sh'), script);
    assert.equal(spawnSync('bash', ['-n', path.join(at, 'x.sh')]).status, 0, script);
  }
});

test('all of them name the package of this version', () => {
  for (const file of ['ci/azure-pipelines-template.yml', '.pre-commit-hooks.yaml', 'docs/ci.md']) {
    const named = [...text(file).matchAll(/acr-pull-check@(\d[\w.]*)/g)].map(match => match[1]);
    assert.ok(named.length > 0, file);
    for (const each of named) assert.equal(each, version, file);
  }
  for (const [, block = ''] of text('docs/ci.md').matchAll(/```yaml\n([\s\S]*?)```/g)) parse(block);
});

/** The YAML below a heading of docs/ci.md. */
function exampleOf(heading: string) {
  const page = text('docs/ci.md');
  const at = page.indexOf(`\n${heading}\n`);
  assert.ok(at >= 0, heading);
  const [, block = ''] = /```yaml\n([\s\S]*?)```/.exec(page.slice(at)) ?? [];
  return parse(block);
}

test('the task of the page runs before what deploys, says what is wrong and ends the job', { skip: !hasBash }, t => {
  const { steps } = exampleOf('### As a task, before what deploys');
  assert.deepEqual(
    steps.map(({ task }: Step) => task),
    ['UseNode@1', 'Bash@3', 'KubernetesManifest@1'],
  );
  const [, { inputs }] = steps;
  const cwd = folder(t, {
    'access.snapshot.json': snapshot().replaceAll('aks-no', 'aks-prod'),
    'deploy/app.yaml': pod('shop.azurecr.io/app:1'),
  });
  execFileSync('git', ['init', '--quiet'], { cwd });
  const denied = runScript(t, inputs.script, cwd);
  assert.equal(denied.code, 2, denied.stderr);
  assert.match(denied.stdout, /^##vso\[task\.logissue type=error\]Failed with exit code 2: 1 pull is denied\.\n/);
  const [, page = ''] = /^##vso\[task\.uploadsummary\](.*)$/m.exec(denied.stdout) ?? [];
  assert.match(readFileSync(page, 'utf8'), /^### ❌ ACR Pull Check\n/);
  writeFileSync(path.join(cwd, 'access.snapshot.json'), snapshot().replaceAll('aks-yes', 'aks-prod'));
  assert.equal(runScript(t, inputs.script, cwd).code, 0);
});

test('the hook of the page stops azd before a deployment that can not work, and lets one that can', {
  skip: !hasBash,
}, t => {
  const { hooks } = exampleOf('## Before `azd provision`');
  const { shell, run } = hooks.preprovision;
  assert.equal(shell, 'sh');
  const infra = ['main.bicep', 'main.parameters.json', 'registry.bicep', 'web.bicep', 'worker.bicep'];
  const cwd = folder(t, {
    'azure.yaml': stringify({ name: 'shop', hooks }),
    ...Object.fromEntries(infra.map(name => [`infra/${name}`, text(`samples-planned/infra/${name}`)])),
  });
  execFileSync('git', ['init', '--quiet'], { cwd });
  const stopped = runScript(t, run, cwd, { shell });
  assert.equal(stopped.code, 2, stopped.stderr);
  assert.match(stopped.stdout, /denied +grant-pull-cycle /);
  const main = path.join(cwd, 'infra/main.bicep');
  writeFileSync(main, text('samples-planned/infra/main.bicep').replace(/\nmodule worker [\s\S]*/, ''));
  const passed = runScript(t, run, cwd, { shell });
  assert.equal(passed.code, 0, passed.stdout);
  assert.match(passed.stdout, /1 once deployed/);
});
