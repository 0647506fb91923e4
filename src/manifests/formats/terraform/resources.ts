import { readAzureResource } from '../../infrastructure/azureResources.ts';
import type { Images } from '../../infrastructure/images.ts';
import { addressOf, type TerraformResource } from '../../infrastructure/resource.ts';
import { asView, block, mapping, overlay } from '../../infrastructure/shape.ts';
import { at, textOf } from '../../source/view.ts';
import { identityOf, readContainerApp, readContainerGroup, readWebApp } from './azurerm.ts';
import { kubernetesWorkloads, readHelmRelease, readKubernetesManifest } from './kubernetes.ts';

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
  ...kubernetesWorkloads,
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
  // the name is beside the body, and the identity may be, as a block with other names
  const beside = mapping({ name: at(body, 'name'), identity: identityOf(block(images.sure(body, 'identity'))) });
  const resource = { type: azureType, body: overlay(content, asView(beside)), symbol: `${type}.${name}` };
  readAzureResource({ ...resource, parent: undefined }, images);
}

/** Images that a Docker host pulls. One that is built here only gets its name here. */
function readDocker(resource: TerraformResource, images: Images): void {
  const { keyword, type, body } = resource;
  const workload = { platform: 'compose', name: textOf(at(body, 'name')) ?? resource.name } as const;
  const title = addressOf(resource);
  switch (type) {
    case 'docker_image':
      if (block(at(body, 'build')) === undefined) images.add(at(body, 'name'), `${title}name`, workload);
      return;
    case 'docker_registry_image':
      // the resource pushes, the data source looks
      if (keyword === 'data') images.add(at(body, 'name'), `${title}name`, workload);
      return;
    case 'docker_service': {
      const spec = block(at(block(at(body, 'task_spec')), 'container_spec'));
      images.add(at(spec, 'image'), `${title}task_spec[0].container_spec[0].image`, workload);
      return;
    }
    default:
      // mostly the id of a `docker_image`, which is read where it is named
      if (!/\bdocker_image\./.test(textOf(at(body, 'image')) ?? '')) {
        images.add(at(body, 'image'), `${title}image`, workload);
      }
  }
}
