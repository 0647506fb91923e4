import type { ContainerGroupWorkload } from '../../model/workload.ts';
import { identityOf, registriesOf } from '../infrastructure/resource.ts';
import { formatOfDocuments, isJsonName, isYamlName } from '../source/documents.ts';
import type { Harvest } from '../source/harvest.ts';
import { at, items, textOf, type View } from '../source/view.ts';

/** Container groups as `az container create --file` takes them and `az container export` writes them. */
export const containerInstances = formatOfDocuments({
  id: 'container-instances',
  about: {
    files: 'YAML and JSON of `az container create` and `export`',
    reads: 'containers and init containers; registry credentials, identities',
    leavesOut: 'container group profiles',
  },
  recognizes: ({ name, text }) =>
    (isYamlName(name) || isJsonName(name)) &&
    text.includes('properties') &&
    text.includes('containers') &&
    !text.includes('deploymentTemplate.json') &&
    (TYPE.test(text) || /\bosType\b/i.test(text)),
  mayMatter: text => text.includes('image'),
  read: readContainerGroup,
});

const TYPE = /microsoft\.containerinstance\/containergroups/i;

function readContainerGroup(root: View, harvest: Harvest): void {
  const properties = at(root, 'properties');
  if (properties === undefined) return;
  const workload: ContainerGroupWorkload = {
    platform: 'containerGroup',
    name: textOf(at(root, 'name')),
    registries: registriesOf(at(properties, 'imageRegistryCredentials'), harvest),
    identity: identityOf(at(root, 'identity'), harvest),
  };
  const title = workload.name === undefined ? 'Container group' : `Container group ${workload.name}`;
  for (const list of ['initContainers', 'containers']) {
    for (const [index, container] of items(at(properties, list)).entries()) {
      const where = `${title} · properties.${list}[${index}].properties.image`;
      harvest.image(at(container, 'properties', 'image'), where, workload);
    }
  }
}
