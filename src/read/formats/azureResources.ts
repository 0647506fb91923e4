import { readAzureResource } from '../infrastructure/images/azureResources.ts';
import { Evaluator } from '../infrastructure/images/evaluator.ts';
import { Images } from '../infrastructure/images/images.ts';
import { isJsonName, isYamlName } from '../names.ts';
import { formatOfDocuments } from '../source/documents.ts';
import { placeholder } from '../source/placeholders.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { at, textOf, type View } from '../source/view.ts';

/**
 * Container Apps and their jobs, as `az containerapp create --yaml` takes them and `az containerapp show` prints them:
 * the resource with its `type`, or the bare `properties`.
 */
export const containerApps = formatOfDocuments({
  id: 'container-apps',
  recognizes: ({ name, text }) =>
    mayBeResource(name, text) &&
    text.includes('template') &&
    (APP_TYPE.test(text) || !text.includes('apiVersion') || AZURE_VERSION.test(text)),
  mayMatter: text => text.includes('image'),
  read: readContainerApp,
});

/** One as `az containerapp create --yaml` takes it. */
function readContainerApp(root: View, builder: ReadingBuilder): void {
  read(isJob(root) ? 'Microsoft.App/jobs' : 'Microsoft.App/containerApps', root, builder);
}

/** Azure's versions are dates. Those of Kubernetes are not. */
const AZURE_VERSION = /^apiVersion: *["']?\d{4}-\d\d-\d\d/m;
const APP_TYPE = /microsoft\.app\/(?:containerapps|jobs)/i;

/** Only a job has a trigger. */
function isJob(root: View): boolean {
  const type = textOf(at(root, 'type'));
  const trigger = at(root, 'properties', 'configuration', 'triggerType');
  return type === undefined ? trigger !== undefined : /\/jobs$/i.test(type);
}

/** Container groups as `az container create --file` takes them and `az container export` writes them. */
export const containerInstances = formatOfDocuments({
  id: 'container-instances',
  recognizes: ({ name, text }) => mayBeResource(name, text) && (GROUP_TYPE.test(text) || /\bosType\b/i.test(text)),
  mayMatter: text => text.includes('image'),
  read: (root, builder) => read('Microsoft.ContainerInstance/containerGroups', root, builder),
});

const GROUP_TYPE = /microsoft\.containerinstance\/containergroups/i;

/** As keys: pipelines and compose files have `gradle.properties` and containers, too. */
const KEYS = [/(?<![^\s{,])["']?properties["']?\s*:/, /(?<![^\s{,])["']?containers["']?\s*:/];

function mayBeResource(name: string, text: string): boolean {
  return (
    (isYamlName(name) || isJsonName(name)) &&
    KEYS.every(key => key.test(text)) &&
    !text.includes('deploymentTemplate.json')
  );
}

function read(type: string, body: View, builder: ReadingBuilder): void {
  readAzureResource({ type, body }, new Images(builder, new Evaluator(new Map(), placeholder)));
}
