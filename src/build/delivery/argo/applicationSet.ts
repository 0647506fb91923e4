// ApplicationSets: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/
import { field, itemsAt, textAt, withField, withItems } from '../../../read/source/lift.ts';
import type { Content, Mapping, Scalar } from '../../../read/source/tree.ts';
import type { DeliveryContext } from '../context.ts';
import { embeddedYaml } from '../embedded.ts';
import { mappingWithScalars, withScalars } from '../pieces.ts';
import type { Sender } from '../sender.ts';
import { asMapping, isTrue, openReason, placeOfObject, titled } from '../stated.ts';
import { argoApplication } from './application.ts';
import { type Generated, generated, type ParameterSet } from './generators.ts';
import { type Notation, parameterName, withParameters } from './templateParameters.ts';

/** Returns the senders of all Applications that it makes. One open sender covers those that no file shows. */
export function applicationSet(object: Mapping, context: DeliveryContext): readonly Sender[] {
  const spec = field(object, 'spec');
  const notation: Notation = isTrue(spec, 'goTemplate') ? 'go' : 'plain';
  const template = asMapping(field(spec, 'template'));
  if (template === undefined) return [openSender(object, 'an ApplicationSet without a template')];
  // a patch is a template of its own, which may change any field that it names
  const patch = textAt(spec, 'templatePatch') ?? '';
  if (/\b(?:destination|sources?)\b/.test(patch)) return [openSender(object, 'templatePatch')];
  const application = withReadValues(template);
  return itemsAt(spec, 'generators').flatMap(generator =>
    sendersOf(generated(generator, notation, context), object, application, notation, context),
  );
}

function sendersOf(
  made: Generated,
  object: Mapping,
  template: Mapping,
  notation: Notation,
  context: DeliveryContext,
): readonly Sender[] {
  if (made.kind === 'open') return openSenders(object, template, made.why, context);
  return made.sets.flatMap(set => {
    const application = filledTemplate(template, set, notation);
    const name = field(application, 'metadata', 'name');
    const isNamed = name !== undefined && openReason(name) === undefined;
    const own = titled('ApplicationSet', object);
    const by = isNamed ? `${titled('Argo CD Application', application)} of ${own}` : `Argo CD ${own}`;
    const place = placeOfObject(object);
    return argoApplication(application, context).map((sender): Sender => {
      const { openTarget } = set;
      return openTarget === undefined
        ? { ...sender, by, place }
        : { ...sender, by, place, sentTo: { kind: 'open', text: openTarget } };
    });
  });
}

/** Applications that no file shows. Each has the values and images that the template gives. */
function openSenders(object: Mapping, template: Mapping, why: string, context: DeliveryContext): readonly Sender[] {
  const open = openSender(object, why);
  const senders = argoApplication(template, context).map(({ sends }): Sender => {
    if (sends.kind !== 'open' && sends.kind !== 'outside') return open;
    const { values = [], postRenderers = [] } = sends;
    return { ...open, sends: { kind: 'open', why, values, postRenderers } };
  });
  return senders.length === 0 ? [open] : senders;
}

function openSender(object: Mapping, why: string): Sender {
  return {
    by: titled('Argo CD ApplicationSet', object),
    place: placeOfObject(object),
    targetKind: 'aks',
    sentTo: { kind: 'open', text: why },
    namespace: undefined,
    isSuspended: false,
    sends: { kind: 'open', why },
  };
}

function filledTemplate(template: Mapping, set: ParameterSet, notation: Notation): Mapping {
  const named = set.cluster === undefined ? template : withClusterName(template, set.cluster, notation);
  return mappingWithScalars(named, scalar => withParameters(scalar, set.values, notation));
}

/** A cluster's `server` identifies it, but its name is clearer for people. */
function withClusterName(template: Mapping, cluster: string, notation: Notation): Mapping {
  const spec = asMapping(field(template, 'spec'));
  const destination = asMapping(field(spec, 'destination'));
  const server = field(destination, 'server');
  if (spec === undefined || destination === undefined || server?.kind !== 'scalar') return template;
  const { text } = server;
  const isWhole = text.startsWith('{{') && text.indexOf('}}') === text.length - '}}'.length;
  if (!isWhole || parameterName(text.slice('{{'.length, -'}}'.length), notation) !== 'server') return template;
  const name: Scalar = { ...server, text: cluster, plain: false };
  const renamed = withField(withField(destination, 'server', undefined), 'name', name);
  return withField(template, 'spec', withField(spec, 'destination', renamed));
}

/**
 * Parses the values of charts, which are a text of YAML. In a tree, each value that is made of parameters keeps its
 * place. A text stays a text if its parameters are more than parts of values.
 */
function withReadValues(template: Mapping): Mapping {
  const spec = asMapping(field(template, 'spec'));
  if (spec === undefined) return template;
  const source = asMapping(field(spec, 'source'));
  const sources = field(spec, 'sources');
  const withSource = source === undefined ? spec : withField(spec, 'source', withReadHelm(source));
  const items =
    sources?.kind === 'list' ? sources.items.map(item => (item?.kind === 'mapping' ? withReadHelm(item) : item)) : [];
  const changed = sources?.kind === 'list' ? withField(withSource, 'sources', withItems(sources, items)) : withSource;
  return withField(template, 'spec', changed);
}

function withReadHelm(source: Mapping): Mapping {
  const helm = asMapping(field(source, 'helm'));
  const values = field(helm, 'values');
  if (helm === undefined || values?.kind !== 'scalar' || !values.text.includes('{{')) return source;
  const read = embeddedYaml(values);
  const isWhole = read?.kind === 'mapping' && holesIn(read) === countOf(values.text);
  return isWhole ? withField(source, 'helm', withField(helm, 'values', read)) : source;
}

function holesIn(values: Content): number {
  let count = 0;
  withScalars(values, scalar => {
    count += countOf(scalar.text);
    return scalar;
  });
  return count;
}

function countOf(text: string): number {
  return text.split('{{').length - 1;
}
