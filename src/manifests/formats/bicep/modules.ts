import { readAzureResource } from '../../infrastructure/azureResources.ts';
import type { Images } from '../../infrastructure/images.ts';
import { asView, mapping, text } from '../../infrastructure/shape.ts';
import { readHandedImages } from '../../infrastructure/values.ts';
import type { Content } from '../../source/tree.ts';
import { at, items, textOf, type View } from '../../source/view.ts';

/**
 * Reads the images that are given to a module: its containers or its site's configuration in full, as the modules of
 * Azure's own collection (`avm/res/…`) take them, or parameters that plainly are an image.
 */
export function readModule(path: string, symbol: string, body: View, images: Images): void {
  const params = at(body, 'params');
  const containers = at(params, 'containers');
  if (items(containers).some(container => container?.node.kind === 'mapping')) {
    readContainers(path, symbol, params, images);
  } else if (/\bweb[/-]site\b/i.test(path) && at(params, 'siteConfig') !== undefined) {
    const properties = mapping({ siteConfig: at(params, 'siteConfig') });
    const body = mapping({ name: at(params, 'name'), identity: identityIn(params, images), properties });
    readAzureResource({ type: 'Microsoft.Web/sites', body: asView(body), symbol, parent: undefined }, images);
  } else if (params !== undefined) {
    readHandedImages(params, `module ${symbol} · params`, images);
  }
}

/** In the shape of the resource, with a name of their own for identities. */
function readContainers(path: string, symbol: string, params: View | undefined, images: Images): void {
  const containers = at(params, 'containers');
  const type = typeOf(path);
  const properties =
    type === GROUP
      ? mapping({ containers, imageRegistryCredentials: at(params, 'imageRegistryCredentials') })
      : mapping({
          configuration: mapping({ registries: at(params, 'registries') }),
          template: mapping({ containers, initContainers: at(params, 'initContainersTemplate') }),
          environmentId: at(params, 'environmentResourceId'),
        });
  const resource = asView(mapping({ name: at(params, 'name'), identity: identityIn(params, images), properties }));
  readAzureResource({ type, body: resource, symbol, parent: undefined }, images);
}

const GROUP = 'Microsoft.ContainerInstance/containerGroups';

function typeOf(path: string): string {
  if (/container-?(?:instance|group)/i.test(path)) return GROUP;
  return /\bjobs?\b/i.test(path) ? 'Microsoft.App/jobs' : 'Microsoft.App/containerApps';
}

/** `managedIdentities: { systemAssigned: true, userAssignedResourceIds: […] }` in the shape that a resource has. */
function identityIn(params: View | undefined, images: Images): Content | undefined {
  const identities = images.sure(at(params, 'managedIdentities'));
  if (identities?.node.kind !== 'mapping') return identities?.node;
  const system = textOf(at(identities, 'systemAssigned')) ?? 'false';
  // what only a deployment knows stays an expression
  const type = { true: 'SystemAssigned', false: 'UserAssigned' }[system] ?? system;
  return mapping({
    type: text(type, identities),
    userAssignedIdentities: at(identities, 'userAssignedResourceIds'),
  });
}
