// `acr-pull map`: the audit as a table, as JSON and as one page that loads nothing and takes no name for markup.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { MapReport } from '../../src/gate/report/map/mapReport.ts';
import { mapText } from '../../src/gate/report/map/mapText.ts';
import { fleet, snapshotArgs, teams } from './fleet.ts';
import { folder, gate, pod, snapshot } from './gate.ts';

const from = async (...args: readonly string[]) =>
  JSON.parse((await gate(['map', ...args, '--format', 'json'])).stdout);

test('the samples: who pulls, what is broad, unused, on, ending, and what ABAC mode breaks', async () => {
  const report = await from('samples');
  const named = (list: readonly { readonly name: string | null }[]) => list.map(({ name }) => name);
  assert.equal(report.registries.length, 11);
  const prod = report.registries.find((each: { readonly name: string }) => each.name === 'shopprod');
  assert.ok(named(prod.pullers).includes('kubelet identity of `aks-prod`'));
  assert.ok(named(report.broad).includes('system-assigned identity of `admin-portal`'));
  assert.ok(named(report.unused).includes('control-plane identity of `aks-qa`'));
  assert.deepEqual(
    report.adminAccounts.map((each: { readonly registry: string; readonly leaning: readonly unknown[] }) => [
      each.registry,
      each.leaning.length,
    ]),
    [['shoppopup', 1]],
  );
  assert.ok(named(report.expiring.credentials).includes('sp-aks-batch'));
  assert.ok(report.abacSwitch.some((each: { readonly breaks: readonly unknown[] }) => each.breaks.length > 0));
});

test('what was not read is said to be so, and not as an empty list', async t => {
  const cwd = folder(t, {
    'app.yaml': pod('shop.azurecr.io/app:1'),
    'access.json': snapshot({ roleAssignments: null }),
    'empty/none.yaml': 'a: 1',
    'all.json': snapshot(),
  });
  const { stdout } = await gate(['map', '--snapshot', 'access.json'], { cwd });
  assert.match(stdout, /shop {2}role assignments were not read/);
  assert.doesNotMatch(stdout, /no pull role is assigned/);
  const blind = JSON.parse(
    (await gate(['map', 'empty', '--snapshot', 'all.json', '--format', 'json'], { cwd })).stdout,
  );
  assert.equal(blind.unused, null);
});

test('--expires-within takes days', async () => {
  const of = async (days: string) => (await from('samples', '--expires-within', days)).expiring.credentials.length;
  assert.ok((await of('3650')) >= (await of('0')));
  const wrong = await gate(['map', 'samples', '--expires-within', 'soon']);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /a number of days/);
});

test('in a narrow terminal each row goes on below itself, whole', async () => {
  const report: MapReport = await from('samples');
  const of = (columns?: number) => mapText(report, { color: false, now: new Date(), columns }).split('\n').slice(0, -2);
  assert.ok(of().some(line => line.length > 80));
  const tooLong = of(80).filter(line => line.length > 80 && line.trim().includes(' '));
  assert.deepEqual(tooLong, []);
  const words = (lines: readonly string[]) => lines.join(' ').split(/[ ·]+/).join(' ');
  assert.equal(words(of(80)), words(of()));
});

test('the figures count one as one', async () => {
  const { stdout: text } = await gate(['map', 'samples']);
  assert.doesNotMatch((await gate(['map', 'samples', '--format', 'html'])).stdout, /\b1 assignments\b/);
  assert.match(text, /^11 registries, 50 grants, .*, 1 admin account on, /m);
});

