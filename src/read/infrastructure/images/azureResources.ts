import type { ContainerAppWorkload, ContainerGroupWorkload, SiteWorkload } from '../../../model/workload.ts';
import { plainPod } from '../../kubernetes/pods.ts';
import { at, textOf, type View } from '../../source/view.ts';
import type { Images } from './images.ts';
import {
  declaredAt,
  readIdentity,
  readRegistryEntry,
  registriesOf,
  resourceTitle,
  type TemplateResource,
} from './resource.ts';
import { siteNetworkOf } from './siteNetwork.ts';

/** Returns whether resources of this type may hold images. */
export function holdsImages(type: string): boolean {
  return readers.some(({ types }) => types.test(type));
}

export function readAzureResource(resource: TemplateResource, images: Images): void {
  readers.find(({ types }) => types.test(resource.type))?.read(resource, images);
}

const readers: readonly { readonly types: RegExp; read(resource: TemplateResource, images: Images): void }[] = [
  { types: /^microsoft\.(?:app|web)\/containerapps$/i, read: readContainerApp },
  { types: /^microsoft\.app\/jobs$/i, read: readContainerApp },
  { types: /^microsoft\.app\/sessionpools$/i, read: readSessionPool },
  { types: /^microsoft\.containerinstance\/containergroup(?:s|profiles)$/i, read: readContainerGroup },
  { types: /^microsoft\.kubernetesconfiguration\/fluxconfigurations$/i, read: readFluxConfiguration },
  { types: /^microsoft\.web\/sites(?:\/slots)?(?:\/config|\/sitecontainers)?$/i, read: readSite },
];

const CONTAINER_LISTS = ['initContainers', 'containers'];

function readContainerApp(resource: TemplateResource, images: Images): void {
  const { type, body } = resource;
  const properties = at(body, 'properties');
  const isJob = /\/jobs$/i.test(type);
  const workload: ContainerAppWorkload = {
    platform: isJob ? 'containerAppJob' : 'containerApp',
    name: textOf(at(body, 'name')),
    registries: registriesOf(images.sure(body, 'properties', 'configuration', 'registries'), images),
    identity: readIdentity(images.sure(body, 'identity'), images),
    environmentId: textOf(at(properties, 'environmentId')) ?? textOf(at(properties, 'managedEnvironmentId')),
    ...declaredAt(body),
  };
  const where = `${resourceTitle(resource, isJob ? 'Container App job' : 'Container App')}properties.template.`;
  images.addContainers(at(properties, 'template'), CONTAINER_LISTS, where, workload);
}

/** https://learn.microsoft.com/azure/templates/microsoft.app/sessionpools (CustomContainerTemplate) */
function readSessionPool(resource: TemplateResource, images: Images): void {
  const { body } = resource;
  const template = at(body, 'properties', 'customContainerTemplate');
  const entries = readRegistryEntry(at(template, 'registryCredentials'), images);
  const workload: ContainerAppWorkload = {
    platform: 'sessionPool',
    name: textOf(at(body, 'name')),
    registries: entries.length > 0 ? entries : undefined,
    identity: readIdentity(images.sure(body, 'identity'), images),
    environmentId: textOf(at(body, 'properties', 'environmentId')),
  };
  const where = `${resourceTitle(resource, 'Session pool')}properties.customContainerTemplate.`;
  images.addContainers(template, CONTAINER_LISTS, where, workload);
}

function readContainerGroup(resource: TemplateResource, images: Images): void {
  const properties = at(resource.body, 'properties');
  const workload: ContainerGroupWorkload = {
    platform: 'containerGroup',
    name: textOf(at(resource.body, 'name')),
    registries: registriesOf(images.sure(resource.body, 'properties', 'imageRegistryCredentials'), images),
    identity: readIdentity(images.sure(resource.body, 'identity'), images),
    ...declaredAt(resource.body),
  };
  const where = `${resourceTitle(resource, 'Container group')}properties.`;
  images.addContainers(properties, CONTAINER_LISTS, where, workload, ['properties', 'image']);
}

/**
 * Manifests that Flux, as Azure installs it, pulls itself. It may do so as an identity that is not in the file.
 * https://learn.microsoft.com/azure/templates/microsoft.kubernetesconfiguration/fluxconfigurations#ocirepositorydefinition
 */
