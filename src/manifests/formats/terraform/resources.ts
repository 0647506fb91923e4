import { readAzureResource } from '../../infrastructure/azureResources.ts';
import type { Images } from '../../infrastructure/images.ts';
import { asView, block, mapping, overlay } from '../../infrastructure/shape.ts';
import { at, textOf } from '../../source/view.ts';
import { identityOf, readContainerApp, readContainerGroup } from './azurerm.ts';
import { readDocker } from './docker.ts';
import { readHelmRelease } from './helm.ts';
import { readKubernetesManifest, readKubernetesResource } from './kubernetes.ts';
import type { TerraformResource } from './resource.ts';
import { readWebApp } from './webApps.ts';

interface Kind {
  readonly types: RegExp;
  read(resource: TerraformResource, images: Images): void;
}

const kinds: readonly Kind[] = [
  { types: /^azurerm_container_app(?:_job)?$/, read: readContainerApp },
  { types: /^azurerm_container_group$/, read: readContainerGroup },
  {
    types: /^azurerm_(?:(?:linux|windows)_(?:web|function)_app|app_service|function_app|logic_app_standard)(?:_slot)?$/,
    read: readWebApp,
  },
  { types: /^azapi_(?:update_)?resource$/, read: readAzapi },
  { types: /^(?:kubernetes|kubectl)_manifest$/, read: readKubernetesManifest },
  {
    types:
      /^kubernetes_(?:pod|deployment|stateful_set|daemonset|daemon_set|job|cron_job|replication_controller)(?:_v\d\w*)?$/,
    read: readKubernetesResource,
  },
  { types: /^helm_release$/, read: readHelmRelease },
  { types: /^docker_(?:image|container|service|registry_image)$/, read: readDocker },
];

/** Whether images are looked for in a statement with these labels. */
export function isRead(keyword: string, type: string): boolean {
  if (keyword !== 'resource' && !(keyword === 'data' && type === 'docker_registry_image')) return false;
  return kinds.some(({ types }) => types.test(type));
}

export function readTerraformResource(resource: TerraformResource, images: Images): void {
  kinds.find(({ types }) => types.test(resource.type))?.read(resource, images);
}

/** azapi takes a resource in the shape that Azure's own templates have, whole or as JSON. */
function readAzapi({ type, name, body }: TerraformResource, images: Images): void {
  const azureType = (textOf(at(body, 'type')) ?? '').replace(/@.*$/, '');
  const written = at(body, 'body');
  const content = images.harvest.embedded(written) ?? written;
  if (content === undefined) return;
  // the name stands beside the body, and the identity may, as a block with other names
  const beside = mapping({ name: at(body, 'name'), identity: identityOf(block(images.sure(at(body, 'identity')))) });
  const resource = { type: azureType, body: overlay(content, asView(beside)), symbol: `${type}.${name}` };
  readAzureResource({ ...resource, parent: undefined }, images);
}
