// The text and the Markdown of `check`, for people: what is broken, where, and what to do, also in a large estate.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fortyClusters, makeEstate } from '../../bench/shared/estate.ts';
import { examineAll, mapOfAll } from '../../src/gate/examineAll.ts';
import { fixCoverage } from '../../src/gate/report/coverage.ts';
import { reportFixes } from '../../src/gate/report/fix/fixReport.ts';
import type { Finding } from '../../src/model/verdict.ts';
import { repair } from '../../src/verdict/reports/repair.ts';
import { fleet, snapshotArgs, teams } from './fleet.ts';
import { folder, gate, pod, root, snapshot } from './gate.ts';

const images = (n: number) => Array.from({ length: n }, (_, i) => `shop.azurecr.io/app-${i}:1`);
const shop = (files: Readonly<Record<string, string>>) => ({ 'access.json': snapshot(), ...files });
const args = (target: string, ...more: readonly string[]) => [
  'check',
  '--snapshot',
  'access.json',
  '--target',
  target,
  ...more,
];

test('a group shows five images and the number of the rest; --verbose lists all', async t => {
  const cwd = folder(t, shop({ 'app.yaml': pod(...images(8)) }));
  const { stdout } = await gate(args('aks-no'), { cwd });
  assert.match(
    stdout,
    /^denied {3}not-attached {2}shop\.azurecr\.io → aks-no {2}8 images\n(?: {2}app\.yaml:.*\n){5} {2}and 3 more\n {4}`aks-no`/,
  );
  assert.equal(stdout.match(/fix: /g)?.length, 1);
  const verbose = (await gate(args('aks-no', '--verbose'), { cwd })).stdout;
  for (const image of images(8)) assert.ok(verbose.includes(`  ${image}\n`), image);
  assert.doesNotMatch(verbose, /and \d+ more/);
  const markdown = (await gate(args('aks-no', '--format', 'markdown'), { cwd })).stdout;
  assert.equal(markdown.match(/^- <code>/gm)?.length, 5);
  assert.match(markdown, /^- … and 3 more$/m);
  const all = (await gate(args('aks-no', '--format', 'markdown', '--verbose'), { cwd })).stdout;
  assert.equal(all.match(/^- <code>/gm)?.length, 8);
});

