// Fixes of code, applied: the pull is allowed then, and the text is one that a person would write.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { edited, judged, workspaces } from './planned.ts';

const fixtures = workspaces(path.join(import.meta.dirname, 'fixtures'));

interface Applied {
  readonly title: string;
  readonly outcome: string;
  readonly cause: string | null;
  /** The lines of the file that are new. */
  readonly added: string;
}

function applied(fixture: string): Applied | undefined {
  const files = new Map(fixtures.get(fixture) ?? []);
  const [finding] = judged(files).findings;
  const [fix] = finding?.verdict.fixes ?? [];
  assert.deepEqual(
    finding?.verdict.fixes.filter(({ commands, bash }) => commands.length > 0 || bash !== null),
    [],
    'a command would collide with the code',
  );
  if (fix?.edit === undefined || fix.edit === null) return undefined;
  const { file } = fix.edit;
  const text = files.get(file) ?? '';
  const then = edited(files, fix.edit).get(file) ?? '';
  files.set(file, then);
  const [after] = judged(files).findings;
  assert.ok(after);
  const before = new Set(text.split('\n'));
  const added = then.split('\n').filter(line => line !== '' && !before.has(line));
  return { title: fix.title, outcome: after.verdict.outcome, cause: after.verdict.cause, added: added.join('\n') };
}

const rows: readonly (readonly [fixture: string, cause: string | null, added: string | RegExp])[] = [
  ['bicep/controlPlane', null, /^ +principalId: \w+\.properties\.identityProfile\.kubeletidentity\.objectId$/],
  [
    'terraform/controlPlane',
    null,
    /^ +principal_id += azurerm_kubernetes_cluster\.\w+\.kubelet_identity\[0\]\.object_id$/,
  ],
  ['bicep/roleModule', null, /^ +principalId: aks\.properties\.identityProfile\.kubeletidentity\.objectId$/],
  ['bicep/clientId', 'pull-before-grant', '    principalId: identity.properties.principalId'],
  ['bicep/resourceId', 'pull-before-grant', '    principalId: identity.properties.principalId'],
  ['bicep/ownIdentity', 'pull-before-grant', '    principalId: other.properties.principalId'],
  [
    'terraform/clientId',
    'pull-before-grant',
    '  principal_id         = azurerm_user_assigned_identity.app.principal_id',
  ],
  [
    'terraform/resourceId',
    'pull-before-grant',
    '  principal_id         = azurerm_user_assigned_identity.app.principal_id',
  ],
  [
    'bicep/cycle',
    null,
    [
      '    principalId: appIdentity.properties.principalId',
      `  identity: { type: 'SystemAssigned,UserAssigned', userAssignedIdentities: { '\${appIdentity.id}': {} } }`,
      '    configuration: { registries: [ { server: acr.properties.loginServer, identity: appIdentity.id } ] }',
      '  dependsOn: [ pull ]',
      "resource appIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {",
      "  name: 'id-checkout'",
    ].join('\n'),
  ],
  [
    'bicep/notAssigned',
    'pull-before-grant',
    `  identity: { type: 'UserAssigned', userAssignedIdentities: { '\${identity.id}': {}, '\${other.id}': {} } }`,
  ],
  [
    'terraform/notAssigned',
    'pull-before-grant',
    '    identity_ids = [azurerm_user_assigned_identity.app.id, azurerm_user_assigned_identity.other.id]',
  ],
  ['bicep/wrongScope', 'pull-before-grant', '  scope: acr'],
  ['terraform/wrongScope', 'pull-before-grant', '  scope                = azurerm_container_registry.acr.id'],
  ['bicep/wrongRole', 'pull-before-grant', /'b93aa761-3e63-49ed-ac28-beffa264f7ac'\)$/],
  ['bicep/wrongRoleLegacy', 'pull-before-grant', /'7f951dda-4ed3-4680-a7ca-43fe172d538d'\)$/],
  ['terraform/wrongRole', 'pull-before-grant', '  role_definition_name = "Container Registry Repository Reader"'],
  ['bicep/noGrant', 'pull-before-grant', /^\/\/ AcrPull\nresource identityPull [\s\S]* scope: acr\n/],
  [
    'terraform/noGrant',
    'pull-before-grant',
    /^resource "azurerm_role_assignment" "app_pull" \{\n {2}scope += azurerm_container_registry\.acr\.id\n/,
  ],
  ['bicep/race', null, '  dependsOn: [\n    pull\n  ]'],
  ['terraform/race', null, '  depends_on = [azurerm_role_assignment.pull]'],
];

for (const [fixture, cause, added] of rows) {
  test(`the fix of ${fixture} is one edit that lets the pull through`, () => {
    const found = applied(fixture);
    assert.ok(found, 'no fix');
    assert.deepEqual([found.outcome, found.cause], ['allowed', cause], found.added);
    if (typeof added === 'string') assert.equal(found.added, added);
    else assert.match(found.added, added);
  });
}

test('where no edit is clear, none is offered', () => {
  for (const fixture of ['bicep/grantOff', 'bicep/groupPrincipal', 'bicep/scriptGrants']) {
    assert.equal(applied(fixture), undefined, fixture);
  }
});
