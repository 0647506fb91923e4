import { acrPullGuid, repositoryReaderGuid } from '../access/builtInRoles.ts';
import type { AccessMap, Registry } from '../access/map.ts';
import type { Fix, Image, ImageReference, Target } from '../model.ts';
import type { AccessMode } from './actions.ts';
import { withHost } from './registries.ts';
import { type Command, commandFor } from './shell.ts';

/** The least-privilege ways out, best first. The admin account is never one of them. */
export function roleFixes(
  principalId: string,
  registry: Registry,
  mode: AccessMode,
  target: Target,
  map: AccessMap,
  /** On an ABAC registry the grant is conditioned to these; empty: the whole registry. */
  _repositories: readonly string[] = [],
): readonly Fix[] {
  const fixes: Fix[] = [];
  const runtime = target.id === undefined ? undefined : map.runtimeById(target.id);
  // Attaching always assigns AcrPull, whatever the registry's mode: on an ABAC registry it would change nothing.
  if (runtime?.kind === 'aks' && mode === 'legacy' && runtime.kubelet?.objectId) {
    fixes.push(
      fixFrom(
        `Attach \`${registry.name}\` to \`${runtime.name}\``,
        'attach',
        {
          words: ['az', 'aks', 'update'],
          options: [
            ['--subscription', runtime.subscription],
            ['--resource-group', runtime.resourceGroup],
            ['--name', runtime.name],
            ['--attach-acr', registry.id],
          ],
        },
        { subscription: registry.subscription, principal: principalId, role: 'AcrPull', scope: registry.id },
      ),
    );
  }
  const [role, guid] =
    mode === 'legacy' ? ['AcrPull', acrPullGuid] : ['Container Registry Repository Reader', repositoryReaderGuid];
  fixes.push(
    fixFrom(
      `Assign ${role} on \`${registry.name}\``,
      'assignRole',
      {
        words: ['az', 'role', 'assignment', 'create'],
        options: [
          ['--assignee-object-id', principalId],
          ['--assignee-principal-type', 'ServicePrincipal'],
          ['--role', guid],
          ['--scope', registry.id],
        ],
      },
      { subscription: registry.subscription, principal: principalId, role, scope: registry.id },
    ),
  );
  return fixes;
}

function fixFrom(title: string, kind: Fix['kind'], command: Command, change: Fix['change']): Fix {
  return {
    title,
    kind,
    bash: commandFor('bash', command),
    powershell: commandFor('powershell', command),
    edit: null,
    bicep: null,
    terraform: null,
    change,
  };
}

/** Puts the host that is meant in place of the one that is written. */
export function correctHost(reference: ImageReference, image: Image, host: string): readonly Fix[] {
  const newText = withHost(reference.text, image, host);
  if (newText === undefined) return [];
  return [
    {
      title: `Change the registry to \`${host}\``,
      kind: 'correctHost',
      bash: null,
      powershell: null,
      edit: { file: reference.file, span: reference.span, newText },
      bicep: null,
      terraform: null,
      change: null,
    },
  ];
}
