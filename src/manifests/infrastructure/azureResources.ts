import type { ContainerAppWorkload, ContainerGroupWorkload } from '../../model/workload.ts';
import { at, items, textOf } from '../source/view.ts';
import { identityOf, registriesOf } from './azureResource.ts';
import type { Images } from './images.ts';
import { type AzureResource, titleOf } from './resource.ts';
import { readSite } from './sites.ts';

/** Whether images are looked for in resources of this type. */
export function holdsImages(type: string): boolean {
  return readers.some(({ types }) => types.test(type));
}

export function readAzureResource(resource: AzureResource, images: Images): void {
  readers.find(({ types }) => types.test(resource.type))?.read(resource, images);
}

const readers: readonly { readonly types: RegExp; read(resource: AzureResource, images: Images): void }[] = [
  { types: /^microsoft\.(?:app|web)\/containerapps$/i, read: readContainerApp },
  { types: /^microsoft\.app\/jobs$/i, read: readContainerApp },
  { types: /^microsoft\.containerinstance\/containergroup(?:s|profiles)$/i, read: readContainerGroup },
  { types: /^microsoft\.web\/sites(?:\/slots)?(?:\/config|\/sitecontainers)?$/i, read: readSite },
];

const CONTAINER_LISTS = ['initContainers', 'containers'];

function readContainerApp(resource: AzureResource, images: Images): void {
  const { type, body } = resource;
  const properties = at(body, 'properties');
  const configuration = at(properties, 'configuration');
  const isJob = /\/jobs$/i.test(type);
  const workload: ContainerAppWorkload = {
    platform: isJob ? 'containerAppJob' : 'containerApp',
    name: textOf(at(body, 'name')),
    registries: registriesOf(images.sure(at(configuration, 'registries')), images.harvest),
    identity: identityOf(images.sure(at(body, 'identity')), images.harvest),
    environmentId: textOf(at(properties, 'environmentId')) ?? textOf(at(properties, 'managedEnvironmentId')),
  };
  const where = `${titleOf(resource, isJob ? 'Container App job' : 'Container App')}properties.template`;
  for (const list of CONTAINER_LISTS) {
    for (const [index, container] of items(at(properties, 'template', list)).entries()) {
      images.add(at(container, 'image'), `${where}.${list}[${index}].image`, workload);
    }
  }
}

function readContainerGroup(resource: AzureResource, images: Images): void {
  const properties = at(resource.body, 'properties');
  const workload: ContainerGroupWorkload = {
    platform: 'containerGroup',
    name: textOf(at(resource.body, 'name')),
    registries: registriesOf(images.sure(at(properties, 'imageRegistryCredentials')), images.harvest),
    identity: identityOf(images.sure(at(resource.body, 'identity')), images.harvest),
  };
  const where = `${titleOf(resource, 'Container group')}properties`;
  for (const list of CONTAINER_LISTS) {
    for (const [index, container] of items(at(properties, list)).entries()) {
      images.add(at(container, 'properties', 'image'), `${where}.${list}[${index}].properties.image`, workload);
    }
  }
}
