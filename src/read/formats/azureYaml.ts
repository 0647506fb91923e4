import { folderOf, fromRoot } from '../../model/place.ts';
import type { Workload } from '../../model/workload.ts';
import { composed } from '../image.ts';
import { plainPod } from '../kubernetes/pods.ts';
import { formatOfDocuments } from '../source/documents.ts';
import { shellDefault } from '../source/placeholders.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { at, fields, findValues, textOf, type View } from '../source/view.ts';
import { declaredBy } from '../steps/declaredBy.ts';
import { appWorkload } from '../steps/job.ts';
import { isChartPath } from '../values/chartAddress.ts';

/**
 * The Azure Developer CLI's project file. A service's `image` is pulled as it is. What `docker` describes is built,
 * pushed to its registry, and pulled from there by the service's host.
 * https://raw.githubusercontent.com/Azure/azure-dev/main/schemas/v1.0/azure.yaml.json
 */
export const azureYaml = formatOfDocuments({
  id: 'azure-yaml',
  recognizes: ({ name, text }) => /(?:^|\/)azure\.ya?ml$/i.test(name) && text.includes('services'),
  mayMatter: text => text.includes('image') || text.includes('resourceName'),
  read: readProject,
});

function readProject(root: View, builder: ReadingBuilder): void {
  for (const { key, value: service } of fields(at(root, 'services'))) {
    const workload = workloadOf(textOf(at(service, 'host')), textOf(at(service, 'resourceName')) ?? key.text);
    const where = `service ${key.text}`;
    if (service !== undefined) readDestination(service, key.text, builder);
    const docker = at(service, 'docker');
    if (!isBuilt(docker)) builder.image(at(service, 'image'), `${where} · image`, workload, shellDefault);
    readDocker(docker, `${where} · docker`, workload, builder);
  }
}

/** With a Dockerfile, `image` is the name of the build: azd writes it for .NET Aspire's `AddDockerfile`. */
function isBuilt(docker: View | undefined): boolean {
  return ['path', 'context'].some(key => at(docker, key) !== undefined);
}

/** Without a registry the image goes to the environment's own, which is always there for its hosts. */
function readDocker(docker: View | undefined, where: string, workload: Workload, builder: ReadingBuilder): void {
  const registry = at(docker, 'registry');
  const host = textOf(registry);
  const name = textOf(at(docker, 'image'));
  if (registry === undefined || host === undefined || name === undefined) return;
  const image = composed(`${host}/${name}`, textOf(at(docker, 'tag')), undefined);
  builder.split(registry, `${where}.registry`, image, workload);
}

function workloadOf(host: string | undefined, name: string): Workload {
  switch (host) {
    case 'containerapp':
      return appWorkload('containerApp', name);
    case 'aks':
      return plainPod({ name });
    case 'appservice':
    case 'function':
      return appWorkload('site', name);
    default:
      return { platform: 'build', name };
  }
}

/** A service of azd for AKS: its manifests, and the cluster where the file names it. */
function readDestination(service: View, name: string, builder: ReadingBuilder): void {
  const cluster = textOf(at(service, 'resourceName'));
  if (textOf(at(service, 'host')) !== 'aks' || cluster === undefined) return;
  const project = fromRoot(folderOf(builder.file), textOf(at(service, 'project')) ?? '');
  const manifests = textOf(at(service, 'k8s', 'deploymentPath')) ?? 'manifests';
  const kustomize = findValues(service, 'k8s.kustomize.dir').flatMap(({ value }) => textOf(value) ?? []);
  const charts = findValues(service, 'k8s.helm.releases[].chart').flatMap(({ value }) => textOf(value) ?? []);
  for (const path of [manifests, ...kustomize, ...charts.filter(isChartPath)]) {
    builder.declaration({
      ...declaredBy(`azd service ${name}`, service, builder),
      sentTo: { kind: 'name', names: [cluster] },
      folder: fromRoot(project, path),
      isDeep: true,
    });
  }
}
