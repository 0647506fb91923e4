import type { SiteWorkload } from '../../model/workload.ts';
import { at, textOf, type View } from '../source/view.ts';
import { identityOf } from './azureResource.ts';
import type { Images } from './images.ts';
import { type AzureResource, titleOf } from './resource.ts';

/**
 * Web and function apps and their slots, whose `siteConfig` names an image behind `DOCKER|`; their `config` as a
 * resource of its own; and sidecars.
 */
export function readSite(resource: AzureResource, images: Images): void {
  const { type, body } = resource;
  const properties = at(body, 'properties');
  const part = /\/(config|sitecontainers)$/i.exec(type)?.[1]?.toLowerCase();
  const config = part === undefined ? at(properties, 'siteConfig') : properties;
  const site = part === undefined ? body : resource.parent;
  const workload = siteWorkload(site, nameOfSite(resource, part), config, images);
  if (part === 'sitecontainers') {
    const own = { ...workload, ...authenticationOf(properties) };
    images.add(at(properties, 'image'), `${titleOf(resource, 'Site container')}properties.image`, own);
    return;
  }
  const where = `${titleOf(resource, 'Site')}${part === undefined ? 'properties.siteConfig' : 'properties'}`;
  for (const key of ['linuxFxVersion', 'windowsFxVersion']) {
    images.addPart(at(config, key), `${where}.${key}`, workload, dockerPart);
  }
}

/** `DOCKER|host/repository:tag`; the other stacks, and `COMPOSE|` with its encoded file, name no image. */
export function dockerPart(text: string): { readonly name: string; readonly skip: number } | undefined {
  const match = /^DOCKER\|/i.exec(text);
  return match === null ? undefined : { name: text.slice(match[0].length), skip: match[0].length };
}

/** A part of a site is named after it: `shop/web`, or has it as a parent. */
function nameOfSite({ body, parent }: AzureResource, part: string | undefined): string | undefined {
  const name = textOf(at(body, 'name'));
  if (part === undefined) return name;
  return textOf(at(parent, 'name')) ?? (name?.includes('/') ? name.slice(0, name.lastIndexOf('/')) : undefined);
}

function siteWorkload(
  site: View | undefined,
  name: string | undefined,
  config: View | undefined,
  images: Images,
): SiteWorkload {
  const own = at(site, 'properties', 'siteConfig');
  const value = (key: string) => textOf(at(config, key)) ?? textOf(at(own, key));
  return {
    platform: 'site',
    name,
    managedIdentityCredentials: booleanOf(value('acrUseManagedIdentityCreds')),
    identityClientId: value('acrUserManagedIdentityID'),
    identity: identityOf(images.sure(at(site, 'identity')), images.harvest),
  };
}

/**
 * How a container of a site authenticates by itself, in the words of a site; nothing where it does not say. What only a
 * deployment knows is an identity that nobody can see here.
 * https://learn.microsoft.com/azure/templates/microsoft.web/sites/sitecontainers
 */
function authenticationOf(
  properties: View | undefined,
): Partial<Pick<SiteWorkload, 'managedIdentityCredentials' | 'identityClientId'>> {
  const type = textOf(at(properties, 'authType'));
  switch (type?.toLowerCase()) {
    case undefined:
      return {};
    case 'anonymous':
    case 'usercredentials':
      return { managedIdentityCredentials: false, identityClientId: undefined };
    case 'systemidentity':
      return { managedIdentityCredentials: true, identityClientId: undefined };
    case 'userassigned':
      return {
        managedIdentityCredentials: true,
        identityClientId: textOf(at(properties, 'userManagedIdentityClientId')) ?? 'none',
      };
    default:
      return { managedIdentityCredentials: true, identityClientId: type };
  }
}

export function booleanOf(text: string | undefined): boolean | undefined {
  if (text === undefined || !/^(?:true|false)$/i.test(text)) return undefined;
  return text.toLowerCase() === 'true';
}
