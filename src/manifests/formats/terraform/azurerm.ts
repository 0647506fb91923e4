import type { ContainerAppWorkload, ContainerGroupWorkload } from '../../../model/workload.ts';
import { identityOf as declaredIdentity, registriesOf } from '../../infrastructure/azureResource.ts';
import type { Images } from '../../infrastructure/images.ts';
import { asView, block, blocks, list, mapping } from '../../infrastructure/shape.ts';
import type { Content } from '../../source/tree.ts';
import { at, textOf, type View } from '../../source/view.ts';
import { type TerraformResource, titleOf } from './resource.ts';

const CONTAINER_LISTS = ['init_container', 'container'];

export function readContainerApp(resource: TerraformResource, images: Images): void {
  const { type, body } = resource;
  const workload: ContainerAppWorkload = {
    platform: type === 'azurerm_container_app_job' ? 'containerAppJob' : 'containerApp',
    name: textOf(at(body, 'name')),
    registries: registriesOf(registries(images.sure(at(body, 'registry') ?? at(body, 'registries'))), images.harvest),
    identity: declaredIdentity(viewOf(identityOf(block(images.sure(at(body, 'identity'))))), images.harvest),
    environmentId: textOf(at(body, 'container_app_environment_id')),
  };
  const template = block(at(body, 'template'));
  readContainers(template, `${titleOf(resource)}template[0].`, workload, images);
}

export function readContainerGroup(resource: TerraformResource, images: Images): void {
  const { body } = resource;
  const workload: ContainerGroupWorkload = {
    platform: 'containerGroup',
    name: textOf(at(body, 'name')),
    registries: registriesOf(registries(images.sure(at(body, 'image_registry_credential'))), images.harvest),
    identity: declaredIdentity(viewOf(identityOf(block(images.sure(at(body, 'identity'))))), images.harvest),
  };
  readContainers(body, titleOf(resource), workload, images);
}

function readContainers(
  from: View | undefined,
  where: string,
  workload: ContainerAppWorkload | ContainerGroupWorkload,
  images: Images,
): void {
  for (const type of CONTAINER_LISTS) {
    for (const [index, container] of blocks(at(from, type)).entries()) {
      images.add(at(container, 'image'), `${where}${type}[${index}].image`, workload);
    }
  }
}

/** Registry blocks in the shape of Azure's entries; a container group names the identity otherwise than an app. */
function registries(from: View | undefined): View | undefined {
  if (from === undefined) return undefined;
  const entries = blocks(from).map((entry): Content => {
    if (entry.node.kind !== 'mapping') return entry.node;
    return mapping({
      server: at(entry, 'server'),
      identity: at(entry, 'identity') ?? at(entry, 'user_assigned_identity_id'),
      username: at(entry, 'username'),
      passwordSecretRef: at(entry, 'password_secret_name'),
    });
  });
  return asView(list(entries));
}

/** An `identity` block in the shape of Azure's own. */
export function identityOf(identity: View | undefined): Content | undefined {
  if (identity?.node.kind !== 'mapping') return identity?.node;
  return mapping({ type: at(identity, 'type'), userAssignedIdentities: at(identity, 'identity_ids') });
}

export function viewOf(content: Content | undefined): View | undefined {
  return content === undefined ? undefined : asView(content);
}
