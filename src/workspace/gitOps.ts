import * as v from 'valibot';
import { parseAllDocuments } from 'yaml';

/** An order to a GitOps controller: deploy a folder of this repository. */
export interface Delivery {
  /** The file that gives the order. */
  readonly file: string;
  /** The folder that is deployed, relative to the repository's root; empty for the root itself. */
  readonly folder: string;
  /** The cluster, as the order names it; undefined: the one that the order itself is applied to. */
  readonly cluster: { readonly name: string } | { readonly host: string } | undefined;
}

// https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/
const source = v.object({ path: v.string() });
const application = v.object({
  apiVersion: v.pipe(v.string(), v.startsWith('argoproj.io/')),
  kind: v.literal('Application'),
  spec: v.object({
    source: v.optional(source),
    sources: v.optional(v.array(v.looseObject({ path: v.optional(v.string()) }))),
    destination: v.object({ name: v.optional(v.string()), server: v.optional(v.string()) }),
  }),
});
// https://fluxcd.io/flux/components/kustomize/kustomizations/
const kustomization = v.object({
  apiVersion: v.pipe(v.string(), v.startsWith('kustomize.toolkit.fluxcd.io/')),
  kind: v.literal('Kustomization'),
  spec: v.object({ path: v.optional(v.string(), '.'), kubeConfig: v.optional(v.never()) }),
});

/** Argo CD's applications and Flux's kustomizations in a text; a path with a placeholder tells nothing. */
export function deliveriesIn(file: string, text: string): readonly Delivery[] {
  if (!/argoproj\.io|kustomize\.toolkit\.fluxcd\.io/.test(text)) return [];
  return parseAllDocuments(text, { logLevel: 'silent' }).flatMap(document => {
    if (document.errors.length > 0) return [];
    let data: unknown;
    try {
      data = document.toJS({ maxAliasCount: 100 });
    } catch {
      return []; // aliases without an anchor, or without end
    }
    return ordersOf(data)
      .filter(({ path }) => !/[{$]|\.\./.test(path))
      .map(({ path, cluster }) => ({ file, folder: path.replace(/^\.?\/+|^\.$|\/+$/g, ''), cluster }));
  });
}

function ordersOf(data: unknown): readonly { readonly path: string; readonly cluster: Delivery['cluster'] }[] {
  if (v.is(kustomization, data)) return [{ path: data.spec.path ?? '.', cluster: undefined }];
  const argo = v.safeParse(application, data);
  if (!argo.success) return [];
  const { source: one, sources = [], destination } = argo.output.spec;
  const cluster = clusterOf(destination);
  return [...(one ? [one.path] : []), ...sources.flatMap(({ path }) => path ?? [])].map(path => ({ path, cluster }));
}

/** Argo CD's own cluster is `in-cluster`, or `kubernetes.default.svc`. */
function clusterOf(destination: { readonly name?: string | undefined; readonly server?: string | undefined }) {
  const { name, server } = destination;
  if (name !== undefined) return name === 'in-cluster' ? undefined : { name };
  const host = server !== undefined && URL.canParse(server) ? new URL(server).hostname : undefined;
  return host === undefined || host === 'kubernetes.default.svc' ? undefined : { host };
}
