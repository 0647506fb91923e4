import { joinedValue, openValue, plainText, termOf, textValue, type Value } from '../../../model/program.ts';
import { argument, type FieldRow, row } from './fields.ts';

// Web and function apps of `azurerm`, which has their image in several arguments.

/** https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/linux_web_app#application_stack-1 */
export const siteFields: readonly FieldRow[] = [
  row('properties.siteConfig.acrUseManagedIdentityCreds', 'site_config.container_registry_use_managed_identity'),
  row('properties.siteConfig.acrUserManagedIdentityID', 'site_config.container_registry_managed_identity_client_id'),
  row('properties.siteConfig.linuxFxVersion', 'site_config.application_stack', imageOfStack),
  row('properties.virtualNetworkSubnetId', 'virtual_network_subnet_id'),
];

interface Names {
  readonly path: readonly string[];
  readonly image: string;
  readonly registry?: string;
  readonly tag?: string;
}

/** The newest first. */
const FORMS: readonly Names[] = [
  { path: [], image: 'docker_image_name', registry: 'docker_registry_url' },
  { path: ['docker'], image: 'image_name', registry: 'registry_url', tag: 'image_tag' },
  { path: [], image: 'docker_image', tag: 'docker_image_tag' },
];

/** `DOCKER|host/repository:tag` of the arguments that the provider joins. Other stacks have no image. */
function imageOfStack(stack: Value): Value {
  for (const { path, image, registry, tag } of FORMS) {
    const at = (name: string | undefined) => (name === undefined ? 'absent' : argument(stack, [...path, name]));
    const name = argument(stack, [...path, image]);
    if (name === 'absent') continue;
    const [url, version] = [at(registry), at(tag)];
    const host = url === 'absent' ? textValue('') : hostPrefix(url);
    if (host === undefined) return openValue(`image of ${termOf(stack)}`, image);
    const suffix = version === 'absent' ? [] : [textValue(':'), version];
    return joinedValue([textValue('DOCKER|'), host, name, ...suffix]);
  }
  return textValue('');
}

/** The provider takes an address with its scheme. An address without a written scheme is open. */
function hostPrefix(url: Value): Value | undefined {
  const [head, ...rest] = url.kind === 'joined' ? url.parts : [url];
  const text = plainText(head);
  const [, own] = /^https?:\/\/(.*)$/is.exec(text ?? '') ?? [];
  if (own === undefined) return undefined;
  const parts = [textValue(own), ...rest];
  const last = plainText(parts.at(-1));
  return joinedValue(last?.endsWith('/') === true ? parts : [...parts, textValue('/')]);
}
