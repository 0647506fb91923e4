import type { ContainerAppWorkload } from '../../model/workload.ts';
import { identityOf, registriesOf } from '../infrastructure/resource.ts';
import { formatOfDocuments, isJsonName, isYamlName } from '../source/documents.ts';
import type { Harvest } from '../source/harvest.ts';
import { at, items, textOf, type View } from '../source/view.ts';

/**
 * Container Apps and their jobs, as `az containerapp create --yaml` takes them and `az containerapp show` prints them:
 * the resource with its `type`, or the bare `properties`.
 */
export const containerApps = formatOfDocuments({
  id: 'container-apps',
  about: {
    files: 'YAML and JSON of `az containerapp create`, `show` and the same for jobs',
    reads: 'containers and init containers of apps and jobs; registry entries, identities, environment',
    leavesOut: 'session pools; components of managed environments',
  },
  recognizes: ({ name, text }) =>
    (isYamlName(name) || isJsonName(name)) &&
    text.includes('properties') &&
    text.includes('template') &&
    text.includes('containers') &&
    !text.includes('deploymentTemplate.json') &&
    (TYPE.test(text) || !text.includes('apiVersion') || AZURE_VERSION.test(text)),
  mayMatter: text => text.includes('image'),
  read: readContainerApp,
});

/** Azure's versions are dates; those of Kubernetes are not. */
const AZURE_VERSION = /^apiVersion: *["']?\d{4}-\d\d-\d\d/m;
const TYPE = /microsoft\.app\/(?:containerapps|jobs)/i;

function readContainerApp(root: View, harvest: Harvest): void {
  const properties = at(root, 'properties');
  const template = at(properties, 'template');
  if (template === undefined) return;
  const workload = workloadOf(root, properties, harvest);
  const label = workload.platform === 'containerApp' ? 'Container App' : 'Container App job';
  const where = `${workload.name === undefined ? label : `${label} ${workload.name}`} · properties.template`;
  for (const list of ['initContainers', 'containers']) {
    for (const [index, container] of items(at(template, list)).entries()) {
      harvest.image(at(container, 'image'), `${where}.${list}[${index}].image`, workload);
    }
  }
}

function workloadOf(root: View, properties: View | undefined, harvest: Harvest): ContainerAppWorkload {
  const configuration = at(properties, 'configuration');
  return {
    platform: isJob(root, configuration) ? 'containerAppJob' : 'containerApp',
    name: textOf(at(root, 'name')),
    registries: registriesOf(at(configuration, 'registries'), harvest),
    identity: identityOf(at(root, 'identity'), harvest),
    environmentId: textOf(at(properties, 'environmentId')) ?? textOf(at(properties, 'managedEnvironmentId')),
  };
}

/** Only a job has a trigger. */
function isJob(root: View, configuration: View | undefined): boolean {
  const type = textOf(at(root, 'type'));
  return type === undefined ? at(configuration, 'triggerType') !== undefined : /\/jobs$/i.test(type);
}
