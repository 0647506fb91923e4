import type { NamedImage } from './images.ts';

/**
 * Masks names, so that no row matches them: a repository may be called `redis`, `push-gateway` or `probe`, a tag `404`,
 * a pod `timeout-tests`. Their letters and digits become `x`. This applies to repositories, tags, registries' own
 * labels, and objects of Kubernetes and Azure. The text keeps its length.
 */
export function withoutNames(text: string, images: readonly NamedImage[]): string {
  const pieces: string[] = [];
  let at = 0;
  const names = [...images.flatMap(image => image.names), ...objectNames(text)].sort((a, b) => a.start - b.start);
  for (const { start, end } of names) {
    if (start < at) continue;
    pieces.push(text.slice(at, start), hidden(text.slice(start, end)));
    at = end;
  }
  pieces.push(text.slice(at));
  return pieces.join('').replace(registryLabel, hidden);
}

const hidden = (name: string) => name.replace(/[A-Za-z0-9]/g, 'x');

/** `shop` of `shop.azurecr.io` and of `shop.westeurope.data.azurecr.io`. */
const registryLabel = /(?<![\w.-])[a-z0-9][a-z0-9-]{0,62}(?=(?:\.[a-z0-9-]{1,62}){0,2}\.azurecr\.(?:io|us|cn)\b)/gi;

/** Names of Kubernetes' objects are in lower case (RFC 1123). `"name": "Failed"` is the name of an event. */
const name = String.raw`((?!catalog\b)[a-z0-9](?:[a-z0-9_.-]{0,251}[a-z0-9])?)(?![\w./:@-])`;
const objects: readonly RegExp[] = [
  // …/v2/shop/web/manifests/…, scope=repository:shop/web:pull
  String.raw`/v2/(?!_catalog|v2/)([a-z0-9][a-z0-9._/-]{0,255}?)/(?:manifests|blobs|tags|referrers)\b`,
  String.raw`\brepository:([a-z0-9][a-z0-9._/-]{0,255})(?=:)`,
  // pod/web-0, deployment.apps/web
  String.raw`\b(?:pods?|deployments?|[a-z]{1,12}sets?|(?:cron)?jobs?|services?|secrets?|nodes?)(?:\.[a-z.]{1,40})?/${name}`,
  // "name":"web-0", podName: web-0, "ContainerAppName":"web", pod=web-0
  String.raw`"(?:\w{0,24}[nN]ame|namespace|pod|container|deployment|service)"\s{0,12}:\s{0,12}"${name}"`,
  String.raw`^[ ]{0,40}(?:- )?(?:\w{0,24}[nN]ame|namespace):[ ]{1,24}${name}[ ]*$`,
  String.raw`\b(?:\w{0,24}[nN]ame|namespace|pod|container|deployment|service)=["']?${name}`,
  // pod "web-0", in pod web-0_shop(…)
  String.raw`\b(?:pod|[cC]ontainer|deployment|namespace|service|job) ["']${name}`,
  String.raw`\b(?:in|of|for) pod ${name}`,
  // az … -n web -g shop, docker build -t web:1
  String.raw`\s(?:-n|-g|--name|--resource-group|--namespace)[ =]["']?${name}`,
  String.raw`\s(?:-t|--tag|--image)[ =]["']?([a-z0-9][a-z0-9_./-]{0,251})(?=:|\s|$)`,
  `/(?:resourceGroups|containerApps|containerGroups|sites|registries)/["']?${name}`,
].map(pattern => new RegExp(pattern, 'dgm'));

function objectNames(text: string): readonly { readonly start: number; readonly end: number }[] {
  return objects.flatMap(pattern =>
    Array.from(text.matchAll(pattern)).flatMap(({ indices }) => {
      const [start, end] = indices?.at(-1) ?? [0, 0];
      return end > start ? [{ start, end }] : [];
    }),
  );
}
