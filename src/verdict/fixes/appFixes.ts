import { lastSegment, segmentAfter } from '../../access/ids.ts';
import type { Site } from '../../access/map.ts';
import type { Command, Fix } from '../../model/fix.ts';
import { inBackticks, t } from '../../model/l10n.ts';
import { azCommand, azureFix, type ResourceName, resourceOptions } from './fix.ts';

// Container Apps, jobs and sites: the identities that they hold, and the one that pulls.

/** A Container App or a job, as commands name it. */
export type AppName = ResourceName & { readonly kind: 'containerApp' | 'containerAppJob' };

function groupOf({ kind }: AppName): string {
  return kind === 'containerAppJob' ? 'containerapp job' : 'containerapp';
}

/** `system` or `[system]`, `system-environment`, or the resource id of a user-assigned identity. */
function identityInWords(identity: string): string {
  if (/^\[?system\]?$/i.test(identity)) return t('its system-assigned identity');
  return /^system-environment$/i.test(identity)
    ? t('the identity of its environment')
    : inBackticks(lastSegment(identity));
}

/**
 * Makes the app pull from the registry with this identity, `useIdentity` in place of a user name and a password. It
 * does not give the pull role. https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull
 */
export function setRegistryIdentity(
  app: AppName,
  server: string,
  identity: string,
  kind: 'setRegistryIdentity' | 'useIdentity',
): Fix {
  return azureFix({
    title: t('Let `{0}` pull from `{1}` with {2}', app.name, server, identityInWords(identity)),
    kind,
    commands: [azCommand(`${groupOf(app)} registry set`, { ...resourceOptions(app), server, identity })],
  });
}

/** Adds an identity to the app that its registry entry already names. */
export function assignIdentity(app: AppName, identity: string): Fix {
  const which =
    identity.toLowerCase() === 'system' ? { 'system-assigned': true as const } : { 'user-assigned': identity };
  return azureFix({
    title: t('Assign {0} to `{1}`', identityInWords(identity), app.name),
    kind: 'assignIdentity',
    commands: [azCommand(`${groupOf(app)} identity assign`, { ...resourceOptions(app), ...which })],
  });
}

/**
 * Adds the identity that shall pull to the site. It does not give the pull role.
 * https://learn.microsoft.com/cli/azure/webapp/identity#az-webapp-identity-assign
 */
export function assignSiteIdentity(site: Site, identity: string): Fix {
  return azureFix({
    title: t('Assign {0} to `{1}`', identityInWords(identity), site.name),
    kind: 'assignIdentity',
    commands: [assign(site, identity)],
  });
}

/**
 * Makes the site pull with an identity instead of the password in its settings.
 * https://learn.microsoft.com/azure/app-service/configure-custom-container#use-managed-identity-to-pull-image-from-azure-container-registry
 */
export function useSiteIdentity(site: Site, identity: string, isAssigned: boolean): Fix {
  const set = azCommand('webapp config set', {
    ...siteNamed(site),
    'acr-use-identity': 'true',
    'acr-identity': identity,
  });
  return azureFix({
    title: t('Let `{0}` pull with {1}', site.name, identityInWords(identity)),
    kind: 'useIdentity',
    commands: isAssigned ? [set] : [assign(site, identity), set],
  });
}

function assign(site: Site, identity: string): Command {
  return azCommand('webapp identity assign', { ...siteNamed(site), identities: identity });
}

/** A slot's name includes its site's. */
function siteNamed(site: Site) {
  return {
    ...resourceOptions({ ...site, name: segmentAfter(site.id, 'sites') ?? site.name }),
    slot: segmentAfter(site.id, 'slots'),
  };
}
