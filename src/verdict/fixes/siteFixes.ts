import { lastSegment, segmentAfter } from '../../access/ids.ts';
import type { Site } from '../../access/map.ts';
import type { Command, CommandOption, Fix } from '../../model/fix.ts';
import { azureFix } from './fix.ts';

/** `[system]`, or the resource id of a user-assigned identity, as the commands for App Service name them. */
export type SiteIdentity = string;

/**
 * Puts the identity on the site that is to pull with it; the pull role is another matter.
 * https://learn.microsoft.com/cli/azure/webapp/identity#az-webapp-identity-assign
 */
export function assignSiteIdentity(site: Site, identity: SiteIdentity): Fix {
  return azureFix({
    title: `Assign ${inWords(identity)} to \`${site.name}\``,
    kind: 'assignIdentity',
    commands: [assign(site, identity)],
  });
}

/**
 * Has the site pull with an identity instead of the password in its settings.
 * https://learn.microsoft.com/azure/app-service/configure-custom-container#use-managed-identity-to-pull-image-from-azure-container-registry
 */
export function useSiteIdentity(site: Site, identity: SiteIdentity, isAssigned: boolean): Fix {
  const set = siteCommand(
    site,
    ['config', 'set'],
    [
      ['--acr-use-identity', 'true'],
      ['--acr-identity', identity],
    ],
  );
  return azureFix({
    title: `Let \`${site.name}\` pull with ${inWords(identity)}`,
    kind: 'useIdentity',
    commands: isAssigned ? [set] : [assign(site, identity), set],
  });
}

function assign(site: Site, identity: SiteIdentity): Command {
  return siteCommand(site, ['identity', 'assign'], [['--identities', identity]]);
}

function siteCommand(site: Site, verbs: readonly string[], options: readonly CommandOption[]): Command {
  const slot = segmentAfter(site.id, 'slots');
  return {
    words: ['az', 'webapp', ...verbs],
    options: [
      ['--subscription', site.subscription],
      ['--resource-group', site.resourceGroup],
      ['--name', segmentAfter(site.id, 'sites') ?? site.name],
      ...(slot === undefined ? [] : [['--slot', slot] as const]),
      ...options,
    ],
  };
}

function inWords(identity: SiteIdentity): string {
  return identity === '[system]' ? 'its system-assigned identity' : `\`${lastSegment(identity)}\``;
}
