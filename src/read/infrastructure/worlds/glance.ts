import { hasAtAGlance } from '../../source/glanceable.ts';

/** A look at a text: one without any of these declares nothing that bears on a pull, and no call that may. */
export function mayGrantPull(text: string): boolean {
  return hasAtAGlance(text, each => BEARS_ON_PULLS.test(each));
}

const BEARS_ON_PULLS =
  /containerregistr|container_registr|roleassignment|role_assignment|managedidentit|assigned_identit|managedclusters|kubernetes_cluster|^[ \t]*module\b|azapi_|eks_cluster|container_cluster|openshift|connectedclusters|arc_kubernetes/im;
