import type { SiteWorkload } from '../../../model/workload.ts';
import { identityOf as declaredIdentity } from '../../infrastructure/azureResource.ts';
import type { Images } from '../../infrastructure/images.ts';
import { block } from '../../infrastructure/shape.ts';
import { booleanOf, dockerPart } from '../../infrastructure/sites.ts';
import { at, textOf, type View } from '../../source/view.ts';
import { identityOf, viewOf } from './azurerm.ts';
import { type TerraformResource, titleOf } from './resource.ts';

/** Web and function apps: the provider has written their image in four ways over the years. */
export function readWebApp(resource: TerraformResource, images: Images): void {
  const config = block(at(resource.body, 'site_config'));
  const workload = workloadOf(resource, config, images);
  const where = `${titleOf(resource)}site_config[0].`;
  for (const key of ['linux_fx_version', 'windows_fx_version']) {
    images.addPart(at(config, key), where + key, workload, dockerPart);
  }
  const stack = block(at(config, 'application_stack'));
  const docker = block(at(stack, 'docker'));
  for (const [from, path, names] of [
    [stack, 'application_stack[0].', { name: 'docker_image_name', registry: 'docker_registry_url', tag: undefined }],
    [stack, 'application_stack[0].', { name: 'docker_image', registry: undefined, tag: 'docker_image_tag' }],
    [
      stack,
      'application_stack[0].',
      { name: 'docker_container_name', registry: 'docker_container_registry', tag: 'docker_container_tag' },
    ],
    [docker, 'application_stack[0].docker[0].', { name: 'image_name', registry: 'registry_url', tag: 'image_tag' }],
  ] as const) {
    readSplit(from, where + path, names, workload, images);
  }
}

interface Names {
  readonly name: string;
  readonly registry: string | undefined;
  readonly tag: string | undefined;
}

/** The reference stands at the image's name; registry and tag are attributes beside it. */
function readSplit(
  from: View | undefined,
  where: string,
  { name, registry, tag }: Names,
  workload: SiteWorkload,
  images: Images,
): void {
  const beside = (key: string | undefined) => (key === undefined ? undefined : at(from, key));
  const host = beside(registry);
  const version = beside(tag);
  const parts = [host, version].filter(part => part !== undefined);
  images.addPart(
    at(from, name),
    where + name,
    workload,
    text => {
      const full = `${hostOf(textOf(host))}${text}`;
      const suffix = textOf(version);
      return { name: suffix === undefined ? full : `${full}:${suffix}`, skip: 0 };
    },
    parts.map(value => ({ value, role: `written beside ${name}` })),
  );
}

/** `https://shop.azurecr.io` is written as a URL. */
function hostOf(url: string | undefined): string {
  const host = url?.replace(/^https?:\/\//i, '').replace(/\/+$/, '') ?? '';
  return host === '' ? '' : `${host}/`;
}

function workloadOf({ body }: TerraformResource, config: View | undefined, images: Images): SiteWorkload {
  const uses =
    textOf(at(config, 'container_registry_use_managed_identity')) ??
    textOf(at(config, 'acr_use_managed_identity_credentials'));
  return {
    platform: 'site',
    name: textOf(at(body, 'name')),
    managedIdentityCredentials: booleanOf(uses),
    identityClientId:
      textOf(at(config, 'container_registry_managed_identity_client_id')) ??
      textOf(at(config, 'acr_user_managed_identity_client_id')),
    identity: declaredIdentity(viewOf(identityOf(block(images.sure(at(body, 'identity'))))), images.harvest),
  };
}
