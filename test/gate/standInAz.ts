// An `az` that keeps role assignments and firewall rules in a file, and is as strict as Azure: a second assignment of a
// role to a principal at a scope is refused, whatever its name. Scripts run against it in a real bash.
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface KeptAssignment {
  readonly name: string;
  readonly scope: string;
  readonly principalId: string;
  readonly principalType: string;
  readonly role: string;
  readonly condition: string;
}

export interface Kept {
  readonly assignments: readonly KeptAssignment[];
  readonly addresses: readonly string[];
  /** Every call but those that only list. */
  readonly changes: readonly (readonly string[])[];
}

const program = `
const fs = require('node:fs');
const file = process.env.AZ_STATE;
const state = JSON.parse(fs.readFileSync(file, 'utf8'));
const args = process.argv.slice(2);
const options = Object.fromEntries(args.filter(a => a.startsWith('--')).map(a => [a.slice(2, a.indexOf('=')), a.slice(a.indexOf('=') + 1)]));
const words = args.filter(a => !a.startsWith('--')).join(' ');
const fail = text => { process.stderr.write('ERROR: ' + text + '\\n'); process.exit(1); };
const save = () => fs.writeFileSync(file, JSON.stringify(state));
if (words === 'role assignment list') {
  const query = /^\\[\\?principalId=='([^']*)' && ends_with\\(roleDefinitionId, '\\/([^']*)'\\)\\]\\.join\\(' ', \\[name, condition \\|\\| ''\\]\\)$/.exec(options.query);
  if (!query || options.output !== 'tsv') fail('not a query that this stand-in knows: ' + options.query);
  const found = state.assignments.filter(a => a.scope === options.scope && a.principalId === query[1] && a.role === query[2]);
  process.stdout.write(found.map(a => a.name + ' ' + a.condition + '\\n').join(''));
} else if (words === 'acr network-rule list') {
  process.stdout.write(state.addresses.map(a => a + '\\n').join(''));
} else {
  state.changes.push(args);
  if (words === 'role assignment create') {
    const same = state.assignments.find(a => a.scope === options.scope && a.principalId === options['assignee-object-id'] && a.role === options.role);
    if (same && same.name !== options.name) fail('(RoleAssignmentExists) The role assignment already exists.');
    state.assignments = state.assignments.filter(a => a !== same);
    state.assignments.push({ name: options.name, scope: options.scope, principalId: options['assignee-object-id'], principalType: options['assignee-principal-type'], role: options.role, condition: options.condition ?? '' });
  }
  if (words === 'acr network-rule add') state.addresses.push(options['ip-address']);
  save();
}
`;

export const hasBash = spawnSync('bash', ['--version']).status === 0;

/** Runs a script; nothing but the stand-in is on its path. */
export function runWithAz(script: string, folder: string, before: Partial<Kept> = {}) {
  const state = path.join(folder, 'az-state.json');
  const az = path.join(folder, 'az');
  writeFileSync(az, `#!${process.execPath}\n${program}`);
  chmodSync(az, 0o755);
  writeFileSync(state, JSON.stringify({ assignments: [], addresses: [], changes: [], ...before }));
  const bash = spawnSync('bash', ['-c', 'printf %s "$BASH"'], { encoding: 'utf8' }).stdout;
  const run = spawnSync(bash, ['--noprofile', '--norc'], {
    cwd: folder,
    env: { PATH: folder, HOME: folder, LC_ALL: 'C', AZ_STATE: state },
    input: script,
    encoding: 'utf8',
  });
  const kept: Kept = JSON.parse(readFileSync(state, 'utf8'));
  return { code: run.status, stdout: run.stdout, stderr: run.stderr, kept };
}