test('--quiet shows what is denied and the sum; everything allowed is one line', async t => {
  const cwd = folder(
    t,
    shop({ 'no.yaml': pod('shop.azurecr.io/a:1', 'partner.azurecr.io/b:1'), 'plain/web.yaml': pod('nginx') }),
  );
  const loud = (await gate(args('aks-no'), { cwd })).stdout;
  assert.match(loud, /^unknown /m);
  const { stdout, code } = await gate(args('aks-no', '--quiet'), { cwd });
  assert.equal(code, 2);
  assert.match(
    stdout,
    /^denied [\s\S]*\n\n2 images, 1 target: 0 can pull, 1 denied, 1 unknown.*\nFailed with exit code 2: 1 pull is denied\.\n$/,
  );
  assert.doesNotMatch(stdout, /^unknown|acr-pull fix/m);
  const fine = await gate(args('aks-yes', '--quiet', 'plain'), { cwd });
  assert.equal(fine.stdout.trimEnd().split('\n').length, 1);
  const unknown = await gate(args('aks-yes', '--quiet'), { cwd });
  assert.deepEqual(
    [unknown.code, unknown.stdout.split('\n').length],
    [3, 3],
    'the sum, the reason and the last line end',
  );
  const markdown = (await gate(args('aks-no', '--quiet', '--format', 'markdown'), { cwd })).stdout;
  assert.deepEqual(markdown.match(/^#### \S+ \w+/gm), ['#### ❌ denied']);
  assert.equal((await gate(args('aks-no', '--quiet', '--verbose'), { cwd })).code, 1);
});

test('a pull that works badly is counted, and is shown where the gate fails on it', async () => {
  const badly = ['check', 'samples/container-apps/loyalty.yaml'];
  const { stdout } = await gate(badly);
  assert.match(stdout, /^allowed, and worth a look: 1 broad-grant \(--verbose lists them\)\n1 image/);
  assert.match(
    (await gate([...badly, '--verbose'])).stdout,
    /^allowed {2}broad-grant {2}shopprod\.azurecr\.io → loyalty/,
  );
  const failing = await gate(['check', 'samples/more/credentials/popup-store.yaml', '--fail-on', 'warning']);
  assert.equal(failing.code, 2);
  assert.match(failing.stdout, /^allowed {2}admin-credentials {2}shoppopup/);
  assert.match((await gate([...badly, '--explain'])).stdout, /^allowed {2}broad-grant [\s\S]*^ {6}role /m);
});

test('nothing is lost: the groups of a text and of Markdown add up to the sum', async () => {
  const { stdout } = await gate(['check', 'samples']);
  const shown = [...stdout.matchAll(/^(denied|unknown) .* {2}(\d+) (?:images?|pulls?)$/gm)];
  const sum = (outcome: string) =>
    shown.filter(each => each[1] === outcome).reduce((total, each) => total + Number(each[2]), 0);
  const [, denied, unknown] = /: \d+ can pull.*?, (\d+) denied, (\d+) unknown/.exec(stdout) ?? [];
  assert.deepEqual([sum('denied'), sum('unknown')], [Number(denied), Number(unknown)]);
  assert.ok(sum('denied') > 20 && sum('unknown') > 5);
});

// one map of both would be refused, and so would their script
test('two workspaces whose snapshots differ are checked, without the sentence on acr-pull fix', async () => {
  const { stdout, code } = await gate(['check', 'samples/deploy/eu', 'samples-gitops']);
  assert.equal(code, 2);
  assert.doesNotMatch(stdout, /acr-pull fix covers/);
});

const small = { ...fortyClusters, manifests: 700, clusters: 12, registries: 130, pulls: 700 };

test('a large run: the largest groups, then tables by registry and target, in 400 lines; nothing is lost', async t => {
  const cwd = folder(t, Object.fromEntries(makeEstate(small).map(({ name, text }) => [name, text])));
  const { stdout, code } = await gate(['check'], { cwd });
  assert.equal(code, 2);
  const lines = stdout.trimEnd().split('\n');
  assert.ok(lines.length <= 400, `${lines.length}`);
  const sizes = (outcome: string) =>
    [...stdout.matchAll(new RegExp(`^${outcome} .* {2}(\\d+) (?:images?|pulls?)$`, 'gm'))].map(([, n]) => Number(n));
  for (const outcome of ['denied', 'unknown']) {
    assert.ok(sizes(outcome).length > 3, outcome);
    assert.deepEqual(
      sizes(outcome),
      sizes(outcome).toSorted((a, b) => b - a),
    );
  }
  const { summary } = JSON.parse((await gate(['check', '--format', 'json'], { cwd })).stdout);
  const [, groups, pulls] = /^and (\d+) more groups with (\d+) pulls \(--verbose lists them\)$/m.exec(stdout) ?? [];
  assert.ok(Number(groups) > 50);
  const listed = [...sizes('denied'), ...sizes('unknown')].reduce((sum, each) => sum + each, 0);
  assert.equal(listed + Number(pulls), summary.denied + summary.unknown);
  for (const head of ['registry', 'target']) {
    const [, table = ''] =
      new RegExp(`^${head} +denied  unknown  allowed\\n([\\s\\S]*?)\\n\\n`, 'm').exec(stdout) ?? [];
    const rows = table.split('\n').map(
      row =>
        row
          .match(/(\d+) +(\d+) +(\d+)$/)
          ?.slice(1)
          .map(Number) ?? [],
    );
    const total = [0, 1, 2].map(i => rows.reduce((sum, row) => sum + (row[i] ?? Number.NaN), 0));
    assert.deepEqual(total, [summary.denied, summary.unknown, summary.allowed], head);
  }
  assert.match(stdout, /^\d+ more registries +\d/m);
  const causes = Object.keys(summary.causes).filter(each => each !== 'broad-grant');
  for (const cause of causes) assert.match(stdout, new RegExp(`by cause: .*\\d ${cause}`));

  const verbose = (await gate(['check', '--verbose'], { cwd })).stdout;
  assert.equal(verbose.match(/^ {2}\S+\.yaml:\d+:\d+ /gm)?.length, summary.denied + summary.unknown + summary.allowed);

  const markdown = (await gate(['check', '--format', 'markdown'], { cwd })).stdout;
  assert.ok(markdown.length < 65_536, `${markdown.length}`);
  assert.match(markdown, /^#### ❔ unknown: /m, 'many denied pulls hide no unknown ones');
  assert.match(markdown, /<summary>By registry<\/summary>\n\n\| registry \| denied \|/);
  assert.match(markdown, /^… and \d+ more groups \(\d+ pulls\)/m);
});

/** As `fix` itself works it out: each denied pull is decided again with all changes made. */
async function coveredByFix(cwd: string, paths: readonly string[], snapshots: readonly string[] = []) {
  const quiet = () => {};
  const now = new Date();
  const terminal = { cwd, color: false, now: () => now, input: async () => new Uint8Array(), out: quiet, err: quiet };
  const { examined } = await examineAll(paths, { snapshot: snapshots }, terminal);
  const map = await mapOfAll(examined, terminal);
  const findings = examined.flatMap(each => each.findings);
  const denied = findings.filter(({ verdict }) => verdict.outcome === 'denied');
  const numbers = new Map(denied.map(({ reference }, i) => [reference, i]));
  const key = ({ reference, target }: Finding) => `${numbers.get(reference)} ${target?.kind} ${target?.id}`;
  const { assignments, made, left } = reportFixes(repair(denied, map, now), map, key, 'bash');
  const open = [...left.map(({ change }) => change), ...made.filter(({ afterwards }) => afterwards !== null)];
  const places = new Set(open.flatMap(({ pulls }) => pulls.map(({ place }) => place)));
  const covered = denied.filter(finding => !places.has(key(finding))).length;
  return {
    exact: { denied: denied.length, covered, assignments: assignments.length, others: made.length },
    said: fixCoverage(findings, map, now),
  };
}

test('the sentence on acr-pull fix says what fix does: in the samples, a fleet and an estate', async t => {
  const { snapshot: _, ...files } = { snapshot: '', ...fleet() };
  const estate = Object.fromEntries(makeEstate(small).map(({ name, text }) => [name, text]));
  const snapshots = snapshotArgs.filter(each => each !== '--snapshot');
  const all = [
    await coveredByFix(root, ['samples']),
    await coveredByFix(root, ['samples-gitops']),
    await coveredByFix(folder(t, files), teams, snapshots),
    await coveredByFix(folder(t, estate), ['.']),
  ];
  for (const { exact, said } of all) {
    assert.ok(exact.covered > 0, JSON.stringify(exact));
    assert.deepEqual(said, exact);
  }
  assert.ok(all.some(({ exact }) => exact.covered < exact.denied && exact.others > 0));
});
