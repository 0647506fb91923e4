import { namesAzureHost } from '../../../model/host.ts';
import { t } from '../../../model/l10n.ts';
import type {
  ContainerAppWorkload,
  ContainerGroupWorkload,
  DeclaredIdentity,
  SiteWorkload,
  Workload,
} from '../../../model/workload.ts';
import { hostOf, readImage } from '../../image.ts';
import { dockerPart, signInOf } from '../../infrastructure/images/azureResources.ts';
import type { Images } from '../../infrastructure/images/images.ts';
import {
  declaredAt,
  readIdentity,
  registriesOf,
  type TerraformResource,
  terraformAddress,
} from '../../infrastructure/images/resource.ts';
import { terraformSiteNetworkOf } from '../../infrastructure/images/siteNetwork.ts';
import { asView, block, blocks, list, mapping } from '../../source/shape.ts';
import type { Content } from '../../source/tree.ts';
import { at, textOf, type View } from '../../source/view.ts';

export const CONTAINER_BLOCKS = ['init_container', 'container'];

export function readContainerApp(resource: TerraformResource, images: Images): void {
  const { type, body } = resource;
  const workload: ContainerAppWorkload = {
    platform: type === 'azurerm_container_app_job' ? 'containerAppJob' : 'containerApp',
    name: textOf(at(body, 'name')),
    registries: registriesOf(registries(images.sure(body, 'registry') ?? images.sure(body, 'registries')), images),
    identity: identityIn(body, images),
    environmentId: textOf(at(body, 'container_app_environment_id')),
    ...declaredAt(body),
  };
  const template = block(at(body, 'template'));
  images.addContainers(template, CONTAINER_BLOCKS, `${terraformAddress(resource)}template[0].`, workload);
}

export function readContainerGroup(resource: TerraformResource, images: Images): void {
  const { body } = resource;
  const workload: ContainerGroupWorkload = {
    platform: 'containerGroup',
    name: textOf(at(body, 'name')),
    registries: registriesOf(registries(images.sure(body, 'image_registry_credential')), images),
    identity: identityIn(body, images),
    ...declaredAt(body),
  };
  images.addContainers(body, CONTAINER_BLOCKS, terraformAddress(resource), workload);
}

/** Registry blocks in the shape of Azure's entries. A container group names the identity otherwise than an app. */
function registries(from: View | undefined): View | undefined {
  if (from === undefined) return undefined;
  const entries = blocks(from).map((entry): Content => {
    if (entry.node.kind !== 'mapping') return entry.node;
    return mapping({
      server: at(entry, 'server'),
      identity: at(entry, 'identity') ?? at(entry, 'user_assigned_identity_id'),
      username: at(entry, 'username'),
    });
  });
  return asView(list(entries));
}

/** An `identity` block in the shape of Azure's own. */
export function identityShape(identity: View | undefined): Content | undefined {
  if (identity?.node.kind !== 'mapping') return identity?.node;
  return mapping({ type: at(identity, 'type'), userAssignedIdentities: at(identity, 'identity_ids') });
}

function identityIn(body: View, images: Images): DeclaredIdentity | undefined {
  const identity = identityShape(block(images.sure(body, 'identity')));
  return readIdentity(identity && asView(identity), images);
}

/** A web app's second way to name its image: the attributes of its name, its registry and its tag. */
const IN_STACK = [
  ['docker_image_name', 'docker_registry_url', ''],
  ['docker_image', '', 'docker_image_tag'],
  ['docker_container_name', 'docker_container_registry', 'docker_container_tag'],
] as const;
const IN_DOCKER = ['image_name', 'registry_url', 'image_tag'] as const;

/** Web and function apps: the provider has written their image in many ways over the years. */
export function readWebApp(resource: TerraformResource, images: Images): void {
  const config = block(at(resource.body, 'site_config'));
  const workload = workloadOf(resource, config, images);
  const where = `${terraformAddress(resource)}site_config[0].`;
  for (const key of ['linux_fx_version', 'windows_fx_version']) {
    images.addPart(at(config, key), where + key, workload, dockerPart);
  }
  const stack = block(at(config, 'application_stack'));
  const inStack = `${where}application_stack[0].`;
  for (const names of IN_STACK) readSplit(stack, inStack, names, workload, images);
  readSplit(block(at(stack, 'docker')), `${inStack}docker[0].`, IN_DOCKER, workload, images);
}

/**
 * The names by which modules take an image and its tag. Only with a registry beside them is it plain that they are
 * that.
 */
const HANDED = [...IN_STACK, ['image_name', '', 'image_tag']] as const;
const HANDED_REGISTRIES = ['docker_registry_url', 'registry_url', 'acr_login_server'];

/** Reads inputs of a module that have the shape of a web app's settings. */
export function readHandedStack(from: View, where: string, images: Images): void {
  const workload = { platform: 'build', name: undefined } as const;
  const registry = HANDED_REGISTRIES.find(key => isAzureRegistry(textOf(at(from, key)) ?? ''));
  for (const [name, , tag] of registry === undefined ? [] : HANDED) {
    const text = textOf(at(from, name)) ?? '';
    // `image_name` may be the image of a machine: `Ubuntu-2204`
    if (hostOf(text) === undefined && (name !== 'image_name' || readImage(text).kind === 'image'))
      readSplit(from, `${where}.`, [name, registry ?? '', tag], workload, images);
  }
  for (const key of ['site_config', 'application_stack']) {
    const below = block(at(from, key));
    if (below !== undefined) readHandedStack(below, `${where}.${key}`, images);
  }
}

function isAzureRegistry(url: string): boolean {
  return namesAzureHost(url) || /login_server\}$/.test(url);
}

/** The reference points at the image's name. Registry and tag are attributes beside it. */
function readSplit(
  from: View | undefined,
  where: string,
  [name, registry, tag]: readonly [name: string, registry: string, tag: string],
  workload: Workload,
  images: Images,
): void {
  const [host, version] = [at(from, registry), at(from, tag)];
  const suffix = textOf(version);
  // Apps whose name begins with a slash run (AzureTRE's gitea-webapp.tf), though the provider puts one before it as
  // well.
  const full = (text: string) =>
    hostPrefix(textOf(host)) + text.replace(/^\//, '') + (suffix === undefined ? '' : `:${suffix}`);
  const parts = [host, version].filter(part => part !== undefined);
  const beside = parts.map(value => ({ value, role: t('written beside {0}', name) }));
  images.addPart(at(from, name), where + name, workload, text => ({ name: full(text), skip: 0 }), beside);
}

/** `https://shop.azurecr.io` is written as a URL. */
function hostPrefix(url: string | undefined): string {
  const host = url?.replace(/^https?:\/\//i, '').replace(/(?<!\/)\/+$/, '') ?? '';
  return host === '' ? '' : `${host}/`;
}

function workloadOf({ body }: TerraformResource, config: View | undefined, images: Images): SiteWorkload {
  const value = (key: string, old: string) => textOf(images.sure(config, key)) ?? textOf(images.sure(config, old));
  return {
    platform: 'site',
    name: textOf(at(body, 'name')),
    ...signInOf(
      value('container_registry_use_managed_identity', 'acr_use_managed_identity_credentials'),
      value('container_registry_managed_identity_client_id', 'acr_user_managed_identity_client_id'),
    ),
    identity: identityIn(body, images),
    network: terraformSiteNetworkOf(body, images),
    ...declaredAt(body),
  };
}
