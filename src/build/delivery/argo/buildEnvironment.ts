// Argo CD's build environment: https://argo-cd.readthedocs.io/en/stable/user-guide/build-environment/
import { textAt } from '../../../read/source/lift.ts';
import type { Content, Mapping } from '../../../read/source/tree.ts';

/** Puts the variables of the build environment into a text. Undefined: only the deployment knows one of them. */
export type InEnvironment = (text: string) => string | undefined;

export function buildEnvironment(application: Mapping, source: Content): InEnvironment {
  const values = new Map([
    ['ARGOCD_APP_NAME', textAt(application, 'metadata', 'name')],
    ['ARGOCD_APP_NAMESPACE', textAt(application, 'spec', 'destination', 'namespace')],
    ['ARGOCD_APP_PROJECT_NAME', textAt(application, 'spec', 'project')],
    ['ARGOCD_APP_SOURCE_REPO_URL', textAt(source, 'repoURL')],
    ['ARGOCD_APP_SOURCE_PATH', textAt(source, 'path')],
    ['ARGOCD_APP_SOURCE_TARGET_REVISION', textAt(source, 'targetRevision')],
    ['ARGOCD_APP_REVISION', undefined],
    ['ARGOCD_APP_REVISION_SHORT', undefined],
    ['ARGOCD_APP_REVISION_SHORT_8', undefined],
  ]);
  return text => {
    let isOpen = false;
    // as Go's os.Expand: `$name`, `${name}`, and a dollar for `$$`. Other names are empty.
    const expanded = text.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (_, short?: string, long?: string) => {
      const name = short ?? long;
      if (name === undefined) return '$';
      if (values.has(name) && values.get(name) === undefined) isOpen = true;
      return values.get(name) ?? '';
    });
    return isOpen ? undefined : expanded;
  };
}
