import { namesAzureHost } from '../../../model/host.ts';
import type { Images } from '../../infrastructure/images/images.ts';
import { type TerraformResource, terraformAddress } from '../../infrastructure/images/resource.ts';
import { readObject } from '../../kubernetes/objects.ts';
import { plainPod, podWorkload } from '../../kubernetes/pods.ts';
import { asView, block, mapping } from '../../source/shape.ts';
import { at, items, joinPath, textOf, type View } from '../../source/view.ts';
import { versionTag } from '../../values/chartAddress.ts';
import { readChartValues, valuesOfList } from '../../values/chartValues.ts';
import { CONTAINER_BLOCKS } from './azurerm.ts';

/** A manifest as Kubernetes takes it, written as an object or as YAML. */
export function readKubernetesManifest(resource: TerraformResource, images: Images): void {
  const { body } = resource;
  const manifest = at(body, 'manifest') ?? at(body, 'yaml_body');
  const object = images.builder.embedded(manifest) ?? manifest;
  if (object !== undefined) readObject(object, images.builder, { prefix: `${terraformAddress(resource)}manifest.` });
}

/** The path to the pod in each workload of the provider, by the beginning of its type. */
const WORKLOADS = [
  ['pod', 'Pod', ['spec']],
  ['deployment', 'Deployment', ['spec', 'template', 'spec']],
  ['stateful_set', 'StatefulSet', ['spec', 'template', 'spec']],
  ['daemon_?set', 'DaemonSet', ['spec', 'template', 'spec']],
  ['job', 'Job', ['spec', 'template', 'spec']],
  ['cron_job', 'CronJob', ['spec', 'job_template', 'spec', 'template', 'spec']],
  ['replication_controller', 'ReplicationController', ['spec', 'template', 'spec']],
] as const;

export const kubernetesWorkloads = WORKLOADS.map(([name, kind, path]) => ({
  types: new RegExp(`^kubernetes_${name}(?:_v\\d\\w*)?$`),
  read: (resource: TerraformResource, images: Images) => readWorkload(resource, kind, path, images),
}));

/** A workload in the provider's own words, which are the API's with underscores and in the singular. */
function readWorkload(resource: TerraformResource, kind: string, path: readonly string[], images: Images): void {
  const { body } = resource;
  let spec: View | undefined = body;
  let where = terraformAddress(resource);
  for (const key of path) {
    spec = block(at(spec, key));
    where = `${joinPath(where, key)}[0]`;
  }
  if (spec === undefined) return;
  const object = asView(mapping({ metadata: block(at(body, 'metadata')) }));
  // what decides who pulls, under the API's names
  const imagePullSecrets = at(spec, 'image_pull_secrets');
  const pod = asView(mapping({ imagePullSecrets, serviceAccountName: at(spec, 'service_account_name') }));
  const workload = podWorkload({ kind, object, prefix: '' }, pod, images.builder);
  images.addContainers(spec, CONTAINER_BLOCKS, `${where}.`, workload);
}

/** A release of a chart: its `values` as objects or as text, and what `set` changes in them. */
export function readHelmRelease(resource: TerraformResource, images: Images): void {
  const { body } = resource;
  const workload = plainPod({ name: textOf(at(body, 'name')), namespace: textOf(at(body, 'namespace')) });
  const title = terraformAddress(resource);
  for (const [index, value] of items(at(body, 'values')).entries()) {
    if (value !== undefined) readChartValues(value, `${title}values[${index}]`, workload, images.builder);
  }
  const set = at(body, 'set');
  if (set !== undefined) readChartValues(valuesOfList(set), `${title}set`, workload, images.builder);
  readChartAddress(resource, images);
}

/**
 * The chart itself, where a registry has it: what runs Terraform pulls it, by the provider's own sign-in to the
 * registry.
 * https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release#example-usage---chart-repository-configured-using-gcsoci
 */
function readChartAddress(resource: TerraformResource, images: Images): void {
  const { body, name } = resource;
  const repository = textOf(at(body, 'repository'));
  const chart = textOf(at(body, 'chart')) ?? '';
  const [key, path] = repository === undefined ? (['chart', ''] as const) : (['repository', `/${chart}`] as const);
  const more = path + versionTag(textOf(at(body, 'version')));
  images.addPart(at(body, key), terraformAddress(resource) + key, { platform: 'build', name }, text => {
    const address = /^oci:\/\//i.test(text) ? text.slice('oci://'.length).replace(/(?<!\/)\/+$/, '') : '';
    return address === '' || !namesAzureHost(text) ? undefined : { name: address + more, skip: 'oci://'.length };
  });
}
