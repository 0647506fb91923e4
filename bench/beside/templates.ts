/**
 * Lays our reading of charts beside Go's own templates with sprig (Debian's packages `golang-go` and
 * `golang-github-masterminds-sprig-dev`), for every chart of a folder, with its own values:
 * `node bench/beside/templates.ts FOLDER`. Lines with `-` are images that only Go renders, with `+` that only we have. A
 * chart that Go can't render with its own values is counted and left out.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseDocument } from 'yaml';
import { compare, givenFolder, imagesIn, nameOf, readFolder } from './workspace.ts';

const folder = givenFolder('golang-go, golang-github-masterminds-sprig-dev');
const bin = mkdtempSync(path.join(tmpdir(), 'beside-'));
const render = path.join(bin, 'render');
const built = spawnSync('go', ['build', '-o', render, path.join(import.meta.dirname, 'templates.go')], {
  env: { ...process.env, GOPATH: '/usr/share/gocode', GO111MODULE: 'off', GOFLAGS: '', GOCACHE: bin },
  encoding: 'utf8',
});
if (built.status !== 0) {
  console.log('skipped: needs golang-go and golang-github-masterminds-sprig-dev (apt-get install)');
  if (built.error === undefined) console.log(built.stderr);
} else {
  const index = readFolder(folder);
  const counts = { same: 0, open: 0, other: 0, unrendered: 0 };
  for (const chart of globSync('**/Chart.yaml', { cwd: folder }).sort()) {
    const at = path.posix.dirname(chart.replaceAll('\\', '/'));
    const read = (file: string) => readFileSync(path.join(folder, at, file), 'utf8');
    const names = globSync('templates/**/*.{yaml,yml,tpl,txt}', { cwd: path.join(folder, at) });
    if (names.length === 0) continue;
    const hasValues = globSync('values.yaml', { cwd: path.join(folder, at) }).length > 0;
    // those of a scaffold are no YAML before it is filled in
    const values = parsed(hasValues ? read('values.yaml') : '');
    const about = parsed(read('Chart.yaml'));
    if (values === undefined || about === undefined) {
      counts.unrendered++;
      continue;
    }
    const fields = Object.entries(about).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]);
    const templates = Object.fromEntries(
      names.flatMap(name => (name.endsWith('NOTES.txt') ? [] : [[`${about['name']}/${name}`, read(name)]])),
    );
    const data = {
      Values: values,
      Chart: Object.fromEntries(fields),
      Release: { Name: 'release', Namespace: 'default', Service: 'Helm', IsInstall: true, Revision: 1 },
      Capabilities: { KubeVersion: { Version: 'v1.33.0', Major: '1', Minor: '33' }, APIVersions: {} },
      Template: { Name: '', BasePath: `${about['name']}/templates` },
      Files: {},
      Subcharts: {},
    };
    const { status, stdout, stderr } = spawnSync(render, [], {
      input: JSON.stringify({ Templates: templates, Data: data }),
      encoding: 'utf8',
      timeout: 20_000,
      maxBuffer: 1 << 28,
    });
    if (status !== 0) {
      counts.unrendered++;
      if (process.argv.includes('--verbose')) console.log(`unrendered ${at}: ${stderr.split('\n')[0]}`);
      continue;
    }
    const rendered: Readonly<Record<string, string>> = JSON.parse(stdout);
    const theirs = new Set(Object.values(rendered).flatMap(text => [...imagesIn(text)]));
    // in each template what it renders, wherever it is spoken of
    const ours = names.flatMap(name => index.references(`${at}/${name}`)).map(nameOf);
    counts[compare(at, new Set(ours), theirs, true)]++;
  }
  console.log(JSON.stringify(counts));
}
rmSync(bin, { recursive: true });

/** Undefined for a text that is no YAML. */
function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  const document = parseDocument(text, { merge: true });
  return document.errors.length > 0 ? undefined : (document.toJS() ?? {});
}
