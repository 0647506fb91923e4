import { below, itemsOf, joinedValue, plainText, termOf, textValue, type Value } from '../../model/program.ts';
import type { PlannedResource, Planner } from './planner.ts';

/** An image of an app as the code will deploy it. */
export interface PlannedImage {
  /** As in the map: a login server, or the made-up host in its place. Undefined: open. */
  readonly host: string | undefined;
  /** The part behind the host, with tag or digest. Undefined: open. */
  readonly rest: string | undefined;
  /** The whole image as a text. Undefined: a part of it is open. */
  readonly text: string | undefined;
}

const RUNTIMES =
  /^microsoft\.(?:containerservice\/managedclusters|app\/(?:containerapps|jobs)|containerinstance\/containergroups|web\/sites(?:\/slots)?)$/;

/** Returns whether a resource pulls images: an app with its own, or a cluster. */
export function isRuntime({ type }: Pick<PlannedResource, 'type'>): boolean {
  return RUNTIMES.test(type);
}

const LISTS = ['initContainers', 'containers'];

/** The images of an app, a job, a container group or a site. */
export function imagesOf({ type, body }: PlannedResource, planner: Planner): readonly PlannedImage[] {
  const properties = below(body, 'properties');
  if (/^microsoft\.app\/(?:containerapps|jobs)$/.test(type)) {
    const template = below(properties, 'template');
    return LISTS.flatMap(list => itemsOf(below(template, list))).map(each => imageIn(below(each, 'image'), planner));
  }
  if (type === 'microsoft.containerinstance/containergroups') {
    const containers = LISTS.flatMap(list => itemsOf(below(properties, list)));
    return containers.map(each => imageIn(below(below(each, 'properties'), 'image'), planner));
  }
  if (/^microsoft\.web\/sites(?:\/slots)?$/.test(type)) {
    const config = below(properties, 'siteConfig');
    return ['linuxFxVersion', 'windowsFxVersion'].flatMap(key => dockerImage(below(config, key), planner));
  }
  return [];
}

/** Returns whether the code states what a site runs, and that it is no container. */
export function runsNoContainer({ type, body }: PlannedResource): boolean {
  if (!/^microsoft\.web\/sites(?:\/slots)?$/.test(type)) return false;
  const config = below(below(body, 'properties'), 'siteConfig');
  const stacks = ['linuxFxVersion', 'windowsFxVersion'].flatMap(key => below(config, key) ?? []).map(plainText);
  return (
    stacks.length > 0 &&
    stacks.every(stack => stack !== undefined && !/^(?:DOCKER|COMPOSE|SITECONTAINERS)\b/i.test(stack))
  );
}

/** `DOCKER|host/repository:tag` */
function dockerImage(value: Value | undefined, planner: Planner): readonly PlannedImage[] {
  const resolved = value && planner.resolve(value);
  const [head, ...rest] = resolved?.kind === 'joined' ? resolved.parts : resolved === undefined ? [] : [resolved];
  const text = plainText(head);
  if (text === undefined || !/^DOCKER\|/i.test(text)) return [];
  return [imageIn(joinedValue([textValue(text.slice('DOCKER|'.length)), ...rest]), planner)];
}

/** The host is the part before the first slash: a value of its own, or a part that is equal to a login server. */
function imageIn(value: Value | undefined, planner: Planner): PlannedImage {
  const resolved = value && planner.resolve(value);
  if (resolved === undefined) return { host: undefined, rest: undefined, text: undefined };
  const parts = resolved.kind === 'joined' ? resolved.parts : [resolved];
  const at = parts.findIndex(part => part.kind === 'text' && part.text.includes('/'));
  const slash = parts[at];
  const text = plainText(resolved);
  if (slash?.kind !== 'text') return { host: undefined, rest: undefined, text };
  const cut = slash.text.indexOf('/');
  const host = joinedValue([...parts.slice(0, at), textValue(slash.text.slice(0, cut))]);
  const rest = joinedValue([textValue(slash.text.slice(cut + 1)), ...parts.slice(at + 1)]);
  return { host: plainText(host)?.toLowerCase() ?? planner.hostOfTerm(termOf(host)), rest: plainText(rest), text };
}
