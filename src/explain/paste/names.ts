import type { Mention } from './images.ts';

/**
 * A text in which names say nothing: a repository may be called `redis`, `push-gateway` or `probe`, a tag `404`, a pod
 * `timeout-tests`. Letters and digits of repositories, tags, registries' own labels and the objects of Kubernetes and
 * Azure become `x`, all else stays where it is, so the text is as long as before.
 */
export function withoutNames(text: string, mentions: readonly Mention[]): string {
  const pieces: string[] = [];
  let at = 0;
  const names = [...mentions.flatMap(mention => mention.names), ...objectNames(text)].sort((a, b) => a.start - b.start);
  for (const { start, end } of names) {
    if (start < at) continue;
    pieces.push(text.slice(at, start), hidden(text.slice(start, end)));
    at = end;
  }
  pieces.push(text.slice(at));
  return pieces.join('').replace(registryLabel, hidden).replace(maskedByCi, 'xxx');
}

const hidden = (name: string) => name.replace(/[A-Za-z0-9]/g, 'x');

/** `shop` of `shop.azurecr.io` and of `shop.westeurope.data.azurecr.io`. */
const registryLabel = /(?<![\w.-])[a-z0-9][a-z0-9-]{0,62}(?=(?:\.[a-z0-9-]{1,62}){0,2}\.azurecr\.(?:io|us|cn|de)\b)/gi;

// Three stars are what a pipeline puts in the place of a secret: behind them an image has a host.
const maskedByCi = /(?<![/*])\*\*\*(?=\/[a-z0-9])/g;

/** Names of Kubernetes' objects are in lower case (RFC 1123); `"name": "Failed"` is the name of an event. */
const objectName = String.raw`((?!catalog\b)[a-z0-9](?:[a-z0-9_.-]{0,251}[a-z0-9])?)(?![\w./:@-])`;

const objects: readonly RegExp[] = [
  // …/v2/shop/web/manifests/…, scope=repository:shop/web:pull
  /(?:\/v2|:\/\/[a-z0-9.:-]{1,253})\/(?!_catalog|v2\/|registry-v2\/)([a-z0-9][a-z0-9._/-]{0,255}?)\/(?:manifests|blobs|tags|referrers)\b/dg,
  /\brepository:([a-z0-9][a-z0-9._/-]{0,255})(?=:)/dg,
  // localhost:5000/web:1, mirror.example.com/shop/web, wherever it stands
  /(?<![\w/.:@-])(?:localhost(?::\d{1,5})?|(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,20}(?::\d{1,5})?)\/(?!oauth2\b|v2\b|[\w.-]{0,60}\/?docker\/registry\/v2\/)([a-z0-9][a-z0-9._/-]{0,255}(?::[\w.-]{1,128})?)/dg,
  // pod/web-0, deployment.apps/web, job.batch/etl
  new RegExp(
    String.raw`\b(?:[Pp]ods?|[Dd]eployments?|replicasets?|statefulsets?|daemonsets?|jobs?|cronjobs?|services?|configmaps?|secrets?|nodes?)(?:\.[a-z0-9.]{1,60})?\/${objectName}`,
    'dg',
  ),
  // "name":"web-0", podName: web-0, "ContainerAppName":"web", pod=web-0
  new RegExp(
    String.raw`"(?:\w{0,24}[nN]ame|namespace|pod|container|deployment|service)"\s{0,12}:\s{0,12}"${objectName}"`,
    'dg',
  ),
  new RegExp(String.raw`^[ ]{0,40}(?:- )?(?:\w{0,24}[nN]ame|namespace):[ ]{1,24}${objectName}[ ]*$`, 'dgm'),
  new RegExp(String.raw`\b(?:\w{0,24}[nN]ame|namespace|pod|container|deployment|service)=["']?${objectName}`, 'dg'),
  // Field 'template.containers.web.image', a container group's and an app's
  /\btemplate\.(?:containers|initContainers)\.([a-z0-9-]{1,63})(?=\.)/dg,
  // pod "web-0", container "web", in pod web-0_shop(…)
  new RegExp(String.raw`\b(?:pod|container|deployment|namespace|service|job|[cC]ontainer) ["']${objectName}`, 'dg'),
  new RegExp(String.raw`\b(?:in|of|for) pod ${objectName}`, 'dg'),
  // az … -n web -g shop, kubectl … -n shop
  new RegExp(String.raw`\s(?:-n|-g|--name|--resource-group|--namespace)[ =]["']?${objectName}`, 'dg'),
  // docker build -t web:1, az acr import … --image web:1
  /\s(?:-t|--tag|--image)[ =]["']?([a-z0-9][a-z0-9_./-]{0,251})(?=:|\s|$)/dg,
  new RegExp(
    String.raw`\/(?:resourceGroups|containerApps|containerGroups|sites|registries)\/["']?${objectName}`,
    'dgi',
  ),
];

function objectNames(text: string): readonly { readonly start: number; readonly end: number }[] {
  return objects.flatMap(pattern =>
    [...text.matchAll(pattern)].flatMap(({ indices }) => {
      const [start, end] = indices?.at(-1) ?? [0, 0];
      return end > start ? [{ start, end }] : [];
    }),
  );
}