test('the page is whole: it refers to nothing outside, and its policy admits its own style and script alone', async () => {
  const { stdout: page } = await gate(['map', 'samples', '--format', 'html']);
  assert.doesNotMatch(page, /\b(?:src|href)="(?!#)|url\(|@import|fetch\(/);
  const policy = /Content-Security-Policy" content="(?<policy>[^"]+)"/.exec(page)?.groups?.['policy'] ?? '';
  assert.ok(policy.includes('default-src &#39;none&#39;'), policy);
  for (const tag of ['style', 'script']) {
    const [, text = ''] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page) ?? [];
    assert.ok(policy.includes(`sha256-${createHash('sha256').update(text).digest('base64')}`), tag);
  }
  assert.doesNotMatch(page.replace(/<script>[\s\S]*?<\/script>/, ''), /<script|\son\w+=|\sstyle=/);
});

test('the page begins with who pulls from where, a word in each place', async () => {
  const { stdout: page } = await gate(['map', 'samples', '--format', 'html']);
  const [, matrix = ''] = /<section id="matrix"([\s\S]*?)<\/section>/.exec(page) ?? [];
  const heads = [...matrix.matchAll(/class="across"><span>([^<]+)</g)].map(([, name]) => name);
  const marksOf = (who: string) => {
    const row = matrix.split('<tr').find(each => each.includes(`<code>${who}</code>`)) ?? '';
    const cells = row.split('<td').slice(1);
    return Object.fromEntries(heads.map((name, i) => [name, />([a-z ]+)<\/span>/.exec(cells[i] ?? '')?.[1] ?? '']));
  };
  const { registries }: { readonly registries: readonly { readonly name: string }[] } = await from('samples');
  assert.deepEqual(
    heads,
    registries.map(({ name }) => name),
  );
  assert.equal(marksOf('aks-prod')['shopprod'], 'all');
  assert.equal(marksOf('aks-prod')['shopdev'], '');
  assert.equal(marksOf('aks-prod')['shoparchive'], 'denied');
  assert.equal(marksOf('aks-dev')['shopabac'], 'some');
  assert.equal(marksOf('aks-dev')['shopdata'], 'not read');
  assert.equal(marksOf('loyalty')['shopprod'], 'broad');
});

test('a name is never markup', async t => {
  const evil = `<img src=x onerror=alert(1)>"'&\u202e\``;
  const data = JSON.parse(snapshot());
  const [registry, ...rest] = data.resources;
  const cwd = folder(t, {
    'app.yaml': pod('shop.azurecr.io/app:1'),
    'access.json': JSON.stringify({
      ...data,
      resources: [registry, ...rest].map((each: { readonly id: string }, i: number) => {
        const name = `${evil}${i}`;
        return { ...each, name, id: each.id.replace(/[^/]+$/, () => name) };
      }),
      gaps: [{ what: 'groups', scope: `/subscriptions/subscription-id/resourceGroups/${evil}`, why: evil }],
    }),
  });
  const { stdout, code, stderr } = await gate(['map', '--snapshot', 'access.json', '--format', 'html'], { cwd });
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stdout, /<img|\u202e/);
  assert.ok(stdout.includes('&#60;img src=x onerror=alert(1)&#62;&#34;&#39;&#38;'));
});

test('a fleet is one map: four snapshots and the repositories of three teams', async t => {
  const cwd = folder(t, fleet());
  const { stdout, code, stderr } = await gate(['map', ...teams, ...snapshotArgs, '--format', 'json'], { cwd });
  assert.equal(code, 0, stderr);
  const { maps, registries, images, lacking, unused, expiring, abacSwitch, gaps }: MapReport = JSON.parse(stdout);
  assert.deepEqual(maps, [
    {
      origin: 'snapshots/store.json, snapshots/till.json, snapshots/stock.json and snapshots/web.json',
      readAt: '2026-11-20T12:00:00Z',
    },
  ]);
  assert.equal(registries.length, 40);
  assert.equal(images, 150);
  // Every seventh cluster of three teams lacks its role, and so do those whose registry is in ABAC mode.
  const lacks = Array.from({ length: 200 }, (_, i) => i).filter(i => i % 4 < 3 && (i % 7 === 0 || i % 5 === 4));
  assert.equal(lacking.length, lacks.length);
  assert.ok(lacking.every(({ pulls }) => pulls.length === 1));
  // The fourth team's manifests were not named, so that its grants are not needed by these.
  assert.ok(unused?.some(({ registries: [name = ''] }) => name.startsWith('webregistry')));
  assert.equal(expiring.credentials.length, 4);
  assert.ok(abacSwitch.length > 20);
  assert.equal(gaps.filter(({ what }) => what === 'sites').length, 4);
});

test('what one repository needs is not unused for another, each with a snapshot of its own', async t => {
  const registry = JSON.parse(snapshot()).resources[0];
  const other = JSON.parse(snapshot());
  const cluster =
    '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks-yes';
  const config = (file: string) =>
    `version: 1\nsnapshot: ${file}\ntargets: [{ name: aks-yes, kind: aks, id: ${cluster} }]\n`;
  const cwd = folder(t, {
    'shop/.acr-pull.yaml': config('access.json'),
    'shop/access.json': snapshot(),
    'shop/app.yaml': pod('shop.azurecr.io/app:1'),
    // The second team's reading holds the same, and its manifests need none of it.
    'other/.acr-pull.yaml': config('own.json'),
    'other/own.json': JSON.stringify({ ...other, readAt: '2026-11-25T12:00:00Z' }),
    'other/app.yaml': pod('mcr.microsoft.com/dotnet/runtime:9.0'),
  });
  const report = async (...paths: readonly string[]) =>
    JSON.parse((await gate(['map', ...paths, '--format', 'json'], { cwd })).stdout);
  const { unused, registries, maps } = await report('other', 'shop');
  assert.deepEqual(unused, []);
  assert.equal(registries.length, 1);
  assert.deepEqual(maps, [{ origin: 'other/own.json and shop/access.json', readAt: '2026-11-24T12:00:00Z' }]);
  assert.equal(registry.name, registries[0].name);
});

test('who lacks a role is beside who holds one without need', async () => {
  const { stdout } = await gate(['map', 'samples']);
  const [, section = ''] = /^Lacking and unused\n([\s\S]*?)\n\n/m.exec(stdout) ?? [];
  const [, prod = ''] = /^ {2}shopprod .*\n([\s\S]*?)(?=^ {2}\S)/m.exec(section) ?? [];
  assert.match(
    prod,
    /kubelet identity of `aks-eu` +lacks it +not attached +shopprod\.azurecr\.io\/checkout:2\.4\.0 on aks-eu/,
  );
  assert.match(prod, /control-plane identity of `aks-qa` +unused +AcrPull/);
});

test('the text is short: the rows that need attention first, and the rest counted; --verbose lists all', async t => {
  const cwd = folder(t, fleet());
  const run = async (...args: readonly string[]) =>
    (await gate(['map', ...teams, ...snapshotArgs, ...args], { cwd })).stdout.split('\n');
  const [short, all] = [await run(), await run('--verbose')];
  assert.ok(short.length < 250, `${short.length}`);
  assert.ok(all.length > 500, `${all.length}`);
  assert.equal(short.at(-2), all.at(-2), 'the sum is of all');
  const sectionIn = (lines: readonly string[], title: string) => {
    const from = lines.indexOf(title) + 1;
    return lines.slice(from, lines.indexOf('', from));
  };
  const [registries, listed] = [short, all].map(lines => sectionIn(lines, 'Registries'));
  assert.equal(registries?.length, 21);
  assert.equal(registries?.at(-1), '  and 20 more');
  assert.equal(listed?.length, 40);
  const need = sectionIn(short, 'Lacking and unused');
  assert.match(need[1] ?? '', / lacks it /);
  assert.match(need.at(-1) ?? '', /^ {2}and \d+ more registries$/);
  // of the switch, a line for each registry
  const abac = sectionIn(short, 'Pulls that the switch to ABAC mode breaks');
  assert.ok(
    abac.slice(0, -1).every(line => /^ {2}\S+ +\d+ would break, \d+ unclear, \d+ would keep working$/.test(line)),
  );
  const verbose = sectionIn(all, 'Pulls that the switch to ABAC mode breaks');
  assert.ok(verbose.some(line => / breaks /.test(line)) && verbose.some(line => /prevents it:/.test(line)));
  assert.ok(short.includes('--verbose lists all rows.') && !all.includes('--verbose lists all rows.'));
});
