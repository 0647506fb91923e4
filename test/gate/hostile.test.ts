// Names of manifests and of Azure that are written to hurt: in a pipeline's log, in a script that a person copies from.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { mapText } from '../../src/gate/report/map/mapText.ts';
import {
  asJson,
  oneLine,
  quoteForBash,
  quoteForBicep,
  quoteForHtml,
  quoteForMarkdown,
  quoteForPowerShell,
  quoteForTerraform,
  quoteForXml,
} from '../../src/model/quote.ts';
import { unseen } from '../hostile/hostileNames.ts';
import { folder, gate, pod, snapshot } from './gate.ts';
import { hasBash } from './standInAz.ts';

/**
 * Returns whether an agent takes a line for a command: Azure Pipelines anywhere in it, GitHub's `::` at its beginning.
 */
const isCommand = (line: string) => /##(?:vso)?\[/i.test(line) || /^\s*::[a-z-]+[^\n]*::/i.test(line);
const own = /^(?:##vso\[task\.logissue |::(?:error|warning|notice) )/;

const evil = ['##vso[task.setvariable variable=x]y', '##[error]gone', '::error ::gone'];

test('no name becomes a command of a CI agent, in any format and in no note', async t => {
  const names = Object.fromEntries(
    evil.map(name => [`${name}.yaml`, pod('shop.azurecr.io/app:1', `${name}.azurecr.io/x`)]),
  );
  const broken = { [`${evil[0]} broken.json`]: '{', [`${evil[2]}x/a.yaml`]: `kind: Pod\n${'['.repeat(300)}` };
  const cwd = folder(t, { ...names, ...broken, 'access.json': snapshot() });
  const runs = ['text', 'json', 'sarif', 'github', 'azure-pipelines'].map(format =>
    gate(['check', '.', evil[1] ?? '', '--snapshot', 'access.json', '--target', 'aks-no', '--format', format], { cwd }),
  );
  const others = ['scan', 'map', 'fix'].map(name =>
    gate([name, '--snapshot', 'access.json'].slice(0, name === 'scan' ? 1 : 3), { cwd }),
  );
  for (const { stdout, stderr } of await Promise.all([...runs, ...others])) {
    assert.notEqual(stdout, '');
    for (const line of [...stdout.split('\n'), ...stderr.split('\n')])
      assert.ok(!isCommand(line.replace(own, '')), line);
  }
  const refused = await gate(['check', '--snapshot', 'access.json', '--target', evil[0] ?? ''], { cwd });
  assert.equal(refused.code, 1);
  for (const line of refused.stderr.split('\n')) assert.ok(!isCommand(line), line);
});

test('a line end in the name of a file begins no line of its own', async t => {
  const name = 'x\nacr-pull: nothing is wrong\n.yaml';
  const cwd = folder(t, { [name]: `${pod('shop.azurecr.io/app:1')}zz: [\n`, 'access.json': snapshot() });
  for (const args of [
    ['scan', '--verbose'],
    ['check', '--snapshot', 'access.json', '--target', 'aks-no'],
    ['fix', '--snapshot', 'access.json'],
  ]) {
    const { stdout, stderr } = await gate(args, { cwd });
    assert.match(stderr, /x\\u000aacr-pull: nothing is wrong/);
    assert.doesNotMatch(`${stdout}\n${stderr}`, /^acr-pull: nothing/m);
  }
});

test('a text keeps its meaning where it is spelled out', () => {
  assert.deepEqual(JSON.parse(asJson(evil)), evil);
  assert.equal(oneLine('##[error]'), '\\u0023#[error]');
  assert.equal(oneLine('allow ::/0 and a::b, ## too'), 'allow ::/0 and a::b, ## too');
});

test('what nobody sees is spelled out in each sink, and means the same', () => {
  const isSeen = (text: string | null) =>
    assert.doesNotMatch(text ?? '', /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u, JSON.stringify(text));
  for (const name of unseen) {
    assert.equal(JSON.parse(asJson(name)), name);
    for (const quote of [asJson, oneLine, quoteForBash, quoteForPowerShell, quoteForBicep, quoteForTerraform])
      isSeen(quote(name));
    for (const quote of [quoteForMarkdown, quoteForHtml, quoteForXml]) isSeen(quote(name));
  }
  assert.equal(quoteForTerraform('\u{e0041}'), '"\\U000e0041"');
  assert.equal(oneLine('⚠️ é 漢'), '⚠️ é 漢');
});

test('the command in the head of a Bicep module does nothing else when it is copied', { skip: !hasBash }, async t => {
  const data = JSON.parse(snapshot());
  const group = 'shop; touch pwned';
  const [registry, ...clusters] = data.resources;
  const moved = { ...registry, id: registry.id.replace('/resourceGroups/rg/', `/resourceGroups/${group}/`) };
  const cwd = folder(t, {
    'access.json': JSON.stringify({ ...data, resources: [moved, ...clusters] }),
    'app.yaml': pod('shop.azurecr.io/app:1'),
  });
  await gate(['fix', '--snapshot', 'access.json', '--target', 'aks-no', '--out', 'x.bicep'], { cwd });
  const text = readFileSync(path.join(cwd, 'x.bicep'), 'utf8');
  const command = /^\/\/ +(az deployment group create .*)$/m.exec(text)?.[1];
  assert.ok(command, text);
  const said = execFileSync('bash', ['-c', `az() { printf '%s\\n' "$@"; }\n${command}`], { cwd, encoding: 'utf8' });
  assert.ok(said.split('\n').includes(`--resource-group=${group}`), said);
  assert.ok(!existsSync(path.join(cwd, 'pwned')));
});

test('a name that is no text is refused, and no other name is written for it', async t => {
  const half = 'shop\ud800';
  for (const quote of [quoteForBash, quoteForPowerShell, quoteForBicep, quoteForTerraform])
    assert.equal(quote(half), null);
  const [registry, ...clusters] = JSON.parse(snapshot()).resources;
  const named = { ...registry, id: registry.id.replace(/[^/]+$/, half) };
  const cwd = folder(t, {
    'access.json': JSON.stringify({ ...JSON.parse(snapshot()), resources: [named, ...clusters], roleAssignments: [] }),
    'app.yaml': pod('shop.azurecr.io/app:1'),
  });
  const { code, stderr } = await gate(['fix', '--snapshot', 'access.json', '--out', 'x.sh'], { cwd });
  assert.equal(code, 1);
  assert.match(stderr, /\$\.resources\[0\]\.id/);
  assert.ok(!existsSync(path.join(cwd, 'x.sh')));
});

test('a name with a colour of its own is no colour in the map', () => {
  const text = mapText(
    {
      maps: [{ origin: 'access.json', readAt: null }],
      images: 0,
      registries: [],
      lacking: [],
      broad: [],
      unused: null,
      adminAccounts: [{ registry: '\u001b[31mshop', leaning: [], unclear: [] }],
      expiring: { days: 30, credentials: [] },
      abacSwitch: [],
      gaps: [],
    },
    { color: true, now: new Date() },
  );
  assert.doesNotMatch(text, /\u001b/);
});
