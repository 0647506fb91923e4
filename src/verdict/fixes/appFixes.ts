import { lastSegment } from '../../access/ids.ts';
import type { Fix } from '../../model/fix.ts';
import { az, azureFix, named, type ResourceName } from './fix.ts';

/** A Container App or a job, as commands name it. */
export type AppName = ResourceName & { readonly kind: 'containerApp' | 'containerAppJob' };

/** `system`, `system-environment` or the resource id of a user-assigned identity. */
type AppIdentity = string;

function groupOf({ kind }: AppName): string {
  return kind === 'containerAppJob' ? 'containerapp job' : 'containerapp';
}

function identityInWords(identity: AppIdentity): string {
  switch (identity.toLowerCase()) {
    case 'system':
      return 'its system-assigned identity';
    case 'system-environment':
      return 'the identity of its environment';
    default:
      return `\`${lastSegment(identity)}\``;
  }
}

/**
 * Tells the app with which identity to pull from the registry, `useIdentity` in place of a user name and a password; the
 * pull role is another matter.
 * https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull
 */
export function setRegistryIdentity(
  app: AppName,
  server: string,
  identity: AppIdentity,
  kind: 'setRegistryIdentity' | 'useIdentity' = 'setRegistryIdentity',
): Fix {
  return azureFix({
    title: `Let \`${app.name}\` pull from \`${server}\` with ${identityInWords(identity)}`,
    kind,
    commands: [az(`${groupOf(app)} registry set`, { ...named(app), server, identity })],
  });
}

/** Puts an identity on the app that its registry entry names already. */
export function assignIdentity(app: AppName, identity: AppIdentity): Fix {
  const which =
    identity.toLowerCase() === 'system' ? { 'system-assigned': true as const } : { 'user-assigned': identity };
  return azureFix({
    title: `Assign ${identityInWords(identity)} to \`${app.name}\``,
    kind: 'assignIdentity',
    commands: [az(`${groupOf(app)} identity assign`, { ...named(app), ...which })],
  });
}
