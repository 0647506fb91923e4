import { lastSegment } from '../../access/ids.ts';
import type { ContainerApp } from '../../access/map.ts';
import type { Command, CommandOption, Fix, FixKind } from '../../model/fix.ts';
import { azureFix } from './fix.ts';

/** A Container App or a job, as commands name it. */
type AppName = Pick<ContainerApp, 'kind' | 'name' | 'resourceGroup' | 'subscription'>;

/** `system`, `system-environment` or the resource id of a user-assigned identity. */
type AppIdentity = string;

function appCommand(
  { kind, name, resourceGroup, subscription }: AppName,
  verbs: readonly string[],
  options: readonly CommandOption[],
): Command {
  const group = kind === 'containerAppJob' ? ['containerapp', 'job'] : ['containerapp'];
  return {
    words: ['az', ...group, ...verbs],
    options: [['--subscription', subscription], ['--resource-group', resourceGroup], ['--name', name], ...options],
  };
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
 * Tells the app with which identity to pull from the registry; the pull role is another matter.
 * https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull
 */
export function setRegistryIdentity(
  app: AppName,
  server: string,
  identity: AppIdentity,
  kind: FixKind = 'setRegistryIdentity',
): Fix {
  return azureFix({
    title: `Let \`${app.name}\` pull from \`${server}\` with ${identityInWords(identity)}`,
    kind,
    commands: [
      appCommand(
        app,
        ['registry', 'set'],
        [
          ['--server', server],
          ['--identity', identity],
        ],
      ),
    ],
  });
}

/** The same, in place of a user name and password. */
export function useIdentityInsteadOfPassword(app: AppName, server: string, identity: AppIdentity): Fix {
  return setRegistryIdentity(app, server, identity, 'useIdentity');
}

/** Puts an identity on the app that its registry entry names already. */
export function assignIdentity(app: AppName, identity: AppIdentity): Fix {
  const option: CommandOption =
    identity.toLowerCase() === 'system' ? ['--system-assigned'] : ['--user-assigned', identity];
  return azureFix({
    title: `Assign ${identityInWords(identity)} to \`${app.name}\``,
    kind: 'assignIdentity',
    commands: [appCommand(app, ['identity', 'assign'], [option])],
  });
}
