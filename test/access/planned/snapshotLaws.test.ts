// Laws of code on top of a snapshot that has its registries, identities and apps, and no role: what the code grants,
// and nothing else, allows. Each program is judged afresh, and in a workspace whose files are edited into one another.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AccessMap } from '../../../src/access/map.ts';
import { runToEnd } from '../../../src/model/steps.ts';
import type { Finding } from '../../../src/model/verdict.ts';
import { readManifest } from '../../../src/read/index.ts';
import { emptyConfig } from '../../../src/workspace/config/config.ts';
import { examining } from '../../../src/workspace/engine.ts';
import { Workspace } from '../../../src/workspace/workspace.ts';
import {
  containerApp,
  environment,
  guid,
  held,
  identityId,
  mapOf,
  now,
  registry,
  userIdentity,
} from '../../verdict/facts.ts';
import { filesOf, type Generated, type GeneratedGrant, programs } from './generated.ts';
import { judged } from './planned.ts';

const numRuns = Number(process.env['ACR_PULL_LAWS'] ?? 20);

/** The deployed resources of a program, without its grants. */
function snapshotOf({ language, registries, identities, apps }: Generated, withApps: boolean): AccessMap {
  const names = [...Array(identities).keys()].map(at => `id-${at}`);
  const resources = [
    ...registries.map(({ abac }, at) =>
      registry(`shop${at}`, abac ? { roleAssignmentMode: 'AbacRepositoryPermissions' } : {}),
    ),
    ...names.map(name => userIdentity(name)),
    environment('env'),
    ...(withApps ? apps : []).map(({ registry: of, entry, identity, isSystem }, at) =>
      containerApp(
        `app-${at}`,
        [{ server: `shop${of}.azurecr.io`, identity: isSystem ? 'system' : identityId(`id-${entry}`) }],
        held(`app-${at}`, isSystem ? { system: true } : { user: [`id-${identity}`] }),
      ),
    ),
  ];
  const group = language === 'terraform' ? '/resourceGroups/rg-shop/' : '/resourceGroups/shop/';
  const principals = [...names, ...apps.map((_, at) => `app-${at} system`)].map(guid);
  return mapOf({
    resources: JSON.parse(JSON.stringify(resources).replaceAll('/resourceGroups/shop/', group)),
    groups: Object.fromEntries(principals.map(id => [id, []])),
  });
}

const withGrants = (program: Generated, part: Partial<GeneratedGrant>): Generated => ({
  ...program,
  grants: program.grants.map(each => ({ ...each, ...part })),
});

/** The program, without its grants by a condition, with all of them open, and as it was. */
function editsOf(program: Generated): readonly Generated[] {
  const parts = [{ made: 'never' }, { made: 'open' }, { role: 'open' }] as const;
  return [program, ...parts.map(part => withGrants(program, part)), program];
}

/** The findings after each of several texts of the same files. */
function afterEdits(texts: readonly (readonly (readonly [string, string])[])[], map: AccessMap): readonly Finding[][] {
  const workspace = new Workspace();
  return texts.map(files => {
    for (const [name, text] of files) workspace.take(readManifest({ name, text }), text);
    runToEnd(workspace.build());
    const circumstances = { config: emptyConfig, map, now };
    for (const file of workspace.takeOutdated()) runToEnd(workspace.judge(file, circumstances, examining));
    return files.flatMap(([name]) => workspace.findings(name));
  });
}

const inShort = ({ reference, verdict: { outcome, cause, message } }: Finding) =>
  `${reference.text} ${outcome} ${cause} ${message}`;

function ofApp(program: Generated, { reference }: Finding) {
  return program.apps.find((_, at) => reference.text.includes(`/app${at}:`));
}

/** Returns whether a grant that is open may give an app its role. */
function mayGrant(program: Generated, finding: Finding): boolean {
  const app = ofApp(program, finding);
  const roles = program.registries[app?.registry ?? 0]?.abac ? ['RepositoryReader'] : ['AcrPull', 'Reader'];
  return program.grants.some(
    ({ kind, to, registry, scope, role, made }) =>
      app !== undefined &&
      ['open', ...roles].includes(role) &&
      !app.isSystem &&
      made !== 'never' &&
      kind === 'principal' &&
      to === app.entry &&
      (scope === 'group' || (scope === 'registry' && registry === app.registry)),
  );
}

const counted = new Map<string, number>();

for (const withApps of [true, false])
  test(`over a snapshot ${withApps ? 'with' : 'without'} the apps, only grants of the code allow, after edits as well`, () => {
    fc.assert(
      fc.property(programs, program => {
        const map = snapshotOf(program, withApps);
        const edits = editsOf(program);
        const texts = edits.map(each => filesOf(each));
        const found = afterEdits(texts, map);
        for (const [at, findings] of found.entries()) {
          const edited = edits[at] ?? program;
          assert.deepEqual(findings.map(inShort), judged(texts[at] ?? [], { map }).findings.map(inShort), `edit ${at}`);
          for (const finding of findings) {
            const { outcome, cause, planned, message } = finding.verdict;
            counted.set(`${at} ${outcome}`, (counted.get(`${at} ${outcome}`) ?? 0) + 1);
            if (at > 0 && at < edits.length - 1) assert.notEqual(outcome, 'allowed', message);
            if (outcome === 'allowed') assert.notEqual(planned?.grant, null, message);
            const isOpened = at === 2 || at === 3;
            if (isOpened && outcome === 'denied' && mayGrant(edited, finding))
              assert.ok(
                cause === 'identity-not-assigned' || cause === 'registry-not-configured',
                `${cause} ${message}`,
              );
          }
        }
      }),
      { numRuns },
    );
  });

test('the programs have pulls that are allowed, and others that are not', () => {
  for (const key of ['0 allowed', '0 denied', '1 denied', '2 unknown', '3 unknown', '4 allowed'])
    assert.ok((counted.get(key) ?? 0) > 0, `${key}: ${JSON.stringify([...counted])}`);
});