function readFluxConfiguration(resource: TemplateResource, images: Images): void {
  const source = at(resource.body, 'properties', 'ociRepository');
  const reference = at(source, 'repositoryRef');
  const workload = { ...plainPod({}), controller: { name: 'source-controller', provider: 'azure' } };
  const part = (text: string) => {
    const scheme = 'oci://';
    const [tag = '${version}', digest] = ['tag', 'digest'].map(key => textOf(at(reference, key)));
    const version = digest === undefined ? `:${tag}` : `@${digest}`;
    return text.startsWith(scheme) ? { name: text.slice(scheme.length) + version, skip: scheme.length } : undefined;
  };
  const where = `${resourceTitle(resource, 'Flux configuration')}properties.ociRepository.url`;
  images.addPart(at(source, 'url'), where, workload, part);
}

/**
 * Web and function apps and their slots, whose `siteConfig` names an image behind `DOCKER|`. Their `config` as a
 * resource of its own. And sidecars.
 */
function readSite(resource: TemplateResource, images: Images): void {
  const { type, body } = resource;
  const properties = at(body, 'properties');
  const part = /\/(config|sitecontainers)$/i.exec(type)?.[1]?.toLowerCase();
  const config = part === undefined ? at(properties, 'siteConfig') : properties;
  const site = part === undefined ? body : resource.parent;
  const workload = siteWorkload(site, nameOfSite(resource, part), config, images);
  if (part === 'sitecontainers') {
    const own = { ...workload, ...authenticationOf(properties) };
    images.add(at(properties, 'image'), `${resourceTitle(resource, 'Site container')}properties.image`, own);
    return;
  }
  const where = `${resourceTitle(resource, 'Site')}${part === undefined ? 'properties.siteConfig' : 'properties'}`;
  for (const key of ['linuxFxVersion', 'windowsFxVersion']) {
    images.addPart(at(config, key), `${where}.${key}`, workload, dockerPart);
  }
}

/** `DOCKER|host/repository:tag`. The other stacks, and `COMPOSE|` with its encoded file, name no image. */
export function dockerPart(text: string): { readonly name: string; readonly skip: number } | undefined {
  const match = /^DOCKER\|/i.exec(text);
  return match === null ? undefined : { name: text.slice(match[0].length), skip: match[0].length };
}

/** A part of a site is named after it: `shop/web`, or has it as a parent. */
function nameOfSite({ body, parent }: TemplateResource, part: string | undefined): string | undefined {
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
  const value = (key: string) =>
    textOf(images.sure(config, key)) ?? textOf(images.sure(site, 'properties', 'siteConfig', key));
  return {
    platform: 'site',
    name,
    ...signInOf(value('acrUseManagedIdentityCreds'), value('acrUserManagedIdentityID')),
    identity: readIdentity(images.sure(site, 'identity'), images),
    network: siteNetworkOf(site, config, images),
    ...declaredAt(site),
  };
}

/**
 * The sign-in of a container of a site, in the words of a site. Empty where it states none. What only a
 * deployment knows is an identity that is not visible here.
 * https://learn.microsoft.com/azure/templates/microsoft.web/sites/sitecontainers
 */
function authenticationOf(properties: View | undefined): Partial<SignIn & Pick<SiteWorkload, 'isAnonymous'>> {
  const type = textOf(at(properties, 'authType'));
  if (type === undefined) return {};
  const isAnonymous = /^anonymous$/i.test(type);
  if (isAnonymous || /^usercredentials$/i.test(type)) {
    const none = { managedIdentityCredentials: false, identityClientId: undefined };
    return isAnonymous ? { ...none, isAnonymous } : none;
  }
  const clientId = textOf(at(properties, 'userManagedIdentityClientId')) ?? 'none';
  const isSystem = /^systemidentity$/i.test(type);
  const identityClientId = isSystem ? undefined : /^userassigned$/i.test(type) ? clientId : type;
  return { managedIdentityCredentials: true, identityClientId };
}

type SignIn = Pick<SiteWorkload, 'managedIdentityCredentials' | 'identityClientId'>;

/** The identity that a site pulls with, if any. One that only a deployment knows is not visible here. */
export function signInOf(uses: string | undefined, identityClientId: string | undefined): SignIn {
  if (uses === undefined) return { managedIdentityCredentials: undefined, identityClientId };
  if (/^false$/i.test(uses)) return { managedIdentityCredentials: false, identityClientId };
  return { managedIdentityCredentials: true, identityClientId: /^true$/i.test(uses) ? identityClientId : uses };
}
